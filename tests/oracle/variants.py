"""The configs whose real variables are recorded. Adding one is one line: a base in models/ and its edits.

Each is built by the real API (`make record`) and by the planner (the tests), and both must agree. Together they
touch every option that changes a variable, and the ways in which the API refuses a config. The edits are
explained in edits.py; a variant's label is its base and its edits.
"""

from __future__ import annotations

from typing import NamedTuple

from oracle.builder_variants import BUILDERS


class Variant(NamedTuple):
    """One config: a base model and the edits that make the variant of it."""

    base: str
    edits: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        """Base and edits in one line: the name of the row in the facts."""
        return ' | '.join((self.base, *self.edits))


def _family(base: str, *variants: str | tuple[str, ...]) -> tuple[Variant, ...]:
    """The base itself and its variants; a variant is one edit or a tuple of edits."""
    edits = ((edit,) if isinstance(edit, str) else edit for edit in variants)
    return (Variant(base), *(Variant(base, edit) for edit in edits))


_EXTRACTOR = 'feature_extractor'
_NORM = 'feature_extractor.conv_hyperparams'
_CONV = 'box_predictor.convolutional_box_predictor'
_SHARED = 'box_predictor.weight_shared_convolutional_box_predictor'
_SSD_ANCHORS = 'anchor_generator.ssd_anchor_generator'
_LEVEL_ANCHORS = 'anchor_generator.multiscale_anchor_generator'

# What the extractors with six feature maps and a predictor for each of them have in common.
_SSD_OPTIONS: tuple[str | tuple[str, ...], ...] = (
    'num_classes: 1',
    'num_classes: 3',
    'num_classes: 0',
    'add_background_class: false',
    f'{_EXTRACTOR}.depth_multiplier: 0.5',
    f'{_EXTRACTOR}.depth_multiplier: 0.35',
    f'{_EXTRACTOR}.depth_multiplier: 1.4',
    (f'{_EXTRACTOR}.depth_multiplier: 0.1', f'{_EXTRACTOR}.min_depth: 8'),
    (f'{_EXTRACTOR}.depth_multiplier: 0.25', f'{_EXTRACTOR}.min_depth: 33'),
    f'{_EXTRACTOR}.use_depthwise: true',
    f'{_EXTRACTOR}.use_explicit_padding: true',
    f'{_EXTRACTOR}.num_layers: 4',
    (f'{_EXTRACTOR}.num_layers: 4', f'{_SSD_ANCHORS}.num_layers: 4'),
    (f'{_EXTRACTOR}.num_layers: 2', f'{_SSD_ANCHORS}.num_layers: 2'),
    (f'{_EXTRACTOR}.num_layers: 7', f'{_SSD_ANCHORS}.num_layers: 7'),
    f'{_SSD_ANCHORS}.num_layers: 5',
    f'-{_NORM}.batch_norm',
    f'{_NORM}.batch_norm {{ scale: false }}',
    f'{_NORM}.batch_norm {{ scale: true center: false }}',
    f'{_NORM}.batch_norm {{ train: false }}',
    f'{_NORM}.sync_batch_norm {{ scale: true }}',
    f'{_NORM}.group_norm {{}}',
    f'{_NORM}.force_use_bias: true',
    f'{_NORM}.activation: SWISH',
    f'-{_EXTRACTOR}.override_base_feature_extractor_hyperparams',
    (f'-{_EXTRACTOR}.override_base_feature_extractor_hyperparams', f'-{_NORM}.batch_norm'),
    (f'{_NORM}.batch_norm {{ center: false }}', f'-{_EXTRACTOR}.override_base_feature_extractor_hyperparams'),
    f'{_CONV}.num_layers_before_predictor: 1',
    (f'{_CONV}.num_layers_before_predictor: 2', f'{_CONV}.max_depth: 64'),
    (f'{_CONV}.num_layers_before_predictor: 1', f'{_CONV}.min_depth: 300', f'{_CONV}.max_depth: 400'),
    (f'{_CONV}.num_layers_before_predictor: 1', f'{_CONV}.min_depth: 300'),
    (f'{_CONV}.min_depth: 64', f'{_CONV}.max_depth: 32'),
    (f'{_CONV}.num_layers_before_predictor: 2', f'{_CONV}.max_depth: 32', f'-{_CONV}.conv_hyperparams.batch_norm'),
    f'{_CONV}.kernel_size: 3',
    (f'{_CONV}.kernel_size: 3', f'{_CONV}.use_depthwise: true'),
    (f'{_CONV}.kernel_size: 1', f'{_CONV}.use_depthwise: true'),
    f'{_CONV}.box_code_size: 7',
    f'{_CONV}.use_dropout: true',
    f'-{_CONV}.class_prediction_bias_init',
    f'-{_CONV}.conv_hyperparams.batch_norm',
    f'{_CONV}.conv_hyperparams.batch_norm {{ center: false }}',
    f'{_CONV}.box_encodings_clip_range {{ min: -2 max: 2 }}',
    f'{_SSD_ANCHORS}.aspect_ratios: [1, 2]',
    f'{_SSD_ANCHORS}.aspect_ratios: []',
    f'{_SSD_ANCHORS}.interpolated_scale_aspect_ratio: 0',
    f'{_SSD_ANCHORS}.reduce_boxes_in_lowest_layer: false',
    f'{_SSD_ANCHORS}.scales: [0.1, 0.2, 0.4, 0.6, 0.8, 1]',
    f'{_SSD_ANCHORS}.scales: [0.1, 0.2, 0.4, 0.6]',
    f'{_EXTRACTOR}.fpn {{ min_level: 3 max_level: 7 }}',
    f'-{_EXTRACTOR}.type',
    f'-{_NORM}',
    'freeze_batchnorm: true',
    'image_resizer { fixed_shape_resizer { height: 320 width: 320 } }',
    'image_resizer { keep_aspect_ratio_resizer { min_dimension: 200 max_dimension: 300 } }',
    'image_resizer { fixed_shape_resizer { height: 32 width: 32 } }',
    'box_predictor { weight_shared_convolutional_box_predictor { depth: 32 } }',
    'box_predictor { weight_shared_convolutional_box_predictor { depth: 32 num_layers_before_predictor: 1 } }',
    '-box_predictor',
    '-anchor_generator',
    '-image_resizer',
    '-loss',
    '-matcher',
    '-box_coder',
    '-post_processing',
)  # fmt: skip

