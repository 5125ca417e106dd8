"""The configs that mutants are made of: models of oracle/models, small, with records that train them.

Every one of them comes through to the end of its first step. Needs the API's protos, not TensorFlow.
"""

from __future__ import annotations

import textwrap
from typing import Any, NamedTuple

from oracle import edits

LABEL_MAP, RECORD = 'labels.pbtxt', 'two.record'


class Base(NamedTuple):
    """A model of oracle/models with edits on its block, what the readers load for it, and what else training is told; how often it is drawn."""

    model: str
    tf2: bool
    edits: tuple[str, ...] = ()
    reader: str = ''
    optimizer: str = 'momentum'
    train: str = ''
    share: int = 1


_SMALL = (
    'image_resizer.fixed_shape_resizer.height: 128',
    'image_resizer.fixed_shape_resizer.width: 128',
    'num_classes: 3',
)
_MASKS = 'load_instance_masks: true mask_type: PNG_MASKS'
_KEYPOINTS = 'num_keypoints: 6'

BASES: dict[str, Base] = {
    'ssd_small': Base('ssd_small', True, share=6),
    'ssd': Base('ssd_mobilenet_v2', True, _SMALL),
    'ssd_fpn': Base('ssd_mobilenet_v2_fpnlite', True, _SMALL, optimizer='adam'),
    'efficientdet': Base('ssd_efficientdet_d0', True, ('num_classes: 3',), optimizer='rms_prop'),
    'faster_rcnn': Base('faster_rcnn_resnet50', True, _SMALL, optimizer='adam'),
    'faster_rcnn_fpn': Base('faster_rcnn_resnet50_fpn', True, ('num_classes: 3',)),
    'mask_rcnn': Base(
        'mask_rcnn_inception_resnet_v2', True, (*_SMALL, 'feature_extractor.type: "faster_rcnn_resnet50_keras"'), _MASKS
    ),
    'center_net': Base('centernet_mobilenet_v2', True, _SMALL, optimizer='adam'),
    'center_net_keypoints': Base(
        'centernet_keypoints', True, (*_SMALL, f'keypoint_label_map_path: "{LABEL_MAP}"'), _KEYPOINTS, 'adam'
    ),
    'ssd_resnet_fpn': Base('ssd_resnet50_v1_fpn', True, ('num_classes: 3',)),
    'center_net_resnet': Base('centernet_resnet_v2', True, _SMALL, optimizer='adam'),
    'center_net_masks': Base(
        'centernet_mobilenet_v2_fpn',
        True,
        (*_SMALL, 'mask_estimation_task { classification_loss { weighted_sigmoid {} } }'),
        _MASKS,
        'adam',
    ),
    'deepmac': Base('centernet_deepmac', True, _SMALL, _MASKS, 'adam', 'unpad_groundtruth_tensors: false'),
    'context_rcnn': Base(
        'context_rcnn_resnet101',
        True,
        (
            *_SMALL,
            'feature_extractor.type: "faster_rcnn_resnet50_keras"',
            'context_config.attention_bottleneck_dimension: 16',
            'context_config.context_feature_length: 10',
        ),
        'load_context_features: true',
    ),
    'slim_small': Base(
        'tf1_ssd',
        False,
        (
            'image_resizer.fixed_shape_resizer { height: 64 width: 64 }',
            'feature_extractor.depth_multiplier: 0.25',
            'feature_extractor.num_layers: 2',
            'anchor_generator.ssd_anchor_generator.num_layers: 2',
        ),
        share=6,
    ),
    'slim_ssd': Base('tf1_ssd', False, optimizer='rms_prop'),
    'slim_fpn': Base('tf1_fpn', False),
    'slim_faster_rcnn': Base('tf1_faster_rcnn', False),
    'slim_mask_rcnn': Base(
        'tf1_faster_rcnn',
        False,
        (
            'number_of_stages: 3',
            'second_stage_box_predictor.mask_rcnn_box_predictor.predict_instance_masks: true',
            'second_stage_box_predictor.mask_rcnn_box_predictor.conv_hyperparams '
            '{ regularizer { l2_regularizer {} } initializer { truncated_normal_initializer {} } }',
        ),
        _MASKS,
    ),
    'slim_inception': Base(
        'tf1_ssd',
        False,
        (
            'feature_extractor.type: "ssd_inception_v2"',
            'feature_extractor.override_base_feature_extractor_hyperparams: true',
        ),
        optimizer='adam',
    ),
    'slim_rfcn': Base(
        'tf1_faster_rcnn',
        False,
        (
            'feature_extractor.type: "faster_rcnn_inception_v2"',
            'second_stage_box_predictor { rfcn_box_predictor { depth: 32 crop_height: 18 crop_width: 18 '
            'conv_hyperparams { regularizer { l2_regularizer {} } initializer { truncated_normal_initializer {} } } } }',
        ),
    ),
    'slim_context': Base(
        'tf1_faster_rcnn',
        False,
        (
            'context_config { attention_position: POST_RPN attention_bottleneck_dimension: 16 context_feature_length: 10 }',
        ),
        'load_context_features: true',
    ),
}

_LEARNING_RATES = {
    'momentum': 'cosine_decay_learning_rate { learning_rate_base: 0.04 total_steps: 100 warmup_learning_rate: 0.01 warmup_steps: 10 }',
    'adam': 'manual_step_learning_rate { initial_learning_rate: 0.01 schedule { step: 50 learning_rate: 0.001 } schedule { step: 80 learning_rate: 0.0001 } }',
    'rms_prop': 'exponential_decay_learning_rate { initial_learning_rate: 0.01 decay_steps: 100 decay_factor: 0.9 }',
}
_PIPELINE = """
train_config {{
  batch_size: 2
  num_steps: 100{train}
  optimizer {{ {optimizer}_optimizer {{ learning_rate {{ {rate} }} }} use_moving_average: false }}
  data_augmentation_options {{ random_horizontal_flip {{ {flip} }} }}
}}
train_input_reader {{ {reader} shuffle: false label_map_path: "{labels}" tf_record_input_reader {{ input_path: "{record}" }} }}
eval_config {{ metrics_set: "coco_detection_metrics" }}
eval_input_reader {{ {reader} shuffle: false label_map_path: "{labels}" tf_record_input_reader {{ input_path: "{record}" }} }}
"""


def base_text(name: str, model: Any) -> str:
    """A base's text; `model` is an empty DetectionModel."""
    base = BASES[name]
    return (
        'model {\n'
        + textwrap.indent(edits.edited(base.model, base.edits, model), '  ')
        + '}'
        + _PIPELINE.format(
            optimizer=base.optimizer,
            train=base.train and f'\n  {base.train}',
            rate=_LEARNING_RATES[base.optimizer],
            reader=base.reader,
            flip='keypoint_flip_permutation: [0, 1, 2, 3, 4, 5]' if base.reader == _KEYPOINTS else '',
            labels=LABEL_MAP,
            record=RECORD,
        )
    )
