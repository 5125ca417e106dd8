"""MobileNet V2, V3 and EdgeTPU of TF-Slim: networks of inverted residuals (nets/mobilenet/)."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline_config_ls.architectures.rules.widths import in_eights
from pipeline_config_ls.architectures.tables.inverted_residuals import Block, Table
from pipeline_config_ls.architectures.tf1.layers import (
    BATCH_NORM,
    BIASES,
    Layer,
    Stages,
    conv2d,
    depthwise_conv2d,
    numbered,
    scope,
    side_branch,
)

# These networks set their own defaults inside of any scope: their norm is the same whatever the hyperparameters say.
NORM = BATCH_NORM


@dataclass(frozen=True, slots=True)
class Width:
    """Scaled channels, in eights, and not below the minimum."""

    multiplier: float
    minimum: int

    def __call__(self, channels: int) -> int:
        """Channels of a layer."""
        return in_eights(channels * self.multiplier, self.minimum)


def inverted_residuals(table: Table, width: Width) -> Stages:
    """The network without the classifier: `layer_1` is the first convolution; a block that expands its input has an end point
    more, `layer_2/expansion_output`."""
    channels = width(table.first)
    stages: dict[str, Layer] = {'layer_1': conv2d('Conv', channels, 3, NORM)}
    for index, block in enumerate(table.blocks):
        name, end = numbered('expanded_conv', index), f'layer_{index + 2}'
        inner = max(channels, in_eights(channels * block.expansion) if block.expansion else 0)
        if inner > channels:
            kernel = block.kernel if block.fused else 1
            stages[f'{end}/expansion_output'] = scope(name, conv2d('expand', inner, kernel, NORM))
        channels = width(block.channels)
        stages[end] = scope(name, *_projection(block, inner, channels))
    if table.last:
        stages[f'layer_{len(table.blocks) + 2}'] = conv2d('Conv_1', width(table.last), 1, NORM)
    return stages


def _projection(block: Block, inner: int, channels: int) -> list[Layer]:
    return [
        *([] if block.fused else [depthwise_conv2d('depthwise', block.kernel, NORM)]),
        *([gate('squeeze_excite', inner, in_eights(inner / 4))] if block.gated else []),
        conv2d('project', channels, 1, NORM),
    ]


def gate(name: str, channels: int, squeezed: int) -> Layer:
    """A squeeze-and-excite of so many channels."""
    return side_branch(scope(name, conv2d('Conv', squeezed, 1, BIASES), conv2d('Conv_1', channels, 1, BIASES)))
