"""Which model a checkpoint is of, from its variables alone: the feature extractor and the number of classes.

Each registered extractor has a reference model: the names and shapes that a plain config of it builds. A checkpoint is of the
extractor whose names it shares most; where two share as many, shapes decide. Another width, more levels or other heads
change little of that.

What it does not know: TensorFlow 1 checkpoints (`tf1/identify.py` does), and extractors that a fork registered.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from pipeline_config_ls.architectures.framework import Framework
from pipeline_config_ls.architectures.variable import Shape
from pipeline_config_ls.cancellation import step
from pipeline_config_ls.checkpoints.checkpoint import Checkpoint, Format
from pipeline_config_ls.checkpoints.roles import Kind, kind_of, variables

CLASSIFICATION_ROOT = 'feature_extractor/'
EXTRACTOR_ROOT = 'model/_feature_extractor'

# Less in common than this is no similarity.
LEAST_SIMILARITY = 0.5

# An exported SavedModel holds its model in an attribute `_model`, where training has `model`.
_EXPORTED = '_'

# What only a model of this meta-architecture tracks.
_HEADS = {
    'ssd': 'model/_box_predictor/',
    'faster_rcnn': 'model/_first_stage_box_predictor',
    'center_net': 'model/_prediction_head_dict/',
}

# The last layer of the class predictions, by meta-architecture.
_SSD_CLASS = ('_prediction_heads/class_predictions_with_background/', '_class_predictor_layers/')
_SSD_BOX = '_box_encoder_layers/'
_BOX_CODE_SIZE = 4


class Identified(NamedTuple):
    """What a checkpoint is of. `similarity` is the part of the names that it shares with its extractor's reference model; `classes` is None
    where the checkpoint holds no class predictions. `whole` is false for a classification checkpoint. `width` is the
    `depth_multiplier` that it was trained with, None where it tells none; `averages_only` says that it holds the moving averages
    of variables, and not the variables. `network` is the scope of a TensorFlow 1 classifier's variables, such as `resnet_v1_50`.
    `quantized` says that TensorFlow 1 trained it with the ranges that quantization asks for."""

    architecture: str
    extractor: str
    classes: int | None
    similarity: float
    whole: bool
    framework: Framework = Framework.TF2
    width: float | None = None
    averages_only: bool = False
    network: str = ''
    quantized: bool = False

    def __str__(self) -> str:
        """For the person: `ssd_resnet50_v1_fpn_keras, 90 classes`."""
        classifier = (
            f'the classifier {self.network}' if self.network else f'the classification network of {self.extractor}'
        )
        details = [self.extractor if self.whole else classifier]
        if self.width not in (None, 1.0):
            details.append(f'depth multiplier {self.width:g}')
        if self.classes is not None:
            details.append(f'{self.classes} class{"" if self.classes == 1 else "es"}')
        if self.averages_only:
            details.append('moving averages only')
        if self.quantized:
            details.append('trained with quantization')
        return ', '.join(details)


@dataclass(frozen=True, slots=True)
class ReferenceModel:
    """The variables of a plain model of one extractor: of the extractor as `model/...`, and of its classification network.

    `background` tells whether its family is trained with a class of its own for the background.
    """

    architecture: str
    extractor: str
    background: bool
    detection: Mapping[str, Shape] = field(repr=False)
    classification: Mapping[str, Shape] = field(repr=False)


def architecture_of(checkpoint: Checkpoint) -> str | None:
    """The meta-architecture whose heads the checkpoint holds; None where it holds none (a classification checkpoint)."""
    for architecture, head in _HEADS.items():
        if any(key.removeprefix(_EXPORTED).startswith(head) for key in checkpoint.entries):
            return architecture
    return None


def identify(checkpoint: Checkpoint, reference_models: Iterable[ReferenceModel]) -> Identified | None:
    """The most similar of the reference models; None for a TensorFlow 1 checkpoint and where none is much alike."""
    if checkpoint.format is not Format.OBJECT_BASED:
        return None
    shapes = {
        name.removeprefix(_EXPORTED): entry.shape
        for name, entry in variables(checkpoint).items()
        if kind_of(name, checkpoint.format) is Kind.MODEL
    }
    whole = any(name.startswith('model/') for name in shapes)
    root = EXTRACTOR_ROOT if whole else CLASSIFICATION_ROOT
    own = {name: shape for name, shape in shapes.items() if name.startswith(root)}
    best: tuple[float, float, ReferenceModel] | None = None
    for reference in reference_models:
        step()
        names, shared = _similarity(own, reference.detection if whole else reference.classification)
        if best is None or (names, shared) > best[:2]:
            best = names, shared, reference
    if best is None or best[0] < LEAST_SIMILARITY:
        return None
    similarity, _, reference = best
    classes = count_classes(reference, shapes) if whole else None
    return Identified(reference.architecture, reference.extractor, classes, similarity, whole)


def _similarity(own: Mapping[str, Shape], other: Mapping[str, Shape]) -> tuple[float, float]:
    """The part of all names that both have, and the part of those that have the same shape."""
    common = own.keys() & other.keys()
    every = len(own.keys() | other.keys())
    same = sum(1 for name in common if own[name] == other[name])
    return (len(common) / every if every else 0.0), (same / len(common) if common else 0.0)


def count_classes(reference: ReferenceModel, shapes: Mapping[str, Shape]) -> int | None:
    """The number of classes that the last layer of the class predictions tells, None where there is none."""
    background = 1 if reference.background else 0
    match reference.architecture:
        case 'ssd':
            slots = _ssd_slots(shapes)
        case 'faster_rcnn':
            slots = _bias(shapes, '_mask_rcnn_box_predictor/_class_prediction_head/')
        case _:
            slots = _bias(shapes, 'model/_prediction_head_dict/object_center/')
    return slots - background if slots else None


def _ssd_slots(shapes: Mapping[str, Shape]) -> int | None:
    """Class slots of one anchor: a map has as many anchors as the length of its box encodings tells."""
    classes = _bias(shapes, *_SSD_CLASS)
    boxes = _bias(shapes, _SSD_BOX)
    if not classes or not boxes:
        return None
    slots, rest = divmod(classes * _BOX_CODE_SIZE, boxes)
    return slots if rest == 0 else None


def _bias(shapes: Mapping[str, Shape], *parts: str) -> int | None:
    """The length of the last bias whose name has these parts: of the last layer of the first such head."""
    found = [name for name in shapes if name.endswith('/bias') and all(part in name for part in parts)]
    if not found:
        return None
    first_head = min(found).rsplit('/', 2)[0]
    last = max(name for name in found if name.startswith(first_head + '/'))
    return shapes[last][0]
