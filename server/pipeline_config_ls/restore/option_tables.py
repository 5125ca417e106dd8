"""Which options each meta-architecture of TensorFlow 2 has: the table that `options.py` gives the ways to guess for."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from pipeline_config_ls.architectures.tf2.deepmac import HOURGLASSES, RESNETS
from pipeline_config_ls.restore.options import (
    Guess,
    Option,
    Region,
    anchored_classes,
    aspect_ratios,
    channels,
    classes,
    combination,
    dimensions,
    head_params,
    kernel,
    listed_channels,
    listed_kernel,
    multiplier,
    normalized,
    one_of,
    other_predictor,
    scale_of_one,
    scaled_channels,
    small,
    toggled,
    untouched,
)

_NORM_FIELDS: tuple[tuple[str, Guess], ...] = (
    ('batch_norm.scale', toggled),
    ('batch_norm.center', toggled),
    ('sync_batch_norm.scale', toggled),
    ('sync_batch_norm.center', toggled),
    ('batch_norm', normalized),
    ('sync_batch_norm', normalized),
    ('force_use_bias', toggled),
)


def _norms(block: str, region: Region) -> Iterator[Option]:
    """What a `Hyperparams` block decides: whether a norm follows a convolution, and what it consists of."""
    return (Option(f'{block}.{field}', guess, region) for field, guess in _NORM_FIELDS)


def _resizers() -> Iterator[Option]:
    for kind in ('fixed_shape_resizer', 'keep_aspect_ratio_resizer'):
        yield Option(f'image_resizer.{kind}.convert_to_grayscale', toggled, Region.EXTRACTOR)


def _in_extractor(*fields: tuple[str, Guess]) -> Iterator[Option]:
    return (Option(f'feature_extractor.{field}', guess, Region.EXTRACTOR) for field, guess in fields)


def _in(block: str, *fields: tuple[str, Guess]) -> Iterator[Option]:
    return (Option(f'{block}.{field}', guess, Region.HEADS) for field, guess in fields)


_MULTISCALE = 'anchor_generator.multiscale_anchor_generator'
_PREDICTORS = ('convolutional_box_predictor', 'weight_shared_convolutional_box_predictor')


def _ssd_anchors() -> Iterator[Option]:
    yield Option(f'{_MULTISCALE}.scales_per_octave', small, Region.HEADS)
    yield Option('anchor_generator.ssd_anchor_generator.reduce_boxes_in_lowest_layer', toggled, Region.HEADS)
    yield Option('anchor_generator.ssd_anchor_generator.interpolated_scale_aspect_ratio', scale_of_one, Region.HEADS)
    for kind in ('multiscale_anchor_generator', 'ssd_anchor_generator'):
        yield Option(f'anchor_generator.{kind}.aspect_ratios', aspect_ratios, Region.HEADS, exact=False)


_SSD: tuple[Option, ...] = (
    *_in_extractor(
        ('depth_multiplier', multiplier),
        ('use_depthwise', toggled),
        ('use_explicit_padding', toggled),
        ('fpn.additional_layer_depth', scaled_channels),
        ('bifpn.num_filters', channels),
        ('bifpn.num_iterations', small),
        ('bifpn.combine_method', combination),
        ('override_base_feature_extractor_hyperparams', toggled),
        ('min_depth', channels),
    ),
    *_resizers(),
    Option(
        'feature_extractor.num_layers', small, Region.EXTRACTOR, ('anchor_generator.ssd_anchor_generator.num_layers',)
    ),
    Option('feature_extractor.fpn.min_level', small, Region.EXTRACTOR, (f'{_MULTISCALE}.min_level',)),
    Option('feature_extractor.fpn.max_level', small, Region.EXTRACTOR, (f'{_MULTISCALE}.max_level',)),
    Option('feature_extractor.bifpn.min_level', small, Region.EXTRACTOR, (f'{_MULTISCALE}.min_level',)),
    Option('feature_extractor.bifpn.max_level', small, Region.EXTRACTOR, (f'{_MULTISCALE}.max_level',)),
    *_norms('feature_extractor.conv_hyperparams', Region.EXTRACTOR),
    *_ssd_anchors(),
    *(
        option
        for kind in _PREDICTORS
        for option in (
            *_in(
                f'box_predictor.{kind}',
                ('kernel_size', kernel),
                ('num_layers_before_predictor', small),
                ('use_depthwise', toggled),
                ('depth', channels),
                ('min_depth', channels),
                ('max_depth', channels),
                ('share_prediction_tower', toggled),
                ('use_dropout', toggled),
            ),
            *_norms(f'box_predictor.{kind}.conv_hyperparams', Region.HEADS),
        )
    ),
    *(Option(f'box_predictor.{kind}', other_predictor, Region.HEADS, exact=False) for kind in _PREDICTORS),
    # Behind whatever explains as much: the length of a head is a product, and many numbers of classes divide it.
    Option('num_classes', classes, Region.HEADS),
    Option('num_classes', anchored_classes, Region.HEADS),
    Option('add_background_class', toggled, Region.HEADS),
    *(
        Option(
            'box_coder.keypoint_box_coder.num_keypoints', small, Region.HEADS, (f'box_predictor.{kind}.box_code_size',)
        )
        for kind in _PREDICTORS
    ),
)

_GRID = 'first_stage_anchor_generator.grid_anchor_generator'
_REGIONS = 'second_stage_box_predictor.mask_rcnn_box_predictor'
_FIRST_MULTISCALE = 'first_stage_anchor_generator.multiscale_anchor_generator'

_FASTER_RCNN: tuple[Option, ...] = (
    *_in_extractor(
        ('fpn.additional_layer_depth', channels),
        ('override_base_feature_extractor_hyperparams', toggled),
    ),
    *_resizers(),
    Option('feature_extractor.fpn.min_level', small, Region.EXTRACTOR, (f'{_FIRST_MULTISCALE}.min_level',)),
    Option('feature_extractor.fpn.max_level', small, Region.EXTRACTOR, (f'{_FIRST_MULTISCALE}.max_level',)),
    *_norms('feature_extractor.conv_hyperparams', Region.EXTRACTOR),
    Option('initial_crop_size', small, Region.EXTRACTOR, exact=False),
    Option('number_of_stages', small, Region.HEADS),
    Option('first_stage_box_predictor_depth', channels, Region.HEADS),
    Option('first_stage_box_predictor_kernel_size', kernel, Region.HEADS),
    *_norms('first_stage_box_predictor_conv_hyperparams', Region.HEADS),
    Option(f'{_FIRST_MULTISCALE}.scales_per_octave', small, Region.HEADS),
    *(
        Option(f'{block}.{field}', aspect_ratios, Region.HEADS, exact=False)
        for block, field in ((_GRID, 'aspect_ratios'), (_GRID, 'scales'), (_FIRST_MULTISCALE, 'aspect_ratios'))
    ),
    *_in(
        _REGIONS,
        ('share_box_across_classes', toggled),
        ('predict_instance_masks', toggled),
        ('masks_are_class_agnostic', toggled),
        ('convolve_then_upsample_masks', toggled),
        ('mask_prediction_num_conv_layers', small),
        ('mask_prediction_conv_depth', channels),
        ('use_dropout', toggled),
    ),
    *_norms(f'{_REGIONS}.conv_hyperparams', Region.HEADS),
    *_norms(f'{_REGIONS}.fc_hyperparams', Region.HEADS),
    *_in(
        'context_config',
        ('attention_bottleneck_dimension', dimensions),
        ('context_feature_length', dimensions),
        ('use_self_attention', toggled),
        ('use_long_term_attention', toggled),
        ('num_attention_heads', small),
        ('num_attention_layers', small),
    ),
    Option('num_classes', classes, Region.HEADS),
)

_CENTER_NET: tuple[Option, ...] = (
    *_in_extractor(('depth_multiplier', multiplier), ('use_separable_conv', toggled)),
    *_resizers(),
    Option('num_classes', classes, Region.HEADS),
    Option('use_depthwise', toggled, Region.HEADS),
    *(
        Option(f'{head}.{field}', guess, Region.HEADS)
        for head in (
            'object_center_params.center_head_params',
            'object_detection_task.scale_head_params',
            'object_detection_task.offset_head_params',
        )
        for field, guess in (('num_filters', listed_channels), ('kernel_sizes', listed_kernel))
    ),
    *(
        Option(f'{task}.{field}', guess, Region.HEADS)
        for task, field, guess in (
            ('track_estimation_task', 'reid_embed_size', channels),
            ('track_estimation_task', 'num_fc_layers', small),
            ('track_estimation_task', 'num_track_ids', channels),
            ('deepmac_mask_estimation', 'pixel_embedding_dim', channels),
            ('deepmac_mask_estimation', 'dim', channels),
            ('deepmac_mask_estimation', 'num_init_channels', channels),
            ('deepmac_mask_estimation', 'use_xy', toggled),
            ('deepmac_mask_estimation', 'use_instance_embedding', toggled),
            ('deepmac_mask_estimation', 'network_type', one_of(*HOURGLASSES, *RESNETS, 'embedding_projection')),
        )
    ),
    *(
        Option(field, head_params(re.escape(head)), Region.HEADS)
        for field, head in (
            ('object_center_params.center_head_params', 'object_center'),
            ('object_detection_task.scale_head_params', 'box.Sscale'),
            ('object_detection_task.offset_head_params', 'box.Soffset'),
            ('mask_estimation_task.mask_head_params', 'segmentation.Sheatmap'),
        )
    ),
    *(
        Option(task, untouched, Region.HEADS)
        for task in (
            'keypoint_estimation_task',
            'mask_estimation_task',
            'densepose_estimation_task',
            'track_estimation_task',
            'temporal_offset_task',
            'object_detection_task',
        )
    ),
)

OPTIONS: Mapping[str, tuple[Option, ...]] = {'ssd': _SSD, 'faster_rcnn': _FASTER_RCNN, 'center_net': _CENTER_NET}
