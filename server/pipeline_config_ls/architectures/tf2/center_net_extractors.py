"""The feature extractors of CenterNet: a backbone, and a way back up to a quarter of the image's size.

An extractor is a function from its config and the channels of its images to a `CenterNetExtractor`; extractors.py names them all.
What an extractor's constructor does not know it drops silently, so most fields of the message do nothing for most extractors.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache, partial
from typing import NamedTuple

from pipeline_config_ls.architectures.build_error import BuildError
from pipeline_config_ls.architectures.config import Config
from pipeline_config_ls.architectures.rules.spatial import added, halved
from pipeline_config_ls.architectures.tf2.backbones import hourglass, mobilenet_v2, resnet_v1, resnet_v2
from pipeline_config_ls.architectures.tf2.functional import Tensor, add, apply, call, model
from pipeline_config_ls.architectures.tf2.layers import (
    Built,
    Layer,
    batch_norm,
    conv2d,
    conv2d_transpose,
    separable_conv2d,
    weightless,
)
from pipeline_config_ls.architectures.tf2.trackable import Trackable

FIELD = 'center_net.feature_extractor'

INTERPOLATIONS = ('area', 'bicubic', 'bilinear', 'gaussian', 'lanczos3', 'lanczos5', 'mitchellcubic', 'nearest')


class CenterNetExtractor(NamedTuple):
    """A feature extractor: what it tracks, its classification network if it has one, the channels of its maps and how many there
    are (one for each hourglass), and the side of a map for that of the image (None where the image's cannot be used)."""

    tracked: Trackable
    backbone: Trackable | None
    channels: int
    maps: int
    side: Callable[[int], int | None]


def hourglass_extractor(shape: hourglass.Hourglass, config: Config, image_channels: int) -> CenterNetExtractor:
    """`CenterNetHourglassFeatureExtractor`. The only one that takes an image of any number of channels."""
    network = _hourglass(shape, image_channels)
    return CenterNetExtractor(
        Trackable({'_network': network.tracked}),
        None,
        network.channels,
        shape.towers,
        partial(hourglass.side_after, shape),
    )


@lru_cache(maxsize=4)
def _hourglass(shape: hourglass.Hourglass, image_channels: int) -> Built:
    return hourglass.hourglass(shape)(image_channels)


def resnet_v2_extractor(depth: int, config: Config, image_channels: int) -> CenterNetExtractor:
    """`CenterNetResnetFeatureExtractor`: three deconvolutions behind the last unit."""
    network = resnet_v2.resnet_v2(depth)
    last = network.stages[-1]
    body = model(network.image, [last])
    up = _deconvolutions(call(body, last.channels, network.image), kernel=3)
    tracked = {
        '_base_model': model(network.image, [network.end]),
        '_resnet_model': body,
        '_feature_extractor_model': model(network.image, [up]),
    }
    return CenterNetExtractor(Trackable(tracked), tracked['_base_model'], up.channels, 1, _deconvolved_side)


def resnet_v1_fpn_extractor(depth: int, config: Config, image_channels: int) -> CenterNetExtractor:
    """`CenterNetResnetV1FpnFeatureExtractor`. Its ResNet 18 and 34 are pre-activated, 50 and 101 are not."""
    if depth in resnet_v2.BASICS:
        source, stages, end = resnet_v2.resnet_v2(depth)
    else:
        network = resnet_v1.keras_resnet_v1(depth)
        source, stages, end = network.image, network.stages, network.stages[-1]
    body = model(source, stages)
    up = _pyramid(_outputs(body, source, stages), 256, (256, 128, 64), partial(conv2d, kernel=3))
    tracked = {
        '_base_model': model(source, [end]),
        '_resnet_model': body,
        '_feature_extractor_model': model(source, [up]),
    }
    return CenterNetExtractor(Trackable(tracked), tracked['_base_model'], up.channels, 1, _pyramid_side)


def mobilenet_v2_extractor(config: Config, image_channels: int) -> CenterNetExtractor:
    """`CenterNetMobileNetV2FeatureExtractor`. Its one network holds the backbone as a layer, and stands for
    the classification network although it ends in deconvolutions."""
    network = mobilenet_v2.mobilenet_v2(_width(config), batch_norm())
    backbone = model(network.image, [network.end])
    up = _deconvolutions(call(backbone, network.end.channels, network.image), kernel=1)
    whole = model(network.image, [up])
    return CenterNetExtractor(Trackable({'_network': whole}), whole, up.channels, 1, _deconvolved_side)


def mobilenet_v2_fpn_extractor(config: Config, image_channels: int) -> CenterNetExtractor:
    """`CenterNetMobileNetV2FPNFeatureExtractor`, under two names that do the same.

    Raises `BuildError` for an interpolation that Keras does not know.
    """
    if config.upsampling_interpolation.lower() not in INTERPOLATIONS:
        raise BuildError(
            f'{FIELD}.upsampling_interpolation',
            f'`{config.upsampling_interpolation}` is no interpolation; take one of {", ".join(INTERPOLATIONS)}.',
        )
    network = mobilenet_v2.mobilenet_v2(_width(config), batch_norm())
    skips = [*(network.blocks[block] for block in (2, 5, 9)), network.end]
    backbone = model(network.image, skips)
    make = separable_conv2d if _separable(config) else conv2d
    up = _pyramid(_outputs(backbone, network.image, skips), 64, (64, 32, 24), partial(make, kernel=3))
    tracked = {
        '_base_model': model(network.image, [network.end]),
        '_fpn_model': backbone,
        '_feature_extractor_model': model(network.image, [up]),
    }
    return CenterNetExtractor(Trackable(tracked), tracked['_base_model'], up.channels, 1, _pyramid_side)


def _width(config: Config) -> mobilenet_v2.Width:
    return mobilenet_v2.Width(config.depth_multiplier, minimum=0)


def _separable(config: Config) -> bool:
    """The type that ends in `_sep_conv` asks for separable convolutions, but only where the field is set at all, to whatever
    value (`_build_center_net_feature_extractor`)."""
    asked = config.use_separable_conv or config.type == 'mobilenet_v2_fpn_sep_conv'
    return bool(config.HasField('use_separable_conv') and asked)


def _outputs(body: Trackable, source: Tensor, outputs: Sequence[Tensor]) -> list[Tensor]:
    """The outputs of a model that is called as a layer, once."""
    called = call(body, 0, source)
    return [Tensor(called.node, output.channels) for output in outputs]


def _deconvolutions(x: Tensor, *, kernel: int) -> Tensor:
    """Three times a convolution of this kernel and a strided deconvolution."""
    for channels in (256, 128, 64):
        x = apply(x, conv2d(channels, kernel), batch_norm(), weightless)
        x = apply(x, conv2d_transpose(channels, 3), batch_norm(), weightless)
    return x


def _pyramid(levels: list[Tensor], top: int, widths: Sequence[int], smoothing: Callable[[int], Layer]) -> Tensor:
    """From the last level up to the first: doubled, added to the level projected, and smoothed to the next width."""
    x = apply(levels[-1], conv2d(top, 1))
    for level, channels, then in zip(reversed(levels[:-1]), widths, (*widths[1:], widths[-1]), strict=True):
        x = add(apply(x, weightless), apply(level, conv2d(channels, 1)))
        x = apply(x, smoothing(then), batch_norm(), weightless)
    return x


def _scales(side: int, count: int) -> list[int]:
    """The side after each of `count` halvings."""
    sides = []
    for _ in range(count):
        side = halved(side)
        sides.append(side)
    return sides


def _deconvolved_side(side: int) -> int:
    return 8 * _scales(side, 5)[-1]


def _pyramid_side(side: int) -> int | None:
    _, *levels, x = _scales(side, 5)
    for level in reversed(levels):
        summed = added(2 * x, level)
        if summed is None:
            return None
        x = summed
    return x
