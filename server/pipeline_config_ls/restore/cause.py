"""Why a checkpoint does not restore: one cause with its evidence, from which place, wording and fixes follow by table.

Knows no documents: a place is the path of a config field. What explains a mismatch of variables, `explain.py` finds.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

TYPE = 'train_config.fine_tune_checkpoint_type'
VERSION = 'train_config.fine_tune_checkpoint_version'
PREFIX = 'train_config.fine_tune_checkpoint'
LOAD_ALL = 'train_config.load_all_detection_checkpoint_vars'
DUMMY = 'train_config.run_fine_tune_checkpoint_dummy_computation'


class CauseKind(Enum):
    """What stops a restore, in the order in which training meets it."""

    NONE = 'none'
    LOAD_ALL = 'load_all_detection_checkpoint_vars is set'
    MODEL = 'the model cannot be built'
    ABSENT = 'no such checkpoint'
    UNREADABLE = 'the index cannot be read'
    BACKBONE_AS_DETECTION = 'a classification checkpoint, restored as detection'
    MODEL_DIR = 'the checkpoint lies in model_dir'
    INDEX_FILE = 'the index file is named, not the prefix'
    NAME_BASED = 'a checkpoint of TensorFlow 1'
    VERSION = 'the version is V1'
    NOT_BUILT = 'what the type restores is made by the dummy computation, which is switched off'
    TYPE = 'the model does not support the type'
    DAMAGED = 'a shard is absent, empty or cut off'
    ROOT = 'the checkpoint has nothing under the root of the type'
    COUNTER = 'the checkpoint has no save_counter'
    OPTIONS = 'options of the model differ from those that were trained'
    EXTRACTOR = 'another feature extractor was trained'
    ARCHITECTURE = 'another meta-architecture was trained'
    VARIABLES = 'variables differ, and no option that is known explains it'


@dataclass(frozen=True, slots=True)
class TrainedWith:
    """An option in which the checkpoint's model differs: the field, its value there (as text format writes it), and here.

    `exact` is false where the checkpoint tells that the option differs, and not which value it had: three anchors a place may
    come from any three aspect ratios.
    """

    field: str
    trained: str
    here: str
    exact: bool = True

    @property
    def name(self) -> str:
        """The last name of the path, without an index."""
        return self.field.rpartition('.')[2].partition('[')[0]


@dataclass(frozen=True, slots=True)
class Cause:
    """Why a checkpoint does not restore.

    `options` are the smallest set that explains a mismatch, `identified` what the checkpoint is of, `at` the place where the
    kind alone does not tell it, `variables` the first names that show it.
    """

    kind: CauseKind = CauseKind.NONE
    at: str = ''
    options: tuple[TrainedWith, ...] = ()
    identified: str = ''
    variables: tuple[str, ...] = field(default=(), repr=False)

    @property
    def place(self) -> str:
        """The config field to show the problem at."""
        if self.options:
            return self.options[0].field
        return self.at or _PLACES.get(self.kind, PREFIX)


_PLACES: Mapping[CauseKind, str] = {
    CauseKind.LOAD_ALL: LOAD_ALL,
    CauseKind.MODEL: 'model',
    CauseKind.BACKBONE_AS_DETECTION: TYPE,
    CauseKind.VERSION: VERSION,
    CauseKind.NOT_BUILT: DUMMY,
    CauseKind.TYPE: TYPE,
    CauseKind.ROOT: TYPE,
}

# What a change of the type alone can mend; the type's own line shows these, or offers it too.
OF_THE_TYPE = frozenset({CauseKind.BACKBONE_AS_DETECTION, CauseKind.TYPE, CauseKind.ROOT, CauseKind.NOT_BUILT})
# What is between the model that was trained and the one that the config builds.
OF_THE_MODEL = frozenset(
    {CauseKind.COUNTER, CauseKind.OPTIONS, CauseKind.EXTRACTOR, CauseKind.ARCHITECTURE, CauseKind.VARIABLES}
)

# Of a checkpoint that restores.
NO_CAUSE = Cause()
