"""Which TensorFlow a config is for."""

from __future__ import annotations

from enum import Enum

from pipeline_config_ls.architectures.config import Config

V2 = 2  # CheckpointVersion.V2


class Framework(Enum):
    """Which TensorFlow a config is for; the values are the words of the command line's JSON."""

    TF2 = 'tf2'
    TF1 = 'tf1'


def framework_of(config: Config, setting: str = 'auto') -> Framework:
    """The framework of a `TrainEvalPipelineConfig` message: the setting (`tf1`, `tf2`), or with `auto` what the config says itself.

    CenterNet and extractors named `..._keras` exist in TensorFlow 2 only. Beyond those it is the checkpoint version that tells:
    no TensorFlow 1 sample sets it, and every TensorFlow 2 config must.
    """
    if setting != 'auto':
        return Framework(setting)
    architecture = config.model.WhichOneof('model')
    if architecture == 'center_net':
        return Framework.TF2
    if architecture in ('ssd', 'faster_rcnn'):
        kind = getattr(config.model, architecture).feature_extractor.type
        if kind.endswith('_keras'):
            return Framework.TF2
    return Framework.TF2 if config.train_config.fine_tune_checkpoint_version == V2 else Framework.TF1
