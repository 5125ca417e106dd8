"""Which files a command is about, and their texts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from pipeline_config_ls.files.walk import find_ours

# What a folder is searched for, in words.
SEARCHED = 'config or label map'


class CannotRead(NamedTuple):
    """Why there is no text."""

    message: str


def find_files(paths: Iterable[str]) -> Iterator[str]:
    """The files that are named, and those in folders that are."""
    for path in paths:
        if Path(path).is_dir():
            yield from find_ours(path)
        else:
            yield path


def read_text(path: str) -> str | CannotRead:
    """The text of a file, its line ends as they are: positions count them."""
    try:
        return Path(path).read_bytes().decode('utf-8')
    except OSError as error:
        return CannotRead(f'{path} cannot be read: {error.strerror}')
    except UnicodeDecodeError as error:
        return CannotRead(f'{path} cannot be read: it is not UTF-8 at byte {error.start}.')
