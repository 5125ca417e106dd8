"""Hyperparameters of layers: what of a `Hyperparams` message changes a variable in TF-Slim (builders/hyperparams_builder.py)."""

from __future__ import annotations

from pipeline_config_ls.architectures.build_error import refuse_if
from pipeline_config_ls.architectures.config import Config
from pipeline_config_ls.architectures.tf1.layers import BIASES, GROUP_NORM, After, batch_norm

FC = 2  # Hyperparams.Op.FC


def check_hyperparams(config: Config, field: str) -> None:
    """What the builder refuses of a `Hyperparams` message, even if no layer asks for it."""
    for name in ('force_use_bias', 'sync_batch_norm'):
        refuse_if(
            bool(config.HasField(name) and getattr(config, name)),
            f'{field}.{name}',
            f'`{name}` is for TensorFlow 2 only; remove it.',
        )


def normalizer(config: Config, field: str, *, dense: bool = False) -> After:
    """What follows a convolution, or with `dense` a fully connected layer, in the scope of a `Hyperparams` message.

    The message speaks for the one or for the other, as its `op` says; layers of which it does not speak have biases.
    Raises `BuildError` at what only Keras layers take, and at what no layer can be made with.
    """
    check_hyperparams(config, field)
    _check_scope(config, field)
    if (config.op == FC) != dense:
        return BIASES
    match config.WhichOneof('normalizer_oneof'):
        case 'batch_norm':
            return batch_norm(center=config.batch_norm.center, scale=config.batch_norm.scale)
        case 'group_norm':
            return GROUP_NORM
    return BIASES


def _check_scope(config: Config, field: str) -> None:
    """What the scope raises when it is entered."""
    regularizer = config.regularizer.WhichOneof('regularizer_oneof')
    if regularizer is not None:
        weight = getattr(config.regularizer, regularizer).weight
        refuse_if(
            weight < 0,
            f'{field}.regularizer.{regularizer}.weight',
            f'The weight of a regularizer cannot be {weight:g}; set it to 0 or more.',
        )
    initializer = config.initializer.WhichOneof('initializer_oneof')
    at = f'{field}.initializer.{initializer}'
    refuse_if(
        initializer == 'keras_initializer_by_name',
        at,
        '`keras_initializer_by_name` is for TensorFlow 2 only; use `truncated_normal_initializer`, for example.',
    )
    if initializer == 'variance_scaling_initializer':
        factor = config.initializer.variance_scaling_initializer.factor
        refuse_if(factor < 0, f'{at}.factor', f'`factor` is {factor:g}; it must be greater than 0.')
