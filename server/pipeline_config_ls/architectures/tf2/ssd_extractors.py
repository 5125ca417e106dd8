"""The feature extractors of SSD (models/ssd_*_keras_feature_extractor.py).

An extractor is a function from its config and what is known of the images to an `Extractor`; `EXTRACTORS` names them all, with
the blocks of the config that each takes. A block that an extractor does not take reaches its constructor as an unexpected
argument, and stops the builder.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import NamedTuple

from pipeline_config_ls.architectures.build_error import at_field, refuse_if, registered
from pipeline_config_ls.architectures.config import Config
from pipeline_config_ls.architectures.rules import builders
from pipeline_config_ls.architectures.rules.spatial import Image, halvings
from pipeline_config_ls.architectures.rules.widths import depth_function
from pipeline_config_ls.architectures.tables.detectors import (
    EXTRA_MAP_DEPTHS,
    HIGHEST_BACKBONE_LEVEL,
    OPTIONAL_SSD_FIELDS,
)
from pipeline_config_ls.architectures.tables.mobilenet_v1 import DEPTHWISE_PYRAMID_OVERRIDES
from pipeline_config_ls.architectures.tables.resnet import UNITS
from pipeline_config_ls.architectures.tf2.backbones import efficientnet, mobilenet_v1, mobilenet_v2, resnet_v1
from pipeline_config_ls.architectures.tf2.bifpn import COMBINE_METHODS, Pyramid, bifpn, meets
from pipeline_config_ls.architectures.tf2.feature_maps import (
    FeatureMaps,
    coarse_layers,
    conv_block,
    multi_resolution,
    top_down_fpn,
    top_down_meets,
)
from pipeline_config_ls.architectures.tf2.functional import Tensor, model
from pipeline_config_ls.architectures.tf2.hyperparams import backbone_norm, hyperparams
from pipeline_config_ls.architectures.tf2.layers import weightless
from pipeline_config_ls.architectures.tf2.trackable import Trackable

FIELD = 'ssd.feature_extractor'

# The depth of each feature map that SSD adds to the two it takes from a MobileNet.
MOBILENET_LAYOUT = (None, None, *EXTRA_MAP_DEPTHS)
# Levels of the four outputs that a MobileNet gives to an FPN.
MOBILENET_LEVELS = (2, 3, 4, 5)
# An image that halves evenly as often as anybody may want.
EVEN = 2**16


class Extractor(NamedTuple):
    """A feature extractor: what it tracks, and the channels of the feature maps that it puts out."""

    tracked: Trackable
    channels: list[int]


class Entry(NamedTuple):
    """An extractor in the table: the function that builds it, the optional fields of the config that it takes, and how many
    pixels the shorter side of an image needs."""

    build: Callable[[Config, Image], Extractor]
    takes: frozenset[str]
    smallest: int


def ssd_extractor(config: Config, image: Image) -> Extractor:
    """The feature extractor of an `SsdFeatureExtractor` message. Raises `BuildError` where it cannot be built or run."""
    kind = config.type
    entry = registered(EXTRACTORS, kind, f'{FIELD}.type')
    builders.layer_hyperparams(config.conv_hyperparams, f'{FIELD}.conv_hyperparams')
    for block in OPTIONAL_SSD_FIELDS:
        refuse_if(
            config.HasField(block) and block not in entry.takes,
            f'{FIELD}.{block}',
            f'`{kind}` takes no `{block}`; remove it, or choose another extractor.',
        )
    _check_images(config, image, entry)
    with at_field(f'{FIELD}.min_depth'):
        return entry.build(config, image)


def _check_images(config: Config, image: Image, entry: Entry) -> None:
    for field, side in image.limits.items():
        refuse_if(
            side < entry.smallest,
            field,
            f'`{config.type}` needs images of {entry.smallest} pixels and more on both sides, and these have {side} at most.',
        )
    multiple = config.pad_to_multiple
    refuse_if(
        multiple == 0 or (multiple < 0 and any(side % multiple for side in image.sides.values())),
        f'{FIELD}.pad_to_multiple',
        f'Images cannot be padded to a multiple of {multiple}; 1 pads nothing.',
    )
    refuse_if(
        image.channels != 3 and config.type != 'ssd_mobilenet_v2_fpn_keras',
        f'{image.field}.convert_to_grayscale',
        f'`{config.type}` is made for images of three channels; remove the field.',
    )


def mobilenet_v1_ssd(config: Config, _: Image) -> Extractor:
    """`SSDMobileNetV1KerasFeatureExtractor`."""
    network = mobilenet_v1.mobilenet_v1(
        mobilenet_v1.Width(config.depth_multiplier, config.min_depth),
        backbone_norm(config),
        explicit_padding=config.use_explicit_padding,
    )
    return _mobilenet_ssd(config, '_feature_map_generator', network.image, network.blocks[10], network.blocks[12])


def mobilenet_v2_ssd(config: Config, _: Image) -> Extractor:
    """`SSDMobileNetV2KerasFeatureExtractor`."""
    network = mobilenet_v2.mobilenet_v2(
        mobilenet_v2.Width(config.depth_multiplier, config.min_depth),
        backbone_norm(config),
        explicit_padding=config.use_explicit_padding,
    )
    middle = network.expansions[13]
    assert middle is not None
    return _mobilenet_ssd(config, 'feature_map_generator', network.image, middle, network.end)


def _mobilenet_ssd(config: Config, generator: str, source: Tensor, *outputs: Tensor) -> Extractor:
    """Two maps of a MobileNet and up to four more. `generator` is the attribute that holds the generator of the latter."""
    count = config.num_layers if config.HasField('num_layers') else len(MOBILENET_LAYOUT)
    maps = multi_resolution(
        hyperparams(config.conv_hyperparams),
        depth_function(config.depth_multiplier, config.min_depth),
        MOBILENET_LAYOUT[:count],
        [tensor.channels for tensor in outputs],
        depthwise=config.use_depthwise,
        explicit_padding=config.use_explicit_padding,
    )
    refuse_if(
        not maps.channels, f'{FIELD}.num_layers', f'`num_layers` is {count}; a detector needs one feature map at least.'
    )
    tracked = Trackable({'classification_backbone': model(source, outputs), generator: maps.tracked})
    return Extractor(tracked, maps.channels)


def mobilenet_v1_fpn(config: Config, image: Image) -> Extractor:
    """`SSDMobileNetV1FpnKerasFeatureExtractor`."""
    network = mobilenet_v1.mobilenet_v1(
        mobilenet_v1.Width(config.depth_multiplier, config.min_depth),
        backbone_norm(config),
        explicit_padding=config.use_explicit_padding,
        overrides=DEPTHWISE_PYRAMID_OVERRIDES if config.use_depthwise else {},
    )
    return _mobilenet_fpn(config, image, network.image, [network.blocks[index] for index in (2, 4, 10, 12)])


def mobilenet_v2_fpn(config: Config, image: Image) -> Extractor:
    """`SSDMobileNetV2FpnKerasFeatureExtractor`. The narrow last convolution it prepares for depthwise layers is never used."""
    network = mobilenet_v2.mobilenet_v2(
        mobilenet_v2.Width(config.depth_multiplier, config.min_depth),
        backbone_norm(config),
        explicit_padding=config.use_explicit_padding,
        channels=image.channels,
    )
    return _mobilenet_fpn(config, image, network.image, [*(network.blocks[index] for index in (2, 5, 12)), network.end])


def _mobilenet_fpn(config: Config, image: Image, source: Tensor, outputs: list[Tensor]) -> Extractor:
    """An FPN on the four outputs of a MobileNet, and coarser maps up to the highest level.

    The API counts the outputs that the FPN takes from the end, whatever the lowest level is, and a negative index wraps around
    as Python's do. So levels below 2 build where the sizes of the maps happen to meet.
    """
    settings = hyperparams(config.conv_hyperparams)
    # A config without an fpn block gets the constructor's defaults, which are the message's.
    fpn = config.fpn
    top = min(fpn.max_level, HIGHEST_BACKBONE_LEVEL)
    taken = range(len(outputs) - (top + 1 - fpn.min_level), len(outputs))
    refuse_if(
        not taken or fpn.min_level < MOBILENET_LEVELS[0] - len(outputs),
        f'{FIELD}.fpn.min_level',
        f'The pyramid goes from level {fpn.min_level} to {fpn.max_level}; the lowest must be one of the backbone, from 2 to {HIGHEST_BACKBONE_LEVEL}, '
        'and not above the highest.',
    )
    levels = [MOBILENET_LEVELS[index] for index in taken]
    _check_top_down(config, image, levels, cut=config.use_explicit_padding)
    depth = depth_function(config.depth_multiplier, config.min_depth)(fpn.additional_layer_depth)
    padding = [weightless] if config.use_explicit_padding else []
    maps = top_down_fpn(
        settings,
        depth,
        [outputs[index].channels for index in taken],
        depthwise=config.use_depthwise,
        explicit_padding=config.use_explicit_padding,
    )
    smoothing = [*padding, *conv_block(settings, depth, depthwise=config.use_depthwise)]
    coarse = coarse_layers(depth, max(fpn.max_level - top, 0), smoothing)
    return _fpn_extractor(model(source, outputs), maps, coarse)


def resnet_v1_fpn(depth: int, config: Config, image: Image) -> Extractor:
    """`SSDResNetV1FpnKerasFeatureExtractor`.

    Its constructors take the fpn block, explicit padding and depthwise convolutions, and drop all three: levels are always
    3 to 7, and the depth 256.
    """
    _check_top_down(config, image, (3, 4, 5))
    width = depth_function(config.depth_multiplier, config.min_depth)
    network = resnet_v1.resnet_v1(depth, width, backbone_norm(config))
    settings = hyperparams(config.conv_hyperparams)
    channels = width(256)
    maps = top_down_fpn(settings, channels, [stage.channels for stage in network.stages[1:]])
    coarse = coarse_layers(channels, 2, conv_block(settings, channels, depthwise=False))
    return _fpn_extractor(model(network.image, network.stages), maps, coarse)


def _fpn_extractor(backbone: Trackable, maps: FeatureMaps, coarse: FeatureMaps) -> Extractor:
    tracked = {
        '_coarse_feature_layers': coarse.tracked,
        'classification_backbone': backbone,
        '_fpn_features_generator': maps.tracked,
    }
    return Extractor(Trackable(tracked), [*maps.channels, *coarse.channels])


def _check_top_down(config: Config, image: Image, levels: Sequence[int], *, cut: bool = False) -> None:
    """Refuses levels that never meet, and images in which they do not."""
    refuse_if(
        not top_down_meets(_level_sides(EVEN, levels), cut=cut),
        f'{FIELD}.fpn.min_level',
        f'The lowest level of the pyramid is {config.fpn.min_level}; a MobileNet has nothing below level 2.',
    )
    _check_sides(config, image, max(levels), lambda side: top_down_meets(_level_sides(side, levels), cut=cut))


def _level_sides(side: int, levels: Sequence[int]) -> list[int]:
    return [halvings(side, level) for level in levels]


def _check_sides(config: Config, image: Image, highest: int, fits: Callable[[int], bool]) -> None:
    """Refuses images whose maps do not meet in a pyramid."""
    multiple = 2**highest
    for field, side in image.sides.items():
        padded = -(-side // config.pad_to_multiple) * config.pad_to_multiple
        refuse_if(
            not fits(padded),
            field,
            f'{padded} pixels cannot be halved evenly up to level {highest} of the pyramid, so its maps do not fit together; choose a '
            f'multiple of {multiple}, or set `pad_to_multiple: {multiple}` in the feature extractor.',
        )


# iterations and channels of the BiFPN of each EfficientDet; the extractor's own defaults, for a config without a `bifpn` block
BIFPN_DEFAULTS = ((3, 64), (4, 88), (5, 112), (6, 160), (7, 224), (7, 288), (8, 384), (8, 384))


def efficientnet_bifpn(version: int, config: Config, image: Image) -> Extractor:
    """`SSDEfficientNetBiFPNKerasFeatureExtractor`. The backbone's batch norms are its own, whatever the hyperparameters say."""
    _check_efficientnet(config)
    pyramid = _pyramid(version, config)
    _check_sides(config, image, pyramid.highest, lambda side: meets(pyramid, side))
    network = efficientnet.efficientnet(version)
    # Where each level ends. The API names blocks of B0, also in the deeper versions, where a stack goes on after them.
    ends = {
        1: network.projections[0][0],
        2: network.blocks[1][1],
        3: network.blocks[2][1],
        4: network.blocks[4][2],
        5: network.projections[6][0],
    }
    outputs = [ends[level] for level in range(pyramid.lowest, HIGHEST_BACKBONE_LEVEL + 1)]
    maps = bifpn(hyperparams(config.conv_hyperparams), pyramid, [tensor.channels for tensor in outputs])
    tracked = {
        '_efficientnet': model(network.image, outputs),
        'classification_backbone': model(network.image, [network.probabilities]),
        '_bifpn_stage': maps.tracked,
    }
    return Extractor(Trackable(tracked), maps.channels)


