"""Stacked hourglass networks (models/keras_models/hourglass_network.py).

A hourglass is a nest of encoder-decoders: each halves its input, hands it to the one inside, and doubles the result again.
CenterNet takes one as its feature extractor, DeepMAC as the network that draws a mask. They are no functional models: their
layers keep the attribute names of the classes that make them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline_config_ls.architectures.rules.spatial import added, halved
from pipeline_config_ls.architectures.tf2.layers import (
    Built,
    Layer,
    attributes,
    batch_norm,
    conv2d,
    sequence,
    weightless,
)
from pipeline_config_ls.architectures.tf2.trackable import Trackable, items

# Of the input and of each stage, as multiples of the network's base channels; and residual blocks of each stage.
STAGES: dict[int, tuple[tuple[int, ...], tuple[int, ...]]] = {
    10: ((2, 2), (1, 1)),
    20: ((2, 2, 3), (1, 2, 2)),
    32: ((2, 2, 3, 3), (2, 2, 2, 2)),
    52: ((2, 2, 3, 3, 3, 4), (2, 2, 2, 2, 2, 4)),
    100: ((2, 2, 3, 3, 3, 4), (4, 4, 4, 4, 4, 8)),
}


@dataclass(frozen=True, slots=True)
class Hourglass:
    """`input_channels` leave the first convolution, `channels` and `blocks` are those of the outermost stage and of each stage
    further in. `towers` hourglasses stand in a row. `shrinks_input` quarters the image first (else it is taken as it is),
    `shrinks_stages` halves it at each stage, `shortcut` adds what a stage's encoder saw to what its decoder gives."""

    input_channels: int
    channels: tuple[int, ...]
    blocks: tuple[int, ...]
    towers: int = 1
    shrinks_input: bool = True
    shrinks_stages: bool = True
    shortcut: bool = True

    @property
    def out_channels(self) -> int:
        """Channels of the output of every tower."""
        return self.channels[0]


HOURGLASS_104 = Hourglass(128, (256, 256, 384, 384, 384, 512), (2, 2, 2, 2, 2, 4), towers=2)


def single(depth: int, base: int, *, shrinks_input: bool = True) -> Hourglass:
    """A single hourglass of this depth (a key of `STAGES`)."""
    multiples, blocks = STAGES[depth]
    return Hourglass(base, tuple(base * multiple for multiple in multiples), blocks, shrinks_input=shrinks_input)


def hourglass(shape: Hourglass) -> Layer:
    """`HourglassNetwork`. Its output here is that of the last tower; every tower's has as many channels."""

    def build(channels: int) -> Built:
        width = shape.out_channels
        kernel, entry = (7, 'downsample_input') if shape.shrinks_input else (3, 'conv_input')
        enter = attributes(
            conv_block=_convolution(shape.input_channels, kernel),
            residual_block=_residual(width, project=True),
        )
        tower = _encoder_decoder(shape, shape.channels, shape.blocks)
        between = shape.towers - 1
        tracked = {
            entry: enter(channels).tracked,
            'hourglass_network': _alike(tower, width, shape.towers),
            'output_conv': _alike(_convolution(width, 3), width, shape.towers),
            'intermediate_conv1': _alike(_convolution(width, 1), width, between),
            'intermediate_conv2': _alike(_convolution(width, 1), width, between),
            'intermediate_residual': _alike(_residual(width), width, between),
            'intermediate_relu': Trackable(),
        }
        return Built(Trackable(tracked), width)

    return build


def side_after(shape: Hourglass, side: int) -> int | None:
    """Height or width of the output for that of the input; None where an encoder and its decoder do not meet in size, so that
    the network cannot be run."""
    entered = halved(halved(side)) if shape.shrinks_input else side
    for _ in range(shape.towers):
        out = _through_tower(shape, len(shape.channels) - 1, entered)
        met = None if out is None else added(entered, out)
        if met is None:
            return None if shape.towers > 1 else out
        entered = met
    return out


def _through_tower(shape: Hourglass, stages: int, side: int) -> int | None:
    inside = halved(side) if shape.shrinks_stages else side
    inner = _through_tower(shape, stages - 1, inside) if stages > 1 else inside
    if inner is None:
        return None
    out = 2 * inner if shape.shrinks_stages else inner
    return added(side, out) if shape.shortcut else out


def _alike(layer: Layer, channels: int, count: int) -> Trackable:
    """A list of layers that are made alike and take inputs of as many channels."""
    return items(layer(channels).tracked for _ in range(count))


def _encoder_decoder(shape: Hourglass, channels: Sequence[int], blocks: Sequence[int]) -> Layer:
    """`EncoderDecoderBlock`: two encoders side by side (one keeps the size, one halves it), what stands inside, and the decoder.
    The innermost has residual blocks inside, every other one more encoder-decoder."""
    outer, inner, count = channels[0], channels[1], blocks[0]
    inside = [_encoder_decoder(shape, channels[1:], blocks[1:])] if len(channels) > 2 else _residuals(inner, blocks[1])

    def build(width: int) -> Built:
        tracked: dict[str, Trackable] = {}
        if shape.shortcut:
            tracked['merge_features'] = Trackable()
            tracked['encoder_block1'] = sequence(width, _residuals(outer, count)).tracked
        encoder = _residuals(inner, count, halves=shape.shrinks_stages, widens=outer != inner)
        tracked['encoder_block2'] = sequence(width, encoder).tracked
        tracked['inner_block'] = sequence(inner, inside).tracked
        tracked['decoder_block'] = sequence(inner, _residuals(outer, count, before_last=inner)).tracked
        tracked['upsample'] = Trackable()
        return Built(Trackable(tracked), outer)

    return build


def _residuals(
    channels: int, count: int, *, before_last: int | None = None, halves: bool = False, widens: bool = False
) -> list[Layer]:
    """`_make_repeated_residual_blocks`: all but the last have `before_last` channels. A shortcut is projected where a block
    halves the size or changes the channels; a lone block does not look at the latter."""
    before = channels if before_last is None else before_last
    if count == 1:
        return [_residual(channels, project=halves)]
    first = _residual(before, project=halves or widens)
    return [first, *[_residual(before)] * (count - 2), _residual(channels, project=before != channels)]


def _residual(channels: int, *, project: bool = False) -> Layer:
    """`ResidualBlock`: two 3 x 3 convolutions, and a shortcut around them."""
    convolutions = attributes(
        conv_block=_convolution(channels, 3), conv=conv2d(channels, 3, bias=False), norm=batch_norm()
    )
    shortcut = _convolution(channels, 1) if project else weightless

    def build(width: int) -> Built:
        tracked, _ = convolutions(width)
        tracked.children['skip'] = shortcut(width).tracked
        tracked.children['relu'] = Trackable()
        return Built(tracked, channels)

    return build


def _convolution(channels: int, kernel: int) -> Layer:
    """`ConvolutionalBlock`: padding, convolution, batch norm and activation, each an attribute."""
    return attributes(pad=weightless, conv=conv2d(channels, kernel, bias=False), norm=batch_norm(), relu=weightless)