# What the extractors with a feature pyramid and one predictor for all of its levels have in common.
_FPN_OPTIONS: tuple[str | tuple[str, ...], ...] = (
    'num_classes: 1',
    'num_classes: 3',
    'add_background_class: false',
    f'{_EXTRACTOR}.fpn {{ min_level: 3 max_level: 7 additional_layer_depth: 64 }}',
    f'{_EXTRACTOR}.fpn {{ min_level: 3 max_level: 7 }}',
    f'-{_EXTRACTOR}.fpn',
    (f'{_EXTRACTOR}.fpn.min_level: 2', f'{_LEVEL_ANCHORS}.min_level: 2'),
    (f'{_EXTRACTOR}.fpn.min_level: 4', f'{_LEVEL_ANCHORS}.min_level: 4'),
    (f'{_EXTRACTOR}.fpn.min_level: 5', f'{_LEVEL_ANCHORS}.min_level: 5'),
    (f'{_EXTRACTOR}.fpn.max_level: 5', f'{_LEVEL_ANCHORS}.max_level: 5'),
    (f'{_EXTRACTOR}.fpn.max_level: 4', f'{_LEVEL_ANCHORS}.max_level: 4'),
    (f'{_EXTRACTOR}.fpn.max_level: 8', f'{_LEVEL_ANCHORS}.max_level: 8'),
    (f'{_EXTRACTOR}.fpn.min_level: 1', f'{_LEVEL_ANCHORS}.min_level: 1'),
    (f'{_EXTRACTOR}.fpn.min_level: 6', f'{_LEVEL_ANCHORS}.min_level: 6'),
    f'{_EXTRACTOR}.fpn.max_level: 6',
    f'{_LEVEL_ANCHORS}.max_level: 6',
    f'{_EXTRACTOR}.depth_multiplier: 0.5',
    (f'{_EXTRACTOR}.depth_multiplier: 0.25', f'{_EXTRACTOR}.min_depth: 32'),
    (f'{_EXTRACTOR}.depth_multiplier: 0.1', f'{_EXTRACTOR}.min_depth: 8', f'{_EXTRACTOR}.fpn.additional_layer_depth: 40'),
    f'{_EXTRACTOR}.depth_multiplier: 1.4',
    f'{_EXTRACTOR}.use_depthwise: true',
    f'{_EXTRACTOR}.use_depthwise: false',
    f'{_EXTRACTOR}.use_explicit_padding: true',
    f'{_EXTRACTOR}.num_layers: 4',
    f'-{_NORM}.batch_norm',
    f'{_NORM}.batch_norm {{ scale: false }}',
    f'{_NORM}.batch_norm {{ scale: true center: false }}',
    f'{_NORM}.sync_batch_norm {{ scale: true }}',
    f'{_NORM}.group_norm {{}}',
    f'{_NORM}.force_use_bias: true',
    f'-{_EXTRACTOR}.override_base_feature_extractor_hyperparams',
    (f'-{_EXTRACTOR}.override_base_feature_extractor_hyperparams', f'-{_NORM}.batch_norm'),
    f'{_EXTRACTOR}.pad_to_multiple: 32',
    f'{_SHARED}.num_layers_before_predictor: 0',
    f'{_SHARED}.num_layers_before_predictor: 1',
    f'{_SHARED}.num_layers_before_predictor: 3',
    f'{_SHARED}.depth: 48',
    f'{_SHARED}.depth: 0',
    f'{_SHARED}.kernel_size: 1',
    f'{_SHARED}.kernel_size: 5',
    f'{_SHARED}.box_code_size: 7',
    f'{_SHARED}.share_prediction_tower: true',
    f'{_SHARED}.share_prediction_tower: false',
    f'{_SHARED}.use_depthwise: true',
    f'{_SHARED}.use_depthwise: false',
    f'{_SHARED}.use_dropout: true',
    f'{_SHARED}.apply_conv_hyperparams_to_heads: true',
    (f'{_SHARED}.apply_conv_hyperparams_to_heads: true', f'{_SHARED}.use_depthwise: true'),
    (f'{_SHARED}.apply_conv_hyperparams_pointwise: true', f'{_SHARED}.use_depthwise: true'),
    f'-{_SHARED}.class_prediction_bias_init',
    f'-{_SHARED}.conv_hyperparams.batch_norm',
    f'{_SHARED}.conv_hyperparams.batch_norm {{ scale: true center: false }}',
    f'{_SHARED}.conv_hyperparams.batch_norm {{}}',
    f'{_SHARED}.conv_hyperparams.sync_batch_norm {{ scale: true }}',
    f'{_SHARED}.conv_hyperparams.force_use_bias: true',
    (f'-{_SHARED}.conv_hyperparams.batch_norm', f'{_SHARED}.share_prediction_tower: true'),
    f'-{_SHARED}.conv_hyperparams',
    f'{_LEVEL_ANCHORS}.aspect_ratios: [1]',
    f'{_LEVEL_ANCHORS}.aspect_ratios: []',
    f'{_LEVEL_ANCHORS}.scales_per_octave: 1',
    f'{_LEVEL_ANCHORS}.scales_per_octave: 3',
    f'{_EXTRACTOR}.bifpn {{ min_level: 3 max_level: 7 num_iterations: 1 num_filters: 8 }}',
    f'{_EXTRACTOR}.type: "ssd_mobilenet_v2_fpn"',
    'image_resizer { fixed_shape_resizer { height: 300 width: 300 } }',
    'image_resizer { fixed_shape_resizer { height: 512 width: 256 } }',
    'box_predictor { convolutional_box_predictor { conv_hyperparams { batch_norm {} } } }',
    'box_predictor { convolutional_box_predictor { kernel_size: 3 num_layers_before_predictor: 1 max_depth: 24 } }',
    'box_predictor { mask_rcnn_box_predictor {} }',
    'anchor_generator { ssd_anchor_generator { num_layers: 5 aspect_ratios: [1, 2] } }',
    'anchor_generator { ssd_anchor_generator { num_layers: 5 aspect_ratios: [1, 2] reduce_boxes_in_lowest_layer: false } }',
)  # fmt: skip

