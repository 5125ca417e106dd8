"""What restoring in TensorFlow 1 does: the outcome, its counts and its sentence.

Nothing here raises for a name or a shape: a variable without a match keeps its random initial value. So the verdict is a
measure: which variables are restored, and which are not.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

from pipeline_config_ls.restore.tf1.parts import Coverage, Part
from pipeline_config_ls.restore.verdict import Incompatible


class Trainer(Enum):
    """Which training script of the API; the values are the words of the setting and of the command line."""

    MODEL_LIB = 'model_lib'  # model_main.py and model_tpu_main.py: an Estimator
    LEGACY = 'legacy'  # legacy/train.py: slim.learning.train


class Tf1Outcome(Enum):
    """The class of what TensorFlow 1 does; the values are the words of the command line's JSON."""

    RESTORED = 'restored'
    PARTIAL = 'partial'
    NOTHING = 'nothing'
    UNSUPPORTED_TYPE = 'unsupported_type'
    NOT_FOUND = 'not_found'
    UNREADABLE = 'unreadable'
    CANNOT_BUILD = 'cannot_build'


@dataclass(frozen=True, slots=True)
class Tf1Verdict:
    """What training would meet when it restores the checkpoint.

    `mapped` counts the variables that the restore asks for, the step among them where it does. `restored` and `missing` are names
    as the checkpoint has them; the step is never missing. `unused` names the checkpoint's variables that nothing takes (slots and
    counters aside). `blame` is the path of the config field that the problem is to be shown at. `coverage` is how much of each part
    of the model is restored, `lost` how many of its variables the map asks for in vain.
    """

    outcome: Tf1Outcome
    message: str
    checkpoint_type: str
    blame: str = 'train_config.fine_tune_checkpoint'
    mapped: int = 0
    restored: tuple[str, ...] = field(default=(), repr=False)
    missing: tuple[str, ...] = field(default=(), repr=False)
    incompatible: tuple[Incompatible, ...] = field(default=(), repr=False)
    unused: tuple[str, ...] = field(default=(), repr=False)
    coverage: Coverage = field(default_factory=lambda: Coverage({}), repr=False)
    lost: Mapping[Part, int] = field(default_factory=dict, repr=False)

    @property
    def backbone_is_lost(self) -> bool:
        """Whether the backbone, or a part of it, starts from random values although the map asks for it."""
        return self.lost.get(Part.BACKBONE, 0) > 0

    @property
    def restores_backbone(self) -> bool:
        """Whether the whole backbone is restored: what a person wants of a checkpoint, whatever else starts anew."""
        return self.outcome in (Tf1Outcome.RESTORED, Tf1Outcome.PARTIAL) and not self.backbone_is_lost
