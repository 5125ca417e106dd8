"""Which model a TensorFlow 1 checkpoint is of, from its variables alone: extractor, width, number of classes, how it was saved.

A checkpoint is of the extractor whose layers it shares most; where two share as many, shapes decide. Optimizer slots, moving
averages and what quantization adds are left out of the comparison.

What it does not know: extractors that a fork registered, and networks that no extractor is made of.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from statistics import median
from typing import NamedTuple

from pipeline_config_ls.architectures.framework import Framework
from pipeline_config_ls.architectures.variable import Shape
from pipeline_config_ls.checkpoints.checkpoint import Checkpoint, Format
from pipeline_config_ls.checkpoints.roles import Kind, kind_of, variables
from pipeline_config_ls.restore.identify import LEAST_SIMILARITY, Identified
from pipeline_config_ls.restore.tf1.graph_variables import AVERAGE
from pipeline_config_ls.restore.tf1.parts import Part, part_of
from pipeline_config_ls.restore.tf1.reference_models import (
    ModelClass,
    ReferenceModel,
    candidates,
    reference_model,
    without_depths,
)
from pipeline_config_ls.restore.tf1.restore_map import SCOPES

# Widths that are published; another one is told as it is measured.
_WIDTHS = (0.25, 0.35, 0.5, 0.75, 1.0, 1.3, 1.4)
_LEAST_CHANNELS = 64  # below that, rounding to eights hides the width
_LEAST_SAME = 0.8  # of the shapes: a width with which fewer agree is none
_BOX_CODE_SIZE = 4
_BACKGROUND = 1
# The scopes of feature extractors, and of which meta-architecture they are.
_ARCHITECTURES = {f'{scope}/': architecture for architecture, scopes in SCOPES.items() for scope in scopes}
_SCOPES = tuple(_ARCHITECTURES)


class _Saved(NamedTuple):
    """The model's variables in a checkpoint, and what is saved beside them or in their place."""

    shapes: dict[str, Shape]
    averages_only: bool
    quantized: bool


def identify(checkpoint: Checkpoint, model_class: ModelClass) -> Identified | None:
    """The likeliest extractor; None for a TensorFlow 2 checkpoint and where nothing is much alike."""
    if checkpoint.format is not Format.NAME_BASED:
        return None
    saved = _saved(checkpoint)
    own = {name: shape for name, shape in saved.shapes.items() if name.startswith(_SCOPES)}
    whole = bool(own)
    architectures = {
        architecture for scope, architecture in _ARCHITECTURES.items() if any(one.startswith(scope) for one in own)
    }
    own = without_depths(own or saved.shapes)
    tops = {name.split('/')[1 if whole else 0] for name in own}
    best = _best(own, candidates(model_class, tops, architectures), whole=whole)
    if best is None:
        return None
    similarity, reference = best
    return Identified(
        reference.architecture,
        reference.extractor,
        _classes(reference.architecture, saved.shapes) if whole else None,
        similarity,
        whole,
        Framework.TF1,
        _width(own, reference, model_class, whole=whole),
        saved.averages_only,
        '' if whole else _network(reference),
        saved.quantized,
    )


def _network(reference: ReferenceModel) -> str:
    """The scope that all variables of a classifier have, which is its name; empty for those that have none."""
    tops = {name.split('/')[0] for name in reference.classification}
    return tops.pop() if len(tops) == 1 else ''


def _saved(checkpoint: Checkpoint) -> _Saved:
    shapes, averages, quantized = {}, {}, False
    for name, entry in variables(checkpoint).items():
        kind = kind_of(name, checkpoint.format)
        quantized |= kind is Kind.QUANTIZATION
        if kind is Kind.MODEL:
            shapes[name] = entry.shape
        elif name.endswith(f'/{AVERAGE}'):
            averages[name.removesuffix(f'/{AVERAGE}')] = entry.shape
    averages_only = len(averages) > len(averages.keys() & shapes.keys()) * 2
    return _Saved({**averages, **shapes}, averages_only, quantized)


class _Similarity(NamedTuple):
    """How alike two models are, what counts most first: the layers that both have, of those of the backbones; of those of the
    checkpoint; of all. Then the layers with the same shape, of those that both have."""

    backbones: float
    own: float
    layers: float
    shapes: float


def _best(
    own: Mapping[str, Shape], references: Iterable[ReferenceModel], *, whole: bool
) -> tuple[float, ReferenceModel] | None:
    """The most similar reference, and how similar it is; of equals the first, which is the plainer one."""
    found = [(_similarity(own, _names(one, whole=whole), whole=whole), one) for one in references]
    if not found:
        return None
    similarity, reference = max(found, key=lambda one: one[0])
    return (similarity.layers, reference) if similarity.layers >= LEAST_SIMILARITY else None