# The same for MobileNet V1 and the larger ResNets, whose predictors are the ones above: what their backbones make.
_BACKBONE_OPTIONS: tuple[str | tuple[str, ...], ...] = (
    f'{_EXTRACTOR}.depth_multiplier: 0.5',
    (f'{_EXTRACTOR}.depth_multiplier: 0.25', f'{_EXTRACTOR}.min_depth: 33'),
    f'{_EXTRACTOR}.depth_multiplier: 1.4',
    f'{_EXTRACTOR}.use_depthwise: true',
    f'{_EXTRACTOR}.use_explicit_padding: true',
    f'-{_NORM}.batch_norm',
    f'{_NORM}.batch_norm {{ scale: false }}',
    f'{_NORM}.batch_norm {{ scale: true center: false }}',
    f'{_NORM}.sync_batch_norm {{ scale: true }}',
    f'{_NORM}.group_norm {{}}',
    f'{_NORM}.force_use_bias: true',
    f'-{_EXTRACTOR}.override_base_feature_extractor_hyperparams',
    (f'-{_EXTRACTOR}.override_base_feature_extractor_hyperparams', f'-{_NORM}.batch_norm'),
)  # fmt: skip

_BIFPN = f'{_EXTRACTOR}.bifpn'


def _efficientdet(version: int, iterations: int, filters: int, layers: int, *more: str) -> tuple[str, ...]:
    """The edits that make EfficientDet D1 to D7 of D0, as the API's samples configure them."""
    return (
        f'{_EXTRACTOR}.type: "ssd_efficientnet-b{version}_bifpn_keras"',
        f'{_BIFPN}.num_iterations: {iterations}',
        f'{_BIFPN}.num_filters: {filters}',
        f'{_SHARED}.depth: {filters}',
        f'{_SHARED}.num_layers_before_predictor: {layers}',
        *more,
    )


