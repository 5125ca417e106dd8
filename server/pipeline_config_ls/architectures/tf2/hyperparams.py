"""Convolution hyperparameters: what of a `Hyperparams` message changes a variable.

Mirrors `KerasLayerHyperparams` (builders/hyperparams_builder.py): a layer has a bias unless a batch norm with `center`
follows it, or `force_use_bias` asks for one. `group_norm` is not looked at for Keras models.
"""

from __future__ import annotations

from dataclasses import dataclass

from pipeline_config_ls.architectures.config import Config
from pipeline_config_ls.architectures.tf2.layers import Layer, batch_norm, weightless


@dataclass(frozen=True, slots=True)
class Hyperparams:
    """`norm` is the layer that follows a convolution (a batch norm, or one that does nothing), `use_bias` whether a
    convolution before it has a bias. `has_batch_norm` is true for a plain `batch_norm` only, `force_use_bias` as set."""

    norm: Layer
    use_bias: bool
    has_batch_norm: bool
    force_use_bias: bool


ACTIVATION: Layer = weightless


def hyperparams(config: Config) -> Hyperparams:
    """Reads a `Hyperparams` message."""
    kind = config.WhichOneof('normalizer_oneof')
    normalized = kind in ('batch_norm', 'sync_batch_norm')
    settings = getattr(config, kind) if normalized else None
    return Hyperparams(
        norm=batch_norm(scale=settings.scale, center=settings.center) if settings else weightless,
        use_bias=config.force_use_bias or not (settings and settings.center),
        has_batch_norm=kind == 'batch_norm',
        force_use_bias=config.force_use_bias,
    )


def backbone_norm(config: Config) -> Layer:
    """The norm in a backbone, for a feature extractor's message: the API's own batch norm, unless the hyperparameters override it."""
    if config.override_base_feature_extractor_hyperparams:
        return hyperparams(config.conv_hyperparams).norm
    return batch_norm()
