"""Random TensorFlow 1 variants: a recorded base with another extractor and a few edits drawn from the options of its family.

A combination that nobody wrote down, and the same one for the same seed. One edit in some is a value that something may
refuse. Knows nothing of TensorFlow; oracle/tf1_fuzz.py builds them.
"""

from __future__ import annotations

import random

from oracle.random_variants import Option, among, between
from oracle.variant import EXTRACTOR, Variant

_YES_NO = among('true', 'false')
_ANCHORS = 'anchor_generator'
_CONV = 'box_predictor.convolutional_box_predictor'
_SHARED = 'box_predictor.weight_shared_convolutional_box_predictor'
_BOXES = 'second_stage_box_predictor.mask_rcnn_box_predictor'


def _norm(draw: random.Random) -> str:
    scale, center = draw.choice(('true', 'false')), draw.choice(('true', 'false'))
    kind = draw.choice((f'batch_norm {{ scale: {scale} center: {center} }}',) * 3 + ('group_norm {}', '', ''))
    op = draw.choice(('',) * 6 + ('op: CONV', 'op: FC'))
    return f'{{ activation: {draw.choice(("NONE", "RELU", "RELU_6"))} {kind} {op} }}'


def _ratios(draw: random.Random) -> str:
    return str([1, 2, 0.5, 3, 0.33][: draw.randint(1, 5)])


_RESIZERS = (
    '{ fixed_shape_resizer { height: 256 width: 256 } }',
    '{ fixed_shape_resizer { height: 320 width: 256 } }',
    '{ fixed_shape_resizer { height: 300 width: 300 } }',
    '{ fixed_shape_resizer { height: 300 width: 200 convert_to_grayscale: true } }',
    '{ fixed_shape_resizer { height: 32 width: 32 } }',
    '{ keep_aspect_ratio_resizer { min_dimension: 200 max_dimension: 300 } }',
    '{ keep_aspect_ratio_resizer { min_dimension: 256 max_dimension: 256 pad_to_max_dimension: true } }',
    '{ keep_aspect_ratio_resizer { min_dimension: 200 max_dimension: 300 convert_to_grayscale: true } }',
    '{ identity_resizer {} }',
    '{ conditional_shape_resizer { condition: GREATER size_threshold: 300 } }',
)
_IMAGE = Option('image_resizer', among(*_RESIZERS))

