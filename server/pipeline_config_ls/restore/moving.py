"""Moves a whole config from one TensorFlow to the other: extractor, version, type, and fields that the other one does not take.

A move is given only where the other builder was planned to build the result. Where TensorFlow 2 does not have a network, the move takes
the one that is most like it, and says so.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from pipeline_config_ls.architectures.build_error import CannotBuild
from pipeline_config_ls.architectures.config import Config
from pipeline_config_ls.architectures.framework import KERAS, V2, Framework
from pipeline_config_ls.architectures.plan import plan
from pipeline_config_ls.architectures.tf2.keypoints import LabelMaps, no_label_maps
from pipeline_config_ls.document.edits import quote
from pipeline_config_ls.restore.cause import LOAD_ALL, TYPE, VERSION
from pipeline_config_ls.restore.field_changes import FieldChange, changed
from pipeline_config_ls.restore.predict import checkpoint_type
from pipeline_config_ls.restore.roots import DETECTION, FULL

FROM_DETECTION = 'train_config.from_detection_checkpoint'
_EXTRACTOR_TYPE = '.feature_extractor.type'
_GRID = 'model.faster_rcnn.first_stage_anchor_generator.grid_anchor_generator'
_KINDS = ('ssd', 'faster_rcnn')
_REPAIRS = 2

NEAREST: Mapping[str, str] = {
    'faster_rcnn_inception_v2': 'faster_rcnn_resnet50_keras',
    'faster_rcnn_nas': 'faster_rcnn_inception_resnet_v2_keras',
    'faster_rcnn_pnas': 'faster_rcnn_inception_resnet_v2_keras',
    'ssd_inception_v2': 'ssd_mobilenet_v2_keras',
    'ssd_inception_v3': 'ssd_mobilenet_v2_keras',
    'ssd_mobilenet_v1_ppn': 'ssd_mobilenet_v1_keras',
    'ssd_mobilenet_v2_mnasfpn': 'ssd_mobilenet_v2_fpn_keras',
    'ssd_mobilenet_v3_large': 'ssd_mobilenet_v2_keras',
    'ssd_mobilenet_v3_small': 'ssd_mobilenet_v2_keras',
    'ssd_mobilenet_v3_small_pruned': 'ssd_mobilenet_v2_keras',
    'ssd_mobilenet_edgetpu': 'ssd_mobilenet_v2_keras',
    'ssd_mobiledet_cpu': 'ssd_mobilenet_v2_keras',
    'ssd_mobiledet_dsp': 'ssd_mobilenet_v2_keras',
    'ssd_mobiledet_edgetpu': 'ssd_mobilenet_v2_keras',
    'ssd_mobiledet_gpu': 'ssd_mobilenet_v2_keras',
    'ssd_spaghettinet': 'ssd_mobilenet_v2_keras',
    'embedded_ssd_mobilenet_v1': 'ssd_mobilenet_v1_keras',
}
"""For the networks that TensorFlow 2 does not have, the one of its own that is nearest in kind and in size."""


class Move(NamedTuple):
    """The changes that make a config one for the other TensorFlow, which was planned to build it.

    `extractor` is the one there, `same_network` whether it is the network of before.
    """

    changes: tuple[FieldChange, ...]
    extractor: str
    same_network: bool = True


def move(config: Config, to: Framework, label_maps: LabelMaps = no_label_maps) -> Move | CannotBuild | None:
    """The move of a `TrainEvalPipelineConfig` message, or why the other builder refuses it; None where there is nothing to move."""
    architecture = config.model.WhichOneof('model')
    extractor = str(getattr(config.model, architecture).feature_extractor.type) if architecture in _KINDS else ''
    if not extractor:
        return None
    moved = _with_extractor(config, architecture, _counterpart(extractor, to), to, label_maps)
    nearest = NEAREST.get(extractor) if to is Framework.TF2 else None
    if nearest is None or not isinstance(moved, CannotBuild) or not moved.field.endswith(_EXTRACTOR_TYPE):
        return moved
    other = _with_extractor(config, architecture, nearest, to, label_maps)
    return other._replace(same_network=False) if isinstance(other, Move) else moved


def _with_extractor(
    config: Config, architecture: str, name: str, to: Framework, label_maps: LabelMaps
) -> Move | CannotBuild | None:
    settings = getattr(config.model, architecture)
    renamed = FieldChange(f'model.{architecture}{_EXTRACTOR_TYPE}', quote(name))
    changes = (*((renamed,) if name != settings.feature_extractor.type else ()), *_training(config, to))
    if not changes:
        return None
    built = _repaired(config, changes, to, label_maps, _REPAIRS)
    return built if isinstance(built, CannotBuild) else Move(built, name)


def _repaired(
    config: Config, changes: tuple[FieldChange, ...], to: Framework, label_maps: LabelMaps, repairs: int
) -> tuple[FieldChange, ...] | CannotBuild:
    """The changes after which the other builder builds, with what its refusals suggest where that helps; else its first refusal."""
    built = plan(changed(config, changes).model, to, label_maps)
    if not isinstance(built, CannotBuild):
        return changes
    if repairs and not built.field.endswith(_EXTRACTOR_TYPE):
        for suggestion in built.suggestions:
            suggested = tuple(FieldChange(f'model.{change.field}', change.value) for change in suggestion)
            more = (*suggested, *_anchors(config, suggested))
            found = _repaired(config, changes + more, to, label_maps, repairs - 1)
            if not isinstance(found, CannotBuild):
                return found
    return built


def _anchors(config: Config, changes: tuple[FieldChange, ...]) -> Iterator[FieldChange]:
    """The strides of the anchors, where they were those of the features, which change."""
    faster_rcnn = config.model.faster_rcnn
    grid = faster_rcnn.first_stage_anchor_generator.grid_anchor_generator
    for change in changes:
        if change.field.endswith('.first_stage_features_stride'):
            for name in ('height_stride', 'width_stride'):
                if getattr(grid, name) == faster_rcnn.feature_extractor.first_stage_features_stride:
                    yield FieldChange(f'{_GRID}.{name}', change.value)


def _counterpart(extractor: str, to: Framework) -> str:
    """The name of the same network in the other TensorFlow, if it has one: the planner knows."""
    plain = extractor.removesuffix(KERAS)
    return f'{plain}{KERAS}' if to is Framework.TF2 else plain


def _training(config: Config, to: Framework) -> Iterator[FieldChange]:
    """What `train_config` says of the checkpoint, in the other one's words."""
    train = config.train_config
    set_fields = {field.name for field, _ in train.ListFields()}
    kind = checkpoint_type(train)
    if to is Framework.TF2:
        if train.fine_tune_checkpoint_version != V2:
            yield FieldChange(VERSION, 'V2')
        everything = kind == DETECTION and train.load_all_detection_checkpoint_vars
        wanted = FULL if everything else kind
        if train.load_all_detection_checkpoint_vars:
            yield FieldChange(LOAD_ALL, None)
    else:
        if 'fine_tune_checkpoint_version' in set_fields:
            yield FieldChange(VERSION, None)
        if kind == FULL:
            yield FieldChange(LOAD_ALL, 'true')
        wanted = DETECTION if kind == FULL else kind
    if train.fine_tune_checkpoint_type != wanted and train.fine_tune_checkpoint:
        yield FieldChange(TYPE, quote(wanted))
    if 'from_detection_checkpoint' in set_fields:
        yield FieldChange(FROM_DETECTION, None)
