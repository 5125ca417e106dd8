"""Which files a command is about."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

# What a folder is searched for.
PATTERNS = ('*.config', '*.pbtxt')


def find_files(paths: Iterable[str]) -> Iterator[str]:
    """The files that are named, and those in folders that are."""
    for path in paths:
        if Path(path).is_dir():
            yield from sorted({str(file) for pattern in PATTERNS for file in Path(path).rglob(pattern)})
        else:
            yield path