_EFFICIENTDET: tuple[str | tuple[str, ...], ...] = (
    'num_classes: 1',
    'add_background_class: true',
    f'{_EXTRACTOR}.depth_multiplier: 0.5',
    f'{_EXTRACTOR}.use_depthwise: true',
    f'{_EXTRACTOR}.use_explicit_padding: true',
    f'{_EXTRACTOR}.min_depth: 100',
    f'{_BIFPN}.num_iterations: 1',
    f'{_BIFPN}.num_iterations: 0',
    f'{_BIFPN}.num_filters: 24',
    (f'{_BIFPN}.num_filters: 8', f'{_EXTRACTOR}.min_depth: 4'),
    f'-{_BIFPN}.num_filters',
    f'-{_BIFPN}.num_iterations',
    f'{_BIFPN}.combine_method: "sum"',
    f'{_BIFPN}.combine_method: "attention"',
    f'{_BIFPN}.combine_method: "fast_attention"',
    f'{_BIFPN}.combine_method: "max"',
    f'{_BIFPN}.use_native_resize_op: true',
    (f'{_BIFPN}.min_level: 2', f'{_LEVEL_ANCHORS}.min_level: 2'),
    (f'{_BIFPN}.min_level: 4', f'{_LEVEL_ANCHORS}.min_level: 4'),
    (f'{_BIFPN}.min_level: 5', f'{_LEVEL_ANCHORS}.min_level: 5'),
    (f'{_BIFPN}.min_level: 6', f'{_LEVEL_ANCHORS}.min_level: 6'),
    (f'{_BIFPN}.max_level: 6', f'{_LEVEL_ANCHORS}.max_level: 6'),
    (f'{_BIFPN}.max_level: 5', f'{_LEVEL_ANCHORS}.max_level: 5'),
    (f'{_BIFPN}.max_level: 4', f'{_LEVEL_ANCHORS}.max_level: 4'),
    (f'{_BIFPN}.max_level: 8', f'{_LEVEL_ANCHORS}.max_level: 8'),
    (f'{_BIFPN}.min_level: 5', f'{_BIFPN}.max_level: 5', f'{_LEVEL_ANCHORS}.min_level: 5', f'{_LEVEL_ANCHORS}.max_level: 5'),
    f'{_BIFPN}.max_level: 6',
    f'-{_BIFPN}',
    f'{_EXTRACTOR}.fpn {{ min_level: 3 max_level: 7 }}',
    f'{_EXTRACTOR}.num_layers: 5',
    f'-{_NORM}.batch_norm',
    f'{_NORM}.batch_norm {{ scale: false }}',
    f'{_NORM}.batch_norm {{ scale: true center: false }}',
    f'{_NORM}.sync_batch_norm {{ scale: true }}',
    f'{_NORM}.force_use_bias: false',
    (f'{_NORM}.force_use_bias: false', f'-{_NORM}.batch_norm'),
    f'{_EXTRACTOR}.override_base_feature_extractor_hyperparams: true',
    f'{_SHARED}.num_layers_before_predictor: 0',
    f'{_SHARED}.depth: 16',
    f'{_SHARED}.kernel_size: 5',
    f'{_SHARED}.share_prediction_tower: true',
    f'{_SHARED}.use_depthwise: false',
    f'{_SHARED}.conv_hyperparams.force_use_bias: false',
    f'-{_SHARED}.conv_hyperparams.batch_norm',
    f'{_LEVEL_ANCHORS}.scales_per_octave: 1',
    f'{_LEVEL_ANCHORS}.aspect_ratios: [1, 2]',
    'image_resizer { fixed_shape_resizer { height: 128 width: 128 } }',
    'image_resizer { fixed_shape_resizer { height: 320 width: 256 } }',
    'box_predictor { convolutional_box_predictor { conv_hyperparams { batch_norm {} } } }',
    _efficientdet(1, 4, 88, 3),
    _efficientdet(2, 5, 112, 3),
    _efficientdet(3, 6, 160, 4),
    _efficientdet(4, 7, 224, 4),
    _efficientdet(5, 7, 288, 4),
    _efficientdet(6, 8, 384, 5, f'{_BIFPN}.combine_method: "sum"'),
    _efficientdet(7, 8, 384, 5, f'{_BIFPN}.combine_method: "sum"'),
    (f'{_EXTRACTOR}.type: "ssd_efficientnet-b3_bifpn_keras"', f'{_BIFPN}.min_level: 4', f'{_LEVEL_ANCHORS}.min_level: 4'),
)  # fmt: skip

_MASKS = 'second_stage_box_predictor.mask_rcnn_box_predictor'
_GRID = 'first_stage_anchor_generator.grid_anchor_generator'
_RPN = 'first_stage_box_predictor_conv_hyperparams'
_MASK_CONV = 'conv_hyperparams { initializer { truncated_normal_initializer {} } }'

# What every Faster R-CNN has: stages, the first stage's predictor, the crops, the second stage's heads.
_RCNN_OPTIONS: tuple[str | tuple[str, ...], ...] = (
    'num_classes: 1',
    'num_classes: 3',
    'number_of_stages: 1',
    'number_of_stages: 3',
    'number_of_stages: 0',
    'number_of_stages: 4',
    f'{_EXTRACTOR}.batch_norm_trainable: false',
    f'{_EXTRACTOR}.first_stage_features_stride: 8',
    f'{_EXTRACTOR}.first_stage_features_stride: 32',
    f'{_EXTRACTOR}.fpn {{ min_level: 2 max_level: 6 }}',
    (f'{_EXTRACTOR}.conv_hyperparams {{}}', f'{_EXTRACTOR}.override_base_feature_extractor_hyperparams: true'),
    'first_stage_box_predictor_depth: 64',
    'first_stage_box_predictor_kernel_size: 1',
    'first_stage_atrous_rate: 2',
    f'{_RPN}.batch_norm {{ scale: true }}',
    f'{_RPN}.batch_norm {{ center: false }}',
    f'{_RPN}.group_norm {{}}',
    f'{_RPN}.force_use_bias: true',
    f'{_RPN}.activation: NONE',
    f'-{_RPN}',
    f'{_GRID}.aspect_ratios: [1]',
    f'{_GRID}.scales: [0.5, 1]',
    f'{_GRID}.scales: []',
    'initial_crop_size: 7',
    ('initial_crop_size: 9', 'maxpool_kernel_size: 3', 'maxpool_stride: 3'),
    ('maxpool_kernel_size: 1', 'maxpool_stride: 1'),
    '-initial_crop_size',
    '-maxpool_kernel_size',
    'second_stage_batch_size: 9',
    f'{_MASKS}.share_box_across_classes: true',
    f'{_MASKS}.box_code_size: 7',
    f'{_MASKS}.use_dropout: true',
    f'{_MASKS}.fc_hyperparams.batch_norm {{ scale: true }}',
    f'{_MASKS}.fc_hyperparams.op: CONV',
    f'-{_MASKS}.fc_hyperparams',
    f'{_MASKS}.predict_keypoints: true',
    f'{_MASKS}.predict_instance_masks: true',
    (f'{_MASKS}.predict_instance_masks: true', f'{_MASKS}.{_MASK_CONV}'),
    ('number_of_stages: 3', f'{_MASKS}.predict_instance_masks: true', f'{_MASKS}.{_MASK_CONV}'),
    f'{_MASKS}.{_MASK_CONV}',
    'second_stage_box_predictor { rfcn_box_predictor {} }',
    'second_stage_box_predictor { rfcn_box_predictor { conv_hyperparams { initializer { truncated_normal_initializer {} } } } }',
    'second_stage_box_predictor { convolutional_box_predictor { conv_hyperparams {} } }',
    '-second_stage_box_predictor',
    '-first_stage_anchor_generator',
    '-second_stage_post_processing',
    '-image_resizer',
    'image_resizer { fixed_shape_resizer { height: 100 width: 300 } }',
    'use_static_shapes: true',
    ('use_static_shapes: true', 'use_matmul_crop_and_resize: true', 'clip_anchors_to_image: true', 'use_static_balanced_label_sampler: true', 'use_matmul_gather_in_matcher: true'),
    'hard_example_miner {}',
    'first_stage_nms_iou_threshold: 1.5',
    'inplace_batchnorm_update: true',
    f'{_EXTRACTOR}.type: "faster_rcnn_resnet101_keras"',
    f'{_EXTRACTOR}.type: "faster_rcnn_resnet152_keras"',
    f'{_EXTRACTOR}.type: "faster_rcnn_inception_resnet_v2_keras"',
    f'{_EXTRACTOR}.type: "faster_rcnn_resnet50"',
    f'{_EXTRACTOR}.type: "ssd_mobilenet_v2_keras"',
)  # fmt: skip

