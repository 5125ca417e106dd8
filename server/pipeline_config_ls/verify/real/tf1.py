"""Builds the real graph of a TensorFlow 1 config, and restores a checkpoint into it as training does.

The functions called, and their order, are those of `model_fn` in the API's model_lib.py and of `train` in its legacy/trainer.py:
the first asks for the map of a restore when the model has predicted, the second when the optimizer has its variables, too. Images
are a placeholder of the static shape that the input pipeline gives them. Until a checkpoint is restored nothing is run: TensorFlow 1
refuses while it builds the graph. `stand_ins.prepare` comes first.
"""

from __future__ import annotations

from typing import Any, Dict, List, NamedTuple, Optional, Tuple, Union

import tensorflow as tf
from google.protobuf import text_format
from object_detection.builders import model_builder, optimizer_builder
from object_detection.protos import pipeline_pb2
from object_detection.utils import config_util, variables_helper

from . import example
from .raised import Raised, Stages, raised

BUILDER, RESIZER, PREDICTION, LOSS, OPTIMIZER = 'builder', 'resizer', 'prediction', 'loss', 'optimizer'
ROOTS, LOAD, RESTORE = 'roots', 'load', 'restore'
MODEL_LIB, LEGACY = 'model_lib', 'legacy'

tf1 = tf.compat.v1


class Restored(NamedTuple):
    """What became of a restore. `map` is how many variables training asks for; names are of the graph, but `missing` are names that
    were looked for in the checkpoint. `incompatible` are (name, shape in the checkpoint, shape in the model).
    """

    type: str
    raised: Optional[Raised]
    map: int
    restored: List[str]
    missing: List[str]
    incompatible: List[Tuple[str, List[int], List[int]]]
    unused: List[str]


Variables = List[Tuple[str, List[int], str]]


def parse(text: str) -> Any:
    """The TrainEvalPipelineConfig message of a config's text, by the installation's own protos."""
    return text_format.Merge(text, pipeline_pb2.TrainEvalPipelineConfig())


def build(config: Any, stages: Optional[Stages] = None) -> Union[Variables, Raised]:
    """The variables of the model of a DetectionModel message, built in a graph of its own, or what the API raised."""
    stages = stages or Stages()
    with tf.Graph().as_default():
        try:
            made = make(config, stages)
            found = variables()
            losses(made, stages)
            return found
        except Exception as error:
            return raised(stages.current, error)


class Made(NamedTuple):
    """A model in the default graph, and what it has predicted for images of these shapes."""

    model: Any
    prediction: Any
    shapes: Any


def make(config: Any, stages: Stages) -> Made:
    """The model in the default graph. Raises what the API raises."""
    stages.enter(BUILDER, 'building the model')
    tf1.train.get_or_create_global_step()  # as every trainer does
    settings = getattr(config, config.WhichOneof('model'))
    model = model_builder.build(config, is_training=True)
    stages.enter(RESIZER, 'building its graph')
    images, shapes = _images(model, settings.image_resizer)
    model.provide_groundtruth(**_groundtruth(settings, images))
    stages.enter(PREDICTION)
    prediction = model.predict(images, shapes, **example.side_inputs(tf, config.WhichOneof('model'), settings))
    return Made(model, prediction, shapes)


def losses(made: Made, stages: Stages) -> List[Any]:
    """The losses of a prediction. Raises what the API raises."""
    stages.enter(LOSS)
    return list(made.model.loss(made.prediction, made.shapes).values())


def _images(model: Any, resizer: Any) -> Tuple[Any, Any]:
    """A batch of one image, preprocessed, as the input pipeline hands it over: it knows the size where the resizer fixes one."""
    images, shapes = model.preprocess(tf1.placeholder(tf.float32, [1, None, None, 3]))
    try:
        height, width = config_util.get_spatial_image_size(resizer)
    except ValueError:  # the input pipeline does not know this resizer; that is not the model's affair
        height, width = -1, -1
    sides = [None if side == -1 else side for side in (height, width)]
    if all(sides):
        images = tf.reshape(images, [1, *(-1 if side is None else side for side in sides), images.shape[-1]])
    images.set_shape([1, *sides, images.shape[-1]])
    return images, shapes


def _groundtruth(settings: Any, images: Any) -> Dict[str, Any]:
    _, height, width, _ = images.shape.as_list()
    classes = tf.one_hot([0], max(settings.num_classes, 0))
    return {
        'groundtruth_boxes_list': [tf.constant([[0.1, 0.1, 0.6, 0.6]])],
        'groundtruth_classes_list': [classes],
        'groundtruth_weights_list': [tf.ones([1])],
        'groundtruth_confidences_list': [classes],
        **_masks(settings, height, width),
        **_keypoints(settings),
    }


