"""Builds the real model of a config and runs it once, so that all its variables exist.

`build` does what training does before it loads a checkpoint (`_ensure_model_is_built` in the API's
model_lib_v2.py), without a data set: the model builder with `is_training`, then one forward pass and its loss
on a made-up example (the loss too: CenterNet's tracking head has a network that only the loss calls). Where
the API raises, the answer is a `BuildError` that says at which of the two steps.

It needs TensorFlow and the API in its interpreter, and knows nothing of facts or variants.
"""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from oracle.dummy import run_once
from oracle.real_api import model_builder, model_pb2, text_format, tf_keras

_MESSAGE_LIMIT = 400


class BuildError(NamedTuple):
    """The API raised: `stage` is 'builder' (model_builder.build) or 'forward' (the first pass through it)."""

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


def build(text: str) -> Built | BuildError:
    """The real model of a `model` block, every variable made, or the API's refusal."""
    tf_keras.backend.clear_session()
    config = parse(text)
    stage = 'builder'
    try:
        model = model_builder.build(config, is_training=True)
        stage = 'forward'
        family = config.WhichOneof('model')
        run_once(family, getattr(config, family), model)
    except Exception as error:  # whatever the API raises is the fact to record
        return BuildError(stage, type(error).__name__, message_of(error))
    return Built(config, model)
