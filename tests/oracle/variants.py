"""The configs whose real variables are recorded. Adding one is one line: a base in models/ and its edits.

Each is built by the real API (`make record`) and by the planner (the tests), and both must agree. Together they
touch every option that changes a variable, and the ways in which the API refuses a config. The edits are
explained in edits.py; a variant's label is its base and its edits.
"""

from __future__ import annotations

from typing import NamedTuple


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

FAMILIES: dict[str, tuple[Variant, ...]] = {
    'ssd_mobilenet_v2': _family('ssd_mobilenet_v2', *_SSD_OPTIONS),
    'ssd_mobilenet_v2_fpn': _family('ssd_mobilenet_v2_fpnlite', *_FPN_OPTIONS),
    'ssd_resnet_v1_fpn': _family('ssd_resnet50_v1_fpn', *_FPN_OPTIONS),
}
