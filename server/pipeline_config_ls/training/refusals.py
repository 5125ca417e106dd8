"""Everything that training refuses of a config besides its model, in the order in which it comes to it."""

from __future__ import annotations

from pipeline_config_ls.architectures.framework import Framework
from pipeline_config_ls.training import augmentations, optimizers
from pipeline_config_ls.training.refusal import Config, Refusals, below


def refusals(config: Config, framework: Framework) -> Refusals:
    """For a `TrainEvalPipelineConfig` message, from the top."""
    train = config.train_config
    yield from below(
        'train_config', augmentations.refusals(train.data_augmentation_options, config.train_input_reader, framework)
    )
    yield from below('train_config.optimizer', optimizers.refusals(train.optimizer, framework))
