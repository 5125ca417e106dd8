"""Which checkpoints are restored into which models, by each type: the rows that `make record` tries for real.

Checkpoints and models are variants (variants.py). Every checkpoint of a group is restored into every model of it,
by every type. It knows nothing of TensorFlow.
"""

from __future__ import annotations

from typing import NamedTuple

from oracle.variant import Variant
from oracle.variants import FAMILIES

TYPES = ('classification', 'detection', 'full')


class Source(NamedTuple):
    """A checkpoint to write: of a variant's fresh model, in one of three forms.

    `model` is what the model zoo offers (model and save counter), `train` what training writes (also the step and
    the optimizer's slots), `backbone` a classification checkpoint (root `feature_extractor`).
    """

    name: str
    family: str
    label: str
    form: str = 'model'


class Row(NamedTuple):
    """One restore to try: a checkpoint into the model of a variant."""

    checkpoint: str
    family: str
    label: str
    type: str
    version: str = 'V2'


class _Group(NamedTuple):
    checkpoints: tuple[str, ...]
    targets: tuple[tuple[str, str], ...]


def variant(family: str, label: str) -> Variant:
    """The variant of a family with a label. Raises KeyError if the list has none."""
    return {candidate.label: candidate for candidate in FAMILIES[family]}[label]


def _targets(family: str, *labels: str) -> tuple[tuple[str, str], ...]:
    """Models of a family: its first base, and variants of it, named by their edits."""
    base = FAMILIES[family][0].label
    chosen = [base, *(f'{base} | {label}' for label in labels)]
    return tuple((family, variant(family, label).label) for label in chosen)


_EXTRACTOR = 'feature_extractor'
_RPN_ATTENTION = (
    f'{_EXTRACTOR}.type: "faster_rcnn_resnet50_keras" | context_config.attention_position: POST_RPN'
    ' | context_config.attention_bottleneck_dimension: 32'
)
_MASKS = 'second_stage_box_predictor.mask_rcnn_box_predictor'
_D1 = (
    f'{_EXTRACTOR}.type: "ssd_efficientnet-b1_bifpn_keras" | {_EXTRACTOR}.bifpn.num_iterations: 4'
    f' | {_EXTRACTOR}.bifpn.num_filters: 88'
    ' | box_predictor.weight_shared_convolutional_box_predictor.depth: 88'
    ' | box_predictor.weight_shared_convolutional_box_predictor.num_layers_before_predictor: 3'
)
_LEVELS = 'anchor_generator.multiscale_anchor_generator'
_TWO_TASKS = (
    'keypoint_estimation_task += { task_name: "parts" keypoint_class_name: "car"'
    ' loss { localization_loss { l1_localization_loss {} } classification_loss { penalty_reduced_logistic_focal_loss {} } } }'
)
_TRACKS = 'track_estimation_task { num_track_ids: 10 classification_loss { weighted_softmax {} } }'

SOURCES: tuple[Source, ...] = (
    Source('mask_rcnn', 'mask_rcnn', 'mask_rcnn_inception_resnet_v2'),
    Source('mask_rcnn-three-classes', 'mask_rcnn', 'mask_rcnn_inception_resnet_v2 | num_classes: 3'),
    Source('inception_resnet_v2-backbone', 'mask_rcnn', 'mask_rcnn_inception_resnet_v2', 'backbone'),
    Source('faster_rcnn-train', 'faster_rcnn_resnet', 'faster_rcnn_resnet50', 'train'),
    Source('faster_rcnn-one-stage', 'faster_rcnn_resnet', 'faster_rcnn_resnet50 | number_of_stages: 1'),
    Source('faster_rcnn_fpn', 'faster_rcnn_resnet_fpn', 'faster_rcnn_resnet50_fpn'),
    Source('context_rcnn', 'context_rcnn', f'context_rcnn_resnet101 | {_RPN_ATTENTION}'),
    Source('efficientdet_d0', 'ssd_efficientdet', 'ssd_efficientdet_d0'),
    Source('efficientdet_d1-train', 'ssd_efficientdet', f'ssd_efficientdet_d0 | {_D1}', 'train'),
    Source('efficientnet_b0-backbone', 'ssd_efficientdet', 'ssd_efficientdet_d0', 'backbone'),
    Source('centernet_keypoints', 'centernet_keypoints', 'centernet_keypoints'),
    Source('centernet_hourglass-train', 'centernet_hourglass', 'centernet_hourglass', 'train'),
    Source(
        'centernet_keypoints-resnet50',
        'centernet_keypoints',
        f'centernet_keypoints | {_EXTRACTOR}.type: "resnet_v1_50_fpn"',
    ),
    Source('centernet_resnet50-backbone', 'centernet_resnet_v1_fpn', 'centernet_resnet_v1_fpn', 'backbone'),
    Source('centernet_tracks', 'centernet_hourglass', f'centernet_hourglass | {_TRACKS}'),
    Source('deepmac', 'centernet_deepmac', 'centernet_deepmac'),
    Source('mobilenet_v2', 'ssd_mobilenet_v2', 'ssd_mobilenet_v2'),
    Source('mobilenet_v2_fpnlite-train', 'ssd_mobilenet_v2_fpn', 'ssd_mobilenet_v2_fpnlite', 'train'),
    Source('mobilenet_v2-backbone', 'ssd_mobilenet_v2', 'ssd_mobilenet_v2', 'backbone'),
    Source('resnet50_fpn-three-classes', 'ssd_resnet_v1_fpn', 'ssd_resnet50_v1_fpn | num_classes: 3'),
    Source('mobilenet_v1_fpn', 'ssd_mobilenet_v1_fpn', 'ssd_mobilenet_v1_fpn'),
)

