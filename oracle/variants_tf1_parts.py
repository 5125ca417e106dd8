"""Variants of TensorFlow 1 models around their extractors: what the builders of the parts take and refuse."""

from __future__ import annotations

from oracle.variant import EXTRACTOR, Variant

_HEADS = 'box_predictor.convolutional_box_predictor'
_SHARED = 'box_predictor.weight_shared_convolutional_box_predictor'
_REGIONS = 'second_stage_box_predictor.mask_rcnn_box_predictor'
_NORM = f'{EXTRACTOR}.conv_hyperparams'
_SSD_ANCHORS = 'anchor_generator.ssd_anchor_generator'
_SUPPRESSION = 'post_processing.batch_non_max_suppression'
_MASKS = ('number_of_stages: 3', f'{_REGIONS}.predict_instance_masks: true', f'{_REGIONS}.conv_hyperparams {{}}')

_SSD = (
    'num_classes: 0',
    'num_classes: -1',
    ('num_classes: 0', 'add_background_class: false'),
    'explicit_background_class: true',
    ('explicit_background_class: true', 'add_background_class: false'),
    'inplace_batchnorm_update: true',
    'matcher {}',
    'matcher { bipartite_matcher {} }',
    'matcher { argmax_matcher { matched_threshold: 0.3 unmatched_threshold: 0.5 } }',
    'matcher { argmax_matcher { ignore_thresholds: true negatives_lower_than_unmatched: false } }',
    'similarity_calculator {}',
    'box_coder {}',
    'box_coder { faster_rcnn_box_coder { y_scale: 0 } }',
    'box_coder { keypoint_box_coder {} }',
    ('box_coder { keypoint_box_coder { num_keypoints: 2 } }', f'{_HEADS}.box_code_size: 8'),
    ('box_coder { square_box_coder {} }', f'{_HEADS}.box_code_size: 3'),
    'box_coder { square_box_coder {} }',
    'image_resizer {}',
    'image_resizer { keep_aspect_ratio_resizer { min_dimension: 500 max_dimension: 300 } }',
    'image_resizer { fixed_shape_resizer { height: 0 } }',
    'post_processing {}',
    f'{_SUPPRESSION}.iou_threshold: 1.5',
    (f'{_SUPPRESSION}.max_detections_per_class: 9', f'{_SUPPRESSION}.max_total_detections: 5'),
    f'{_SUPPRESSION}.soft_nms_sigma: -1',
    (f'{_SUPPRESSION}.use_combined_nms: true', f'{_SUPPRESSION}.use_class_agnostic_nms: true'),
    'post_processing.calibration_config {}',
    'loss.classification_loss {}',
    'loss.localization_loss {}',
    'loss.localization_loss { l1_localization_loss {} }',
    'loss.localization_loss { weighted_iou {} }',
    'loss.localization_loss { weighted_giou {} }',
    'loss.classification_loss { weighted_dice_classification_loss {} }',
    'loss.classification_loss { penalty_reduced_logistic_focal_loss {} }',
    ('loss.classification_loss { weighted_sigmoid_focal {} }', 'loss.hard_example_miner {}'),
    ('loss.localization_loss { weighted_iou {} }', 'loss.hard_example_miner {}'),
    'loss.random_example_sampler { positive_sample_fraction: 0 }',
    'loss.expected_loss_weights: EXPECTED_SAMPLING',
    f'{_NORM}.force_use_bias: true',
    f'{_NORM}.initializer.keras_initializer_by_name: "he_normal"',
    f'{_NORM}.initializer.variance_scaling_initializer.factor: -1',
    f'{_NORM}.regularizer.l2_regularizer.weight: -1',
    f'{_NORM}.op: FC',
    f'{EXTRACTOR}.depth_multiplier: 0',
    f'{EXTRACTOR}.min_depth: 0',
    f'{_HEADS}.conv_hyperparams.initializer.keras_initializer_by_name: "zeros"',
    f'{_HEADS}.kernel_size: 0',
    (f'{_HEADS}.kernel_size: 1', f'{_HEADS}.use_depthwise: true'),
    f'{_HEADS}.box_code_size: 7',
    f'{_HEADS}.box_code_size: 0',
    (f'{_HEADS}.min_depth: 300', f'{_HEADS}.max_depth: 100', f'{_HEADS}.num_layers_before_predictor: 1'),
    (f'{_HEADS}.use_dropout: true', f'{_HEADS}.dropout_keep_probability: 2'),
    (f'{_HEADS}.use_dropout: true', f'{_HEADS}.dropout_keep_probability: 0'),
    'box_predictor {}',
    'box_predictor { mask_rcnn_box_predictor {} }',
    'box_predictor { rfcn_box_predictor {} }',
    'anchor_generator {}',
    'anchor_generator { grid_anchor_generator {} }',
    'anchor_generator { multiscale_anchor_generator { aspect_ratios: 1 min_level: 2 } }',
    f'-{_SSD_ANCHORS}.aspect_ratios',
    (f'{_SSD_ANCHORS}.num_layers: 1', f'{EXTRACTOR}.num_layers: 1'),
    (f'{_SSD_ANCHORS}.height_stride: [8, 16]', f'{_SSD_ANCHORS}.width_stride: [8, 16]'),
    f'{EXTRACTOR}.type: "ssd_mobilenet_v1_keras"',
    f'{EXTRACTOR}.type: "faster_rcnn_resnet50"',
    f'-{EXTRACTOR}.type',
)
_FPN = (
    f'{_SHARED}.kernel_size: 0',
    (f'{_SHARED}.kernel_size: 1', f'{_SHARED}.use_depthwise: true'),
    f'{_SHARED}.box_code_size: 5',
    'anchor_generator.multiscale_anchor_generator.scales_per_octave: 0',
    'anchor_generator { ssd_anchor_generator { num_layers: 5 aspect_ratios: [1, 2] } }',
    f'{EXTRACTOR}.fpn.min_level: 6',
    (f'{EXTRACTOR}.fpn.min_level: 1', 'anchor_generator.multiscale_anchor_generator.min_level: 1'),
    f'{EXTRACTOR}.fpn.additional_layer_depth: 0',
)
_FASTER_RCNN = (
    'number_of_stages: 0',
    'number_of_stages: 4',
    'num_classes: 0',
    ('num_classes: 0', 'number_of_stages: 1'),
    'inplace_batchnorm_update: true',
    f'{EXTRACTOR}.type: "faster_rcnn_resnet50_keras"',
    f'{EXTRACTOR}.type: "ssd_mobilenet_v2"',
    'first_stage_max_proposals: 4',
    'second_stage_batch_size: 9',
    'first_stage_nms_iou_threshold: 1.5',
    'first_stage_box_predictor_depth: 0',
    'first_stage_box_predictor_kernel_size: 0',
    'first_stage_atrous_rate: 0',
    'first_stage_positive_balance_fraction: 2',
    'second_stage_balance_fraction: -1',
    'first_stage_anchor_generator { grid_anchor_generator { aspect_ratios: 1 } }',
    'first_stage_anchor_generator { multiscale_anchor_generator { min_level: 4 max_level: 4 aspect_ratios: 1 } }',
    'first_stage_anchor_generator { multiscale_anchor_generator { min_level: 4 max_level: 4 aspect_ratios: 1 '
    'normalize_coordinates: false } }',
)


def _variants(base: str, edits: tuple[str | tuple[str, ...], ...]) -> tuple[Variant, ...]:
    return tuple(Variant(base, (edit,) if isinstance(edit, str) else edit) for edit in edits)


PARTS: tuple[Variant, ...] = (
    *_variants('tf1_ssd', _SSD),
    *_variants('tf1_fpn', _FPN),
    *_variants('tf1_faster_rcnn', _FASTER_RCNN),
)
