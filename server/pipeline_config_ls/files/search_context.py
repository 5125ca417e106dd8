"""Where a path that a config names may be: checkpoints, label maps and records alike.

TensorFlow takes a path literally, a relative one from the folder in which training is started. People write it from the
workspace, from the config's folder, or from a folder above it.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import NamedTuple

# A config lies at most this deep below the folder in which training is started.
_STEPS_UP = 4
# A backslash that was read as an escape leaves a control character: `C:\train`.
_DRIVE = re.compile(r'[A-Za-z]:[/\\\x07-\x0d]|\\\\|//[^/]')
_SOMEBODYS_HOME = re.compile(r'/(home|Users)/[^/]+')


class Place(Enum):
    """From where a prefix was found. TensorFlow knows the first two only."""

    ABSOLUTE = 'absolute'
    WORKING_DIRECTORY = 'the folder in which training is started'
    WORKSPACE = 'the workspace'
    CONFIG_FOLDER = 'the folder of the config'
    ABOVE = 'a folder above the config'
    ROOT = 'a configured folder'


class SearchFolder(NamedTuple):
    """A folder that relative paths may be meant from."""

    place: Place
    folder: str


@dataclass(frozen=True, slots=True)
class SearchContext:
    """What a path's meaning depends on besides the files.

    `working_directory` is the folder in which training is started, None where nobody has said. `roots` are further
    folders that the person configured. `home` and `environment` are for texts with `~` and `$NAME`. `mirrors` is the folder with copies
    of what was read from buckets (`remote.mirror`).
    """

    working_directory: str | None = None
    workspace_folders: tuple[str, ...] = ()
    roots: tuple[str, ...] = ()
    home: str | None = None
    environment: tuple[tuple[str, str], ...] = ()
    mirrors: str | None = None
    windows: bool = os.name == 'nt'

    def bases(self, config_path: str | None) -> tuple[SearchFolder, ...]:
        """The folders to try for a relative path, in order, each once."""
        places = [
            *((Place.WORKING_DIRECTORY, folder) for folder in (self.working_directory,) if folder),
            *((Place.WORKSPACE, folder) for folder in self.workspace_folders),
            *((Place.CONFIG_FOLDER, os.path.dirname(os.path.abspath(path))) for path in (config_path,) if path),
            *((Place.ROOT, folder) for folder in self.roots),
        ]
        seen: dict[str, SearchFolder] = {}
        for place, folder in places:
            seen.setdefault(os.path.normpath(folder), SearchFolder(place, os.path.normpath(folder)))
        return tuple(seen.values())

    def above(self, config_path: str | None) -> tuple[SearchFolder, ...]:
        """The folders above the config's own, the nearest first: training is often started in one of them.

        Places to look a path up in, not to search: what else lies there is nobody's business here.
        """
        if config_path is None:
            return ()
        parents = list(Path(os.path.abspath(config_path)).parent.parents)[:_STEPS_UP]
        return tuple(SearchFolder(Place.ABOVE, str(folder)) for folder in parents if folder != folder.parent)

    def places(self, path: str, folders: tuple[SearchFolder, ...]) -> Iterator[tuple[str, SearchFolder | None]]:
        """Where a path may be: an absolute one in one place (None), a relative one below each of the folders.

        Nowhere for a path of Windows on another system.
        """
        if self.is_absolute(path):
            yield os.path.normpath(path), None
        elif not has_drive(path):
            for base in folders:
                yield os.path.normpath(os.path.join(base.folder, path)), base

    def everywhere(self, config_path: str | None) -> tuple[SearchFolder, ...]:
        """The bases, and then the folders above the config: all places to look a path up in."""
        return (*self.bases(config_path), *self.above(config_path))

    def is_absolute(self, path: str) -> bool:
        """Whether a path names one place on this machine."""
        return path.startswith('/') or (self.windows and has_drive(path))

    def could_be_here(self, path: str) -> bool:
        """Whether an absolute path is of a kind that this machine has: its drive or top folder, and that person's home."""
        if has_drive(path) and not self.windows:
            return False
        home = _SOMEBODYS_HOME.match(path)
        top = home[0] if home else os.path.splitdrive(path)[0] or '/' + path.lstrip('/').partition('/')[0]
        return os.path.exists(top)


def has_drive(path: str) -> bool:
    """Whether a path starts with a drive or a share, as on Windows."""
    return bool(_DRIVE.match(path))


def forward(path: str) -> str:
    """A path with slashes, which TensorFlow takes on Windows too."""
    return path.replace(os.sep, '/')


def spell(path: str, base: SearchFolder | None, text: str) -> str:
    """A path as this person writes: relative where the text is, from the same folder; always with forward slashes."""
    if base is None:
        return forward(path)
    try:
        relative = os.path.relpath(path, base.folder)
    except ValueError:  # on another drive
        return forward(path)
    if relative.startswith(os.pardir) and not text.startswith('..'):
        return forward(path)
    return ('./' if text.startswith(('./', '.\\')) else '') + forward(relative)
