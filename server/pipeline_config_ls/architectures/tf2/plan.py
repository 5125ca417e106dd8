"""What a TensorFlow 2 config would build: the model's trackable objects, without TensorFlow, in milliseconds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, ClassVar

from pipeline_config_ls.architectures.build_error import BuildError, CannotBuild, refusal_from
from pipeline_config_ls.architectures.config import Config
from pipeline_config_ls.architectures.feature_extractor import FeatureExtractor
from pipeline_config_ls.architectures.framework import Framework
from pipeline_config_ls.architectures.rules import builders
from pipeline_config_ls.architectures.rules import faster_rcnn as faster_rcnn_rules
from pipeline_config_ls.architectures.tf2.center_net import center_net
from pipeline_config_ls.architectures.tf2.detector import Detector
from pipeline_config_ls.architectures.tf2.faster_rcnn import faster_rcnn
from pipeline_config_ls.architectures.tf2.keypoints import LabelMaps
from pipeline_config_ls.architectures.tf2.ssd import ssd
from pipeline_config_ls.architectures.tf2.trackable import Trackable, variables
from pipeline_config_ls.architectures.variable import Variable


@dataclass(frozen=True)
class Tf2Plan:
    """What the builder would make: `architecture` is the member of the `model` message that is set (`ssd`), `extractor` the name
    of its feature extractor, `model` the detection model, `backbone` the classification network inside it, if it has one, `idle` its
    trainable variables that get no gradient. `learnt_from`: the installation that was asked, where the model is of a fork that the
    planner does not know. `step_error` tells why the first step fails, if it does, though a checkpoint is restored before."""

    framework: ClassVar[Framework] = Framework.TF2
    architecture: str
    extractor: str
    model: Trackable = field(repr=False)
    backbone: Trackable | None = field(repr=False)
    idle: tuple[Trackable, ...] = field(default=(), repr=False)
    learnt_from: str = ''
    step_error: CannotBuild | None = None

    @cached_property
    def tracked(self) -> dict[str, Trackable]:
        """The model's variables as they hang in its graph, under the keys that `tf.train.Checkpoint(model=...)` would give them."""
        return variables({'model': self.model})

    @cached_property
    def variables(self) -> dict[str, Variable]:
        """The model's variables under the same keys."""
        return {name: Variable(found.shape or (), found.dtype) for name, found in self.tracked.items()}


def plan(
    architecture: str, config: Config, extractor: FeatureExtractor[Any], label_maps: LabelMaps
) -> Tf2Plan | CannotBuild:
    """What the builder would make of the message of a meta-architecture, or why it would not."""
    try:
        built = _META_ARCHITECTURES[architecture](config, extractor, label_maps)
    except BuildError as refusal:
        return refusal.cannot_build
    step_error = refusal_from(lambda: _check_step(architecture, config))
    return Tf2Plan(architecture, extractor.name, *built, step_error=step_error)


def _check_step(architecture: str, config: Config) -> None:
    """What only a model in training does: it drops out."""
    if architecture == 'ssd':
        builders.training_dropout(config.box_predictor, 'ssd.box_predictor')
    if architecture == 'faster_rcnn':
        faster_rcnn_rules.check_fitting(config)
    if architecture == 'faster_rcnn' and config.number_of_stages > 1:
        builders.training_dropout(config.second_stage_box_predictor, 'faster_rcnn.second_stage_box_predictor')
        # Convolutions fail on no regions; the dense layers of an FPN extractor do not.
        faster_rcnn_rules.check_sampling(config, least=0 if config.feature_extractor.type.endswith('_fpn_keras') else 1)


_META_ARCHITECTURES: dict[str, Callable[[Config, FeatureExtractor[Any], LabelMaps], Detector]] = {
    'ssd': lambda config, extractor, _: ssd(config, extractor),
    'faster_rcnn': lambda config, extractor, _: faster_rcnn(config, extractor),
    'center_net': center_net,
}