_GROUPS: tuple[_Group, ...] = (
    _Group(
        ('mask_rcnn', 'mask_rcnn-three-classes', 'inception_resnet_v2-backbone', 'faster_rcnn-train'),
        _targets(
            'mask_rcnn',
            'num_classes: 3',
            'number_of_stages: 2',
            'number_of_stages: 1',
            f'{_MASKS}.mask_prediction_conv_depth: 64',
            f'{_MASKS}.mask_prediction_num_conv_layers: 2',
            f'{_MASKS}.masks_are_class_agnostic: true',
            f'{_MASKS}.share_box_across_classes: true',
            f'{_EXTRACTOR}.type: "faster_rcnn_resnet50_keras" | initial_crop_size: 14',
        ),
    ),
    _Group(
        ('context_rcnn', 'faster_rcnn-train', 'faster_rcnn-one-stage', 'faster_rcnn_fpn'),
        (
            *_targets('context_rcnn', f'{_EXTRACTOR}.type: "faster_rcnn_resnet50_keras"', _RPN_ATTENTION)[1:],
            *_targets('faster_rcnn_resnet', 'number_of_stages: 1', 'num_classes: 3', 'initial_crop_size: 7'),
            *_targets('faster_rcnn_resnet_fpn', 'num_classes: 1', f'{_EXTRACTOR}.fpn.additional_layer_depth: 64'),
        ),
    ),
    _Group(
        ('efficientdet_d0', 'efficientdet_d1-train', 'efficientnet_b0-backbone', 'mobilenet_v2_fpnlite-train'),
        (
            *_targets(
                'ssd_efficientdet',
                'num_classes: 1',
                f'{_EXTRACTOR}.bifpn.num_iterations: 1',
                f'{_EXTRACTOR}.bifpn.num_filters: 24',
                f'{_EXTRACTOR}.bifpn.combine_method: "sum"',
                f'{_EXTRACTOR}.bifpn.min_level: 4 | {_LEVELS}.min_level: 4',
                f'-{_EXTRACTOR}.conv_hyperparams.batch_norm',
                'box_predictor.weight_shared_convolutional_box_predictor.num_layers_before_predictor: 0',
                _D1,
            ),
        ),
    ),
    _Group(
        (
            'centernet_keypoints',
            'centernet_hourglass-train',
            'centernet_keypoints-resnet50',
            'centernet_resnet50-backbone',
            'centernet_tracks',
            'deepmac',
        ),
        (
            *_targets('centernet_keypoints', 'num_classes: 1', _TWO_TASKS, f'{_EXTRACTOR}.type: "resnet_v1_50_fpn"'),
            *_targets('centernet_hourglass', _TRACKS, f'{_EXTRACTOR}.type: "hourglass_20"', 'use_depthwise: true'),
            *_targets('centernet_deepmac', 'deepmac_mask_estimation.dim: 16')[:2],
            *_targets('centernet_resnet_v1_fpn', f'{_EXTRACTOR}.type: "resnet_v1_18_fpn"'),
            *_targets('centernet_mobilenet_v2_fpn'),
        ),
    ),
    _Group(
        (
            'mobilenet_v2',
            'mobilenet_v2-backbone',
            'mobilenet_v2_fpnlite-train',
            'resnet50_fpn-three-classes',
            'mobilenet_v1_fpn',
        ),
        (
            *_targets('ssd_mobilenet_v2', 'num_classes: 3', f'{_EXTRACTOR}.depth_multiplier: 0.5'),
            *_targets(
                'ssd_mobilenet_v2_fpn',
                'num_classes: 3',
                f'{_EXTRACTOR}.use_depthwise: false',
                'box_predictor.weight_shared_convolutional_box_predictor.num_layers_before_predictor: 3',
            ),
            *_targets('ssd_resnet_v1_fpn', f'-{_EXTRACTOR}.conv_hyperparams.batch_norm'),
            *_targets('ssd_mobilenet_v1_fpn'),
        ),
    ),
)

# Types that are none, types left empty, and the version whose default is wrong: for one model of each architecture.
_ODD: tuple[Row, ...] = tuple(
    Row(checkpoint, family, label, type_, version)
    for checkpoint, family, label in (
        ('mobilenet_v2_fpnlite-train', 'ssd_mobilenet_v2_fpn', 'ssd_mobilenet_v2_fpnlite'),
        ('faster_rcnn-train', 'faster_rcnn_resnet', 'faster_rcnn_resnet50'),
        ('centernet_hourglass-train', 'centernet_hourglass', 'centernet_hourglass'),
        ('deepmac', 'centernet_deepmac', 'centernet_deepmac'),
        ('mobilenet_v2-backbone', 'ssd_mobilenet_v2', 'ssd_mobilenet_v2'),
    )
    for type_, version in (
        ('', 'V2'),
        ('fine_tune', 'V2'),
        ('Detection', 'V2'),
        ('detection', 'V1'),
        ('fine_tune', 'V1'),
        ('', 'V1'),
    )
)

ROWS: tuple[Row, ...] = (
    *(
        Row(checkpoint, family, label, type_)
        for group in _GROUPS
        for family, label in group.targets
        for checkpoint in group.checkpoints
        for type_ in TYPES
    ),
    *_ODD,
)
