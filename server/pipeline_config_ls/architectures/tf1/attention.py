"""The attention of Context R-CNN: what a region may look up in other regions, and in the features of other images
(meta_architectures/context_rcnn_lib.py)."""

from __future__ import annotations

from pipeline_config_ls.architectures.build_error import at_field, refuse_if, setting
from pipeline_config_ls.architectures.config import Config
from pipeline_config_ls.architectures.tf1.layers import BATCH_NORM, Variables, fully_connected, numbered

DENSE = 'fully_connected'


def attention(config: Config, channels: int) -> Variables:
    """The attention blocks of a `Context` message, on regions of so many channels.

    Queries, keys and values of a block stand in its scope, the projection back to the region's channels in none.
    """
    for name in ('attention_bottleneck_dimension', 'context_feature_length'):
        size = getattr(config, name)
        refuse_if(size < 0, f'faster_rcnn.context_config.{name}', f'`{name}` is {size}; it cannot be negative.')
    refuse_if(
        not config.use_long_term_attention and not config.use_self_attention,
        'faster_rcnn.context_config.use_long_term_attention',
        'Context R-CNN needs one of its attentions: set `use_long_term_attention: true` or `use_self_attention: true`, or remove '
        '`context_config`.',
        setting('faster_rcnn.context_config.use_long_term_attention', True),
        setting('faster_rcnn.context_config.use_self_attention', True),
    )
    bottleneck = config.attention_bottleneck_dimension
    variables: Variables = {}
    with at_field('faster_rcnn.context_config.attention_bottleneck_dimension'):
        for index, (block, memory) in enumerate(_blocks(config, channels)):
            for number, incoming in enumerate((channels, memory, memory)):
                name = f'{block}/{numbered(DENSE, number)}'
                variables |= fully_connected(name, bottleneck, BATCH_NORM)(incoming).variables
            variables |= fully_connected(numbered(DENSE, index), channels, BATCH_NORM)(bottleneck).variables
    return variables


def _blocks(config: Config, channels: int) -> list[tuple[str, int]]:
    """Each block's scope, and the channels of what it looks things up in."""
    blocks = [('SelfAttentionBlock', channels)] if config.use_self_attention else []
    if config.use_long_term_attention:
        blocks += [
            (f'AttentionBlock{head}_AttentionLayer{layer}', config.context_feature_length)
            for layer in range(config.num_attention_layers)
            for head in range(config.num_attention_heads)
        ]
    return blocks
