"""Random variants: a recorded base with a few edits drawn from the options of its family.

A combination that nobody wrote down, and the same one for the same seed. Knows nothing of TensorFlow; oracle/fuzz.py
builds them.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import NamedTuple

from oracle.variant import Variant
from oracle.variants import FAMILIES


class Option(NamedTuple):
    """A field to set, and how its value is drawn."""

    field: str
    draw: Callable[[random.Random], object]


def among(*values: object) -> Callable[[random.Random], object]:
    """One of these values."""
    return lambda draw: draw.choice(values)


def between(low: int, high: int) -> Callable[[random.Random], object]:
    """A whole number from `low` to `high`."""
    return lambda draw: draw.randint(low, high)


_YES_NO = among('true', 'false')


def _norm(draw: random.Random) -> str:
    scale, center = draw.choice(('true', 'false')), draw.choice(('true', 'false'))
    body = f'scale: {scale} center: {center}'
    kind = draw.choice((f'batch_norm {{ {body} }}',) * 3 + (f'sync_batch_norm {{ {body} }}', 'group_norm {}', ''))
    return f'{{ activation: {draw.choice(("NONE", "RELU", "RELU_6", "SWISH"))} {kind} force_use_bias: {draw.choice(("true", "false"))} }}'


def _ratios(draw: random.Random) -> str:
    return str([1, 2, 0.5, 3, 0.33][: draw.randint(1, 5)])


def _head(draw: random.Random) -> str:
    layers = draw.randint(0, 3)
    filters = [draw.choice((8, 24, 256)) for _ in range(layers)]
    return f'{{ num_filters: {filters} kernel_sizes: {[draw.choice((1, 3, 5)) for _ in range(layers)]} }}'


_E, _ANCHORS = 'feature_extractor', 'anchor_generator'
_CONV = 'box_predictor.convolutional_box_predictor'
_SHARED = 'box_predictor.weight_shared_convolutional_box_predictor'
_BOXES = 'second_stage_box_predictor.mask_rcnn_box_predictor'
_DEPTH = Option(f'{_E}.depth_multiplier', among(0.1, 0.25, 0.35, 0.5, 0.75, 1.0, 1.3, 1.4, 2.0))

_ANY = (Option('num_classes', between(1, 30)),)
_SSD = (
    *_ANY,
    Option('add_background_class', _YES_NO),
    Option(f'{_E}.min_depth', among(1, 8, 16, 33, 100)),
    Option(f'{_E}.use_explicit_padding', _YES_NO),
    Option(f'{_E}.override_base_feature_extractor_hyperparams', _YES_NO),
    Option(f'{_E}.conv_hyperparams', _norm),
    Option('freeze_batchnorm', _YES_NO),
)
_SIX_MAPS = (
    *_SSD,
    _DEPTH,
    Option(f'{_E}.use_depthwise', _YES_NO),
    Option(f'{_E}.num_layers', between(1, 7)),
    Option(f'{_ANCHORS}.ssd_anchor_generator.num_layers', between(1, 7)),
    Option(f'{_ANCHORS}.ssd_anchor_generator.aspect_ratios', _ratios),
    Option(f'{_ANCHORS}.ssd_anchor_generator.reduce_boxes_in_lowest_layer', _YES_NO),
    Option(f'{_ANCHORS}.ssd_anchor_generator.interpolated_scale_aspect_ratio', among(0, 1)),
    Option(f'{_CONV}.conv_hyperparams', _norm),
    Option(f'{_CONV}.num_layers_before_predictor', between(0, 3)),
    Option(f'{_CONV}.min_depth', among(0, 16, 300)),
    Option(f'{_CONV}.max_depth', among(0, 24, 310)),
    Option(f'{_CONV}.kernel_size', among(1, 3, 5)),
    Option(f'{_CONV}.use_depthwise', _YES_NO),
    Option(f'{_CONV}.use_dropout', _YES_NO),
    Option(f'{_CONV}.box_code_size', among(4, 4, 7)),
)
_LEVELS = (
    *_SSD,
    Option(f'{_ANCHORS}.multiscale_anchor_generator.aspect_ratios', _ratios),
    Option(f'{_ANCHORS}.multiscale_anchor_generator.scales_per_octave', between(1, 3)),
    Option(f'{_SHARED}.conv_hyperparams', _norm),
    Option(f'{_SHARED}.num_layers_before_predictor', between(0, 5)),
    Option(f'{_SHARED}.depth', among(8, 64, 100)),
    Option(f'{_SHARED}.kernel_size', among(1, 3, 5)),
    Option(f'{_SHARED}.share_prediction_tower', _YES_NO),
    Option(f'{_SHARED}.use_depthwise', _YES_NO),
    Option(f'{_SHARED}.use_dropout', _YES_NO),
    Option(f'{_SHARED}.apply_conv_hyperparams_to_heads', _YES_NO),
    Option(f'{_SHARED}.apply_conv_hyperparams_pointwise', _YES_NO),
)
_PYRAMID = (
    *_LEVELS,
    _DEPTH,
    Option(f'{_E}.use_depthwise', _YES_NO),
    Option(f'{_E}.fpn.additional_layer_depth', among(8, 40, 256)),
)
_BIFPN = (
    *_LEVELS,
    Option(f'{_E}.bifpn.num_iterations', between(1, 4)),
    Option(f'{_E}.bifpn.num_filters', among(8, 24, 64)),
    Option(f'{_E}.bifpn.combine_method', among('"sum"', '"attention"', '"fast_attention"')),
    Option(f'{_E}.bifpn.use_native_resize_op', _YES_NO),
    Option(f'{_E}.type', lambda draw: f'"ssd_efficientnet-b{draw.randint(0, 3)}_bifpn_keras"'),
)
_RCNN = (
    *_ANY,
    Option('number_of_stages', between(1, 2)),
    Option(f'{_E}.batch_norm_trainable', _YES_NO),
    Option('first_stage_box_predictor_depth', among(8, 64, 512)),
    Option('first_stage_box_predictor_kernel_size', among(1, 3)),
    Option('first_stage_box_predictor_conv_hyperparams', _norm),
    Option('initial_crop_size', among(7, 14, 17)),
    Option(f'{_BOXES}.share_box_across_classes', _YES_NO),
    Option(f'{_BOXES}.use_dropout', _YES_NO),
    Option(f'{_BOXES}.fc_hyperparams', _norm),
    Option(f'{_BOXES}.conv_hyperparams', _norm),
    Option(f'{_BOXES}.mask_prediction_conv_depth', among(0, 7, 32)),
    Option(f'{_BOXES}.mask_prediction_num_conv_layers', between(1, 5)),
    Option(f'{_BOXES}.masks_are_class_agnostic', _YES_NO),
    Option(f'{_BOXES}.convolve_then_upsample_masks', _YES_NO),
    Option('first_stage_anchor_generator.grid_anchor_generator.aspect_ratios', _ratios),
)
_RCNN_FPN = (
    *_RCNN[:-1],
    Option(f'{_E}.fpn.additional_layer_depth', among(8, 256)),
    Option(f'{_E}.conv_hyperparams', _norm),
    Option(f'{_E}.override_base_feature_extractor_hyperparams', _YES_NO),
    Option('first_stage_anchor_generator.multiscale_anchor_generator.aspect_ratios', _ratios),
)
_MASK = (*_RCNN, Option('number_of_stages', among(3, 3, 2)))
_CONTEXT = (
    *_RCNN,
    Option('context_config.attention_bottleneck_dimension', among(8, 64)),
    Option('context_config.context_feature_length', among(8, 100)),
    Option('context_config.attention_position', among('POST_RPN', 'POST_BOX_CLASSIFIER', 'ATTENTION_DEFAULT')),
    Option(f'{_E}.type', among('"faster_rcnn_resnet50_keras"', '"faster_rcnn_resnet101_keras"')),
)
_TASK_LOSSES = 'classification_loss { weighted_softmax {} }'
_HEADS = (
    *_ANY,
    Option('use_depthwise', _YES_NO),
    Option('object_center_params.center_head_params', _head),
    Option('object_detection_task.scale_head_params', _head),
    Option('object_detection_task.offset_head_params', _head),
    Option(f'{_E}.depth_multiplier', among(0.3, 0.5, 1.0, 1.4)),
    Option(f'{_E}.use_separable_conv', _YES_NO),
    Option(f'{_E}.upsampling_interpolation', among('"nearest"', '"bilinear"')),
)
_TASKS = (
    *_HEADS,
    Option('mask_estimation_task', lambda draw: f'{{ {_TASK_LOSSES} mask_head_params {_head(draw)} }}'),
    Option(
        'track_estimation_task',
        lambda draw: (
            f'{{ {_TASK_LOSSES} num_track_ids: {draw.randint(1, 9)} reid_embed_size: {draw.choice((8, 128))} num_fc_layers: {draw.randint(1, 3)} }}'
        ),
    ),
    Option(
        'densepose_estimation_task',
        lambda draw: (
            f'{{ num_parts: {draw.randint(1, 24)} loss {{ localization_loss {{ l1_localization_loss {{}} }} {_TASK_LOSSES} }} }}'
        ),
    ),
    Option('temporal_offset_task', lambda _: '{ localization_loss { weighted_smooth_l1 {} } }'),
)
_DEEPMAC = (
    *_HEADS,
    Option('deepmac_mask_estimation.dim', among(8, 32)),
    Option('deepmac_mask_estimation.pixel_embedding_dim', among(4, 16)),
    Option('deepmac_mask_estimation.use_xy', _YES_NO),
    Option('deepmac_mask_estimation.use_instance_embedding', _YES_NO),
    Option('deepmac_mask_estimation.num_init_channels', among(8, 64)),
    Option(
        'deepmac_mask_estimation.network_type',
        among('"hourglass10"', '"hourglass20"', '"resnet4"', '"resnet8"', '"hourglass20_uniform_size"'),
    ),
)

OPTIONS: dict[str, tuple[Option, ...]] = {
    'ssd_mobilenet_v2': _SIX_MAPS,
    'ssd_mobilenet_v1': _SIX_MAPS,
    'ssd_mobilenet_v2_fpn': _PYRAMID,
    'ssd_mobilenet_v1_fpn': _PYRAMID,
    'ssd_resnet_v1_fpn': _PYRAMID,
    'ssd_efficientdet': _BIFPN,
    'faster_rcnn_resnet': _RCNN,
    'faster_rcnn_resnet_fpn': _RCNN_FPN,
    'mask_rcnn': _MASK,
    'context_rcnn': _CONTEXT,
    'centernet_resnet_v1_fpn': _TASKS,
    'centernet_resnet_v2': _TASKS,
    'centernet_hourglass': _TASKS,
    'centernet_mobilenet_v2': _TASKS,
    'centernet_mobilenet_v2_fpn': _TASKS,
    'centernet_keypoints': _TASKS,
    'centernet_deepmac': _DEEPMAC,
}  # fmt: skip


def random_variant(family: str, draw: random.Random) -> Variant:
    """A base of the family with one to seven of its options, levels of pyramid and anchors together."""
    options = draw.sample(OPTIONS[family], k=draw.randint(1, 7))
    edits = [_edit(option.field, str(option.draw(draw))) for option in options]
    if OPTIONS[family] in (_PYRAMID, _BIFPN) and draw.random() < 0.4:
        pyramid = 'bifpn' if OPTIONS[family] is _BIFPN else 'fpn'
        low, high = draw.randint(2, 5), draw.randint(5, 8)
        for level in (f'min_level: {low}', f'max_level: {high}'):
            edits += [f'{_E}.{pyramid}.{level}', f'{_ANCHORS}.multiscale_anchor_generator.{level}']
    return Variant(FAMILIES[family][0].base, tuple(edits))


def _edit(field: str, value: str) -> str:
    return f'{field} {value}' if value.startswith('{') else f'{field}: {value}'
