"""The options of a model that decide its variables, and which values a checkpoint's shapes suggest for each.

A table: an option is a field below the meta-architecture, with the way to guess its value. Guesses may be wrong, for each is tried
on the planner (`explain.py`). Regions say where an option shows: in the feature extractor, or in the heads behind it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from enum import Enum
from typing import Any, NamedTuple

from pipeline_config_ls.architectures.tf2.bifpn import COMBINE_METHODS
from pipeline_config_ls.architectures.variable import Shape
from pipeline_config_ls.restore.field_changes import can_be_set, text_at, text_of, value_at

# How many of the shapes that differ are looked at for values; the commonest come first.
_MOST_VALUES = 8
_MULTIPLIERS = (0.25, 0.35, 0.5, 0.75, 1.0, 1.3, 1.4)

# What is usually another number in one kind of box predictor than in the other.
_ONE_KIND_ALONE = ('num_layers_before_predictor', 'kernel_size')


class Region(Enum):
    """Where an option shows in the variables."""

    EXTRACTOR = 'extractor'
    HEADS = 'heads'


class Differing(NamedTuple):
    """What differs between the model and the checkpoint: shapes by name, ours and theirs, and all of theirs."""

    ours: Mapping[str, Shape]
    theirs: Mapping[str, Shape]
    all_theirs: Mapping[str, Shape]

    def last_dimensions(self) -> list[int]:
        """The channels of what the checkpoint has alone, or otherwise: the commonest first."""
        found = Counter(shape[-1] for shape in self.theirs.values() if shape)
        return [size for size, _ in found.most_common(_MOST_VALUES)]

    def ratios(self) -> list[float]:
        """How much wider the checkpoint is, by the commonest first."""
        both = self.ours.keys() & self.theirs.keys()
        found = Counter(
            self.theirs[name][-1] / self.ours[name][-1]
            for name in both
            if self.ours[name] and self.theirs[name] and self.ours[name][-1] > 1
        )
        return [ratio for ratio, _ in found.most_common(_MOST_VALUES)]


Guess = Callable[[Any, str, Differing], Iterator['str | None']]
"""Values to try for a field of a meta-architecture's message, as text format writes them; None removes it."""


class Option(NamedTuple):
    """A field, how to guess it, and other fields that must be set alike (`tied`).

    `exact`: whether the checkpoint tells the value itself, and not only that it differs.
    """

    path: str
    guess: Guess
    region: Region
    tied: tuple[str, ...] = ()
    exact: bool = True


def toggled(settings: Any, path: str, differing: Differing) -> Iterator[str]:
    """The other of two values."""
    yield 'false' if value_at(settings, path) else 'true'


def channels(settings: Any, path: str, differing: Differing) -> Iterator[str]:
    """A number of channels that the checkpoint has."""
    yield from (str(size) for size in differing.last_dimensions())


def scaled_channels(settings: Any, path: str, differing: Differing) -> Iterator[str]:
    """A number of channels that the multiplier of the extractor makes one of the checkpoint's, which are whole after it."""
    scale = value_at(settings, 'feature_extractor.depth_multiplier') or 1.0
    for size in differing.last_dimensions():
        nominal = range(int(size / scale), int((size + 1) / scale) + 1)
        round_ones = [number for number in nominal if number % 8 == 0 and int(number * scale) == size]
        yield from (str(number) for number in dict.fromkeys((*round_ones, size)))


def small(settings: Any, path: str, differing: Differing) -> Iterator[str]:
    """A count of layers, rounds or levels; the nearest to what is set come first."""
    here = value_at(settings, path)
    yield from (str(number) for number in sorted(range(10), key=lambda number: abs(number - here)) if number != here)


def kernel(settings: Any, path: str, differing: Differing) -> Iterator[str]:
    """The side of a kernel that the checkpoint has."""
    sides = Counter(shape[0] for shape in differing.theirs.values() if len(shape) == 4)
    yield from (str(side) for side, _ in sides.most_common(4))


def listed_channels(settings: Any, path: str, differing: Differing) -> Iterator[str]:
    """A number of channels, for a field that lists one for each layer and has one layer."""
    yield from (f'[{size}]' for size in differing.last_dimensions())


def listed_kernel(settings: Any, path: str, differing: Differing) -> Iterator[str]:
    """The side of a kernel, for a field that lists one for each layer and has one layer."""
    yield from (f'[{side}]' for side in kernel(settings, path, differing))


def multiplier(settings: Any, path: str, differing: Differing) -> Iterator[str]:
    """A width by which the checkpoint's channels are explained."""
    here = value_at(settings, path) or 1.0
    wanted = [ratio * here for ratio in differing.ratios()]
    near = [value for ratio in wanted for value in _MULTIPLIERS if abs(value - ratio) < 0.06]
    yield from dict.fromkeys(f'{value:g}' for value in (*near, *(round(ratio, 3) for ratio in wanted)))


