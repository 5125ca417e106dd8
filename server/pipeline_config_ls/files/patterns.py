"""Which files a pattern names, as `tf.io.gfile.glob` expands it: `*`, `?`, `[abc]` within one folder's names, no `@N`.

And shards: files that are numbered parts of one, `train.record-00000-of-00010`.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from functools import cache
from typing import NamedTuple

_WILDCARDS = frozenset('*?[\\')
# A folder of images can hold a million names; patterns of real configs match some hundred files.
MOST_FILES = 10_000
_MOST_ENTRIES = 200_000
# `[abc]`, `[!abc]`, `[]abc]`, and the classes of POSIX in it.
_SET = re.compile(r'\[(?P<inverted>[!^]?)(?P<members>(?:\[:\w+:\]|.)(?:\[:\w+:\]|[^\]])*)\]', re.DOTALL)
_NAMED_SET = re.compile(r'\[:(\w+):\]')
_NAMED = {
    'alpha': 'A-Za-z',
    'digit': '0-9',
    'alnum': 'A-Za-z0-9',
    'upper': 'A-Z',
    'lower': 'a-z',
    'xdigit': '0-9A-Fa-f',
    'space': r'\s',
    'blank': r' \t',
    'punct': r'!-/:-@\[-`{-~',
}
_SHARD = re.compile(r'(.*)-(\d{2,})-of-(\d{2,})(\D*)$', re.DOTALL)
_SHORTHAND = re.compile(r'(.+)@(\d+|\*)$')


class Shard(NamedTuple):
    """A file name as a numbered part: what stands before and after the numbers, and the numbers as they are written."""

    stem: str
    number: str
    total: str
    suffix: str


class ShardSet(NamedTuple):
    """Shards that belong together: which of them are there."""

    stem: str
    total: int
    suffix: str
    digits: int
    present: frozenset[int]

    @property
    def missing(self) -> tuple[int, ...]:
        """The numbers that are not there."""
        return tuple(number for number in range(min(self.total, MOST_FILES)) if number not in self.present)

    def name(self, number: int) -> str:
        """The file name of one shard."""
        return f'{self.stem}-{number:0{self.digits}}-of-{self.total:0{self.digits}}{self.suffix}'

    @property
    def pattern(self) -> str:
        """A pattern that names all of them."""
        return f'{self.stem}-{"?" * self.digits}-of-{self.total:0{self.digits}}{self.suffix}'


def is_pattern(path: str) -> bool:
    """Whether a path is expanded: on Windows a backslash separates folders, and TensorFlow still takes it for a wildcard."""
    return not _WILDCARDS.isdisjoint(path if os.name != 'nt' else path.replace('\\', '/'))


def expand(pattern: str) -> list[str]:
    """The files and folders that a pattern names, sorted; a path without wildcards names itself, where it exists."""
    if not is_pattern(pattern):
        return [pattern] if _exists(pattern) else []
    root, *parts = _split(pattern)
    if '' in parts:
        return []  # TensorFlow compares whole paths, and those that it makes have one slash between two names
    found = [root]
    for part in parts:
        found = _below(found, part)
    return sorted(found)[:MOST_FILES]


def shorthand(path: str) -> tuple[str, str] | None:
    """For `train.record@10`, which Google's own tools expand and the released ones do not: the pattern that names the same."""
    found = _SHORTHAND.fullmatch(path)
    if not found:
        return None
    digits = max(5, len(found[2]))
    total = '*' if found[2] == '*' else found[2].zfill(digits)
    return f'{found[1]}-{"?" * digits}-of-{total}', found[2]


def shard_of(path: str) -> Shard | None:
    """The parts of the name of a shard."""
    found = _SHARD.fullmatch(path)
    return Shard(*found.groups()) if found else None


def shard_sets(paths: Iterable[str]) -> list[ShardSet]:
    """The sets of shards among some paths."""
    sets: dict[tuple[str, str, str], set[int]] = {}
    for path in paths:
        shard = shard_of(path)
        if shard is not None and shard.number.isdecimal():
            sets.setdefault((shard.stem, shard.total, shard.suffix), set()).add(int(shard.number))
    return [
        ShardSet(stem, int(total), suffix, len(total), frozenset(present))
        for (stem, total, suffix), present in sets.items()
    ]


def _exists(path: str) -> bool:
    try:
        os.stat(path)
    except (OSError, ValueError):
        return False
    return True


def _split(pattern: str) -> list[str]:
    """The folder to start in, and the parts of the pattern below it."""
    parts = pattern.removesuffix('/').split('/')
    fixed = next(at for at, part in enumerate(parts) if is_pattern(part))
    root = '/'.join(parts[:fixed])
    doubled = [''] if fixed > 1 and not parts[fixed - 1] else []
    return [root or ('/' if pattern.startswith('/') else ''), *doubled, *parts[fixed:]]


def _below(folders: list[str], part: str) -> list[str]:
    """What matches one part of a pattern in some folders."""
    matcher = _matcher(part)
    found: list[str] = []
    for folder in folders:
        if not is_pattern(part):
            path = _join(folder, part)
            found += [path] if _exists(path) else []
            continue
        try:
            with os.scandir(folder or os.curdir) as entries:
                for count, entry in enumerate(entries):
                    if count > _MOST_ENTRIES or len(found) >= MOST_FILES:
                        break
                    if matcher.fullmatch(entry.name):
                        found.append(_join(folder, entry.name))
        except (OSError, ValueError):
            continue
    return found


def _join(folder: str, name: str) -> str:
    return f'{folder.rstrip("/")}/{name}' if folder and folder != '/' else f'{folder}{name}'


@cache
def _matcher(part: str) -> re.Pattern[str]:
    """One part of a pattern as fnmatch(3) reads it."""
    expression, at = '', 0
    while at < len(part):
        character = part[at]
        at += 1
        if character == '*':
            expression += '.*' if not expression.endswith('.*') else ''
        elif character == '?':
            expression += '.'
        elif character == '\\' and at < len(part):
            expression += re.escape(part[at])
            at += 1
        elif character == '[' and (found := _SET.match(part, at - 1)):
            at = found.end()
            escaped = re.sub(r'([\\\[\]&|~^]|^-|(?<=[^-]-)-)', r'\\\1', _NAMED_SET.sub('', found['members']))
            named = ''.join(_NAMED.get(name, '') for name in _NAMED_SET.findall(found['members']))
            expression += f'[{"^" if found["inverted"] else ""}{escaped}{named}]'
        else:
            expression += re.escape(character)
    try:
        return re.compile(expression, re.DOTALL)
    except re.error:  # a range from z to a
        return re.compile(re.escape(part))