def _names(reference: ReferenceModel, *, whole: bool) -> Mapping[str, Shape]:
    return reference.detection if whole else reference.classification


def _similarity(own: Mapping[str, Shape], other: Mapping[str, Shape], *, whole: bool) -> _Similarity:
    """A layer is told by its weights: whether biases or a batch norm follow is an option of the config."""
    ours, theirs = _layers(own), _layers(other)
    common = ours & theirs
    same = sum(1 for name in common if own[name] == other[name])
    backbones = [{name for name in names if part_of(name) is Part.BACKBONE} for names in (ours, theirs)]
    return _Similarity(
        _part(len(backbones[0] & backbones[1]), len(backbones[0] | backbones[1])) if whole else 0.0,
        _part(len(common), len(ours)) if whole else _part(len(common), len(ours | theirs)),
        _part(len(common), len(ours | theirs)),
        _part(same, len(common)),
    )


def _layers(shapes: Mapping[str, Shape]) -> set[str]:
    return {name for name in shapes if name.endswith('weights')}


def _part(some: int, of: int) -> float:
    return some / of if of else 0.0


def _width(
    own: Mapping[str, Shape], reference: ReferenceModel, model_class: ModelClass, *, whole: bool
) -> float | None:
    """The `depth_multiplier` with which the shapes are most alike; None where there is no such thing for this extractor.

    Of a whole model the backbone tells it: how wide a feature pyramid or a head is, other options decide.
    """
    own, plain = (_backbone(shapes) if whole else shapes for shapes in (own, _names(reference, whole=whole)))
    ratios = [
        own[name][-1] / shape[-1]
        for name, shape in plain.items()
        if name.endswith('/weights') and shape[-1] >= _LEAST_CHANNELS and len(own.get(name, ())) == len(shape)
    ]
    measured = round(median(ratios), 2) if ratios else 1.0
    if reference.architecture != 'ssd' or measured <= 0 or 'resnet' in reference.extractor:
        return None
    found = {1.0: _similarity(own, plain, whole=whole).shapes}
    for width in {measured, *(width for width in _WIDTHS if abs(width - measured) <= 0.15 * measured)} - {1.0}:
        other = reference_model(model_class, reference.architecture, reference.extractor, width)
        if other is not None:
            found[width] = _similarity(own, _names(other, whole=whole), whole=whole).shapes
    likeliest = max(sorted(found, key=lambda width: width not in _WIDTHS), key=lambda width: found[width])
    return likeliest if found[likeliest] >= _LEAST_SAME else None


def _backbone(shapes: Mapping[str, Shape]) -> dict[str, Shape]:
    return {name: shape for name, shape in shapes.items() if part_of(name) is Part.BACKBONE}


def _classes(architecture: str, shapes: Mapping[str, Shape]) -> int | None:
    """The number of classes that the class predictions tell, None where there are none or they tell nothing."""
    slots = next((slots for slots in _class_slots(architecture, shapes) if slots), None)
    return slots - _BACKGROUND if slots else None


def _class_slots(architecture: str, shapes: Mapping[str, Shape]) -> Iterator[int | None]:
    """Classes and background, as the heads of each kind tell it."""
    if architecture == 'faster_rcnn':
        yield _length(shapes, 'SecondStageBoxPredictor/ClassPredictor/biases')
        yield _rfcn_slots(shapes)
        return
    for name in shapes:
        if re.fullmatch(
            r'(BoxPredictor_\d+|WeightSharedConvolutionalBoxPredictor|.*BoxPredictor)/ClassPredictor/biases', name
        ):
            classes, boxes = shapes[name][0], _length(shapes, name.replace('ClassPredictor/', 'BoxEncodingPredictor/'))
            boxes = boxes or _length(shapes, name.replace('ClassPredictor/', 'BoxPredictor/'))
            if boxes and classes * _BOX_CODE_SIZE % boxes == 0:
                yield classes * _BOX_CODE_SIZE // boxes


def _rfcn_slots(shapes: Mapping[str, Shape]) -> int | None:
    """R-FCN predicts boxes for each class but the background, and classes with it, in as many bins."""
    classes = _length(shapes, 'SecondStageBoxPredictor/class_predictions/biases')
    boxes = _length(shapes, 'SecondStageBoxPredictor/refined_locations/biases')
    if not classes or not boxes:
        return None
    bins = classes - boxes // _BOX_CODE_SIZE
    return classes // bins if bins > 0 and classes % bins == 0 else None


def _length(shapes: Mapping[str, Shape], name: str) -> int | None:
    shape = shapes.get(name)
    return shape[0] if shape else None
