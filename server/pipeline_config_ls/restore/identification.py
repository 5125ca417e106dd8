"""Which model a checkpoint is of, whichever TensorFlow wrote it."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from google.protobuf.message import Message

from pipeline_config_ls.architectures.tf2.plan import Tf2Plan
from pipeline_config_ls.checkpoints.checkpoint import Checkpoint, Format
from pipeline_config_ls.restore.identify import Identified, architecture_of, identify
from pipeline_config_ls.restore.reference_models import reference_models, reference_of
from pipeline_config_ls.restore.tf1 import identify as tf1


def identify_any(
    checkpoint: Checkpoint, model_class: Callable[[], Message], learnt: Iterable[Tf2Plan] = ()
) -> Identified | None:
    """The likeliest model; `model_class` is the class of `DetectionModel` messages. None where none is much alike.

    `learnt` are models of forks that are known besides the API's own.
    """
    if checkpoint.format is Format.NAME_BASED:
        return tf1.identify(checkpoint, model_class)
    architecture = architecture_of(checkpoint)
    forks = (reference_of(plan) for plan in learnt if architecture in (None, plan.architecture))
    return identify(checkpoint, (*reference_models(model_class, architecture), *forks))
