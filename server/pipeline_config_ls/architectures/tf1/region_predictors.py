"""Box predictors of regions: the later stages of Faster R-CNN, Mask R-CNN and R-FCN (predictors/mask_rcnn_box_predictor.py, rfcn_...)."""

from __future__ import annotations

from pipeline_config_ls.architectures.build_error import at_field, require_positive
from pipeline_config_ls.architectures.config import Config
from pipeline_config_ls.architectures.rules import builders
from pipeline_config_ls.architectures.rules import faster_rcnn as rules
from pipeline_config_ls.architectures.rules.widths import automatic_mask_depth
from pipeline_config_ls.architectures.tf1.box_predictors import BOX, CLASS
from pipeline_config_ls.architectures.tf1.hyperparams import normalizer
from pipeline_config_ls.architectures.tf1.layers import (
    BIASES,
    Variables,
    conv2d,
    fully_connected,
    numbered,
    sequence,
)


def mask_rcnn(config: Config, num_classes: int, channels: int, field: str, *, masks: bool) -> Variables:
    """`MaskRCNNBoxPredictor`: fully connected layers on the mean of a region, and with `masks` the third stage's convolutions."""
    require_positive(config, field, 'box_code_size')
    builders.dropout(config, field, trains=True)
    after = normalizer(config.fc_hyperparams, f'{field}.fc_hyperparams', dense=True)
    boxes = config.box_code_size * (1 if config.share_box_across_classes else num_classes)
    with at_field(f'{field}.fc_hyperparams.group_norm'):
        variables = fully_connected(BOX, boxes, after)(channels).variables
        variables |= fully_connected(CLASS, num_classes + 1, after)(channels).variables
    return variables | (_masks(config, num_classes, channels, field) if masks else {})


def _masks(config: Config, num_classes: int, channels: int, field: str) -> Variables:
    rules.check_masks(config, field)
    after = normalizer(config.conv_hyperparams, f'{field}.conv_hyperparams')
    depth = config.mask_prediction_conv_depth or automatic_mask_depth(channels, num_classes)
    count = max(config.mask_prediction_num_conv_layers - 1, 0) + (1 if config.convolve_then_upsample_masks else 0)
    layers = [conv2d(numbered('Conv', index), depth, 3, after) for index in range(count)]
    outputs = 1 if config.masks_are_class_agnostic else num_classes
    with at_field(f'{field}.mask_prediction_conv_depth'):
        return sequence(*layers, conv2d(numbered('Conv', count), outputs, 3, BIASES))(channels).variables


def rfcn(config: Config, num_classes: int, channels: int, field: str) -> Variables:
    """`RfcnBoxPredictor`: convolutions on the whole feature map, a channel for each spatial bin of each output."""
    require_positive(config, field, 'depth', 'num_spatial_bins_height', 'num_spatial_bins_width', 'box_code_size')
    rules.check_bins(config, field)
    after = normalizer(config.conv_hyperparams, f'{field}.conv_hyperparams')
    bins = config.num_spatial_bins_height * config.num_spatial_bins_width
    reduced = conv2d('reduce_depth', config.depth, 1, after)(channels)
    variables = reduced.variables
    for name, outputs in (
        ('refined_locations', num_classes * config.box_code_size),
        ('class_predictions', num_classes + 1),
    ):
        variables |= conv2d(name, bins * outputs, 1, after)(reduced.channels).variables
    return variables
