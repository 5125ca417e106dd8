"""A folder that training writes to, as the next start of training finds it: its state file, and the checkpoint that it names."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass, field

from pipeline_config_ls.checkpoints.checkpoint import Checkpoint, Unreadable
from pipeline_config_ls.checkpoints.nearby import prefixes_in
from pipeline_config_ls.checkpoints.state import EmptyState, State, parse_state, prefix_exists


@dataclass(frozen=True, slots=True)
class Run:
    """What a model_dir holds.

    `state` is what its state file says (None where there is none that TensorFlow can read), `checkpoint` what that names, None
    where it is not there. `others` are the prefixes that lie in the folder, the latest step first: what a start at step 0 would
    write over.
    """

    folder: str
    state: State | EmptyState | None
    checkpoint: Checkpoint | Unreadable | None = field(default=None, repr=False)
    others: tuple[str, ...] = field(default=(), repr=False)

    @property
    def name(self) -> str | None:
        """The last part of the prefix that the state names, as people call a checkpoint: `ckpt-12`."""
        return os.path.basename(self.state.latest) if isinstance(self.state, State) else None


def find_run(folder: str, read: Callable[[str], Checkpoint | Unreadable]) -> Run:
    """The run in a folder, absolute or relative to where the process stands."""
    state = parse_state(folder)
    checkpoint = None
    if isinstance(state, State) and prefix_exists(state.latest):
        checkpoint = read(os.path.normpath(state.latest))
    return Run(folder, state, checkpoint, tuple(prefixes_in(folder)))


def holds_run(folder: str) -> bool:
    """Whether a folder has a state file that TensorFlow would look at."""
    return parse_state(folder) is not None
