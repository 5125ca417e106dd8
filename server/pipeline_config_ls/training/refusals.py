"""Everything that training refuses of a config besides its model, in the order in which it comes to it."""

from __future__ import annotations

from pipeline_config_ls.architectures.framework import Framework
from pipeline_config_ls.training import (
    augmentations,
    batches,
    evaluation,
    keypoints,
    optimizers,
    quantization,
    readers,
    targets,
)
from pipeline_config_ls.training.refusal import Config, Refusals, below


def refusals(config: Config, framework: Framework) -> Refusals:
    """For a `TrainEvalPipelineConfig` message, from the top."""
    train = config.train_config
    if config.model.WhichOneof('model') is not None:
        yield from batches.refusals(config)
    yield from below('train_input_reader', readers.refusals(config.train_input_reader))
    yield from keypoints.refusals(config)
    yield from targets.refusals(config)
    steps = augmentations.refusals(train.data_augmentation_options, config.train_input_reader, config.model, framework)
    yield from below('train_config', steps)
    if framework is Framework.TF1 and config.HasField('graph_rewriter'):
        yield from below('graph_rewriter', quantization.refusals(config.graph_rewriter))
    yield from below('train_config.optimizer', optimizers.refusals(train.optimizer, train.num_steps, framework))
    for number, reader in enumerate(config.eval_input_reader):
        yield from below(f'eval_input_reader[{number}]', readers.refusals(reader))
    yield from below('model', evaluation.model_refusals(config.model))
    yield from evaluation.reader_refusals(config.eval_input_reader, framework)
    yield from below('eval_config', evaluation.refusals(config.eval_config, framework))
