"""Edits of a small SSD that the builders of its parts, or one step of training, refuse, and their neighbours that they take.

What all meta-architectures share: image resizer, box coder, matcher, similarity, anchors, losses, post-processing,
hyperparameters, box predictor. The edits are explained in edits.py.
"""

from __future__ import annotations

from oracle.variant import Edits, Variant, family

_RESIZERS = (
    '',
    'fixed_shape_resizer { height: 0 }',
    'fixed_shape_resizer { height: 33 width: 33 }',
    'fixed_shape_resizer { height: 32 width: 64 }',
    'fixed_shape_resizer { height: 64 width: 64 resize_method: AREA }',
    'fixed_shape_resizer { height: 64 width: 64 convert_to_grayscale: true }',
    'keep_aspect_ratio_resizer { min_dimension: 60 max_dimension: 50 }',
    'keep_aspect_ratio_resizer { min_dimension: 0 max_dimension: 100 }',
    'keep_aspect_ratio_resizer { min_dimension: 20 max_dimension: 100 }',
    'keep_aspect_ratio_resizer { min_dimension: 20 max_dimension: 100 pad_to_max_dimension: true }',
    'keep_aspect_ratio_resizer { min_dimension: 20 max_dimension: 30 pad_to_max_dimension: true }',
    'keep_aspect_ratio_resizer { min_dimension: 60 max_dimension: 90 per_channel_pad_value: [1, 2] }',
    'keep_aspect_ratio_resizer { min_dimension: 60 max_dimension: 90 pad_to_max_dimension: true per_channel_pad_value: [1, 2] }',
    'keep_aspect_ratio_resizer { min_dimension: 60 max_dimension: 90 pad_to_max_dimension: true per_channel_pad_value: [1, 2, 3] }',
    'identity_resizer {}',
    'conditional_shape_resizer {}',
    'conditional_shape_resizer { condition: INVALID }',
    'conditional_shape_resizer { condition: GREATER size_threshold: 0 }',
    'conditional_shape_resizer { condition: GREATER size_threshold: 20 }',
    'conditional_shape_resizer { condition: SMALLER size_threshold: 0 }',
    'conditional_shape_resizer { condition: SMALLER size_threshold: 100 }',
    'pad_to_multiple_resizer { multiple: -1 }',
    'pad_to_multiple_resizer { multiple: 0 }',
    'pad_to_multiple_resizer { multiple: 60 }',
)

_BOX_CODERS = (
    '',
    'faster_rcnn_box_coder { y_scale: 0 }',
    'faster_rcnn_box_coder { width_scale: -1 }',
    'keypoint_box_coder { num_keypoints: -1 }',
    'keypoint_box_coder { num_keypoints: 1 height_scale: 0 }',
    'keypoint_box_coder { num_keypoints: 3 }',
    'mean_stddev_box_coder { stddev: 0 }',
    'square_box_coder {}',
    'square_box_coder { length_scale: 0 }',
)

_MATCHERS = (
    '',
    'bipartite_matcher {}',
    'argmax_matcher { matched_threshold: 0.4 }',
    'argmax_matcher { matched_threshold: 0.4 ignore_thresholds: true }',
    'argmax_matcher { negatives_lower_than_unmatched: false }',
    'argmax_matcher { negatives_lower_than_unmatched: false ignore_thresholds: true }',
    'argmax_matcher { negatives_lower_than_unmatched: false matched_threshold: 0.7 }',
)

_SIMILARITIES = (
    '',
    'ioa_similarity {}',
    'neg_sq_dist_similarity {}',
    'thresholded_iou_similarity { iou_threshold: -3 }',
)

