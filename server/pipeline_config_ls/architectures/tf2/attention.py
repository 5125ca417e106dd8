"""The attention of Context R-CNN: what a region may look up in the features of other images (context_rcnn_lib_tf2.py)."""

from __future__ import annotations

from pipeline_config_ls.architectures.build_error import refuse_if
from pipeline_config_ls.architectures.config import Config
from pipeline_config_ls.architectures.tf2.layers import batch_norm, dense
from pipeline_config_ls.architectures.tf2.trackable import Trackable


def attention_block(config: Config, channels: int | None) -> Trackable:
    """`AttentionBlock` on region features of this many channels; None where nothing calls it.

    The projection back to the region's channels comes to exist at the first call only.
    """
    bottleneck = config.attention_bottleneck_dimension
    context = config.context_feature_length
    if channels is None:
        return Trackable({name: _unbuilt() for name in ('_key_proj', '_val_proj', '_query_proj')})
    return Trackable(
        {
            '_key_proj': _projection(context, bottleneck),
            '_val_proj': _projection(context, bottleneck),
            '_query_proj': _projection(channels, bottleneck),
            '_feature_proj': _projection(bottleneck, channels),
        }
    )


def _projection(channels: int, units: int) -> Trackable:
    """`ContextProjection`: a dense layer and a batch norm, which is made first."""
    return Trackable({'batch_norm': batch_norm()(units).tracked, 'projection': dense(units)(channels).tracked})


def _unbuilt() -> Trackable:
    return Trackable({'batch_norm': Trackable(), 'projection': Trackable()})


def check_attention(config: Config, field: str) -> None:
    """Raises `BuildError` for the kinds of attention that the API has for TensorFlow 1 only, and for impossible sizes."""
    for name in ('attention_bottleneck_dimension', 'context_feature_length'):
        size = getattr(config, name)
        refuse_if(size < 0, f'{field}.{name}', f'`{name}` is {size}; it cannot be negative.')
    for option, refused, only in (
        ('use_self_attention', config.use_self_attention, 'false'),
        ('self_attention_in_sequence', config.self_attention_in_sequence, 'false'),
        ('use_long_term_attention', not config.use_long_term_attention, 'true'),
        ('num_attention_heads', config.num_attention_heads > 1, '1'),
        ('num_attention_layers', config.num_attention_layers > 1, '1'),
    ):
        refuse_if(
            refused,
            f'{field}.{option}',
            f'Context R-CNN has this for TensorFlow 1 only; set `{option}: {only}` or remove it.',
        )
