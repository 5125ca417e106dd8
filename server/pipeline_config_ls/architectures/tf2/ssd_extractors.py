"""The feature extractors of SSD (models/ssd_*_keras_feature_extractor.py).

An extractor is a function from its config and what is known of the images to an `SsdExtractor`; extractors.py names them all.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from pipeline_config_ls.architectures.build_error import refuse_if
from pipeline_config_ls.architectures.config import Config
from pipeline_config_ls.architectures.rules.pyramids import check_sides, check_top_down
from pipeline_config_ls.architectures.rules.spatial import Image
from pipeline_config_ls.architectures.rules.widths import depth_function
from pipeline_config_ls.architectures.tables.detectors import (
    EXTRA_MAP_DEPTHS,
    HIGHEST_BACKBONE_LEVEL,
)
from pipeline_config_ls.architectures.tf2.backbones import efficientnet, mobilenet_v1, mobilenet_v2, resnet_v1
from pipeline_config_ls.architectures.tf2.bifpn import COMBINE_METHODS, Pyramid, bifpn, meets
from pipeline_config_ls.architectures.tf2.feature_maps import (
    FeatureMaps,
    coarse_layers,
    conv_block,
    multi_resolution,
    top_down_fpn,
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


class SsdExtractor(NamedTuple):
    """A feature extractor: what it tracks, the channels of the feature maps that it puts out, and its idle variables: trainable,
    and without a gradient, as no feature map comes from them and no regularizer looks at them."""

    tracked: Trackable
    channels: list[int]
    idle: tuple[Trackable, ...] = ()


def mobilenet_v1_ssd(config: Config, _: Image) -> SsdExtractor:
    """`SSDMobileNetV1KerasFeatureExtractor`."""
    network = mobilenet_v1.mobilenet_v1(
        mobilenet_v1.Width(config.depth_multiplier, config.min_depth),
        backbone_norm(config),
        explicit_padding=config.use_explicit_padding,
    )
    return _mobilenet_ssd(config, '_feature_map_generator', network.image, network.blocks[10], network.blocks[12])


def mobilenet_v2_ssd(config: Config, _: Image) -> SsdExtractor:
    """`SSDMobileNetV2KerasFeatureExtractor`."""
    network = mobilenet_v2.mobilenet_v2(
        mobilenet_v2.Width(config.depth_multiplier, config.min_depth),
        backbone_norm(config),
        explicit_padding=config.use_explicit_padding,
    )
    middle = network.expansions[13]
    assert middle is not None
    return _mobilenet_ssd(config, 'feature_map_generator', network.image, middle, network.end)


def _mobilenet_ssd(config: Config, generator: str, source: Tensor, *outputs: Tensor) -> SsdExtractor:
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
    backbone = model(source, outputs)
    tracked = Trackable({'classification_backbone': backbone, generator: maps.tracked})
    used = model(source, outputs[: len(maps.channels)])
    kernels = ('kernel', 'depthwise_kernel') if _is_regularized(config) else ()
    return SsdExtractor(tracked, maps.channels, _idle(backbone, used, kernels))


def _is_regularized(config: Config) -> bool:
    """Whether the kernels of a MobileNet have a regularizer: their own, or the one of the hyperparameters that override it."""
    if config.override_base_feature_extractor_hyperparams:
        return config.conv_hyperparams.regularizer.WhichOneof('regularizer_oneof') is not None
    return True


def _idle(network: Trackable, used: Trackable, regularized: Sequence[str]) -> tuple[Trackable, ...]:
    """The variables of a network's layers that its used part lacks, but for those of these names."""
    part = set(used.children.values())
    unused = dict.fromkeys(layer for layer in network.children.values() if layer not in part)
    return tuple(variable for layer in unused for name, variable in layer.children.items() if name not in regularized)


def mobilenet_v1_fpn(config: Config, image: Image) -> SsdExtractor:
    """`SSDMobileNetV1FpnKerasFeatureExtractor`."""
    network = mobilenet_v1.mobilenet_v1(
        mobilenet_v1.Width(config.depth_multiplier, config.min_depth),
        backbone_norm(config),
        explicit_padding=config.use_explicit_padding,
        narrow_end=config.use_depthwise,
    )
    return _mobilenet_fpn(config, image, network.image, [network.blocks[index] for index in (2, 4, 10, 12)])


def mobilenet_v2_fpn(config: Config, image: Image) -> SsdExtractor:
    """`SSDMobileNetV2FpnKerasFeatureExtractor`. The narrow last convolution it prepares for depthwise layers is never used."""
    network = mobilenet_v2.mobilenet_v2(
        mobilenet_v2.Width(config.depth_multiplier, config.min_depth),
        backbone_norm(config),
        explicit_padding=config.use_explicit_padding,
        channels=image.channels,
    )
    return _mobilenet_fpn(config, image, network.image, [*(network.blocks[index] for index in (2, 5, 12)), network.end])


def _mobilenet_fpn(config: Config, image: Image, source: Tensor, outputs: list[Tensor]) -> SsdExtractor:
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
    check_top_down(config, image, levels, FIELD, cut=config.use_explicit_padding)
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


def resnet_v1_fpn(depth: int, config: Config, image: Image) -> SsdExtractor:
    """`SSDResNetV1FpnKerasFeatureExtractor`.

    Its constructors take the fpn block, explicit padding and depthwise convolutions, and drop all three: levels are always
    3 to 7, and the depth 256.
    """
    check_top_down(config, image, (3, 4, 5), FIELD)
    width = depth_function(config.depth_multiplier, config.min_depth)
    network = resnet_v1.resnet_v1(depth, width, backbone_norm(config))
    settings = hyperparams(config.conv_hyperparams)
    channels = width(256)
    maps = top_down_fpn(settings, channels, [stage.channels for stage in network.stages[1:]])
    coarse = coarse_layers(channels, 2, conv_block(settings, channels, depthwise=False))
    return _fpn_extractor(model(network.image, network.stages), maps, coarse)


def _fpn_extractor(backbone: Trackable, maps: FeatureMaps, coarse: FeatureMaps) -> SsdExtractor:
    tracked = {
        '_coarse_feature_layers': coarse.tracked,
        'classification_backbone': backbone,
        '_fpn_features_generator': maps.tracked,
    }
    return SsdExtractor(Trackable(tracked), [*maps.channels, *coarse.channels])


# iterations and channels of the BiFPN of each EfficientDet; the extractor's own defaults, for a config without a `bifpn` block
BIFPN_DEFAULTS = ((3, 64), (4, 88), (5, 112), (6, 160), (7, 224), (7, 288), (8, 384), (8, 384))


def efficientnet_bifpn(version: int, config: Config, image: Image) -> SsdExtractor:
    """`SSDEfficientNetBiFPNKerasFeatureExtractor`. The backbone's batch norms are its own, whatever the hyperparameters say."""
    _check_efficientnet(config)
    pyramid = _pyramid(version, config)
    check_sides(config, image, pyramid.highest, FIELD, lambda side: meets(pyramid, side))
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
    used, whole = model(network.image, outputs), model(network.image, [network.probabilities])
    tracked = {'_efficientnet': used, 'classification_backbone': whole, '_bifpn_stage': maps.tracked}
    # Depthwise kernels get the regularizer under a name that Keras does not look at.
    return SsdExtractor(Trackable(tracked), maps.channels, _idle(whole, used, ('kernel', 'bias')))


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
