"""The parts of a TensorFlow 1 model, told from a variable's name: what it weighs that a part is not restored.

A backbone that starts at random makes a checkpoint worthless; a class head nearly always does, and is meant to.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from math import prod
from typing import NamedTuple

from pipeline_config_ls.architectures.variable import Shape
from pipeline_config_ls.checkpoints.checkpoint import Format
from pipeline_config_ls.checkpoints.roles import Kind, kind_of


class Part(Enum):
    """A part of a model; the values are the words for the person."""

    BACKBONE = 'backbone'
    FEATURE_MAPS = 'extra feature layers'
    CLASS_HEAD = 'class predictor'
    HEADS = 'rest of the predictors'
    SLOTS = 'optimizer slots'
    SCALES = 'scales and shifts of batch norms that were trained without'
    UNUSED = 'first stage beyond its features'


# Layers that an SSD adds to its backbone: `Conv2d_13_pointwise_2_Conv2d_2_3x3_s2_512`, `fpn/...`, `Base_Conv2d_1x1_512`.
_FEATURE_MAPS = re.compile(r'(_\d+_Conv2d_\d+_\d+x\d+|/fpn/|/MnasFPN/|/Base_Conv2d_|SSD_feature_maps)')
_CLASSES = re.compile(r'(ClassPredict|class_predictions)')
# The first stage of a Faster R-CNN runs the whole ResNet, and takes the features before the fourth block.
_UNUSED = re.compile(r'^FirstStageFeatureExtractor/resnet_v1_\d+/block4/')
_EXTRACTOR = re.compile(r'^(FirstStage|SecondStage)?FeatureExtractor/')


# The names of some models, which are asked for again and again while fixes are tried.
@lru_cache(maxsize=1 << 14)
def part_of(variable: str) -> Part:
    """The part that a variable of the graph, slots included, is of."""
    if kind_of(variable, Format.NAME_BASED) is not Kind.MODEL:
        return Part.SLOTS
    if not _EXTRACTOR.match(variable):
        return Part.CLASS_HEAD if _CLASSES.search(variable) else Part.HEADS
    if _UNUSED.match(variable):
        return Part.UNUSED
    return Part.FEATURE_MAPS if _FEATURE_MAPS.search(variable) else Part.BACKBONE


class Share(NamedTuple):
    """How much of a part is restored: variables, and the numbers in them."""

    restored: int = 0
    variables: int = 0
    restored_parameters: int = 0
    parameters: int = 0

    @property
    def at_random(self) -> float:
        """The share of the part's parameters that start from random values."""
        return 1 - self.restored_parameters / self.parameters if self.parameters else 0.0


@dataclass(frozen=True, slots=True)
class Coverage:
    """How much of each part of the model is restored, whether the map asks for it or not."""

    parts: Mapping[Part, Share]

    def __getitem__(self, part: Part) -> Share:
        return self.parts.get(part, Share())

    @property
    def model(self) -> Share:
        """The whole model, without what it builds and never uses."""
        parts = [share for part, share in self.parts.items() if part not in (Part.UNUSED, Part.SLOTS)]
        return Share(*(sum(numbers) for numbers in zip(*parts, strict=True)))


def coverage(model: Mapping[str, Shape], restored: Iterable[str]) -> Coverage:
    """The coverage of a model's variables by those of them that are restored."""
    names = set(restored)
    parts: dict[Part, Share] = {}
    for name, shape in model.items():
        part, size, hit = part_of(name), prod(shape), name in names
        old = parts.get(part, Share())
        parts[part] = Share(
            old.restored + hit, old.variables + 1, old.restored_parameters + hit * size, old.parameters + size
        )
    return Coverage(parts)