_RCNN_FPN_OPTIONS: tuple[str | tuple[str, ...], ...] = (
    'num_classes: 1',
    'number_of_stages: 1',
    'number_of_stages: 3',
    f'{_EXTRACTOR}.type: "faster_rcnn_resnet101_fpn_keras"',
    f'{_EXTRACTOR}.type: "faster_rcnn_resnet152_fpn_keras"',
    f'{_EXTRACTOR}.batch_norm_trainable: false',
    f'{_EXTRACTOR}.fpn.additional_layer_depth: 64',
    f'-{_EXTRACTOR}.fpn',
    f'{_EXTRACTOR}.fpn {{}}',
    (f'{_EXTRACTOR}.fpn.min_level: 3', 'first_stage_anchor_generator.multiscale_anchor_generator.min_level: 3'),
    (f'{_EXTRACTOR}.fpn.max_level: 5', 'first_stage_anchor_generator.multiscale_anchor_generator.max_level: 5'),
    (f'{_EXTRACTOR}.fpn.max_level: 7', 'first_stage_anchor_generator.multiscale_anchor_generator.max_level: 7'),
    f'{_EXTRACTOR}.fpn.max_level: 5',
    'first_stage_anchor_generator.multiscale_anchor_generator.max_level: 5',
    f'-{_EXTRACTOR}.conv_hyperparams',
    f'-{_NORM}.batch_norm',
    f'{_NORM}.batch_norm {{ scale: false }}',
    f'{_NORM}.batch_norm {{ scale: true center: false }}',
    f'{_NORM}.sync_batch_norm {{ scale: true }}',
    f'{_NORM}.force_use_bias: true',
    f'-{_EXTRACTOR}.override_base_feature_extractor_hyperparams',
    (f'-{_EXTRACTOR}.override_base_feature_extractor_hyperparams', f'-{_NORM}.batch_norm'),
    'initial_crop_size: 7',
    ('maxpool_kernel_size: 1', 'maxpool_stride: 1'),
    'first_stage_box_predictor_depth: 64',
    f'{_RPN}.batch_norm {{ scale: true }}',
    'first_stage_anchor_generator.multiscale_anchor_generator.scales_per_octave: 1',
    'first_stage_anchor_generator.multiscale_anchor_generator.aspect_ratios: [1]',
    'first_stage_anchor_generator { grid_anchor_generator { scales: [1] aspect_ratios: [1, 2] } }',
    f'{_MASKS}.share_box_across_classes: true',
    (f'{_MASKS}.predict_instance_masks: true', f'{_MASKS}.{_MASK_CONV}', 'number_of_stages: 3'),
    f'{_MASKS}.fc_hyperparams.batch_norm {{ scale: true }}',
    ('use_static_shapes: true', 'use_matmul_crop_and_resize: true', 'clip_anchors_to_image: true'),
)  # fmt: skip

