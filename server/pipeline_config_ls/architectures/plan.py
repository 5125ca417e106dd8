"""What a config would build, for either TensorFlow.

Both plans have `framework`, `architecture` (the member of the `model` message that is set), `extractor` (the type of its feature
extractor) and `variables` (by the names that a checkpoint of the model gives them).
"""

from __future__ import annotations

from typing import TypeAlias

from pipeline_config_ls.architectures.build_error import CannotBuild
from pipeline_config_ls.architectures.config import Config
from pipeline_config_ls.architectures.framework import Framework
from pipeline_config_ls.architectures.tf1 import plan as tf1
from pipeline_config_ls.architectures.tf2 import plan as tf2
from pipeline_config_ls.architectures.tf2.keypoints import LabelMaps, no_label_maps

Plan: TypeAlias = tf2.Tf2Plan | tf1.Tf1Plan


def plan(model: Config, framework: Framework, label_maps: LabelMaps = no_label_maps) -> Plan | CannotBuild:
    """What the builder would make of a `DetectionModel` message in training, or why it would not.

    `label_maps` opens the keypoint label map that a CenterNet may name: without it a model with keypoints cannot be planned.
    """
    if framework is Framework.TF1:
        return tf1.plan(model)
    return tf2.plan(model, label_maps)
