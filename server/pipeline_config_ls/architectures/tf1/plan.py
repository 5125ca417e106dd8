"""What a TensorFlow 1 config would build: its global variables, without TensorFlow, in milliseconds."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import ClassVar

from pipeline_config_ls.architectures.build_error import BuildError, CannotBuild
from pipeline_config_ls.architectures.config import Config
from pipeline_config_ls.architectures.framework import Framework
from pipeline_config_ls.architectures.tf1.faster_rcnn import faster_rcnn
from pipeline_config_ls.architectures.tf1.layers import Variables
from pipeline_config_ls.architectures.tf1.ssd import ssd
from pipeline_config_ls.architectures.variable import Variable


@dataclass(frozen=True, slots=True)
class Tf1Plan:
    """What the builder would make: `architecture` is the member of the `model` message that is set (`ssd`), `extractor` the name
    of its feature extractor, `variables` the model's variables under their names in the graph, which a checkpoint uses too."""

    framework: ClassVar[Framework] = Framework.TF1
    architecture: str
    extractor: str
    variables: Mapping[str, Variable] = field(repr=False)


META_ARCHITECTURES: dict[str, Callable[[Config], Variables]] = {'ssd': ssd, 'faster_rcnn': faster_rcnn}


def plan(model: Config) -> Tf1Plan | CannotBuild:
    """What the TF1 builder would make of a `DetectionModel` message in training, or why it would not."""
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
    found = {
        name: Variable(shape, 'int64' if name.endswith('/global_step') else 'float32')
        for name, shape in variables.items()
    }
    return Tf1Plan(architecture, config.feature_extractor.type, found)
