"""The one walk through folders: for checks, formatting, completion of paths, checkpoints nearby and the workspace.

It leaves out what is not the person's own: version control and everything else that is hidden, virtual environments,
installed packages, build output. It ends: so many folders, so deep, no folder twice. What is named itself is taken as it
is: these rules are for what lies below it.
"""

from __future__ import annotations

import os
import stat
from collections import deque
from collections.abc import Iterator
from typing import NamedTuple

from pipeline_config_ls.files.kinds import entry_is_folder
from pipeline_config_ls.files.reading import read_head
from pipeline_config_ls.schema.languages import language_by_name, language_of, may_hold

# A project with its data sets can hold a million files. A look around stops after this many folders, this deep.
LOOK_AROUND_FOLDERS = 2000
LOOK_AROUND_DEPTH = 8
# A command that is given a folder is to find all of it; these only end what would not end.
_MOST_FOLDERS = 200_000
_DEEPEST = 40

_HEAD = 4096
_SKIPPED = frozenset(
    {'node_modules', '__pycache__', 'site-packages', 'dist-packages', 'CVS', 'build', 'dist', '_build'}
)
_SKIPPED_ENDS = ('.egg-info', '.dist-info')
_SKIPPED_STARTS = ('.', 'bazel-')
# A folder with one of these in it is an installation, not a project: a virtual environment, a conda environment.
_MARKS = frozenset({'pyvenv.cfg', 'conda-meta'})


class Listing(NamedTuple):
    """A folder and the names of the files in it, sorted; `depth` is 0 for where the walk began."""

    folder: str
    files: list[str]
    depth: int


def walk(
    folder: str,
    *,
    deepest: int = LOOK_AROUND_DEPTH,
    most_folders: int = LOOK_AROUND_FOLDERS,
    follow_links: bool = True,
) -> Iterator[Listing]:
    """The folders below `folder` and itself, nearest first, siblings by name; none where it cannot be read."""
    waiting = deque([(folder, 0)])
    seen: set[tuple[int, int]] = set()
    visited = 0
    while waiting and visited < most_folders:
        here, depth = waiting.popleft()
        if follow_links and not _is_new(here, seen):
            continue
        visited += 1
        files, folders = _list(here, follow_links)
        if depth and not _MARKS.isdisjoint((*files, *folders)):
            continue
        yield Listing(here, files, depth)
        if depth < deepest:
            waiting += [(os.path.join(here, name), depth + 1) for name in folders if not _is_skipped(name)]


def find_ours(folder: str) -> Iterator[str]:
    """The configs and label maps below a folder, as the editor would recognize them, in the order of their paths."""
    found = [
        os.path.normpath(os.path.join(listing.folder, name))
        for listing in walk(folder, deepest=_DEEPEST, most_folders=_MOST_FOLDERS, follow_links=False)
        for name in listing.files
        if is_ours(os.path.join(listing.folder, name))
    ]
    yield from sorted(found, key=lambda path: path.split(os.sep))


def is_ours(path: str) -> bool:
    """Whether a file is a config or a label map: by its name, or if its suffix allows, by its first lines."""
    name = os.path.basename(path)
    if _is_special(path):
        return False
    return language_by_name(name) is not None or (
        may_hold(name) and language_of(name, read_head(path, _HEAD)) is not None
    )


def _is_special(path: str) -> bool:
    """Whether there is something that is no regular file, such as a named pipe. A link to nowhere is none: it is told of."""
    try:
        return not stat.S_ISREG(os.stat(path).st_mode)
    except (OSError, ValueError):
        return False


def _is_new(folder: str, seen: set[tuple[int, int]]) -> bool:
    """Whether a folder is met for the first time: links can lead in circles."""
    try:
        status = os.stat(folder)
    except (OSError, ValueError):
        return False
    key = (status.st_dev, status.st_ino)
    if key in seen and status.st_ino:
        return False
    seen.add(key)
    return True


def _is_skipped(name: str) -> bool:
    return name in _SKIPPED or name.startswith(_SKIPPED_STARTS) or name.endswith(_SKIPPED_ENDS)


def _list(folder: str, follow_links: bool) -> tuple[list[str], list[str]]:
    """Names of the files and of the folders in a folder; nothing where it cannot be read."""
    files: list[str] = []
    folders: list[str] = []
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                if not entry_is_folder(entry):
                    files.append(entry.name)
                elif follow_links or not entry.is_symlink():
                    folders.append(entry.name)
    except (OSError, ValueError):
        pass
    return sorted(files), sorted(folders)
