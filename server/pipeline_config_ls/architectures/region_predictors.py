"""The second stage's box predictors of Faster R-CNN: heads on the features of each proposed region.

Mirrors predictors/mask_rcnn_keras_box_predictor.py and its heads, and predictors/rfcn_keras_box_predictor.py.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

from pipeline_config_ls.architectures.hyperparams import ACTIVATION, Config, Hyperparams, hyperparams
from pipeline_config_ls.architectures.layers import Layer, conv2d, dense, sequence, unbuilt, weightless
from pipeline_config_ls.architectures.refusal import Refusal
from pipeline_config_ls.architectures.trackable import Trackable, items


class Region(NamedTuple):
    """The features of one region: their height, width and channels. R-FCN has one region, the whole feature map, whose size is
    None where the image's is not fixed."""

    height: int | None
    width: int | None
    channels: int


def mask_rcnn(config: Config, num_classes: int, region: Region | None, *, masks: bool, field: str) -> Trackable:
    """`MaskRCNNKerasBoxPredictor`: a box head, a class head, and a mask head that only a third stage (`masks`) calls.

    `region` is None where there is no second stage: the predictor is made, but never called.
    """
    norm = hyperparams(config.fc_hyperparams).norm
    boxes = 1 if config.share_box_across_classes else num_classes
    third_stage = Trackable()
    if config.predict_instance_masks:
        called = region if masks else None
        layers = _mask_layers(config, num_classes, called, f'{field}') if called else []
        predictor = sequence(called.channels, layers).tracked if called else items(())
        third_stage = Trackable({'mask_predictions': Trackable({'_mask_predictor_layers': predictor})})
    return Trackable(
        {
            '_box_prediction_head': Trackable(
                {'_box_encoder_layers': _dense_head(config, boxes * config.box_code_size, norm, region)}
            ),
            '_class_prediction_head': Trackable(
                {'_class_predictor_layers': _dense_head(config, num_classes + 1, norm, region)}
            ),
            '_third_stage_heads': third_stage,
        }
    )


def _dense_head(config: Config, units: int, norm: Layer, region: Region | None) -> Trackable:
    """Averaged over space, flattened, perhaps dropped out, one dense layer and a norm."""
    dropout = [weightless] if config.use_dropout else []
    return _called([weightless, *dropout, dense(units), norm], region)


def _called(layers: Sequence[Layer], region: Region | None) -> Trackable:
    return sequence(region.channels, layers).tracked if region else unbuilt(layers)


def _mask_layers(config: Config, num_classes: int, region: Region, field: str) -> list[Layer]:
    """The layers of `MaskRCNNMaskHead`, made when it is first called."""
    if not config.HasField('conv_hyperparams'):
        raise Refusal(
            f'{field}.conv_hyperparams',
            'The mask head takes its convolutions from `conv_hyperparams`, which is not set; add it.',
        )
    settings = hyperparams(config.conv_hyperparams)
    depth = config.mask_prediction_conv_depth or automatic_depth(region.channels, num_classes)
    layers = _convolution(depth, settings) * (config.mask_prediction_num_conv_layers - 1)
    if config.convolve_then_upsample_masks:
        layers += [weightless, *_convolution(depth, settings)]
    return [*layers, conv2d(1 if config.masks_are_class_agnostic else num_classes, 3)]


def _convolution(depth: int, settings: Hyperparams) -> list[Layer]:
    return [conv2d(depth, 3, bias=settings.use_bias), settings.norm, ACTIVATION]


def automatic_depth(channels: int, num_classes: int) -> int:
    """The depth of the mask head's convolutions where `mask_prediction_conv_depth` is 0: a power of two between the number of
    classes and that of feature channels, nearer to the classes."""
    exponent = round((2 * math.log2(channels) + 3 * math.log2(num_classes)) / 5)
    return 1 << exponent


def rfcn(config: Config, num_classes: int, region: Region | None) -> Trackable:
    """`RfcnKerasBoxPredictor`: convolutions on the whole feature map, a channel for each spatial bin of each output."""
    settings = hyperparams(config.conv_hyperparams)
    bins = config.num_spatial_bins_height * config.num_spatial_bins_width
    reduced = region._replace(channels=config.depth) if region else None

    def head(outputs: int) -> Trackable:
        return _called([conv2d(bins * outputs, 1, bias=settings.use_bias), settings.norm], reduced)

    return Trackable(
        {
            '_shared_conv_layers': _called(
                [conv2d(config.depth, 1, bias=settings.use_bias), settings.norm, ACTIVATION], region
            ),
            '_box_encoder_layers': head(num_classes * config.box_code_size),
            '_class_predictor_layers': head(num_classes + 1),
        }
    )
