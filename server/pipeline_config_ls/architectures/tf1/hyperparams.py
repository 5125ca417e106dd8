"""Hyperparameters of layers: what of a `Hyperparams` message changes a variable in TF-Slim (builders/hyperparams_builder.py)."""

from __future__ import annotations

from pipeline_config_ls.architectures.build_error import refuse_if
from pipeline_config_ls.architectures.config import Config
from pipeline_config_ls.architectures.tf1.layers import BIASES, GROUP_NORM, After, batch_norm

FC = 2  # Hyperparams.Op.FC


def normalizer(config: Config, field: str, *, dense: bool = False) -> After:
    """What follows a convolution, or with `dense` a fully connected layer, in the scope of a `Hyperparams` message.

    The message speaks for the one or for the other, as its `op` says; layers of which it does not speak have biases.
    Raises `BuildError` at what only Keras layers take.
    """
    for name in ('force_use_bias', 'sync_batch_norm'):
        refuse_if(
            bool(config.HasField(name) and getattr(config, name)),
            f'{field}.{name}',
            f'`{name}` is for TensorFlow 2 only; remove it.',
        )
    if (config.op == FC) != dense:
        return BIASES
    match config.WhichOneof('normalizer_oneof'):
        case 'batch_norm':
            return batch_norm(center=config.batch_norm.center, scale=config.batch_norm.scale)
        case 'group_norm':
            return GROUP_NORM
    return BIASES
