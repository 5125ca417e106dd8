"""Variants of TensorFlow 1 models that cross extractors with options: what one takes, another ignores or refuses."""

from __future__ import annotations

from oracle.variant import EXTRACTOR, Variant
from oracle.variants_tf1_options import ssd

_EXTRACTORS = (
    *('ssd_mobilenet_v1', 'ssd_mobilenet_v1_ppn', 'embedded_ssd_mobilenet_v1', 'ssd_mobilenet_v2'),
    *('ssd_mobilenet_v3_large', 'ssd_mobilenet_v3_small'),
)
_ANY_SIZE = 'image_resizer { keep_aspect_ratio_resizer { min_dimension: 200 max_dimension: 300 } }'
_GREY = 'image_resizer { fixed_shape_resizer { height: 256 width: 256 convert_to_grayscale: true } }'
_IMAGE = (
    _ANY_SIZE,
    'image_resizer { keep_aspect_ratio_resizer { min_dimension: 256 max_dimension: 256 pad_to_max_dimension: true } }',
    _GREY,
)
_COMMON = (
    *_IMAGE,
    f'{EXTRACTOR}.use_explicit_padding: true',
    f'{EXTRACTOR}.use_depthwise: true',
    f'{EXTRACTOR}.pad_to_multiple: 32',
)
_NARROW = (
    f'{EXTRACTOR}.num_layers: 3',
    f'{EXTRACTOR}.depth_multiplier: 0.2',
    f'-{EXTRACTOR}.conv_hyperparams.batch_norm',
)

_FASTER_RCNN = (
    'second_stage_post_processing { batch_non_max_suppression { iou_threshold: 2 } }',
    'second_stage_post_processing { batch_non_max_suppression { soft_nms_sigma: -1 } }',
    'second_stage_post_processing { batch_non_max_suppression { use_combined_nms: true } }',
    *(
        f'second_stage_classification_loss {{ {kind} {{}} }}'
        for kind in (
            *('weighted_sigmoid', 'weighted_softmax', 'weighted_logits_softmax', 'bootstrapped_sigmoid'),
            *('weighted_sigmoid_focal', 'penalty_reduced_logistic_focal_loss', 'weighted_dice_classification_loss'),
        )
    ),
    'second_stage_classification_loss {}',
    'hard_example_miner {}',
    'hard_example_miner { num_hard_examples: 5 loss_type: CLASSIFICATION max_negatives_per_positive: 3 }',
    ('hard_example_miner {}', 'second_stage_classification_loss { weighted_sigmoid_focal {} }'),
    ('hard_example_miner {}', 'number_of_stages: 1'),
    'context_config {}',
    'context_config { use_long_term_attention: false }',
    'context_config { use_long_term_attention: false use_self_attention: true }',
    'context_config { use_self_attention: true attention_position: POST_RPN num_attention_heads: 2 }',
    'context_config { use_self_attention: true self_attention_in_sequence: true num_attention_layers: 2 }',
    'context_config { attention_position: ATTENTION_DEFAULT }',
    'context_config { attention_bottleneck_dimension: 0 }',
    'context_config { context_feature_length: 0 }',
    'context_config { num_attention_heads: 0 }',
    ('context_config { attention_bottleneck_dimension: 32 }', 'number_of_stages: 1'),
    ('context_config { attention_bottleneck_dimension: 32 }', f'{EXTRACTOR}.type: "faster_rcnn_inception_v2"'),
    'use_matmul_crop_and_resize: true',
    'clip_anchors_to_image: true',
    'use_static_shapes: true',
    ('use_static_shapes: true', 'clip_anchors_to_image: true'),
    'use_static_balanced_label_sampler: true',
    'use_combined_nms_in_first_stage: true',
    'use_partitioned_nms_in_first_stage: false',
    'return_raw_detections_during_predict: true',
    'output_final_box_features: true',
    'output_final_box_rpn_features: true',
    f'{EXTRACTOR}.batch_norm_trainable: true',
    f'{EXTRACTOR}.fpn {{}}',
    f'{EXTRACTOR}.pad_to_multiple: 0',
    _ANY_SIZE,
    _GREY,
    'image_resizer { identity_resizer {} }',
    *(
        (f'{EXTRACTOR}.type: "{name}"', f'{EXTRACTOR}.first_stage_features_stride: 8')
        for name in ('faster_rcnn_resnet101', 'faster_rcnn_inception_v2', 'faster_rcnn_inception_resnet_v2')
    ),
    *(
        (f'{EXTRACTOR}.type: "{name}"', 'number_of_stages: 1')
        for name in ('faster_rcnn_resnet101', 'faster_rcnn_inception_v2')
    ),
)

CROSSED: tuple[Variant, ...] = (
    *(ssd(name, edit) for name in _EXTRACTORS for edit in (*_COMMON, *_NARROW)),
    *(ssd('ssd_mobilenet_edgetpu', edit) for edit in _COMMON),
    *(Variant('tf1_faster_rcnn', (edit,) if isinstance(edit, str) else tuple(edit)) for edit in _FASTER_RCNN),
)