def _check_efficientnet(config: Config) -> None:
    refuse_if(
        config.depth_multiplier != 1,
        f'{FIELD}.depth_multiplier',
        f'An EfficientNet is not scaled by `depth_multiplier` {config.depth_multiplier:g}; remove it, and choose another version for another size.',
    )
    for option in ('use_explicit_padding', 'use_depthwise'):
        refuse_if(
            getattr(config, option), f'{FIELD}.{option}', f'An EfficientNet has no option `{option}`; remove the field.'
        )


def _pyramid(version: int, config: Config) -> Pyramid:
    """The options of the BiFPN. A block without a field gives the message's default, which is no iteration and no channel."""
    options = config.bifpn
    rounds, filters, method = *BIFPN_DEFAULTS[version], 'fast_attention' if version < 6 else 'sum'
    if config.HasField('bifpn'):
        rounds, filters, method = options.num_iterations, options.num_filters, options.combine_method
    at = f'{FIELD}.bifpn'
    low, high = options.min_level, options.max_level
    # With one level of the backbone, Keras hands over a tensor instead of a list of one, and the API takes it apart.
    refuse_if(
        not 1 <= low < HIGHEST_BACKBONE_LEVEL,
        f'{at}.min_level',
        f'The lowest level of the pyramid is {low}; it must be between 1 and {HIGHEST_BACKBONE_LEVEL - 1}.',
    )
    refuse_if(
        high <= HIGHEST_BACKBONE_LEVEL,
        f'{at}.max_level',
        f'The highest level of the pyramid is {high}; the API can build a BiFPN only with a level above the backbone, {HIGHEST_BACKBONE_LEVEL + 1} or more.',
    )
    known = ', '.join(f'`{name}`' for name in COMBINE_METHODS)
    refuse_if(
        rounds > 0 and method not in COMBINE_METHODS,
        f'{at}.combine_method',
        f'There is no combine method `{method}`; choose one of {known}.',
    )
    return Pyramid(low, high, HIGHEST_BACKBONE_LEVEL + 1 - low, rounds, max(filters, config.min_depth), method)


_FPN = frozenset({'fpn'})
_LAYERS = frozenset({'num_layers'})
_BIFPN = frozenset({'bifpn'})

EXTRACTORS: dict[str, Entry] = {
    'ssd_mobilenet_v1_keras': Entry(mobilenet_v1_ssd, _LAYERS, 33),
    'ssd_mobilenet_v1_fpn_keras': Entry(mobilenet_v1_fpn, _FPN, 33),
    'ssd_mobilenet_v2_keras': Entry(mobilenet_v2_ssd, _LAYERS, 33),
    'ssd_mobilenet_v2_fpn_keras': Entry(mobilenet_v2_fpn, _FPN, 33),
    **{f'ssd_resnet{depth}_v1_fpn_keras': Entry(partial(resnet_v1_fpn, depth), _FPN, 129) for depth in UNITS},
    **{
        f'ssd_efficientnet-b{version}_bifpn_keras': Entry(partial(efficientnet_bifpn, version), _BIFPN, 129)
        for version in range(len(efficientnet.SCALES))
    },
}
