"""What a TensorFlow 1 config would build: its global variables, without TensorFlow, in milliseconds."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

from pipeline_config_ls.architectures.build_error import BuildError, CannotBuild, refusal_from
from pipeline_config_ls.architectures.config import Config
from pipeline_config_ls.architectures.feature_extractor import FeatureExtractor
from pipeline_config_ls.architectures.framework import Framework
from pipeline_config_ls.architectures.tf1.faster_rcnn import faster_rcnn, faster_rcnn_step
from pipeline_config_ls.architectures.tf1.layers import Variables
from pipeline_config_ls.architectures.tf1.ssd import ssd, ssd_step
from pipeline_config_ls.architectures.variable import Variable


@dataclass(frozen=True, slots=True)
class Tf1Plan:
    """What the builder would make: `architecture` is the member of the `model` message that is set (`ssd`), `extractor` the name
    of its feature extractor, `variables` the model's variables under their names in the graph, which a checkpoint uses too.

    `step_error` tells why the first step fails, if it does, though the model can be built: its loss cannot be computed, or no image
    would pass. Training asks for a checkpoint's variables before that.
    `learnt_from`: the installation that was asked, where the model is of a fork that the planner does not know.
    """

    framework: ClassVar[Framework] = Framework.TF1
    architecture: str
    extractor: str
    variables: Mapping[str, Variable] = field(repr=False)
    step_error: CannotBuild | None = None
    learnt_from: str = ''


def plan(architecture: str, config: Config, extractor: FeatureExtractor[Any]) -> Tf1Plan | CannotBuild:
    """What the builder would make of the message of a meta-architecture in training, or why it would not."""
    build, check_step = _META_ARCHITECTURES[architecture]
    try:
        shapes = build(config, extractor)
    except BuildError as refusal:
        return refusal.cannot_build
    variables = {
        name: Variable(shape, 'int64' if name.endswith('/global_step') else 'float32') for name, shape in shapes.items()
    }
    return Tf1Plan(architecture, extractor.name, variables, refusal_from(lambda: check_step(config, extractor)))


_Build = Callable[[Config, FeatureExtractor[Any]], Variables]
_CheckStep = Callable[[Config, FeatureExtractor[Any]], None]
_META_ARCHITECTURES: dict[str, tuple[_Build, _CheckStep]] = {
    'ssd': (ssd, ssd_step),
    'faster_rcnn': (faster_rcnn, faster_rcnn_step),
}
