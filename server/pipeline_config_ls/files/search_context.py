"""What finding a checkpoint needs to know of the world: the folders that a relative path may be meant from."""

from __future__ import annotations

import os
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import NamedTuple

# A config lies at most this deep below the folder in which training is started.
_STEPS_UP = 4


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
    """What `resolve` needs to know of the world besides the files.

    `working_directory` is the folder in which training is started, None where nobody has said. `roots` are further
    folders that the person configured. `home` and `environment` are for texts with `~` and `$NAME`.
    """

    working_directory: str | None = None
    workspace_folders: tuple[str, ...] = ()
    roots: tuple[str, ...] = ()
    home: str | None = None
    environment: tuple[tuple[str, str], ...] = ()
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