_SSD = (
    _IMAGE,
    Option('num_classes', among(1, 2, 7, 30, 0, -1)),
    Option('add_background_class', _YES_NO),
    Option('explicit_background_class', _YES_NO),
    Option('inplace_batchnorm_update', _YES_NO),
    Option('freeze_batchnorm', _YES_NO),
    Option('return_raw_detections_during_predict', _YES_NO),
    Option(f'{EXTRACTOR}.depth_multiplier', among(0.1, 0.25, 0.35, 0.5, 0.75, 1.0, 1.4, 0, -1)),
    Option(f'{EXTRACTOR}.min_depth', among(1, 8, 16, 33, 100, 0, -5)),
    Option(f'{EXTRACTOR}.pad_to_multiple', among(1, 32, 64, 0, -1)),
    Option(f'{EXTRACTOR}.use_explicit_padding', _YES_NO),
    Option(f'{EXTRACTOR}.use_depthwise', _YES_NO),
    Option(f'{EXTRACTOR}.override_base_feature_extractor_hyperparams', _YES_NO),
    Option(f'{EXTRACTOR}.conv_hyperparams', _norm),
    Option(f'{EXTRACTOR}.num_layers', between(0, 7)),
    Option('loss.localization_loss', among(*(f'{{ {kind} {{}} }}' for kind in ('weighted_l2', 'weighted_smooth_l1', 'weighted_iou', 'l1_localization_loss', 'weighted_giou')), '{}')),
    Option('loss.classification_loss', among(*(f'{{ {kind} {{}} }}' for kind in ('weighted_sigmoid', 'weighted_softmax', 'weighted_logits_softmax', 'bootstrapped_sigmoid', 'weighted_sigmoid_focal', 'penalty_reduced_logistic_focal_loss', 'weighted_dice_classification_loss')), '{}')),
    Option('loss.hard_example_miner', among('{ num_hard_examples: 10 loss_type: BOTH }')),
    Option('loss.random_example_sampler', among('{ positive_sample_fraction: 0.1 }', '{ positive_sample_fraction: 0 }')),
    Option('matcher', among('{ bipartite_matcher {} }', '{}', '{ argmax_matcher { matched_threshold: 0.3 unmatched_threshold: 0.5 } }', '{ argmax_matcher { ignore_thresholds: true } }')),
    Option('box_coder', among('{ keypoint_box_coder { num_keypoints: 2 } }', '{ keypoint_box_coder {} }', '{ mean_stddev_box_coder {} }', '{ square_box_coder {} }', '{}', '{ faster_rcnn_box_coder { y_scale: 0 } }')),
    Option('similarity_calculator', among('{}', '{ ioa_similarity {} }', '{ neg_sq_dist_similarity {} }')),
    Option('post_processing', among('{ batch_non_max_suppression { iou_threshold: 2 } }', '{}', '{ batch_non_max_suppression { max_detections_per_class: 10 max_total_detections: 5 } }', '{ batch_non_max_suppression { use_combined_nms: true use_class_agnostic_nms: true } }')),
)  # fmt: skip
_SIX_MAPS = (
    *_SSD,
    Option(f'{_ANCHORS}.ssd_anchor_generator.num_layers', between(4, 7)),
    Option(f'{_ANCHORS}.ssd_anchor_generator.aspect_ratios', _ratios),
    Option(f'{_ANCHORS}.ssd_anchor_generator.reduce_boxes_in_lowest_layer', _YES_NO),
    Option(f'{_ANCHORS}.ssd_anchor_generator.interpolated_scale_aspect_ratio', among(0, 1)),
    Option(f'{_CONV}.conv_hyperparams', _norm),
    Option(f'{_CONV}.num_layers_before_predictor', between(0, 3)),
    Option(f'{_CONV}.min_depth', among(0, 16, 300)),
    Option(f'{_CONV}.max_depth', among(0, 24, 310)),
    Option(f'{_CONV}.kernel_size', among(1, 3, 5, 0)),
    Option(f'{_CONV}.use_depthwise', _YES_NO),
    Option(f'{_CONV}.use_dropout', _YES_NO),
    Option(f'{_CONV}.dropout_keep_probability', among(0, 0.5, 2)),
    Option(f'{_CONV}.box_code_size', among(4, 4, 7)),
)
_PYRAMID = (
    *_SSD,
    Option(f'{EXTRACTOR}.fpn.additional_layer_depth', among(8, 40, 256, 0)),
    Option(f'{_ANCHORS}.multiscale_anchor_generator.aspect_ratios', _ratios),
    Option(f'{_ANCHORS}.multiscale_anchor_generator.scales_per_octave', between(0, 3)),
    Option(f'{_SHARED}.conv_hyperparams', _norm),
    Option(f'{_SHARED}.num_layers_before_predictor', between(0, 5)),
    Option(f'{_SHARED}.depth', among(8, 64, 100, 0)),
    Option(f'{_SHARED}.kernel_size', among(1, 3, 5)),
    Option(f'{_SHARED}.share_prediction_tower', _YES_NO),
    Option(f'{_SHARED}.use_depthwise', _YES_NO),
    Option(f'{_SHARED}.use_dropout', _YES_NO),
    Option(f'{_SHARED}.box_code_size', among(4, 4, 7)),
)
_RCNN = (
    _IMAGE,
    Option('num_classes', among(1, 2, 7, 30, 0, -1)),
    Option('number_of_stages', among(1, 2, 2, 3, 3, 4)),
    Option('inplace_batchnorm_update', _YES_NO),
    Option(f'{EXTRACTOR}.first_stage_features_stride', among(8, 16)),
    Option('first_stage_atrous_rate', among(1, 2, 0)),
    Option('first_stage_box_predictor_depth', among(8, 64, 512, 0)),
    Option('first_stage_box_predictor_kernel_size', among(1, 3, 0)),
    Option('first_stage_box_predictor_conv_hyperparams', _norm),
    Option('first_stage_nms_iou_threshold', among(0.5, 2)),
    Option('first_stage_max_proposals', among(8, 4, 100)),
    Option('first_stage_positive_balance_fraction', among(0.5, 2)),
    Option('second_stage_batch_size', among(8, 4, 100)),
    Option('initial_crop_size', among(7, 14, 17, 0, 1)),
    Option('maxpool_kernel_size', among(1, 2, 0, 20)),
    Option('maxpool_stride', among(1, 2, 0)),
    Option(f'{_BOXES}.share_box_across_classes', _YES_NO),
    Option(f'{_BOXES}.use_dropout', _YES_NO),
    Option(f'{_BOXES}.box_code_size', among(4, 4, 5)),
    Option(f'{_BOXES}.fc_hyperparams', _norm),
    Option(f'{_BOXES}.conv_hyperparams', _norm),
    Option(f'{_BOXES}.predict_instance_masks', _YES_NO),
    Option(f'{_BOXES}.mask_prediction_conv_depth', among(0, 7, 32)),
    Option(f'{_BOXES}.mask_prediction_num_conv_layers', between(0, 5)),
    Option(f'{_BOXES}.masks_are_class_agnostic', _YES_NO),
    Option(f'{_BOXES}.convolve_then_upsample_masks', _YES_NO),
    Option(f'{_BOXES}.mask_height', among(14, 15, 33, 0)),
    Option('resize_masks', _YES_NO),
    Option('second_stage_box_predictor', among(
        '{ rfcn_box_predictor { depth: 32 crop_height: 18 crop_width: 18 conv_hyperparams {} } }',
        '{ rfcn_box_predictor { depth: 0 conv_hyperparams {} } }',
        '{ convolutional_box_predictor { conv_hyperparams {} } }',
        '{}',
    )),
    Option('second_stage_post_processing', among('{ batch_non_max_suppression { iou_threshold: 2 } }', '{}')),
    Option('hard_example_miner', among('{ num_hard_examples: 5 loss_type: BOTH }')),
    Option('first_stage_anchor_generator.grid_anchor_generator.aspect_ratios', _ratios),
    Option('context_config', among('{ attention_bottleneck_dimension: 32 context_feature_length: 40 }', '{ attention_position: POST_RPN context_feature_length: 40 }', '{ use_self_attention: true attention_position: POST_RPN num_attention_heads: 2 }', '{ use_long_term_attention: false }', '{ use_self_attention: true self_attention_in_sequence: true use_long_term_attention: false }')),
    Option('second_stage_classification_loss', among('{ weighted_sigmoid_focal {} }', '{ weighted_dice_classification_loss {} }', '{ bootstrapped_sigmoid {} }', '{}')),
    Option('use_static_shapes', _YES_NO),
    Option('use_matmul_crop_and_resize', _YES_NO),
    Option('clip_anchors_to_image', _YES_NO),
)  # fmt: skip

