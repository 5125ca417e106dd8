"""Builds the real model of a config and runs it once, so that all its variables exist.

`build` does what training does before it loads a checkpoint (`_ensure_model_is_built` in the API's
model_lib_v2.py), without a data set: the model builder with `is_training`, then one prediction with the
training flag down on an image of zeros. The loss is left out: no model makes a variable in it. Where the
API raises, the answer is a `Refusal` that says at which of the two steps.

It needs TensorFlow and the API in its interpreter, and knows nothing of facts or variants.
"""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from oracle.real_api import model_builder, model_pb2, text_format, tf, tf_keras

# The image before the config's own resizer, and how many features of context a Context R-CNN is shown:
# no variable depends on either.
_IMAGE = (64, 64)
_CONTEXT_FEATURES = 3
_MESSAGE_LIMIT = 400


class Refusal(NamedTuple):
    """The API raised: `stage` is 'builder' (model_builder.build) or 'forward' (the first prediction)."""

    stage: str
    error: str
    message: str


class Built(NamedTuple):
    """A real model with all its variables, and the config that it was built from."""

    config: Any
    model: Any


def parse(text: str) -> Any:
    """The DetectionModel message (the inside of a config's `model` block) that the text sets."""
    return text_format.Merge(text, model_pb2.DetectionModel())


def message_of(error: BaseException) -> str:
    """What the exception says: without Keras's account of the layer that it passed, without memory addresses."""
    text = str(error)
    if text.startswith('Exception encountered when calling layer'):
        text = text.split('\n\n')[1]
    return re.sub(r'0x[0-9a-f]{6,}', '0x', text).strip()[:_MESSAGE_LIMIT]


def build(text: str) -> Built | Refusal:
    """The real model of a `model` block, every variable made, or the API's refusal."""
    tf_keras.backend.clear_session()
    config = parse(text)
    stage = 'builder'
    try:
        model = model_builder.build(config, is_training=True)
        stage = 'forward'
        predict_once(config, model)
    except Exception as error:  # whatever the API raises is the fact to record
        return Refusal(stage, type(error).__name__, message_of(error))
    return Built(config, model)


def predict_once(config: Any, model: Any) -> None:
    """One prediction on an image of zeros, with the training flag down as in training's dummy run."""
    family = config.WhichOneof('model')
    settings = getattr(config, family)
    model._is_training = False
    tf_keras.backend.set_learning_phase(False)
    images, shapes = model.preprocess(tf.zeros([1, *_IMAGE, 3]))
    height, width = images.shape[1:3]
    model.provide_groundtruth(
        groundtruth_boxes_list=[tf.constant([[0.1, 0.1, 0.6, 0.6]])],
        groundtruth_classes_list=[tf.one_hot([0], max(settings.num_classes, 1))],
        groundtruth_weights_list=[tf.ones([1])],
        groundtruth_masks_list=[tf.zeros([1, height, width])],
    )
    model.predict(images, shapes, **_side_inputs(family, settings))


def _side_inputs(family: str, settings: Any) -> dict[str, Any]:
    """Context R-CNN also takes the features of other images of the same camera."""
    if family != 'faster_rcnn' or not settings.HasField('context_config'):
        return {}
    length = settings.context_config.context_feature_length
    return {
        'context_features': tf.zeros([1, _CONTEXT_FEATURES, length]),
        'valid_context_size': tf.constant([_CONTEXT_FEATURES]),
    }
