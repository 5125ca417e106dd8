"""Variants of TensorFlow 1 models: what decides the name or the shape of a variable, or whether there is a model at all."""

from __future__ import annotations

from oracle.variant import EXTRACTOR, Variant, family, types
from oracle.variants_tf1_crossed import CROSSED
from oracle.variants_tf1_options import OPTIONS
from oracle.variants_tf1_parts import PARTS

_OVERRIDE = f'{EXTRACTOR}.override_base_feature_extractor_hyperparams: true'
_DEPTHWISE = f'{EXTRACTOR}.use_depthwise: true'
_PADDED = f'{EXTRACTOR}.use_explicit_padding: true'
_NORM = f'{EXTRACTOR}.conv_hyperparams'
_NO_NORM = f'-{_NORM}.batch_norm'
_GROUP_NORM = f'{_NORM}.group_norm {{}}'
_HEADS = 'box_predictor.convolutional_box_predictor'
_SHARED = 'box_predictor.weight_shared_convolutional_box_predictor'
_ANCHORS = 'anchor_generator.ssd_anchor_generator'
_PYRAMID_ANCHORS = 'anchor_generator.multiscale_anchor_generator'
_LAYER = 'regularizer { l2_regularizer {} } initializer { truncated_normal_initializer {} }'
_REGIONS = 'second_stage_box_predictor.mask_rcnn_box_predictor'
_PREDICTOR = (
    f'box_predictor {{ weight_shared_convolutional_box_predictor {{ depth: 16 num_layers_before_predictor: 2 '
    f'conv_hyperparams {{ {_LAYER} batch_norm {{}} }} }} }}'
)


def _width(multiplier: float, minimum: int) -> tuple[str, ...]:
    return (f'{EXTRACTOR}.depth_multiplier: {multiplier}', f'{EXTRACTOR}.min_depth: {minimum}')


def _extractor(name: str, *edits: str) -> tuple[str, ...]:
    return (*types(name), *edits)


def _levels(low: int, high: int) -> tuple[str, ...]:
    return tuple(
        f'{path}.{name}_level: {level}'
        for path in (f'{EXTRACTOR}.fpn', _PYRAMID_ANCHORS)
        for name, level in (('min', low), ('max', high))
    )


_EVEN = f'{_ANCHORS}.reduce_boxes_in_lowest_layer: false'

