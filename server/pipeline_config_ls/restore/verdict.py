"""What restoring would do: the outcome, its counts and its sentence. The steps are in `steps.py`, the binding in `bind.py`."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from typing import NamedTuple


class Outcome(Enum):
    """The class of what TensorFlow does; the values are the words of the command line's JSON."""

    RESTORED = 'restored'
    INCOMPATIBLE_SHAPE = 'incompatible_shape'
    UNMATCHED = 'unmatched'
    NOT_OBJECT_BASED = 'not_object_based'
    VERSION_NOT_V2 = 'version_not_v2'
    UNSUPPORTED_TYPE = 'unsupported_type'
    NOT_FOUND = 'not_found'
    UNREADABLE = 'unreadable'
    CANNOT_BUILD = 'cannot_build'
    REFUSED = 'refused'
    PARTIAL = 'partial'  # TF1: some of the restore map was skipped
    NOTHING = 'nothing'  # TF1: no variable was left to restore


class Incompatible(NamedTuple):
    """A variable that the checkpoint has in another shape."""

    name: str
    checkpoint_shape: tuple[int, ...]
    model_shape: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What training would meet when it restores the checkpoint.

    `restored` counts the model's variables that take a value from the checkpoint. `unmatched` names the Python objects
    that TensorFlow would count as not bound, `unused` the checkpoint's variables that nothing takes. `field` is the
    path of the config field that is to blame, for the editor (`train_config.fine_tune_checkpoint_type`).
    """

    outcome: Outcome
    message: str
    restored: int = 0
    unmatched: tuple[str, ...] = field(default=(), repr=False)
    incompatible: tuple[Incompatible, ...] = field(default=(), repr=False)
    unused: tuple[str, ...] = field(default=(), repr=False)
    field: str | None = None