def classes(settings: Any, path: str, differing: Differing) -> Iterator[str]:
    """A number of classes: the last dimension of a class head, for each anchor, without the background."""
    found: dict[int, None] = {}
    here = int(value_at(settings, path))
    both = sorted(differing.ours.keys() & differing.theirs.keys())
    for name in both:
        ours, theirs = differing.ours[name], differing.theirs[name]
        if not ours or not theirs:
            continue
        for slots in (here + 1, here):
            anchors, rest = divmod(ours[-1], slots)
            if anchors and not rest and theirs[-1] % anchors == 0:
                found.setdefault(theirs[-1] // anchors - (slots - here))
        found.setdefault(theirs[-1] - 1)
    yield from (str(number) for number in list(found)[: 2 * _MOST_VALUES] if number > 0)


def anchored_classes(settings: Any, path: str, differing: Differing) -> Iterator[str]:
    """The same where the anchors differ, too: told by the box encodings, four numbers an anchor."""
    heads = {name: shape for name, shape in differing.all_theirs.items() if name.endswith('/bias') and shape}
    boxes = [
        shape[-1] for name, shape in heads.items() if '_box_encoder_layers/' in name or '_box_prediction_head/' in name
    ]
    slots = [shape[-1] for name, shape in heads.items() if 'class_predictions_with_background/' in name]
    seen = {4 * slot // box for box in boxes for slot in slots if box and 4 * slot % box == 0}
    for number in sorted(seen)[:_MOST_VALUES]:
        yield from (str(classes) for classes in (number - 1, number) if classes > 0)


def normalized(settings: Any, path: str, differing: Differing) -> Iterator[str | None]:
    """A batch norm where there is none, and none where there is one."""
    yield None if value_at(settings, path) is not None else '{}'


def aspect_ratios(settings: Any, path: str, differing: Differing) -> Iterator[str]:
    """Another number of anchors; which ratios they had, no shape tells."""
    here = list(value_at(settings, path))
    usual = (1.0, 2.0, 0.5, 3.0, 0.3333, 4.0, 0.25, 5.0)
    for number in range(1, len(usual) + 1):
        if number != len(here):
            kept = [*here, *(ratio for ratio in usual if ratio not in here)][:number]
            yield f'[{", ".join(f"{ratio:g}" for ratio in kept)}]'


def combination(settings: Any, path: str, differing: Differing) -> Iterator[str]:
    """Another way in which a BiFPN combines its inputs."""
    yield from (f'"{method}"' for method in COMBINE_METHODS if method != value_at(settings, path))


def scale_of_one(settings: Any, path: str, differing: Differing) -> Iterator[str]:
    """An anchor between two scales, or none."""
    yield '1' if not value_at(settings, path) else '0'


def untouched(settings: Any, path: str, differing: Differing) -> Iterator[str | None]:
    """A task that the checkpoint's model did not have."""
    if text_at(settings, path) != 'none':
        yield None


def head_params(head: str) -> Guess:
    """The convolutions in front of the last one of a CenterNet head, which its kernels tell; `head` is its name among the variables."""
    layers = re.compile(
        rf'model/_prediction_head_dict/{head}/0/layer_with_weights-(?P<layer>\d+)/(?P<what>kernel|depthwise_kernel|pointwise_kernel)'
    )

    def guess(settings: Any, path: str, differing: Differing) -> Iterator[str | None]:
        sizes: dict[int, list[int]] = {}
        for name, shape in differing.all_theirs.items():
            if (found := layers.fullmatch(name)) and len(shape) == 4:
                size = sizes.setdefault(int(found['layer']), [0, 0])
                if found['what'] != 'pointwise_kernel':
                    size[1] = shape[0]
                if found['what'] != 'depthwise_kernel':
                    size[0] = shape[-1]
        front = [size for _, size in sorted(sizes.items())][:-1]
        filters = ''.join(f'num_filters: {size[0]} ' for size in front)
        kernels = ''.join(f'kernel_sizes: {size[1]} ' for size in front)
        if sizes:
            yield None if front == [[256, 3]] else f'{{ {filters}{kernels}}}' if front else '{}'

    return guess


def one_of(*names: str) -> Guess:
    """The name of one of some kinds."""
    return lambda settings, path, differing: iter([f'"{name}"' for name in names])


def dimensions(settings: Any, path: str, differing: Differing) -> Iterator[str]:
    """A dimension of any kind that the checkpoint has."""
    found = Counter(size for shape in differing.theirs.values() for size in shape)
    yield from (str(size) for size, _ in found.most_common(2 * _MOST_VALUES))


def other_predictor(settings: Any, path: str, differing: Differing) -> Iterator[str]:
    """The other kind of box predictor, with all that is set and that it has, too, or nearly all."""
    kind, predictor = path.rpartition('.')[2], settings.box_predictor
    here = predictor.WhichOneof('box_predictor_oneof')
    if here in (None, kind):
        return
    fields = getattr(predictor, kind).DESCRIPTOR.fields_by_name
    shared = [(field, value) for field, value in getattr(predictor, here).ListFields() if field.name in fields]
    for left_out in ((), _ONE_KIND_ALONE):
        texts = [f'{field.name}: {text_of(field, value)}' for field, value in shared if field.name not in left_out]
        yield f'{{ {" ".join(texts)} }}'


def candidates(option: Option, settings: Any, differing: Differing) -> Iterator[str | None]:
    """Values to try for an option that counts for this model, without the one that is set."""
    if can_be_set(settings, option.path):
        here = text_at(settings, option.path)
        yield from (value for value in option.guess(settings, option.path, differing) if value != here)