_SIGMOID = 'classification_loss { weighted_sigmoid {} }'
_SMOOTH = 'localization_loss { weighted_smooth_l1 {} }'
_LOSSES = (
    _SIGMOID,
    _SMOOTH,
    f'classification_loss {{ weighted_sigmoid_focal {{}} }} {_SMOOTH} hard_example_miner {{}}',
    f'classification_loss {{ weighted_dice_classification_loss {{}} }} {_SMOOTH}',
    f'classification_loss {{ weighted_dice_classification_loss {{}} }} {_SMOOTH} hard_example_miner {{ loss_type: LOCALIZATION }}',
    f'{_SIGMOID} {_SMOOTH} hard_example_miner {{}}',
    f'{_SIGMOID} {_SMOOTH} random_example_sampler {{}}',
    f'{_SIGMOID} {_SMOOTH} random_example_sampler {{ positive_sample_fraction: 0 }}',
    f'{_SIGMOID} {_SMOOTH} random_example_sampler {{ positive_sample_fraction: 1.5 }}',
    f'{_SIGMOID} {_SMOOTH} expected_loss_weights: EXPECTED_SAMPLING',
    f'{_SIGMOID} {_SMOOTH} expected_loss_weights: REWEIGHTING_UNMATCHED_ANCHORS',
    f'{_SIGMOID} localization_loss {{ l1_localization_loss {{}} }}',
    f'{_SIGMOID} localization_loss {{ weighted_iou {{}} }}',
    f'{_SIGMOID} localization_loss {{ weighted_iou {{}} }} hard_example_miner {{}}',
    f'{_SIGMOID} localization_loss {{ weighted_giou {{}} }} hard_example_miner {{}}',
    'localization_loss { weighted_l2 {} } classification_loss { weighted_logits_softmax {} }',
    'localization_loss { weighted_l2 {} } classification_loss { bootstrapped_sigmoid {} }',
    'localization_loss { weighted_l2 {} } classification_loss { penalty_reduced_logistic_focal_loss {} }',
)

_SUPPRESSION = 'batch_non_max_suppression'
_POST_PROCESSINGS = (
    f'{_SUPPRESSION} {{ iou_threshold: 1.5 }}',
    f'{_SUPPRESSION} {{ iou_threshold: -0.1 }}',
    f'{_SUPPRESSION} {{ iou_threshold: nan }}',
    f'{_SUPPRESSION} {{ max_detections_per_class: 101 }}',
    f'{_SUPPRESSION} {{ soft_nms_sigma: -0.5 }}',
    f'{_SUPPRESSION} {{ use_combined_nms: true use_class_agnostic_nms: true }}',
    'calibration_config {}',
    'calibration_config { function_approximation {} }',
    'calibration_config { class_id_function_approximations {} }',
    'calibration_config { sigmoid_calibration {} }',
    'calibration_config { class_id_sigmoid_calibrations {} }',
    'calibration_config { temperature_scaling_calibration { scaler: 0 } }',
    'logit_scale: 0',
)

_GRID = 'anchor_grid { base_sizes: 9 aspect_ratios: 1 }'
_ANCHORS = (
    '',
    'grid_anchor_generator { scales: 1 aspect_ratios: 1 }',
    'ssd_anchor_generator { num_layers: 1 }',
    'ssd_anchor_generator { num_layers: 2 interpolated_scale_aspect_ratio: 0 }',
    'ssd_anchor_generator { num_layers: 2 height_stride: 16 width_stride: 16 }',
    'ssd_anchor_generator { num_layers: 2 height_stride: 16 }',
    'ssd_anchor_generator { num_layers: 2 height_stride: [16, 32] width_stride: [16, 32, 64] }',
    'ssd_anchor_generator { num_layers: 2 height_offset: [16, 32] width_offset: 16 }',
    'ssd_anchor_generator { num_layers: 9 scales: [-1, 1] aspect_ratios: [0, -1] }',
    'multiscale_anchor_generator { min_level: 4 max_level: 5 aspect_ratios: 1 scales_per_octave: 0 }',
    'multiscale_anchor_generator { min_level: 4 max_level: 5 aspect_ratios: 1 scales_per_octave: -1 }',
    'multiscale_anchor_generator { min_level: -5 max_level: -4 aspect_ratios: 1 normalize_coordinates: false }',
    f'flexible_grid_anchor_generator {{ {_GRID} }}',
    f'flexible_grid_anchor_generator {{ {_GRID} {_GRID} }}',
    f'flexible_grid_anchor_generator {{ {_GRID} anchor_grid {{ base_sizes: [9, 8] aspect_ratios: 1 }} }}',
    f'flexible_grid_anchor_generator {{ {_GRID} anchor_grid {{ base_sizes: 9 aspect_ratios: [1, 2] }} }}',
    f'flexible_grid_anchor_generator {{ {_GRID} anchor_grid {{ base_sizes: 9 }} }}',
    f'flexible_grid_anchor_generator {{ {_GRID} anchor_grid {{ aspect_ratios: 1 }} }}',
)

