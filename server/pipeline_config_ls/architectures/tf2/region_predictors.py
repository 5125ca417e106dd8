"""The second stage's box predictors of Faster R-CNN: heads on the features of each proposed region.

Mirrors predictors/mask_rcnn_keras_box_predictor.py and its heads, and predictors/rfcn_keras_box_predictor.py.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from pipeline_config_ls.architectures.build_error import at_field, require_positive
from pipeline_config_ls.architectures.config import Config
from pipeline_config_ls.architectures.rules import builders
from pipeline_config_ls.architectures.rules import faster_rcnn as rules
from pipeline_config_ls.architectures.rules.widths import automatic_mask_depth
from pipeline_config_ls.architectures.tf2.hyperparams import ACTIVATION, Hyperparams, hyperparams
from pipeline_config_ls.architectures.tf2.layers import Layer, conv2d, dense, sequence, unbuilt, weightless
from pipeline_config_ls.architectures.tf2.trackable import Trackable, items


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
    builders.layer_hyperparams(config.fc_hyperparams, f'{field}.fc_hyperparams', layers=False)
    if config.HasField('conv_hyperparams'):
        builders.layer_hyperparams(config.conv_hyperparams, f'{field}.conv_hyperparams', layers=masks)
    builders.dropout(config, field)
    if region:
        rules.check_box_code(config, field)
    norm = hyperparams(config.fc_hyperparams).norm
    boxes = 1 if config.share_box_across_classes else num_classes
    mask_head = _mask_head(config, num_classes, region if masks else None, field)
    return Trackable(
        {
            '_box_prediction_head': Trackable(
                {'_box_encoder_layers': _dense_head(config, boxes * config.box_code_size, norm, region)}
            ),
            '_class_prediction_head': Trackable(
                {'_class_predictor_layers': _dense_head(config, num_classes + 1, norm, region)}
            ),
            '_third_stage_heads': mask_head,
        }
    )


def _dense_head(config: Config, units: int, norm: Layer, region: Region | None) -> Trackable:
    """Averaged over space, flattened, perhaps dropped out, one dense layer and a norm."""
    dropout = [weightless] if config.use_dropout else []
    return _called([weightless, *dropout, dense(units), norm], region)


def _called(layers: Sequence[Layer], region: Region | None) -> Trackable:
    return sequence(region.channels, layers).tracked if region else unbuilt(layers)


def _mask_head(config: Config, num_classes: int, region: Region | None, field: str) -> Trackable:
    """`MaskRCNNMaskHead`, which makes its layers when a third stage first gives it a region."""
    if config.predict_instance_masks:
        layers = _mask_layers(config, num_classes, region, field) if region else items(())
        return Trackable({'mask_predictions': Trackable({'_mask_predictor_layers': layers})})
    if region is not None:
        rules.check_masks(config, field)
    return Trackable()


def _mask_layers(config: Config, num_classes: int, region: Region, field: str) -> Trackable:
    rules.check_masks(config, field)
    rules.check_mask_size(config, (region.height, region.width), field)
    settings = hyperparams(config.conv_hyperparams)
    depth = config.mask_prediction_conv_depth or automatic_mask_depth(region.channels, num_classes)
    layers = _convolution(depth, settings) * (config.mask_prediction_num_conv_layers - 1)
    if config.convolve_then_upsample_masks:
        layers += [weightless, *_convolution(depth, settings)]
    layers += [conv2d(1 if config.masks_are_class_agnostic else num_classes, 3)]
    with at_field(f'{field}.mask_prediction_conv_depth'):
        return sequence(region.channels, layers).tracked


def _convolution(depth: int, settings: Hyperparams) -> list[Layer]:
    return [conv2d(depth, 3, bias=settings.use_bias), settings.norm, ACTIVATION]


def rfcn(config: Config, num_classes: int, region: Region | None, field: str) -> Trackable:
    """`RfcnKerasBoxPredictor`: convolutions on the whole feature map, a channel for each spatial bin of each output."""
    builders.layer_hyperparams(config.conv_hyperparams, f'{field}.conv_hyperparams')
    require_positive(config, field, 'depth', 'num_spatial_bins_height', 'num_spatial_bins_width', 'box_code_size')
    if region:
        rules.check_box_code(config, field)
        rules.check_bins(config, field)
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
