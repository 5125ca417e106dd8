"""Moves a whole config from one TensorFlow to the other: extractor, version, type, and fields that the other one does not take.

Only networks that both have can be moved, and a move is given only where the other builder was planned to build the result.
"""

from __future__ import annotations

from collections.abc import Iterator

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
STRIDE = '.first_stage_features_stride'
_STRIDE = '16'  # the only one that every Faster R-CNN of TensorFlow 2 takes
_KINDS = ('ssd', 'faster_rcnn')


def move(config: Config, to: Framework, label_maps: LabelMaps = no_label_maps) -> tuple[FieldChange, ...]:
    """The changes that make a `TrainEvalPipelineConfig` message one for the other TensorFlow; none where it cannot be moved."""
    architecture = config.model.WhichOneof('model')
    if architecture not in _KINDS:
        return ()
    field = f'model.{architecture}.feature_extractor.type'
    extractor = getattr(config.model, architecture).feature_extractor.type
    name = _counterpart(extractor, to)
    changes = ((FieldChange(field, quote(name)),) if name != extractor else ()) + tuple(_training(config, to))
    if not extractor or not changes:
        return ()
    built = plan(changed(config, changes).model, to, label_maps)
    if isinstance(built, CannotBuild) and built.field.endswith(STRIDE):
        changes += (FieldChange(f'model.{built.field}', _STRIDE),)
        built = plan(changed(config, changes).model, to, label_maps)
    return () if isinstance(built, CannotBuild) else changes


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
