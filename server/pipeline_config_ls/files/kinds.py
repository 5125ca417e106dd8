"""What lies at a path, where pathlib raises instead of saying no: at a name of 300 letters, at links that lead in a circle,
below a folder that may not be entered. A config can name any of them."""

from __future__ import annotations

import os
from pathlib import Path

AnyPath = str | os.PathLike[str]


def is_file(path: AnyPath) -> bool:
    """Whether a regular file is there."""
    return os.path.isfile(path)


def is_folder(path: AnyPath) -> bool:
    """Whether a folder is there."""
    return os.path.isdir(path)


def exists(path: AnyPath) -> bool:
    """Whether anything is there."""
    return os.path.exists(path)


def real(path: AnyPath) -> Path:
    """The file that all links to it have in common; as far as it can be told."""
    return Path(os.path.realpath(path))


def with_home(path: str) -> str:
    """A path with `~` for the person's home, as the shell reads it; as it is where there is no such person."""
    return os.path.expanduser(path)


def entry_is_file(entry: os.DirEntry[str]) -> bool:
    """The same of an entry in a listing, mostly without looking at the disk again."""
    try:
        return entry.is_file()
    except OSError:
        return False


def entry_is_folder(entry: os.DirEntry[str]) -> bool:
    """The same, for a folder."""
    try:
        return entry.is_dir()
    except OSError:
        return False