def _masks(settings: Any, height: Optional[int], width: Optional[int]) -> Dict[str, Any]:
    """For a model that predicts masks: a reader loads them for no other, and Faster R-CNN resizes what it is given."""
    regions = getattr(settings, 'second_stage_box_predictor', None)
    if regions is None or not regions.mask_rcnn_box_predictor.predict_instance_masks:
        return {}
    return {'groundtruth_masks_list': [tf1.placeholder(tf.float32, [1, height, width])]}


def _keypoints(settings: Any) -> Dict[str, Any]:
    """As many as a box coder of keypoints encodes."""
    if not hasattr(settings, 'box_coder') or not settings.box_coder.HasField('keypoint_box_coder'):
        return {}
    count = max(settings.box_coder.keypoint_box_coder.num_keypoints, 0)
    return {'groundtruth_keypoints_list': [tf.fill([1, count, 2], 0.3)]}


def variables() -> Variables:
    """Name, shape and dtype of each variable of the default graph, but for the step, which is the trainer's."""
    found = [(one.op.name, one.shape.as_list(), one.dtype.base_dtype.name) for one in tf1.global_variables()]
    return sorted(one for one in found if one[0] != 'global_step')


def restore_map(model: Any, restore_type: str, load_all: bool) -> Union[Dict[str, Any], Raised]:
    """Which variable of the graph training looks for under which name of the checkpoint."""
    try:
        found: Dict[str, Any] = model.restore_map(
            fine_tune_checkpoint_type=restore_type, load_all_detection_checkpoint_vars=load_all
        )
    except Exception as error:
        return raised(ROOTS, error)
    return found


def restore(
    config: Any, trainer: str = MODEL_LIB, stages: Optional[Stages] = None
) -> Tuple[Restored, Optional[Variables]]:
    """Goes the way of training up to its first session, for a TrainEvalPipelineConfig that names a checkpoint.

    And the model's variables, where one can be built.
    """
    stages = stages or Stages()
    found: Optional[Variables] = None
    with tf.Graph().as_default():
        try:
            made = make(config.model, stages)
            found = variables()
            if trainer == LEGACY:
                optimize(config.train_config, made, stages)
            return _restore(config.train_config, made.model, stages), found
        except Exception as error:
            kind = restore_type_of(config.train_config)
            return Restored(kind, raised(stages.current, error), 0, [], [], [], []), found


def restore_type_of(train: Any) -> str:
    """The type that both trainers take."""
    if train.fine_tune_checkpoint_type:
        return str(train.fine_tune_checkpoint_type)
    return 'detection' if train.from_detection_checkpoint else 'classification'


def optimize(train: Any, made: Made, stages: Stages) -> List[Tuple[Any, Any]]:
    """Loss and optimizer as the legacy trainer has them, whose slots its map has, too. Returns gradients and variables."""
    terms = losses(made, stages)
    if train.add_regularization_loss:
        terms += tf1.losses.get_regularization_losses()
    stages.enter(OPTIMIZER, 'building the optimizer')
    optimizer, _ = optimizer_builder.build(train.optimizer)
    pairs = optimizer.compute_gradients(tf.add_n(terms))
    if train.freeze_variables:
        pairs = variables_helper.freeze_gradients_matching_regex(pairs, train.freeze_variables)
    optimizer.apply_gradients(pairs, global_step=tf1.train.get_or_create_global_step())
    return list(pairs)


def _restore(train: Any, model: Any, stages: Stages) -> Restored:
    kind, path = restore_type_of(train), train.fine_tune_checkpoint
    stages.enter(ROOTS)
    asked = model.restore_map(
        fine_tune_checkpoint_type=kind, load_all_detection_checkpoint_vars=train.load_all_detection_checkpoint_vars
    )
    stages.enter(LOAD, 'reading the checkpoint')
    found = variables_helper.get_variables_available_in_checkpoint(asked, path, include_global_step=False)
    shapes = tf1.train.NewCheckpointReader(path).get_variable_to_shape_map()
    stages.enter(RESTORE, 'restoring the checkpoint')
    if found:
        tf1.train.init_from_checkpoint(path, dict(found))
        with tf1.Session() as session:
            session.run(tf1.global_variables_initializer())
    others = {name: variable for name, variable in asked.items() if name not in found and name != 'global_step'}
    return Restored(
        kind,
        None,
        len(asked),
        sorted(variable.op.name for variable in found.values()),
        sorted(name for name in others if name not in shapes),
        sorted((name, list(shapes[name]), others[name].shape.as_list()) for name in others if name in shapes),
        sorted(name for name in shapes if name not in found),
    )