SSD = family(
    'tf1_ssd',
    _OVERRIDE,
    (_OVERRIDE, _NO_NORM),
    (_OVERRIDE, _GROUP_NORM),
    f'{_NORM}.batch_norm {{ center: false scale: true }}',
    f'{_NORM}.sync_batch_norm {{}}',
    (*_width(0.3, 12), _DEPTHWISE, f'{_HEADS}.use_depthwise: true', f'{_HEADS}.conv_hyperparams.batch_norm {{}}'),
    (f'{EXTRACTOR}.num_layers: 4', f'{_ANCHORS}.num_layers: 4'),
    (f'{EXTRACTOR}.num_layers: 1', f'{_ANCHORS}.num_layers: 1', f'{_ANCHORS}.scales: 0.5'),
    f'{_ANCHORS}.num_layers: 5',
    (f'{_HEADS}.num_layers_before_predictor: 2', f'{_HEADS}.min_depth: 150', f'{_HEADS}.max_depth: 300'),
    'add_background_class: false',
    f'{EXTRACTOR}.fpn {{}}',
    (_EVEN, _PREDICTOR),
    (_EVEN, _PREDICTOR, f'-{_SHARED}.conv_hyperparams.batch_norm', f'{_SHARED}.share_prediction_tower: true'),
    _extractor('ssd_mobilenet_v1_ppn', _EVEN, _PREDICTOR, f'{_SHARED}.use_depthwise: true'),
    _extractor('embedded_ssd_mobilenet_v1', _OVERRIDE, _NO_NORM, f'{_ANCHORS}.num_layers: 5'),
    _extractor('embedded_ssd_mobilenet_v1', _DEPTHWISE, *_width(0.5, 16), f'{_ANCHORS}.num_layers: 5'),
    _extractor('ssd_mobilenet_v2', _OVERRIDE, _NO_NORM),
    _extractor('ssd_mobilenet_v2', *_width(0.35, 12)),
    _extractor('ssd_mobilenet_v3_large', *_width(0.5, 12), _DEPTHWISE),
    _extractor('ssd_mobilenet_v3_small', *_width(0.35, 4)),
    _extractor('ssd_mobilenet_edgetpu', *_width(0.75, 12)),
    _extractor('ssd_mobiledet_cpu', *_width(0.5, 16)),
    _extractor('ssd_mobiledet_dsp', *_width(0.6, 16), _DEPTHWISE),
    _extractor('ssd_mobiledet_gpu', _PADDED),
    _extractor('ssd_inception_v2'),
    _extractor('ssd_inception_v2', _OVERRIDE, *_width(0.3, 16)),
    _extractor('ssd_inception_v2', _OVERRIDE, *_width(0.1, 7), _NO_NORM),
    _extractor('ssd_inception_v3', _OVERRIDE, *_width(0.3, 16)),
    _extractor('ssd_resnet50_v1_ppn', _OVERRIDE, _EVEN, _PREDICTOR),
    _extractor('ssd_resnet50_v1_ppn', _EVEN, _PREDICTOR, *_width(0.5, 16)),
)
PYRAMIDS = family(
    'tf1_fpn',
    (_OVERRIDE, f'{_NORM}.batch_norm {{}}', *_levels(2, 6)),
    (_DEPTHWISE, f'{_SHARED}.use_depthwise: true', *_width(0.5, 16)),
    (_GROUP_NORM, f'{_SHARED}.conv_hyperparams.group_norm {{}}'),
    _levels(3, 4),
    _extractor('ssd_mobilenet_v2_fpn', *_width(0.35, 12)),
    _extractor('ssd_resnet50_v1_fpn', *_width(0.3, 16), _DEPTHWISE),
    _extractor('ssd_resnet50_v1_fpn', _OVERRIDE, f'{_NORM}.batch_norm {{}}', *_width(0.25, 16), *_levels(2, 5)),
    _extractor('ssd_resnet50_v1_fpn', _PADDED),
    _extractor('ssd_mobilenet_v2_mnasfpn'),
    _extractor(
        'ssd_mobilenet_v2_mnasfpn',
        *_width(0.5, 12),
        *_levels(3, 6),
        f'{_SHARED}.use_depthwise: true',
        f'{_SHARED}.share_prediction_tower: true',
    ),
)
REGIONS = family(
    'tf1_faster_rcnn',
    (
        'first_stage_box_predictor_conv_hyperparams.batch_norm { scale: true }',
        f'{_REGIONS}.fc_hyperparams.batch_norm {{}}',
        f'{_REGIONS}.share_box_across_classes: true',
    ),
    'number_of_stages: 1',
    'number_of_stages: 3',
    f'{EXTRACTOR}.first_stage_features_stride: 4',
    (
        'number_of_stages: 3',
        f'{_REGIONS}.predict_instance_masks: true',
        f'{_REGIONS}.mask_prediction_conv_depth: 0',
        f'{_REGIONS}.mask_prediction_num_conv_layers: 3',
        f'{_REGIONS}.conv_hyperparams {{ {_LAYER} batch_norm {{}} }}',
    ),
    (
        'number_of_stages: 3',
        f'{_REGIONS}.predict_instance_masks: true',
        f'{_REGIONS}.masks_are_class_agnostic: true',
        f'{_REGIONS}.convolve_then_upsample_masks: true',
        f'{_REGIONS}.mask_height: 14',
        f'{_REGIONS}.mask_width: 14',
        f'{_REGIONS}.conv_hyperparams {{ {_LAYER} }}',
    ),
    f'second_stage_box_predictor {{ rfcn_box_predictor {{ depth: 32 crop_height: 18 crop_width: 18 '
    f'conv_hyperparams {{ {_LAYER} batch_norm {{}} }} }} }}',
    'context_config { use_self_attention: true num_attention_heads: 2 num_attention_layers: 2 '
    'attention_bottleneck_dimension: 32 context_feature_length: 40 }',
    'context_config { attention_position: POST_RPN attention_bottleneck_dimension: 32 context_feature_length: 40 }',
    _extractor('faster_rcnn_nas', f'{EXTRACTOR}.first_stage_features_stride: 8'),
)
VARIANTS: tuple[Variant, ...] = tuple(dict.fromkeys((*SSD, *PYRAMIDS, *REGIONS, *OPTIONS, *PARTS, *CROSSED)))
