"""Which refusals of a model come from its first run, not from its builder: training meets them later than a missing checkpoint.

A table of fields, as the real API was seen to refuse them (tests compare it with what is recorded). A field that is not in it is taken
to be refused by the builder, as most are; a few are refused by either, and stand for the builder.
"""

from __future__ import annotations

import re

_FIELDS = """
center_net.deepmac_mask_estimation.mask_size
center_net.densepose_estimation_task.loss.localization_loss.*
center_net.densepose_estimation_task.num_parts
center_net.feature_extractor.bgr_ordering
center_net.feature_extractor.channel_*
center_net.image_resizer.*
center_net.keypoint_estimation_task.loss.classification_loss.weighted_softmax
center_net.keypoint_estimation_task.loss.localization_loss.*
center_net.keypoint_estimation_task.task_name
center_net.object_detection_task.localization_loss.*
center_net.temporal_offset_task.localization_loss.*
faster_rcnn.initial_crop_size
faster_rcnn.maxpool_*
faster_rcnn.second_stage_box_predictor.convolutional_box_predictor
faster_rcnn.second_stage_box_predictor.mask_rcnn_box_predictor.box_code_size
faster_rcnn.second_stage_box_predictor.mask_rcnn_box_predictor.conv_hyperparams
ssd.anchor_generator.flexible_grid_anchor_generator.anchor_grid.aspect_ratios
ssd.anchor_generator.grid_anchor_generator
ssd.box_predictor.mask_rcnn_box_predictor
ssd.box_predictor.rfcn_box_predictor
ssd.box_predictor.weight_shared_convolutional_box_predictor.box_code_size
ssd.box_predictor.weight_shared_convolutional_box_predictor.depth
ssd.feature_extractor.bifpn.*
ssd.feature_extractor.fpn.min_level
ssd.feature_extractor.min_depth
ssd.feature_extractor.pad_to_multiple
ssd.image_resizer.conditional_shape_resizer.size_threshold
ssd.image_resizer.fixed_shape_resizer.*
ssd.loss.localization_loss.*
"""
_PATTERN = re.compile(
    '|'.join(re.escape(field).replace(r'\*', r'[\w.]+') for field in _FIELDS.split()),
)


def is_refused_by_a_run(field: str) -> bool:
    """Whether a refusal at this field (from the `model` message on) comes from the first run of the model."""
    return _PATTERN.fullmatch(re.sub(r'\[\d+\]', '', field)) is not None
