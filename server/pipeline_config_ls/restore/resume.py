"""What going on with a run means: the checkpoint, its step, and what of the model and the optimizer comes from it.

Values only; `resume_predict.py` works them out, `resume_messages.py` words them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum

from pipeline_config_ls.restore.verdict import Incompatible


class ResumeOutcome(Enum):
    """What a start of training does in its model_dir; the values are the words of the command line's JSON."""

    RESUMED = 'resumed'
    FINISHED = 'finished'
    STARTS_FRESH = 'starts_fresh'
    INCOMPATIBLE_SHAPE = 'incompatible_shape'
    UNREADABLE = 'unreadable'
    INVALID_STATE = 'invalid_state'
    NOT_REACHED = 'not_reached'
    ERROR = 'error'


@dataclass(frozen=True, slots=True)
class ModelPart:
    """The model's variables: how many take a value of the run, which take none, which values none takes, which shapes differ."""

    restored: int = 0
    fresh: tuple[str, ...] = field(default=(), repr=False)
    dropped: tuple[str, ...] = field(default=(), repr=False)
    incompatible: tuple[Incompatible, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class OptimizerPart:
    """The optimizer: which was saved and which is configured (None where none is), what becomes of its slots.

    `saved_averages` and `averages` tell whether a moving average stands around each. `overridden` are (name, configured value,
    saved value) of numbers that the checkpoint puts in the place of the config's.
    """

    saved: str | None = None
    configured: str | None = None
    saved_averages: bool = False
    averages: bool = False
    slots_restored: int = 0
    slots_dropped: int = 0
    slots_fresh: int = 0
    overridden: tuple[tuple[str, float, float], ...] = ()


NO_MODEL = ModelPart()
NO_OPTIMIZER = OptimizerPart()


@dataclass(frozen=True, slots=True)
class Resume:
    """What a start of training in a folder does with the run that is there.

    `checkpoint` is the prefix that it goes on from, None where it goes on from none; `step` the step after the restore, None where
    that is not reached. `num_steps` is where training ends, 0 where the config does not say. `rate_is_zero`: the learning rate's
    schedule is over at this step.
    """

    outcome: ResumeOutcome
    folder: str
    checkpoint: str | None = None
    step: int | None = None
    num_steps: int = 0
    model: ModelPart = NO_MODEL
    optimizer: OptimizerPart = NO_OPTIMIZER
    rate_is_zero: bool = False
    overwrites: tuple[str, ...] = ()
    message: str = ''
