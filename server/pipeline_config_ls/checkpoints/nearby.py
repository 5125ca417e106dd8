"""Looking for checkpoints: all prefixes below a folder, the one that a folder stands for, and names that are close."""

from __future__ import annotations

import os
import re

from pipeline_config_ls.checkpoints.prefix import INDEX, split_suffix
from pipeline_config_ls.checkpoints.state import latest_checkpoint, read_state
from pipeline_config_ls.files.walk import walk

# Where the prefix is in the folders that people have: a zoo archive, a SavedModel, an archive's SavedModel folder.
_INSIDE = ('checkpoint', 'variables', os.path.join('saved_model', 'variables'))


def find_prefixes(folder: str | os.PathLike[str], limit: int = 50) -> list[str]:
    """Up to `limit` prefixes below `folder`, nearest folders first, and in a folder the latest step first."""
    found: list[str] = []
    for listing in walk(os.fspath(folder)):
        found += _prefixes(listing.folder, listing.files)
        if len(found) >= limit:
            break
    return found[:limit]


def is_of_saved_model(prefix: str) -> bool:
    """Whether a prefix is the variables of a SavedModel: no training restores them, as they hang under other names."""
    folder, name = os.path.split(prefix)
    return name == 'variables' and os.path.basename(folder) == 'variables'


def prefix_in(folder: str) -> str | None:
    """The prefix that a person means who gives a folder.

    What tf.train.latest_checkpoint says of it; else the latest step that is there, in it or where the model zoo's
    archives and SavedModels keep theirs.
    """
    for place in (folder, *(os.path.join(folder, name) for name in _INSIDE)):
        latest = latest_checkpoint(place)
        if latest is None and (state := read_state(place)):
            # Written with the absolute paths of another place: the file of that name is likely here.
            moved = os.path.join(place, re.split(r'[/\\]', state.latest)[-1])
            latest = moved if os.path.isfile(moved + INDEX) else None
        prefixes = prefixes_in(place)
        if latest or prefixes:
            return latest or prefixes[0]
    return None


def prefixes_in(folder: str) -> list[str]:
    """The prefixes in a folder, not below it, the latest step first."""
    return _prefixes(folder, _files(folder))


def _prefixes(folder: str, files: list[str]) -> list[str]:
    names = [split_suffix(name)[0] for name in files if name.endswith(INDEX) and name != INDEX]
    return [os.path.join(folder, name) for name in sorted(names, key=_by_step, reverse=True)]


def _files(folder: str) -> list[str]:
    return next((listing.files for listing in walk(folder, deepest=0)), [])


def _by_step(name: str) -> list[tuple[int, str]]:
    """Sorts `ckpt-10` after `ckpt-9`."""
    return [(int(part), '') if part.isdecimal() else (0, part) for part in re.split(r'(\d{1,18})', name)]