_MASK_OPTIONS: tuple[str | tuple[str, ...], ...] = (
    'num_classes: 1',
    'num_classes: 3',
    'number_of_stages: 2',
    'number_of_stages: 1',
    f'{_MASKS}.mask_prediction_conv_depth: 64',
    f'{_MASKS}.mask_prediction_conv_depth: 7',
    f'{_MASKS}.mask_prediction_num_conv_layers: 2',
    f'{_MASKS}.mask_prediction_num_conv_layers: 1',
    f'{_MASKS}.mask_prediction_num_conv_layers: 0',
    (f'{_MASKS}.mask_height: 15', f'{_MASKS}.mask_width: 21'),
    f'{_MASKS}.masks_are_class_agnostic: true',
    (f'{_MASKS}.masks_are_class_agnostic: true', 'num_classes: 3'),
    f'{_MASKS}.share_box_across_classes: true',
    f'{_MASKS}.convolve_then_upsample_masks: true',
    f'{_MASKS}.predict_keypoints: true',
    f'-{_MASKS}.conv_hyperparams',
    f'{_MASKS}.conv_hyperparams.batch_norm {{ scale: true }}',
    f'{_MASKS}.conv_hyperparams.batch_norm {{}}',
    f'{_MASKS}.conv_hyperparams.force_use_bias: true',
    f'-{_MASKS}.predict_instance_masks',
    'initial_crop_size: 9',
    'resize_masks: false',
    f'{_EXTRACTOR}.batch_norm_trainable: true',
    (f'{_EXTRACTOR}.type: "faster_rcnn_resnet50_keras"', 'initial_crop_size: 14'),
    (f'{_EXTRACTOR}.first_stage_features_stride: 8', f'{_GRID}.height_stride: 8', f'{_GRID}.width_stride: 8'),
    f'{_EXTRACTOR}.fpn {{ min_level: 2 max_level: 6 }}',
    f'{_EXTRACTOR}.conv_hyperparams {{}}',
)  # fmt: skip

_CONTEXT = 'context_config'
_CONTEXT_OPTIONS: tuple[str | tuple[str, ...], ...] = (
    'num_classes: 2',
    'number_of_stages: 1',
    f'{_CONTEXT}.attention_bottleneck_dimension: 64',
    f'{_CONTEXT}.context_feature_length: 100',
    f'{_CONTEXT}.max_num_context_features: 10',
    f'{_CONTEXT}.attention_position: POST_RPN',
    f'{_CONTEXT}.attention_position: ATTENTION_DEFAULT',
    f'{_CONTEXT}.use_self_attention: true',
    f'{_CONTEXT}.use_long_term_attention: false',
    (f'{_CONTEXT}.use_self_attention: true', f'{_CONTEXT}.use_long_term_attention: false'),
    f'{_CONTEXT}.num_attention_heads: 2',
    f'{_CONTEXT}.num_attention_layers: 2',
    f'{_CONTEXT}.self_attention_in_sequence: true',
    'initial_crop_size: 7',
    f'{_EXTRACTOR}.type: "faster_rcnn_resnet50_keras"',
    (f'{_EXTRACTOR}.type: "faster_rcnn_resnet50_keras"', f'{_CONTEXT}.attention_position: POST_RPN', f'{_CONTEXT}.attention_bottleneck_dimension: 32'),
    f'{_EXTRACTOR}.type: "faster_rcnn_inception_resnet_v2_keras"',
)  # fmt: skip

_CENTER = 'object_center_params'
_BOXES = 'object_detection_task'
_FOCAL = 'classification_loss { penalty_reduced_logistic_focal_loss {} }'
_L1 = 'localization_loss { l1_localization_loss {} }'
_SMOOTH = 'localization_loss { weighted_smooth_l1 {} }'
_SOFTMAX = 'classification_loss { weighted_softmax {} }'

# Heads and tasks, on whichever extractor.
_CENTERNET_HEADS: tuple[str | tuple[str, ...], ...] = (
    'num_classes: 1',
    'num_classes: 0',
    'use_depthwise: true',
    'compute_heatmap_sparse: true',
    f'-{_BOXES}',
    f'-{_CENTER}',
    f'-{_CENTER}.classification_loss',
    f'{_CENTER}.center_head_params {{ num_filters: 32 kernel_sizes: 5 }}',
    f'{_CENTER}.center_head_params {{ num_filters: [32, 16] kernel_sizes: [3, 1] }}',
    f'{_CENTER}.center_head_params {{ num_filters: [32, 16] kernel_sizes: [3] }}',
    f'{_CENTER}.center_head_params {{}}',
    f'{_CENTER}.peak_max_pool_kernel_size: 5',
    f'{_BOXES}.scale_head_params {{ num_filters: [8, 8, 8] kernel_sizes: [3, 3, 3] }}',
    f'{_BOXES}.offset_head_params {{ num_filters: 64 kernel_sizes: 1 }}',
    (f'{_BOXES}.offset_head_params {{ num_filters: 64 kernel_sizes: 3 }}', 'use_depthwise: true'),
    f'mask_estimation_task {{ {_FOCAL} }}',
    f'mask_estimation_task {{ {_SOFTMAX} }}',
    f'mask_estimation_task {{ {_SOFTMAX} mask_height: 4 mask_width: 4 mask_head_params {{ num_filters: [16, 8] kernel_sizes: [3, 3] }} }}',
    f'densepose_estimation_task {{ class_id: 0 loss {{ {_L1} {_SOFTMAX} }} }}',
    f'densepose_estimation_task {{ class_id: 0 num_parts: 5 upsample_to_input_res: false loss {{ {_L1} {_SOFTMAX} }} }}',
    f'track_estimation_task {{ num_track_ids: 10 {_SOFTMAX} }}',
    f'track_estimation_task {{ num_track_ids: 10 reid_embed_size: 16 num_fc_layers: 3 {_SOFTMAX} }}',
    f'track_estimation_task {{ {_SOFTMAX} }}',
    f'temporal_offset_task {{ {_L1} }}',
    f'temporal_offset_task {{ {_SMOOTH} }}',
    (f'mask_estimation_task {{ {_SOFTMAX} }}', f'densepose_estimation_task {{ class_id: 0 loss {{ {_L1} {_SOFTMAX} }} }}',
     f'track_estimation_task {{ num_track_ids: 7 {_SOFTMAX} }}', f'temporal_offset_task {{ {_SMOOTH} }}', 'use_depthwise: true'),
    'image_resizer { fixed_shape_resizer { height: 192 width: 320 } }',
    'image_resizer { fixed_shape_resizer { height: 200 width: 200 } }',
    '-image_resizer',
)  # fmt: skip

