"""Variables by part of the model and by what becomes of them: the rows of the report."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from functools import cached_property
from math import prod

from pipeline_config_ls.architectures.framework import Framework
from pipeline_config_ls.report.names import merge
from pipeline_config_ls.report.parts import Part, part_of
from pipeline_config_ls.restore.fates import Fate, Shape, VariableFate


class Tone(Enum):
    """What a row means for the training; the values are words of the report's JSON."""

    STOPS = 'stops'  # training ends with an error
    SILENT = 'silent'  # training goes on, and nobody is told
    EXPECTED = 'expected'


# In TensorFlow 1 a variable that is missing or of another shape is skipped; in TensorFlow 2 it raises.
_TF2: Mapping[Fate, Tone] = {
    Fate.MISSING: Tone.STOPS,
    Fate.OTHER_SHAPE: Tone.STOPS,
    Fate.LEFT: Tone.SILENT,
    Fate.UNUSED: Tone.SILENT,
}
_TF1: Mapping[Fate, Tone] = {
    Fate.MISSING: Tone.SILENT,
    Fate.OTHER_SHAPE: Tone.SILENT,
    Fate.UNUSED: Tone.SILENT,
}
_ORDER = (Tone.STOPS, Tone.SILENT, Tone.EXPECTED)
_OF_CHECKPOINT = (Fate.UNUSED, Fate.NOT_TAKEN)


@dataclass(frozen=True)
class Group:
    """A row: the variables of one part that share a fate. `cause` says why, in words of the config; `field` is where."""

    part: Part
    fate: Fate
    tone: Tone
    variables: tuple[VariableFate, ...] = field(repr=False)
    cause: str = ''
    field: str = ''

    @property
    def count(self) -> int:
        return len(self.variables)

    @cached_property
    def parameters(self) -> int:
        """How many numbers: of the model, and of the checkpoint where the model has no such variable."""
        return sum(prod(one.model_shape or one.checkpoint_shape or ()) for one in self.variables)

    @cached_property
    def names(self) -> str:
        """One pattern for all of its variables."""
        return merge([one.name for one in self.variables])

    @property
    def is_of_checkpoint(self) -> bool:
        """Whether its variables are the checkpoint's alone."""
        return self.fate in _OF_CHECKPOINT


def group(fates: Iterable[VariableFate], framework: Framework) -> list[Group]:
    """The rows, what stops training first, then what is silently lost, the largest first."""
    tones = _TF1 if framework is Framework.TF1 else _TF2
    alike: dict[tuple[Fate, Part], list[VariableFate]] = {}
    for one in fates:
        alike.setdefault((one.fate, part_of(one.name)), []).append(one)
    groups = [
        Group(part, fate, tones.get(fate, Tone.EXPECTED), tuple(variables)) for (fate, part), variables in alike.items()
    ]
    return sorted(groups, key=lambda one: (_ORDER.index(one.tone), one.is_of_checkpoint, -one.parameters))


def shapes_of(found: Group) -> tuple[Shape, Shape] | None:
    """The two shapes of its largest variable that has another one in the checkpoint: in the model, and there."""
    both = [(one.model_shape, one.checkpoint_shape) for one in found.variables]
    pairs = [(ours, theirs) for ours, theirs in both if ours is not None and theirs is not None and ours != theirs]
    return max(pairs, key=lambda pair: prod(pair[0]), default=None)
