"""Builds the real TensorFlow 1 graph of a config, as far as the first step of training builds it.

`build` does what the trainer does before it loads a checkpoint: the model builder with `is_training`, the image resizer on an
image of unknown size, one prediction on what comes out of it with the static shape that the input pipeline gives it,
and the loss. Nothing is run: TensorFlow 1 refuses while it builds the graph.
"""

from __future__ import annotations

from typing import Any

from oracle.tf1_api import config_util, model_builder, model_pb2, text_format, tf, tf1
from oracle.tf1_facts import Refusal, Shapes

_CONTEXT = 10
_MESSAGE_LIMIT = 300


def parse(text: str) -> Any:
    """The DetectionModel message (the inside of a config's `model` block) that the text sets."""
    return text_format.Merge(text, model_pb2.DetectionModel())


def build(text: str) -> Shapes | Refusal:
    """The global variables of a `model` block's model, shape and dtype by name, or the API's refusal."""
    message = parse(text)
    config = getattr(message, message.WhichOneof('model'))
    stage = 'builder'
    with tf.Graph().as_default():
        tf1.train.create_global_step()  # as every trainer does
        try:
            model = model_builder.build(message, is_training=True)
            stage = 'resizer'
            images, shapes = images_of(model, config.image_resizer)
            groundtruth(model, config, images)
            stage = 'prediction'
            prediction = model.predict(images, shapes, **context_of(config))
            found = {variable.op.name: variable for variable in tf1.global_variables()}
            stage = 'loss'
            model.loss(prediction, shapes)
        except Exception as error:  # whatever it raises is what is to be recorded
            return Refusal(stage, type(error).__name__, str(error).strip()[:_MESSAGE_LIMIT])
        del found['global_step']
        return {name: (tuple(one.shape.as_list()), one.dtype.base_dtype.name) for name, one in found.items()}


def images_of(model: Any, resizer: Any) -> tuple[Any, Any]:
    """A batch of one image, preprocessed, as the input pipeline hands it over: it knows the size where the resizer fixes one."""
    images, shapes = model.preprocess(tf1.placeholder(tf.float32, [1, None, None, 3]))
    try:
        height, width = config_util.get_spatial_image_size(resizer)
    except ValueError:  # the input pipeline does not know this resizer; that is not the model's affair
        height, width = -1, -1
    sides = [None if side == -1 else side for side in (height, width)]
    images = (
        tf.reshape(images, [1, *(-1 if side is None else side for side in sides), images.shape[-1]])
        if all(sides)
        else images
    )
    images.set_shape([1, *sides, images.shape[-1]])
    return images, shapes


def groundtruth(model: Any, config: Any, images: Any) -> None:
    _, height, width, _ = images.shape.as_list()
    model.provide_groundtruth(
        groundtruth_boxes_list=[tf.constant([[0.1, 0.1, 0.6, 0.6]])],
        groundtruth_classes_list=[tf.one_hot([0], max(config.num_classes, 0))],
        groundtruth_weights_list=[tf.ones([1])],
        groundtruth_confidences_list=[tf.one_hot([0], max(config.num_classes, 0))],
        groundtruth_masks_list=[tf1.placeholder(tf.float32, [1, height, width])],
    )


def context_of(config: Any) -> dict[str, Any]:
    if not hasattr(config, 'context_config') or not config.HasField('context_config'):
        return {}
    features = tf.zeros([1, _CONTEXT, max(config.context_config.context_feature_length, 0)])
    return {'context_features': features, 'valid_context_size': tf.constant([_CONTEXT])}