_FEATURES: tuple[str | tuple[str, ...], ...] = (
    f'{_EXTRACTOR}.depth_multiplier: 0.5',
    f'{_EXTRACTOR}.depth_multiplier: 0.3',
    f'{_EXTRACTOR}.use_separable_conv: true',
    f'{_EXTRACTOR}.use_separable_conv: false',
    f'{_EXTRACTOR}.use_depthwise: true',
    f'{_EXTRACTOR}.upsampling_interpolation: "bilinear"',
    f'{_EXTRACTOR}.channel_means: [1, 2, 3]',
)  # fmt: skip


def _types(*types: str) -> tuple[str, ...]:
    return tuple(f'{_EXTRACTOR}.type: "{name}"' for name in types)


_TASK = 'keypoint_estimation_task'
_POSE_LOSS = f'loss {{ {_L1} {_FOCAL} }}'
_POSE = f'task_name: "pose" keypoint_class_name: "person" {_POSE_LOSS}'
_PARTS = f'task_name: "parts" keypoint_class_name: "car" {_POSE_LOSS}'
_KEYPOINT_OPTIONS: tuple[str | tuple[str, ...], ...] = (
    'num_classes: 1',
    'use_depthwise: true',
    f'{_TASK} += {{ {_PARTS} }}',
    f'{_TASK} += {{ {_PARTS} per_keypoint_offset: true predict_depth: true }}',
    f'{_TASK} {{ {_PARTS} }}',
    f'{_TASK} {{ {_POSE} per_keypoint_offset: true }}',
    f'{_TASK} {{ {_POSE} predict_depth: true }}',
    f'{_TASK} {{ {_POSE} predict_depth: true per_keypoint_depth: true }}',
    f'{_TASK} {{ {_POSE} per_keypoint_depth: true }}',
    f'{_TASK} {{ {_POSE} heatmap_head_params {{ num_filters: [16, 8] kernel_sizes: [3, 3] }} }}',
    f'{_TASK} {{ {_POSE} offset_head_params {{ num_filters: 16 kernel_sizes: 1 }} regress_head_params {{ num_filters: 24 kernel_sizes: 5 }} }}',
    f'{_TASK} {{ {_POSE} keypoint_label_to_std {{ key: "nose" value: 0.5 }} }}',
    (f'{_TASK} {{ {_POSE} }}', f'-{_BOXES}'),
    (f'{_TASK} {{ {_POSE} }}', f'-{_BOXES}', f'{_CENTER}.keypoint_weights_for_center: [1, 1, 0, 0]'),
    (f'{_TASK} {{ {_POSE} }}', f'-{_BOXES}', f'{_CENTER}.keypoint_weights_for_center: [1, 1]'),
    f'{_CENTER}.keypoint_weights_for_center: [1, 1, 0, 0]',
    f'{_TASK} += {{ task_name: "again" keypoint_class_name: "person" {_POSE_LOSS} }}',
    f'{_TASK} += {{ task_name: "human_pose" keypoint_class_name: "car" {_POSE_LOSS} }}',
    f'{_TASK} {{ task_name: "pose" keypoint_class_name: "tree" {_POSE_LOSS} }}',
    f'{_TASK} {{ task_name: "pose" keypoint_class_name: "house" {_POSE_LOSS} }}',
    f'{_TASK} {{ task_name: "a/b pose" keypoint_class_name: "person" {_POSE_LOSS} }}',
    f'{_TASK} {{ keypoint_class_name: "person" {_POSE_LOSS} }}',
    f'{_TASK} {{ task_name: "pose" keypoint_class_name: "person" }}',
    'keypoint_label_map_path: "tests/oracle/models/none.pbtxt"',
    '-keypoint_label_map_path',
    f'{_EXTRACTOR}.type: "resnet_v2_50"',
    f'{_EXTRACTOR}.type: "resnet_v1_50_fpn"',
    f'{_EXTRACTOR}.type: "mobilenet_v2_fpn"',
    (f'mask_estimation_task {{ {_SOFTMAX} }}', f'track_estimation_task {{ num_track_ids: 7 {_SOFTMAX} }}'),
)  # fmt: skip

