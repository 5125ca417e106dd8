"""Which files a command is about, and their texts."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from fnmatch import fnmatch
from pathlib import Path
from typing import NamedTuple

from pipeline_config_ls.files.kinds import is_folder
from pipeline_config_ls.files.reading import Text, read_text
from pipeline_config_ls.files.walk import find_ours

# What a folder is searched for, in words.
SEARCHED = 'config or label map'
STDIN = '-'
MOST_BYTES = 32 * 1024 * 1024


class Source(NamedTuple):
    """A text and the name under which the person knows it. `path` is where it lies, absolute."""

    name: str
    path: str
    text: str


class CannotRead(NamedTuple):
    """Why there is no text; `message` names the file."""

    name: str
    message: str


def find_files(paths: Iterable[str], exclude: Sequence[str] = ()) -> Iterator[str]:
    """The files that are named, and those in folders that are, each once, without those that a pattern of `exclude` matches.

    A pattern is about the whole path, or about the name of the file or of a folder above it.
    """
    seen: set[str] = set()
    for path in paths:
        # A folder in which there is nothing stands for itself: that is told of it, as of other files that are none.
        found = (list(find_ours(path)) or [path]) if path != STDIN and is_folder(path) else [path]
        for one in found:
            key = os.path.normpath(one)
            if key not in seen and not _is_excluded(one, exclude):
                seen.add(key)
                yield one


def _is_excluded(path: str, exclude: Sequence[str]) -> bool:
    parts = (path, *Path(path).parts)
    return any(fnmatch(part, pattern.rstrip('/')) for pattern in exclude for part in parts)


def read_source(name: str, stdin_name: str | None = None) -> Source | CannotRead:
    """The text of a file, or of standard input (`-`), its line ends as they are: positions count them.

    `stdin_name` says where the text of standard input would lie.
    """
    if name == STDIN:
        shown = stdin_name or 'standard input'
        path = os.path.abspath(stdin_name or 'pipeline.config')  # noqa: PTH100, `..` is to be folded
        try:
            return Source(shown, path, sys.stdin.buffer.read().decode('utf-8'))
        except UnicodeDecodeError as error:
            return CannotRead(shown, f'{shown} cannot be read: it is not UTF-8 at byte {error.start}.')
    if is_folder(name):
        return CannotRead(name, f'no {SEARCHED} in {name}')
    found = read_text(name, MOST_BYTES)
    if isinstance(found, Text):
        return Source(name, os.path.abspath(name), found.text)  # noqa: PTH100
    return CannotRead(name, f'{name} cannot be read: it {found.message}.')
