"""Builds the real model of a config and runs it once, so that all its variables exist.

`build` does what training does before it loads a checkpoint (`_ensure_model_is_built` in the API's
model_lib_v2.py), without a data set: the model builder with `is_training`, then one forward pass and its loss
on a made-up example. Where the API raises, the answer is a `BuildError` that says at which of the two steps.

The same code builds for `verify` (`pipeline_config_ls/verify/real/tf2.py`). Knows nothing of facts or variants.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from oracle.real_api import model_pb2, text_format
from pipeline_config_ls.verify.real import raised, tf2

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
    """What the exception says, as it is recorded."""
    return raised.message_of(error, _MESSAGE_LIMIT)


def build(text: str) -> Built | BuildError:
    """The real model of a `model` block, every variable made, or the API's refusal."""
    config = parse(text)
    model = tf2.build(config)
    if isinstance(model, raised.Raised):
        return BuildError(model.stage, model.error, model.message[:_MESSAGE_LIMIT])
    return Built(config, model)
