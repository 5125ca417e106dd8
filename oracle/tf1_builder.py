"""Builds the real TensorFlow 1 graph of a config, as far as the first step of training builds it.

The same code builds for `verify` (`pipeline_config_ls/verify/real/tf1.py`): the model builder with `is_training`, the image resizer
on an image of unknown size, one prediction, and the loss.
"""

from __future__ import annotations

from typing import Any

from oracle.tf1_api import model_pb2, text_format
from oracle.tf1_facts import Refusal, Shapes
from pipeline_config_ls.verify.real import raised, tf1

_MESSAGE_LIMIT = 300


def parse(text: str) -> Any:
    """The DetectionModel message (the inside of a config's `model` block) that the text sets."""
    return text_format.Merge(text, model_pb2.DetectionModel())


def build(text: str) -> Shapes | Refusal:
    """The global variables of a `model` block's model, shape and dtype by name, or the API's refusal."""
    found = tf1.build(parse(text))
    if isinstance(found, raised.Raised):
        return Refusal(found.stage, found.error, found.message[:_MESSAGE_LIMIT])
    return {name: (tuple(shape), dtype) for name, shape, dtype in found}