_HYPERPARAMS = (
    'initializer {}',
    'initializer { truncated_normal_initializer { stddev: -1 } }',
    'initializer { variance_scaling_initializer {} }',
    'initializer { variance_scaling_initializer { factor: 0 } }',
    'initializer { variance_scaling_initializer { factor: -1 uniform: true } }',
    'initializer { variance_scaling_initializer { factor: 1 uniform: true mode: FAN_AVG } }',
    *(
        f'initializer {{ keras_initializer_by_name: "{name}" }}'
        for name in ('', 'nonsense', 'identity', 'Initializer', 'he_normal', 'HeNormal', 'HeNormalV2', 'he_normalV2')
    ),
    *(
        f'initializer {{ keras_initializer_by_name: "{name}" }}'
        for name in ('zerosV2', 'ZerosV2', 'uniform', 'one', 'constant', 'orthogonal', 'VarianceScaling')
    ),
    'regularizer { l1_regularizer { weight: -1 } }',
    'regularizer { l1_regularizer { weight: inf } }',
    'regularizer { l2_regularizer { weight: nan } }',
    'batch_norm { epsilon: -1 decay: -4 }',
)

_PREDICTOR = 'box_predictor.convolutional_box_predictor'
_PREDICTORS = (
    'use_dropout: true dropout_keep_probability: 0',
    'use_dropout: true dropout_keep_probability: 1.5',
    'use_dropout: true dropout_keep_probability: nan',
    'use_dropout: false dropout_keep_probability: 1.5',
    'kernel_size: 0',
    'kernel_size: 2',
    'box_code_size: 0',
    'num_layers_before_predictor: -1 max_depth: 32',
    'num_layers_before_predictor: 2 max_depth: -1 min_depth: -2',
)

_EXTRACTOR = 'feature_extractor'
_ANCHOR_LAYERS = 'anchor_generator.ssd_anchor_generator.num_layers'
_MODELS: Edits = (
    'num_classes: -1',
    ('num_classes: 0', 'add_background_class: false'),
    'explicit_background_class: true',
    ('explicit_background_class: true', 'add_background_class: false'),
    'use_confidences_as_targets: true',
    'return_raw_detections_during_predict: true',
    ('box_coder { square_box_coder {} }', f'{_PREDICTOR}.box_code_size: 3'),
    ('box_coder { square_box_coder {} }', f'{_PREDICTOR}.box_code_size: 3', 'loss.localization_loss { weighted_giou {} }'),
    (f'{_EXTRACTOR}.num_layers: 0', f'{_ANCHOR_LAYERS}: 0'),
    (f'{_EXTRACTOR}.num_layers: -3', f'{_ANCHOR_LAYERS}: 3'),
    (f'{_EXTRACTOR}.num_layers: 1', 'anchor_generator.ssd_anchor_generator { num_layers: 1 scales: 0.5 }'),
    f'{_EXTRACTOR}.replace_preprocessor_with_placeholder: false',
    f'{_EXTRACTOR}.spaghettinet_arch_name: "x"',
    f'{_EXTRACTOR}.use_hardswish: true',
    f'{_EXTRACTOR}.pad_to_multiple: 0',
    (f'{_EXTRACTOR}.pad_to_multiple: -30', 'image_resizer { fixed_shape_resizer { height: 64 width: 64 } }'),
    (f'{_EXTRACTOR}.pad_to_multiple: -32', 'image_resizer { fixed_shape_resizer { height: 64 width: 96 } }'),
    (f'{_EXTRACTOR}.depth_multiplier: 0', f'{_EXTRACTOR}.min_depth: 0'),
    f'{_EXTRACTOR}.min_depth: -5',
    f'{_EXTRACTOR}.depth_multiplier: -1',
    'box_predictor { rfcn_box_predictor {} }',
)  # fmt: skip

_OPTIONS: Edits = (
    *(f'image_resizer {{ {text} }}' for text in _RESIZERS),
    *(f'box_coder {{ {text} }}' for text in _BOX_CODERS),
    *(f'matcher {{ {text} }}' for text in _MATCHERS),
    *(f'similarity_calculator {{ {text} }}' for text in _SIMILARITIES),
    *(f'loss {{ {text} }}' for text in _LOSSES),
    *(f'post_processing {{ {text} }}' for text in _POST_PROCESSINGS),
    *(f'anchor_generator {{ {text} }}' for text in _ANCHORS),
    *(f'{_PREDICTOR}.conv_hyperparams {{ {text} }}' for text in _HYPERPARAMS),
    *(f'{_PREDICTOR} {{ {text} }}' for text in _PREDICTORS),
    *_MODELS,
)

FAMILIES: dict[str, tuple[Variant, ...]] = {'ssd_builders': family('ssd_small', *_OPTIONS)}
