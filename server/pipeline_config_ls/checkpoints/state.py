"""The `checkpoint` state file that TensorFlow writes beside its checkpoints, and the latest one that it names.

As tf.train.get_checkpoint_state and tf.train.latest_checkpoint read it: text format, relative paths from its own folder.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import NamedTuple

from google.protobuf import text_format

from pipeline_config_ls.checkpoints.messages import CheckpointState
from pipeline_config_ls.checkpoints.prefix import index_file

STATE_FILE = 'checkpoint'
_MOST_BYTES = 1 << 20


class State(NamedTuple):
    """Prefixes as TensorFlow makes them of a state file: the latest checkpoint, and all that were kept, oldest first."""

    latest: str
    kept: tuple[str, ...]


class EmptyState(NamedTuple):
    """A state file that names no checkpoint: TensorFlow raises "Invalid checkpoint state loaded from ..."."""

    path: str


def read_state(folder: str | os.PathLike[str]) -> State | None:
    """What the state file in `folder` says; None where there is none that TensorFlow would use."""
    state = parse_state(folder)
    return state if isinstance(state, State) else None


def parse_state(folder: str | os.PathLike[str]) -> State | EmptyState | None:
    """What the state file in `folder` says; None where there is none, or none that can be read, which are the same to TensorFlow."""
    path = os.path.join(folder, STATE_FILE)
    state = CheckpointState()
    try:
        with Path(path).open('rb') as file:
            if os.fstat(file.fileno()).st_size > _MOST_BYTES:
                return None
            text_format.Merge(file.read(_MOST_BYTES).decode(), state)
    except (OSError, ValueError, RecursionError, text_format.ParseError):
        return None
    if not state.model_checkpoint_path:
        return EmptyState(path)
    return State(
        os.path.join(folder, state.model_checkpoint_path),
        tuple(os.path.join(folder, kept) for kept in state.all_model_checkpoint_paths),
    )


def prefix_exists(prefix: str | os.PathLike[str]) -> bool:
    """Whether there is a checkpoint under this prefix: its index, or a V1 file of that very name."""
    return os.path.isfile(index_file(os.fspath(prefix))) or os.path.isfile(prefix)


def latest_checkpoint(folder: str | os.PathLike[str]) -> str | None:
    """The prefix that tf.train.latest_checkpoint gives for a folder; None where it gives none.

    Also where the state file names a checkpoint that is not there, which happens to every folder that was moved after a
    training that wrote absolute paths.
    """
    state = read_state(folder)
    return state.latest if state and prefix_exists(state.latest) else None
