"""What a text that should be a path stands for: TensorFlow takes it literally, and people write more than that.

`~`, `$NAME`, backslashes, white space, `file:` addresses, schemes that TensorFlow does not know: what is meant, and why
TensorFlow does not read it so.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple
from urllib.parse import unquote

from pipeline_config_ls.files.search_context import SearchContext

# What the sample configs have, and what tutorials write for "fill this in".
PLACEHOLDER = 'PATH_TO_BE_CONFIGURED'
_PLACEHOLDERS = re.compile(
    r'PATH_TO_\w+|path[_/]to[_/]|<[^<>]+>|\bYOUR[_ -]|[/"]your[_-]|^/?(?:your|my)?/?path/|\bTODO\b|\bFIXME\b|\{\{.*\}\}',
    re.IGNORECASE,
)
_SCHEME = re.compile(r'([a-z][a-z0-9+.-]+)://', re.IGNORECASE)  # two letters at least: C:// is a drive
_SHORT_SCHEME = re.compile(r'(gs|s3|hdfs|gcs|gcc|https?):(?=/(?!/))', re.IGNORECASE)
# In TensorFlow itself, and in TensorFlow I/O, which registers more.
_SCHEMES = frozenset({'gs', 's3', 's3e', 'hdfs', 'viewfs', 'har', 'ram', 'file', 'az', 'azfs', 'oss', 'memory', 'tfdf'})
WEB = frozenset(('http', 'https', 'ftp'))
# Buckets of Google Cloud Storage have addresses in the web, too.
_BUCKET = re.compile(
    r'https?://(?:storage\.(?:googleapis|cloud\.google)\.com/|console\.cloud\.google\.com/storage/browser/(?:_details/)?)'
)
# What TensorFlow cannot read from: it has to be downloaded.
_MEANT = {'gcc': 'gs', 'gcs': 'gs', 'gc': 'gs', 'gss': 'gs', 'google': 'gs', 's3a': 's3', 's3n': 's3', 'aws': 's3'}
_VARIABLE = re.compile(r'\$\{(\w+)\}|\$(\w+)|%(\w+)%')


class Reading(NamedTuple):
    """A path that a text may stand for, and why TensorFlow does not read it so."""

    path: str
    reason: str


class Scheme(NamedTuple):
    """The scheme of an address. `meant` is what to write where TensorFlow has no such scheme, if that is clear."""

    name: str
    is_known: bool
    meant: str | None


def is_placeholder(text: str) -> bool:
    """Whether a path is still to be filled in."""
    return PLACEHOLDER in text or bool(_PLACEHOLDERS.search(text))


def scheme_of(text: str) -> Scheme | None:
    """The scheme that a text starts with; `file:` is none, it stands for a path."""
    if found := _SCHEME.match(text):
        name = found[1].lower()
        if name == 'file':
            return None
        if bucket := _BUCKET.match(text):
            return Scheme(name, False, f'gs://{text[bucket.end() :]}')
        is_known = name in _SCHEMES
        right = _MEANT.get(name, name if is_known and name != found[1] else None)
        return Scheme(name, is_known and not right, f'{right}://{text[found.end() :]}' if right else None)
    if found := _SHORT_SCHEME.match(text):
        name = found[1].lower()
        right = _MEANT.get(name, name)
        return Scheme(name, False, f'{right}://{text[found.end() :].lstrip("/")}')
    return None


def scheme_message(scheme: Scheme, text: str) -> str:
    """Why TensorFlow does not find what is at an address of a scheme that it does not know, and what to write."""
    if f'{scheme.name}://' not in text.lower():
        return f'An address has two slashes: `{scheme.meant}`. This is read as a folder named `{scheme.name}:`.'
    if text.startswith(scheme.name.upper()):
        return f'Schemes are written in small letters: `{scheme.meant}`.'
    advice = f'; Google Cloud Storage is `{scheme.meant}`' if (scheme.meant or '').startswith('gs:') else ''
    advice = f'; write `{scheme.meant}`' if scheme.meant and not advice else advice
    advice = '; download the file, and give its path' if scheme.name in WEB and not advice else advice
    return f'TensorFlow has no file system for `{scheme.name}://`{advice}.'


def read_as_path(text: str, search_context: SearchContext) -> Reading | None:
    """The path that a person means who writes `text`; None where it is the text itself."""
    reasons = []
    path = text.strip()
    if path != text:
        reasons.append('TensorFlow takes the white space around the path as part of it.')
    if path.lower().startswith('file:'):
        path = _from_url(path)
        reasons.append('This is an address of a file, not a path.')
    if re.match(r'~(?=[/\\]|$)', path):
        if search_context.home:
            path = search_context.home + path[1:]
        reasons.append('TensorFlow does not expand `~`.')
    expanded = _expand(path, dict(search_context.environment))
    if expanded != path or _has_variable(path):
        path = expanded
        reasons.append('TensorFlow does not expand environment variables.')
    if '\\' in path and not search_context.windows:
        path = path.replace('\\', '/')
        reasons.append('A backslash separates folders on Windows only; `/` does so everywhere.')
    if len(path) > 1 and path[-1] in '/\\':
        path = path.rstrip('/\\')
    return Reading(path, ' '.join(reasons)) if (path != text or reasons) and path else None


def _has_variable(path: str) -> bool:
    return bool(re.search(r'\$\{\w+\}|\$[A-Za-z_]', path))


def _from_url(url: str) -> str:
    """`file:///home/x` and, as VS Code writes it, `file:///c%3A/x`."""
    path = unquote(re.sub(r'^file:(//)?', '', url, flags=re.IGNORECASE))
    return path[1:] if re.match(r'/[A-Za-z]:', path) else path


def _expand(path: str, environment: Mapping[str, str]) -> str:
    return _VARIABLE.sub(lambda match: environment.get(match[match.lastindex or 0], match[0]), path)