OPTIONS: dict[str, tuple[Option, ...]] = {'tf1_ssd': _SIX_MAPS, 'tf1_fpn': _PYRAMID, 'tf1_faster_rcnn': _RCNN}
EXTRACTORS = {
    'tf1_ssd': (
        *(
            'ssd_inception_v2',
            'ssd_inception_v3',
            'ssd_mobilenet_v1',
            'ssd_mobilenet_v1_ppn',
            'embedded_ssd_mobilenet_v1',
        ),
        *('ssd_mobilenet_v2', 'ssd_mobilenet_v3_large', 'ssd_mobilenet_v3_small', 'ssd_mobilenet_edgetpu'),
        *('ssd_mobiledet_cpu', 'ssd_mobiledet_dsp', 'ssd_mobiledet_edgetpu', 'ssd_mobiledet_gpu'),
        *('ssd_resnet50_v1_ppn', 'ssd_spaghettinet'),
    ),
    'tf1_fpn': ('ssd_mobilenet_v1_fpn', 'ssd_mobilenet_v2_fpn', 'ssd_resnet50_v1_fpn', 'ssd_mobilenet_v2_mnasfpn'),
    'tf1_faster_rcnn': ('faster_rcnn_resnet50', 'faster_rcnn_inception_v2', 'faster_rcnn_inception_resnet_v2'),
}
"""Those of which a graph is built in a few seconds, or is like that of another."""
_MAPS = {'embedded_ssd_mobilenet_v1': 5, 'ssd_spaghettinet': 5}


def random_variant(base: str, draw: random.Random) -> Variant:
    """A base with an extractor and one to five of its options, levels of pyramid and anchors together."""
    extractor = draw.choice(EXTRACTORS[base])
    edits = [f'{EXTRACTOR}.type: "{extractor}"']
    if extractor in _MAPS:
        edits.append(f'{_ANCHORS}.ssd_anchor_generator.num_layers: {_MAPS[extractor]}')
    if 'inception_v' in extractor and base == 'tf1_ssd' and draw.random() < 0.9:
        edits.append(f'{EXTRACTOR}.override_base_feature_extractor_hyperparams: true')
    if extractor == 'ssd_mobilenet_v2_mnasfpn' or (base == 'tf1_fpn' and draw.random() < 0.4):
        low, high = (3, 6) if 'mnas' in extractor else (draw.randint(2, 5), draw.randint(4, 8))
        for level in (f'min_level: {low}', f'max_level: {high}'):
            edits += [f'{EXTRACTOR}.fpn.{level}', f'{_ANCHORS}.multiscale_anchor_generator.{level}']
    options = draw.sample(OPTIONS[base], k=draw.randint(1, 5))
    edits += [_edit(option.field, str(option.draw(draw))) for option in options]
    return Variant(base, tuple(edits))


def _edit(field: str, value: str) -> str:
    return f'{field} {value}' if value.startswith('{') else f'{field}: {value}'
