"""The feature extractors of Faster R-CNN: a first half for the image, a second for each region.

Mirrors models/faster_rcnn_*_keras_feature_extractor.py. The extractor itself is no trackable object: the model tracks its two
halves, and nothing else of it.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import NamedTuple

from pipeline_config_ls.architectures.build_error import BuildError, refuse_if, require_positive, setting
from pipeline_config_ls.architectures.config import Config
from pipeline_config_ls.architectures.rules import builders
from pipeline_config_ls.architectures.rules.spatial import halved, halvings
from pipeline_config_ls.architectures.rules.widths import as_they_are
from pipeline_config_ls.architectures.tf2.backbones import inception_resnet_v2 as inception
from pipeline_config_ls.architectures.tf2.backbones import resnet_v1
from pipeline_config_ls.architectures.tf2.feature_maps import coarse_layers, conv_block, top_down_fpn
from pipeline_config_ls.architectures.tf2.functional import Tensor, model, sequential, submodel
from pipeline_config_ls.architectures.tf2.hyperparams import Hyperparams, backbone_norm, hyperparams
from pipeline_config_ls.architectures.tf2.layers import batch_norm, dense, weightless
from pipeline_config_ls.architectures.tf2.region_predictors import Region
from pipeline_config_ls.architectures.tf2.trackable import Trackable

FIELD = 'faster_rcnn.feature_extractor'

RegionHalf = Callable[[Region], tuple[Trackable, Region]]
"""Given the features cropped for a region: what the second half tracks, and the region's features after it."""


class TwoStageExtractor(NamedTuple):
    """A feature extractor: the classification network that both halves are made from, the first half, the channels of each of its
    feature maps, the side of the finest for an image's side, and the second half."""

    backbone: Trackable
    proposal: Trackable
    channels: list[int]
    size: Callable[[int], int]
    classifier: RegionHalf


def resnet(depth: int, config: Config) -> TwoStageExtractor:
    """`FasterRCNNResnetKerasFeatureExtractor`: cut after conv4."""
    _check_stride(config, 16)
    network = resnet_v1.resnet_v1(depth, as_they_are, batch_norm())
    return _cut(network.image, network.stages[2], network.stages[3])


def inception_resnet_v2(config: Config) -> TwoStageExtractor:
    """`FasterRCNNInceptionResnetV2KerasFeatureExtractor`: cut after block 17."""
    _check_stride(config, 8, 16)
    network = inception.inception_resnet_v2()
    extractor = _cut(network.image, network.middle, network.end)
    if config.first_stage_features_stride == 16:
        return extractor

    def classifier(region: Region) -> tuple[Trackable, Region]:
        refuse_if(
            (region.height, region.width) != (1, 1),
            f'{FIELD}.first_stage_features_stride',
            'With a stride of 8 the branches of the second half put out different sizes, which cannot be joined; set it to 16.',
            setting(f'{FIELD}.first_stage_features_stride', 16),
        )
        return extractor.classifier(region)

    return extractor._replace(size=lambda side: halvings(side, 3), classifier=classifier)


def _cut(image: Tensor, middle: Tensor, end: Tensor) -> TwoStageExtractor:
    """A network cut in two; its second half has one stride of 2."""

    def classifier(region: Region) -> tuple[Trackable, Region]:
        return submodel(middle, end), Region(_halved(region.height), _halved(region.width), end.channels)

    return TwoStageExtractor(
        model(image, [end]), model(image, [middle]), [middle.channels], lambda side: halvings(side, 4), classifier
    )


def _halved(size: int | None) -> int | None:
    return None if size is None else halved(size)


def resnet_fpn(depth: int, config: Config) -> TwoStageExtractor:
    """`FasterRCNNResnetV1FpnKerasFeatureExtractor`: all four stages under a pyramid, and two dense layers for a region."""
    _check_stride(config, 8, 16)
    if not config.HasField('conv_hyperparams'):
        raise BuildError(
            f'{FIELD}.conv_hyperparams', 'An FPN extractor is built from `conv_hyperparams`, which is not set; add it.'
        )
    builders.layer_hyperparams(config.conv_hyperparams, f'{FIELD}.conv_hyperparams')
    low, high, channels = _pyramid(config)
    settings = hyperparams(config.conv_hyperparams)
    network = resnet_v1.resnet_v1(depth, as_they_are, backbone_norm(config))
    base_high = min(high, 5)
    maps = top_down_fpn(settings, channels, [stage.channels for stage in network.stages[low - 2 : base_high - 1]])
    coarse = coarse_layers(channels, high - base_high, conv_block(settings, channels, depthwise=False))
    backbone = model(network.image, network.stages)
    proposal = Trackable(
        {
            'classification_backbone': backbone,
            'fpn_features_generator': maps.tracked,
            'coarse_feature_layers': coarse.tracked,
        }
    )
    return TwoStageExtractor(
        backbone,
        proposal,
        [*maps.channels, *coarse.channels],
        lambda side: -(-side // 32) * 32 // 2**low,  # images are padded to a multiple of 32
        partial(_dense_classifier, settings),
    )


def _pyramid(config: Config) -> tuple[int, int, int]:
    """Lowest level, highest level and depth; a missing block has defaults other than the message's."""
    if not config.HasField('fpn'):
        return 2, 6, 256
    fpn = config.fpn
    refuse_if(
        not 2 <= fpn.min_level <= min(fpn.max_level, 5),
        f'{FIELD}.fpn.min_level',
        f'The lowest level of the pyramid is {fpn.min_level}; it must be between 2 and {min(fpn.max_level, 5)}.',
    )
    require_positive(fpn, f'{FIELD}.fpn', 'additional_layer_depth')
    return fpn.min_level, fpn.max_level, fpn.additional_layer_depth


def _dense_classifier(settings: Hyperparams, region: Region) -> tuple[Trackable, Region]:
    """Two dense layers of 1024 on the flattened region, with a norm after the first."""
    if region.height is None or region.width is None:
        raise BuildError(
            'faster_rcnn.image_resizer',
            'The dense layers of an FPN extractor need a fixed size, which R-FCN gives them only if every image has one; use `fixed_shape_resizer`.',
        )
    flattened = region.height * region.width * region.channels
    layers = [weightless, dense(1024), settings.norm, dense(1024), weightless]
    # Flattening comes first, so the first layer already sees what is flattened.
    return sequential(flattened, layers).tracked, Region(1, 1, 1024)


def _check_stride(config: Config, *strides: int) -> None:
    refuse_if(
        config.first_stage_features_stride not in strides,
        f'{FIELD}.first_stage_features_stride',
        f'`first_stage_features_stride` is {config.first_stage_features_stride}; for `{config.type}` it must be '
        f'{" or ".join(map(str, strides))}.',
        *(setting(f'{FIELD}.first_stage_features_stride', stride) for stride in reversed(strides)),
    )
