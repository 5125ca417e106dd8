"""What a config would build, for either TensorFlow.

Both plans have `framework`, `architecture` (the member of the `model` message that is set), `extractor` (the type of its feature
extractor) and `variables` (by the names that a checkpoint of the model gives them).
"""

from __future__ import annotations

from typing import Literal, TypeAlias, overload

from pipeline_config_ls.architectures.build_error import CannotBuild, setting
from pipeline_config_ls.architectures.config import Config
from pipeline_config_ls.architectures.framework import Framework
from pipeline_config_ls.architectures.registry import EXTRACTORS, find
from pipeline_config_ls.architectures.tf1 import plan as tf1
from pipeline_config_ls.architectures.tf2 import plan as tf2
from pipeline_config_ls.architectures.tf2.keypoints import LabelMaps, no_label_maps

# A layer this many times as wide as the widest that is trained fits no memory.
_WIDEST = 1e6

Plan: TypeAlias = tf2.Tf2Plan | tf1.Tf1Plan


def refusal_of(planned: Plan | CannotBuild) -> CannotBuild | None:
    """Why training cannot take its first step with a model, if it cannot: because of the builder, or of what comes after it."""
    if isinstance(planned, CannotBuild):
        return planned
    return planned.step_error


@overload
def plan(
    model: Config, framework: Literal[Framework.TF2], label_maps: LabelMaps = ...
) -> tf2.Tf2Plan | CannotBuild: ...
@overload
def plan(
    model: Config, framework: Literal[Framework.TF1], label_maps: LabelMaps = ...
) -> tf1.Tf1Plan | CannotBuild: ...
@overload
def plan(model: Config, framework: Framework, label_maps: LabelMaps = ...) -> Plan | CannotBuild: ...
def plan(model: Config, framework: Framework, label_maps: LabelMaps = no_label_maps) -> Plan | CannotBuild:
    """What the builder would make of a `DetectionModel` message in training, or why it would not.

    `label_maps` opens the keypoint label map that a CenterNet may name: without it a model with keypoints cannot be planned.
    """
    architecture = model.WhichOneof('model')
    known = {extractor.architecture for extractor in EXTRACTORS if extractor.framework is framework}
    version = framework.value.removeprefix('tf')
    if architecture not in known:
        choices = ' or '.join(f'`{name}`' for name in sorted(known))
        if architecture is None:
            return CannotBuild('', f'No model is set; a TensorFlow {version} config needs {choices}.')
        return CannotBuild(architecture, f'The API builds no `{architecture}` in TensorFlow {version}; use {choices}.')
    config = getattr(model, architecture)
    extractor = find(framework, architecture, config.feature_extractor.type)
    if isinstance(extractor, CannotBuild):
        return extractor
    width = getattr(config.feature_extractor, 'depth_multiplier', 1.0)
    if not abs(width) < _WIDEST and 'depth_multiplier' not in extractor.ignores:
        return CannotBuild(
            f'{architecture}.feature_extractor.depth_multiplier',
            f'`depth_multiplier` is {width:g}, and no layer has so many channels; 1 is the width of the original.',
            (setting(f'{architecture}.feature_extractor.depth_multiplier', 1),),
        )
    if framework is Framework.TF1:
        return tf1.plan(architecture, config, extractor)
    return tf2.plan(architecture, config, extractor, label_maps)
