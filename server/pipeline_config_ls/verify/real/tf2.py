"""Builds the real model of a TensorFlow 2 config, and restores a checkpoint into it as training does.

The order of steps, the functions called and their arguments are those of `train_loop` in the API's model_lib_v2.py, with
one difference: the first batch is made up (`example`), so that no data set is needed. `stand_ins.prepare` comes first.
"""

from __future__ import annotations

import tempfile
from typing import Any, List, NamedTuple, Optional, Tuple, Union

import tensorflow as tf
from google.protobuf import text_format
from object_detection import model_lib_v2
from object_detection.builders import model_builder
from object_detection.protos import pipeline_pb2
from object_detection.utils import config_util, variables_helper

from . import example
from .objects import Bound, bound, keep_coordinators, read_checkpoint
from .raised import Raised, Stages, raised

BUILDER, FORWARD = 'builder', 'forward'
OPTIONS, SUPPORT, LOAD, ROOTS, RESTORE = 'options', 'support', 'load', 'roots', 'restore'


class Restored(NamedTuple):
    """What became of a restore. `bound` is None where training stopped before TensorFlow looked at the objects."""

    type: str
    raised: Optional[Raised]
    bound: Optional[Bound]


def parse(text: str) -> Any:
    """The TrainEvalPipelineConfig message of a config's text, by the installation's own protos."""
    return text_format.Merge(text, pipeline_pb2.TrainEvalPipelineConfig())


def build(config: Any, stages: Optional[Stages] = None) -> Union[Any, Raised]:
    """The real model of a DetectionModel message, every variable made, or what the API raised."""
    stages = stages or Stages()
    try:
        model = make(config, stages)
        run_once(config, model, stages)
    except Exception as error:
        return raised(stages.current, error)
    return model


def make(config: Any, stages: Stages) -> Any:
    """The model as the builder gives it: most of its variables are made when it is first run. Raises what the API raises."""
    stages.enter(BUILDER, 'building the model')
    tf.keras.backend.clear_session()
    return model_builder.build(config, is_training=True)


def run_once(config: Any, model: Any, stages: Stages) -> None:
    """Predict and compute the loss once, with the training flag down, as training's own dummy run does.

    The loss too: CenterNet's tracking head has a network that only the loss calls.
    """
    stages.enter(FORWARD, 'running the model once')
    family = config.WhichOneof('model')
    settings = getattr(config, family)
    model._is_training = False
    _learning_phase_off()
    images, shapes = model.preprocess(tf.zeros([1, *example.IMAGE, 3]))
    model.provide_groundtruth(**example.groundtruth(tf, family, settings, images), training_step=0)
    prediction = model.predict(images, shapes, **example.side_inputs(tf, family, settings))
    model.loss(prediction, shapes)


def _learning_phase_off() -> None:
    tf.keras.backend.set_learning_phase(False)


def restore(config: Any, model_dir: str, stages: Optional[Stages] = None) -> Tuple[Restored, Optional[Variables]]:
    """Goes the way of training up to its restored checkpoint, for a TrainEvalPipelineConfig that names one.

    And the model's variables, where one can be built: also if training stops before it would be.
    """
    stages = stages or Stages()
    train = config.train_config
    stages.enter(OPTIONS)
    error, model, coordinators = None, None, []
    if train.load_all_detection_checkpoint_vars:
        error = raised(OPTIONS, ValueError('train_pb2.load_all_detection_checkpoint_vars unsupported in TF2'))
    else:
        config_util.update_fine_tune_checkpoint_type(train)
    try:
        model = make(config.model, stages)
    except Exception as refusal:
        error = error or raised(stages.current, refusal)
    if error is None:
        with keep_coordinators() as coordinators:
            error = _load(config, model, model_dir, stages)
    found = bound(coordinators[-1]) if coordinators else None
    return Restored(train.fine_tune_checkpoint_type, error, found), _variables(config.model, model, stages)


Variables = List[Tuple[str, List[int], str]]


def _variables(config: Any, model: Any, stages: Stages) -> Optional[Variables]:
    """All variables of a model, run once now if training did not come to that."""
    if model is None:
        return None
    try:
        if not stages.entered(FORWARD):
            run_once(config, model, stages)
        return variables(model)
    except Exception:
        return None


def variables(model: Any) -> Variables:
    """Key, shape and dtype of each variable, as a checkpoint of the model has them."""
    with tempfile.TemporaryDirectory() as folder:
        found, _ = read_checkpoint(tf.train.Checkpoint(model=model).write(f'{folder}/model'))
    return [(key, list(shape), dtype) for key, (shape, dtype) in found.items()]


def _load(config: Any, model: Any, model_dir: str, stages: Stages) -> Optional[Raised]:
    train = config.train_config
    try:
        stages.enter(SUPPORT, 'reading the checkpoint')
        variables_helper.ensure_checkpoint_supported(
            train.fine_tune_checkpoint, train.fine_tune_checkpoint_type, model_dir
        )
        stages.enter(LOAD)
        load(config, model, stages)
    except Exception as error:
        return raised(stages.current, error)
    return None


def load(config: Any, model: Any, stages: Stages) -> None:
    """`load_fine_tune_checkpoint` itself, whose dummy run on the first batch is ours. Raises what the API raises."""
    train = config.train_config
    roots_of, dummy_run = model.restore_from_objects, model_lib_v2._ensure_model_is_built

    def restore_from_objects(**kwargs: Any) -> Any:
        stages.enter(ROOTS)
        roots = roots_of(**kwargs)
        stages.enter(RESTORE, 'restoring the checkpoint')
        return roots

    def ensure_model_is_built(*arguments: Any) -> None:
        run_once(config.model, model, stages)

    model.restore_from_objects = restore_from_objects
    model_lib_v2._ensure_model_is_built = ensure_model_is_built
    try:
        model_lib_v2.load_fine_tune_checkpoint(
            model,
            train.fine_tune_checkpoint,
            train.fine_tune_checkpoint_type,
            train.fine_tune_checkpoint_version,
            train.run_fine_tune_checkpoint_dummy_computation,
            input_dataset=None,
            unpad_groundtruth_tensors=False,
        )
    finally:
        model_lib_v2._ensure_model_is_built = dummy_run
        del model.restore_from_objects
