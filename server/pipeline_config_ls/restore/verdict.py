"""What restoring would do: the outcome, its counts, its cause and its sentence.

The steps that training takes are in `predict.py`, the binding of objects to values in `bind.py`, causes in `cause.py`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from typing import NamedTuple

from pipeline_config_ls.restore.cause import NO_CAUSE, Cause


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


class Incompatible(NamedTuple):
    """A variable that the checkpoint has in another shape."""

    name: str
    checkpoint_shape: tuple[int, ...]
    model_shape: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What training would meet when it restores the checkpoint.

    `checkpoint_type` is the type that training uses, filled in where the config leaves it empty. `restored` counts the
    variables of the model that take a value. `unmatched` names the objects that TensorFlow counts as not bound, `unused` the
    checkpoint's variables that nothing takes (slots and counters aside). `rest` is the verdict of the same checkpoint if it were
    whole, where it is not.
    """

    outcome: Outcome
    message: str
    checkpoint_type: str = ''
    cause: Cause = NO_CAUSE
    restored: int = 0
    unmatched: tuple[str, ...] = field(default=(), repr=False)
    incompatible: tuple[Incompatible, ...] = field(default=(), repr=False)
    unused: tuple[str, ...] = field(default=(), repr=False)
    rest: Verdict | None = field(default=None, repr=False)

    @property
    def blame(self) -> str:
        """The path of the config field that the problem is to be shown at."""
        return self.cause.place
