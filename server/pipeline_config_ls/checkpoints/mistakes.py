"""What people write in place of a prefix, and how to read it: nothing here is right for TensorFlow, all of it is common.

Two kinds: a text that stands for a path (`~/x`, `$DATA/x`, `data\\x`, `file:///x`), and a path beside the prefix
(`ckpt-0.index`, the folder, the `checkpoint` file, the archive's folder without `checkpoint/`).
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple
from urllib.parse import unquote

from pipeline_config_ls.checkpoints.nearby import prefix_in, prefixes_in
from pipeline_config_ls.checkpoints.prefix import split_suffix
from pipeline_config_ls.checkpoints.reader import is_checkpoint
from pipeline_config_ls.checkpoints.state import STATE_FILE
from pipeline_config_ls.files.search_context import SearchContext

_VARIABLE = re.compile(r'\$\{(\w+)\}|\$(\w+)|%(\w+)%')
_NAMES_FILE = {'.index': 'the index file', '.meta': 'the graph file'}


class Reading(NamedTuple):
    """A path that a text may stand for, and why TensorFlow does not read it so."""

    path: str
    reason: str


def read_as_path(text: str, search_context: SearchContext) -> Reading | None:
    """The path that a person means who writes `text`; None where it is the text itself."""
    reasons = []
    path = text.strip()
    if path != text:
        reasons.append('TensorFlow takes the white space around the path as part of it.')
    if path.lower().startswith('file:'):
        path = _from_url(path)
        reasons.append('This is an address of a file, not a path.')
    if re.match(r'~(?=[/\\]|$)', path) and search_context.home:
        path = search_context.home + path[1:]
        reasons.append('TensorFlow does not expand `~`.')
    expanded = _expand(path, dict(search_context.environment))
    if expanded != path:
        path = expanded
        reasons.append('TensorFlow does not expand environment variables.')
    if '\\' in path and not search_context.windows:
        path = path.replace('\\', '/')
        reasons.append('A backslash separates folders on Windows only; `/` does so everywhere.')
    if len(path) > 1 and path[-1] in '/\\':
        path = path.rstrip('/\\')
    return Reading(path, ' '.join(reasons)) if path not in (text, '') else None


def _from_url(url: str) -> str:
    """`file:///home/x` and, as VS Code writes it, `file:///c%3A/x`."""
    path = unquote(re.sub(r'^file:(//)?', '', url, flags=re.IGNORECASE))
    return path[1:] if re.match(r'/[A-Za-z]:', path) else path


def _expand(path: str, environment: Mapping[str, str]) -> str:
    return _VARIABLE.sub(lambda match: environment.get(match[match.lastindex or 0], match[0]), path)


def correct(path: str) -> Reading | None:
    """The prefix that is meant by a path that is none; None where nothing near it suggests itself."""
    return next(_corrections(path), None)


def _corrections(path: str) -> Iterator[Reading]:
    folder, name = os.path.split(path)
    whole, suffix = split_suffix(path)
    if suffix and is_checkpoint(whole):
        names = _NAMES_FILE.get(suffix, 'a data file')
        yield Reading(whole, f'`{name}` names {names}; TensorFlow wants the prefix `{os.path.basename(whole)}`.')
    elif os.path.isdir(path) and (prefix := prefix_in(path)):
        inside = os.path.relpath(prefix, path).replace(os.sep, '/')
        yield Reading(prefix, f'`{name}` is a folder; TensorFlow wants the prefix of a checkpoint in it, `{inside}`.')
    elif os.path.isfile(path):
        # The state file, the saved model or the frozen graph of an archive, its config: the checkpoint is near.
        what = 'only lists the checkpoints' if name == STATE_FILE else 'is not a checkpoint'
        archive = os.path.dirname(folder)
        for place in (archive, folder) if name.startswith('saved_model.') else (folder,):
            if prefix := prefix_in(place):
                near = os.path.basename(prefix)
                yield Reading(prefix, f'`{name}` {what}; TensorFlow wants the prefix of one, such as `{near}`.')
    else:
        yield from _neighbours(folder, name)


def _neighbours(folder: str, name: str) -> Iterator[Reading]:
    """Prefixes that differ from a path that does not exist by what people leave out or add."""
    inside = os.path.join(folder, 'checkpoint', name)
    if is_checkpoint(inside):
        yield Reading(inside, f'`{name}` is in the folder `checkpoint` of its archive.')
    stem, extension = os.path.splitext(name)
    if extension and is_checkpoint(os.path.join(folder, stem)):
        yield Reading(os.path.join(folder, stem), f'There is no checkpoint `{name}`, but there is `{stem}`.')
    longer = [prefix for prefix in prefixes_in(folder) if os.path.basename(prefix).startswith((f'{name}-', f'{name}.'))]
    if len(longer) == 1:
        there = os.path.basename(longer[0])
        yield Reading(longer[0], f'There is no checkpoint `{name}`, but there is `{there}`.')
