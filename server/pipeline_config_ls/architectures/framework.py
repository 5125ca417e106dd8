"""Which TensorFlow a config is for, and what tells."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum
from typing import NamedTuple

from pipeline_config_ls.architectures.config import Config

V2 = 2  # CheckpointVersion.V2
AUTO = 'auto'
KERAS = '_keras'


class Framework(Enum):
    """Which TensorFlow a config is for; the values are the words of the command line's JSON."""

    TF2 = 'tf2'
    TF1 = 'tf1'


class Evidence(Enum):
    """What tells the framework, the surest first."""

    SETTING = 'setting'
    MODEL = 'model'
    EXTRACTOR = 'extractor'
    VERSION = 'version'
    CHECKPOINT = 'checkpoint'
    NOTHING = 'nothing'


class FrameworkDecision(NamedTuple):
    """The framework, what tells it, and the same in words for the person."""

    framework: Framework
    evidence: Evidence
    reason: str


Named = Callable[[str], 'Framework | None']
"""Which TensorFlow an extractor of a name is of; None where the name tells nothing."""


def decide(config: Config, named: Named, setting: str = AUTO, saved_by: Framework | None = None) -> FrameworkDecision:
    """The framework of a `TrainEvalPipelineConfig` message: the setting (`tf1`, `tf2`), else what the config says itself.

    CenterNet and extractors named `..._keras` exist in TensorFlow 2 only, and every TensorFlow 2 config must set the checkpoint's
    version, which no TensorFlow 1 sample does. `named` knows the names of extractors. `saved_by` is what wrote the checkpoint: it
    decides only where a config has no extractor that could tell.
    """
    if setting != AUTO:
        return FrameworkDecision(Framework(setting), Evidence.SETTING, f'The setting says `{setting}`.')
    architecture = config.model.WhichOneof('model')
    if architecture == 'center_net':
        return FrameworkDecision(Framework.TF2, Evidence.MODEL, 'CenterNet exists in TensorFlow 2 only.')
    extractor = str(getattr(config.model, architecture).feature_extractor.type) if architecture in _BOTH else ''
    if extractor.endswith(KERAS):
        return FrameworkDecision(Framework.TF2, Evidence.EXTRACTOR, f'`{extractor}` exists in TensorFlow 2 only.')
    if config.train_config.fine_tune_checkpoint_version == V2:
        return FrameworkDecision(
            Framework.TF2, Evidence.VERSION, '`fine_tune_checkpoint_version: V2` is what TensorFlow 2 asks for.'
        )
    if extractor and named(extractor) is Framework.TF1:
        reason = f'`{extractor}` is no TensorFlow 2 extractor (their names end in `{KERAS}`), and no checkpoint version is set.'
        return FrameworkDecision(Framework.TF1, Evidence.EXTRACTOR, reason)
    if saved_by is not None:
        number = '2' if saved_by is Framework.TF2 else '1'
        return FrameworkDecision(saved_by, Evidence.CHECKPOINT, f'The checkpoint was written by TensorFlow {number}.')
    return FrameworkDecision(
        Framework.TF2,
        Evidence.NOTHING,
        'Neither an extractor, a version nor a checkpoint tells; nearly all training is TensorFlow 2.',
    )


_BOTH = ('ssd', 'faster_rcnn')
"""The members of `DetectionModel.model` that both frameworks have."""
