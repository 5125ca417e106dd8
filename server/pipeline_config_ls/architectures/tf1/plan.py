"""What a TensorFlow 1 config would build: its global variables, without TensorFlow, in milliseconds."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from pipeline_config_ls.architectures.build_error import BuildError, CannotBuild
from pipeline_config_ls.architectures.config import Config
from pipeline_config_ls.architectures.framework import Framework
from pipeline_config_ls.architectures.tf1.faster_rcnn import faster_rcnn
from pipeline_config_ls.architectures.tf1.layers import Shape, Variables
from pipeline_config_ls.architectures.tf1.registry import NotPlanned, Unsupported
from pipeline_config_ls.architectures.tf1.ssd import ssd


class Variable(NamedTuple):
    """A variable of the model. All are of one type but the step, which counts."""

    shape: Shape
    dtype: str = 'float32'


@dataclass(frozen=True, slots=True)
class SlimPlan:
    """What the builder would make: `architecture` is the member of the `model` message that is set (`ssd`), `extractor` the name
    of its feature extractor, `variables` the model's variables under their names in the graph, which a checkpoint uses too."""

    framework: Framework
    architecture: str
    extractor: str
    variables: Mapping[str, Variable] = field(repr=False)


META_ARCHITECTURES: dict[str, Callable[[Config], Variables]] = {'ssd': ssd, 'faster_rcnn': faster_rcnn}


def plan(model: Config) -> SlimPlan | CannotBuild | NotPlanned:
    """What the TF1 builder would make of a `DetectionModel` message in training, or why it would not, or that this is not known."""
    architecture = model.WhichOneof('model')
    if architecture is None:
        return CannotBuild('', 'No model is set; a TensorFlow 1 config needs `ssd` or `faster_rcnn`.')
    if architecture not in META_ARCHITECTURES:
        return CannotBuild(architecture, f'`{architecture}` is no model that the API builds for TensorFlow 1.')
    config = getattr(model, architecture)
    try:
        variables = META_ARCHITECTURES[architecture](config)
    except BuildError as refusal:
        return refusal.cannot_build
    except Unsupported as undescribed:
        return undescribed.not_planned
    found = {
        name: Variable(shape, 'int64' if name.endswith('/global_step') else 'float32')
        for name, shape in variables.items()
    }
    return SlimPlan(Framework.TF1, architecture, config.feature_extractor.type, found)
