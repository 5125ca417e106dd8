"""SSD: its feature extractors, and the model around them (meta_architectures/ssd_meta_arch.py).

An extractor is a function from its config to an `Extractor`; `EXTRACTORS` names them all, with the blocks of the config that
each takes. A block that an extractor does not take reaches its constructor as an unexpected argument, and stops the builder.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import NamedTuple

from pipeline_config_ls.architectures import box_predictors
from pipeline_config_ls.architectures.anchors import anchors_per_location
from pipeline_config_ls.architectures.backbones import mobilenet_v2, resnet_v1
from pipeline_config_ls.architectures.detector import Detector
from pipeline_config_ls.architectures.feature_maps import (
    coarse_layers,
    conv_block,
    depth_function,
    multi_resolution,
    top_down_fpn,
)
from pipeline_config_ls.architectures.functional import Tensor, model
from pipeline_config_ls.architectures.hyperparams import Config, backbone_norm, hyperparams
from pipeline_config_ls.architectures.layers import weightless
from pipeline_config_ls.architectures.refusal import Refusal, registered
from pipeline_config_ls.architectures.trackable import Trackable

FIELD = 'ssd.feature_extractor'

# The depth of each feature map that SSD adds to the two it takes from a MobileNet.
MOBILENET_LAYOUT = (None, None, 512, 256, 256, 128)


class Extractor(NamedTuple):
    """A feature extractor: what it tracks, and the channels of the feature maps that it puts out."""

    tracked: Trackable
    channels: list[int]


class Entry(NamedTuple):
    """An extractor in the table: the function that builds it, and the optional fields of the config that it takes."""

    build: Callable[[Config], Extractor]
    takes: frozenset[str]


def mobilenet_v2_ssd(config: Config) -> Extractor:
    """`SSDMobileNetV2KerasFeatureExtractor`."""
    network = mobilenet_v2.mobilenet_v2(
        mobilenet_v2.Width(config.depth_multiplier, config.min_depth),
        backbone_norm(config),
        explicit_padding=config.use_explicit_padding,
    )
    middle = network.expansions[13]
    assert middle is not None
    return _mobilenet_ssd(config, 'feature_map_generator', network.image, middle, network.end)


def _mobilenet_ssd(config: Config, generator: str, image: Tensor, *outputs: Tensor) -> Extractor:
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
    tracked = Trackable({'classification_backbone': model(image, outputs), generator: maps.tracked})
    return Extractor(tracked, maps.channels)


def mobilenet_v2_fpn(config: Config) -> Extractor:
    """`SSDMobileNetV2FpnKerasFeatureExtractor`. The narrow last convolution it prepares for depthwise layers is never used."""
    network = mobilenet_v2.mobilenet_v2(
        mobilenet_v2.Width(config.depth_multiplier, config.min_depth),
        backbone_norm(config),
        explicit_padding=config.use_explicit_padding,
    )
    return _mobilenet_fpn(config, network.image, [network.blocks[index] for index in (2, 5, 12)] + [network.end])


def _mobilenet_fpn(config: Config, image: Tensor, outputs: list[Tensor]) -> Extractor:
    """An FPN on the four outputs of a MobileNet (levels 2 to 5), and coarser maps up to the highest level."""
    settings = hyperparams(config.conv_hyperparams)
    # A config without an fpn block gets the constructor's defaults, which are the message's.
    fpn = config.fpn
    base_max = min(fpn.max_level, 5)
    levels = base_max + 1 - fpn.min_level
    _check_levels(fpn)
    depth = depth_function(config.depth_multiplier, config.min_depth)(fpn.additional_layer_depth)
    # The API counts the inputs from the end, whatever the lowest level is.
    inputs = [tensor.channels for tensor in outputs[len(outputs) - levels :]]
    padding = [weightless] if config.use_explicit_padding else []
    maps = top_down_fpn(
        settings,
        depth,
        inputs,
        depthwise=config.use_depthwise,
        explicit_padding=config.use_explicit_padding,
    )
    coarse = coarse_layers(
        depth,
        max(fpn.max_level - base_max, 0),
        [*padding, *conv_block(settings, depth, depthwise=config.use_depthwise)],
    )
    tracked = Trackable(
        {
            '_coarse_feature_layers': coarse.tracked,
            'classification_backbone': model(image, outputs),
            '_fpn_features_generator': maps.tracked,
        }
    )
    return Extractor(tracked, [*maps.channels, *coarse.channels])


def _check_levels(fpn: Config) -> None:
    if not 2 <= fpn.min_level <= min(fpn.max_level, 5):
        raise Refusal(
            f'{FIELD}.fpn.min_level',
            f'The lowest level of the pyramid is {fpn.min_level}; it must be between 2 and {min(fpn.max_level, 5)}.',
        )


def resnet_v1_fpn(depth: int, config: Config) -> Extractor:
    """`SSDResNetV1FpnKerasFeatureExtractor`.

    Its constructors take the fpn block, explicit padding and depthwise convolutions, and drop all three: levels are always
    3 to 7, and the depth 256.
    """
    width = depth_function(config.depth_multiplier, config.min_depth)
    network = resnet_v1.resnet_v1(depth, width, backbone_norm(config))
    settings = hyperparams(config.conv_hyperparams)
    channels = width(256)
    maps = top_down_fpn(settings, channels, [stage.channels for stage in network.stages[1:]])
    coarse = coarse_layers(channels, 2, conv_block(settings, channels, depthwise=False))
    tracked = Trackable(
        {
            '_coarse_feature_layers': coarse.tracked,
            'classification_backbone': model(network.image, network.stages),
            '_fpn_features_generator': maps.tracked,
        }
    )
    return Extractor(tracked, [*maps.channels, *coarse.channels])


OPTIONAL_BLOCKS = (
    'num_layers',
    'fpn',
    'bifpn',
    'replace_preprocessor_with_placeholder',
    'spaghettinet_arch_name',
)
_FPN = frozenset({'fpn'})
_LAYERS = frozenset({'num_layers'})

EXTRACTORS: dict[str, Entry] = {
    'ssd_mobilenet_v2_keras': Entry(mobilenet_v2_ssd, _LAYERS),
    'ssd_mobilenet_v2_fpn_keras': Entry(mobilenet_v2_fpn, _FPN),
    **{f'ssd_resnet{depth}_v1_fpn_keras': Entry(partial(resnet_v1_fpn, depth), _FPN) for depth in resnet_v1.UNITS},
}


def ssd(config: Config) -> Detector:
    """The model of an `Ssd` message, as `_build_ssd_model` builds it and one forward pass completes it.

    Raises `Refusal` where the builder or the forward pass raises.
    """
    kind = config.feature_extractor.type
    entry = registered(EXTRACTORS, kind, f'{FIELD}.type')
    for block in OPTIONAL_BLOCKS:
        if config.feature_extractor.HasField(block) and block not in entry.takes:
            raise Refusal(f'{FIELD}.{block}', f'`{kind}` takes no `{block}`; remove it, or choose another extractor.')
    if config.add_background_class and config.explicit_background_class:
        raise Refusal(
            'ssd.explicit_background_class',
            'Set `add_background_class: false` with an explicit background class: there can be only one.',
        )
    extractor = entry.build(config.feature_extractor)
    anchors = anchors_per_location(config.anchor_generator, 'ssd.anchor_generator')
    if len(anchors) != len(extractor.channels):
        raise Refusal(
            'ssd.anchor_generator',
            f'`{kind}` gives {len(extractor.channels)} feature maps, but the anchor generator is set for {len(anchors)}.',
        )
    slots = config.num_classes + (1 if config.add_background_class else 0)
    predictor = _box_predictor(config.box_predictor, box_predictors.Task(slots, anchors, extractor.channels))
    model = Trackable({'_box_predictor': predictor, '_feature_extractor': extractor.tracked})
    return Detector(model, extractor.tracked.children['classification_backbone'])


def _box_predictor(config: Config, task: box_predictors.Task) -> Trackable:
    kind = config.WhichOneof('box_predictor_oneof')
    field = f'ssd.box_predictor.{kind}'
    match kind:
        case 'convolutional_box_predictor':
            return box_predictors.convolutional(config.convolutional_box_predictor, task, field)
        case 'weight_shared_convolutional_box_predictor':
            return box_predictors.weight_shared(config.weight_shared_convolutional_box_predictor, task, field)
        case None:
            raise Refusal(
                'ssd.box_predictor',
                'No box predictor is set; an SSD model usually takes `convolutional_box_predictor`.',
            )
    raise Refusal(
        field,
        f'SSD cannot be built with `{kind}`; take `convolutional_box_predictor` or the weight-shared one.',
    )