_DEEPMAC = 'deepmac_mask_estimation'
_DEEPMAC_OPTIONS: tuple[str | tuple[str, ...], ...] = (
    'num_classes: 1',
    'use_depthwise: true',
    f'{_DEEPMAC}.dim: 16',
    f'{_DEEPMAC}.pixel_embedding_dim: 8',
    f'{_DEEPMAC}.mask_size: 16',
    f'{_DEEPMAC}.use_xy: false',
    f'{_DEEPMAC}.use_instance_embedding: false',
    f'{_DEEPMAC}.num_init_channels: 32',
    f'{_DEEPMAC}.predict_full_resolution_masks: true',
    f'{_DEEPMAC}.use_only_last_stage: true',
    f'{_DEEPMAC}.allowed_masked_classes_ids: [1, 2]',
    f'{_DEEPMAC}.box_consistency_loss_weight: 1',
    f'{_DEEPMAC}.augmented_self_supervision_loss_weight: 1',
    *(f'{_DEEPMAC}.network_type: "{name}"' for name in (
        'hourglass20', 'hourglass32', 'hourglass20_uniform_size', 'hourglass20_no_shortcut', 'hourglass52', 'hourglass100',
        'resnet4', 'resnet8', 'resnet20', 'resnet', 'fully_connected', 'embedding_projection', 'cond_inst1', 'cond_inst3', 'unknown')),
    (f'{_DEEPMAC}.network_type: "fully_connected"', f'{_DEEPMAC}.mask_size: 8'),
    (f'{_DEEPMAC}.network_type: "embedding_projection"', f'{_DEEPMAC}.use_instance_embedding: false', f'{_DEEPMAC}.use_xy: false', f'{_DEEPMAC}.dim: 16'),
    (f'{_DEEPMAC}.network_type: "cond_inst2"', f'{_DEEPMAC}.use_instance_embedding: false', f'{_DEEPMAC}.num_init_channels: 4', f'{_DEEPMAC}.dim: 81'),
    (f'{_DEEPMAC}.network_type: "cond_inst3"', f'{_DEEPMAC}.use_instance_embedding: false', f'{_DEEPMAC}.num_init_channels: 8', f'{_DEEPMAC}.dim: 233'),
    f'-{_BOXES}',
    f'{_EXTRACTOR}.type: "resnet_v1_50_fpn"',
    f'mask_estimation_task {{ {_SOFTMAX} }}',
    (f'{_EXTRACTOR}.type: "hourglass_104"', f'{_DEEPMAC}.network_type: "hourglass52"'),
    (f'{_EXTRACTOR}.type: "hourglass_104"', f'{_DEEPMAC}.network_type: "hourglass100"'),
)  # fmt: skip

FAMILIES: dict[str, tuple[Variant, ...]] = {
    'ssd_mobilenet_v2': _family('ssd_mobilenet_v2', *_SSD_OPTIONS),
    'ssd_mobilenet_v2_fpn': _family('ssd_mobilenet_v2_fpnlite', *_FPN_OPTIONS),
    'ssd_resnet_v1_fpn': (
        *_family(
            'ssd_resnet50_v1_fpn', *_FPN_OPTIONS, *_types('ssd_resnet101_v1_fpn_keras', 'ssd_resnet152_v1_fpn_keras')
        ),
    ),
    'ssd_mobilenet_v1': _family(
        'ssd_mobilenet_v1',
        *_BACKBONE_OPTIONS,
        f'{_EXTRACTOR}.num_layers: 4',
        (f'{_EXTRACTOR}.num_layers: 4', f'{_SSD_ANCHORS}.num_layers: 4'),
        (f'{_CONV}.num_layers_before_predictor: 1', f'{_CONV}.max_depth: 40'),
        'num_classes: 2',
    ),
    'ssd_mobilenet_v1_fpn': _family(
        'ssd_mobilenet_v1_fpn',
        *_BACKBONE_OPTIONS,
        *_FPN_OPTIONS[3:15],
        f'{_EXTRACTOR}.num_layers: 4',
        f'{_SHARED}.share_prediction_tower: true',
        f'{_SHARED}.use_depthwise: true',
    ),
    'ssd_efficientdet': _family('ssd_efficientdet_d0', *_EFFICIENTDET),
    'faster_rcnn_resnet': _family('faster_rcnn_resnet50', *_RCNN_OPTIONS),
    'faster_rcnn_resnet_fpn': _family('faster_rcnn_resnet50_fpn', *_RCNN_FPN_OPTIONS),
    'mask_rcnn': _family('mask_rcnn_inception_resnet_v2', *_MASK_OPTIONS),
    'context_rcnn': _family('context_rcnn_resnet101', *_CONTEXT_OPTIONS),
    'centernet_resnet_v1_fpn': _family(
        'centernet_resnet_v1_fpn', *_types('resnet_v1_18_fpn', 'resnet_v1_34_fpn', 'resnet_v1_101_fpn'), *_FEATURES
    ),
    'centernet_resnet_v2': _family('centernet_resnet_v2', *_types('resnet_v2_101', 'resnet_v2_152'), *_FEATURES[:3]),
    'centernet_hourglass': _family(
        'centernet_hourglass',
        *_types('hourglass_20', 'hourglass_32', 'hourglass_52', 'hourglass_104', 'hourglass_100'),
        *_FEATURES[:3],
        *_CENTERNET_HEADS,
    ),
    'centernet_mobilenet_v2': _family('centernet_mobilenet_v2', *_FEATURES, 'num_classes: 3', 'use_depthwise: true'),
    'centernet_mobilenet_v2_fpn': _family(
        'centernet_mobilenet_v2_fpn',
        *_FEATURES,
        *_types('mobilenet_v2_fpn_sep_conv'),
        *((f'{_EXTRACTOR}.type: "mobilenet_v2_fpn_sep_conv"', str(feature)) for feature in _FEATURES),
        f'{_EXTRACTOR}.upsampling_interpolation: "cubic"',
        'num_classes: 3',
        'use_depthwise: true',
    ),
    'centernet_keypoints': _family('centernet_keypoints', *_KEYPOINT_OPTIONS),
    'centernet_deepmac': _family('centernet_deepmac', *_DEEPMAC_OPTIONS),
    'ssd_builders': _family('ssd_small', *BUILDERS),
}
