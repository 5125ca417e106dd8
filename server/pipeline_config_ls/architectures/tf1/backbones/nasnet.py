"""NASNet-A (large) of TF-Slim (nets/nasnet/), in the two halves that Faster R-CNN makes of it.

A cell looks at the output of the cell before and of one further back. What it does with them are pooling layers, which have no
variables, and stacks of two separable convolutions.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from pipeline_config_ls.architectures.tf1.layers import (
    Layer,
    Made,
    Variables,
    batch_norm_layer,
    conv2d,
    scope,
    separable_conv2d,
    sequence,
    within,
)

FILTERS = 168
FIRST_CHANNELS = 96

# Dropping paths depends on the step. Where the model is built before anything has made one, as the builder alone
# does, the first path that can be dropped makes it, in its own scope. A trainer makes it before, at the top.
GLOBAL_STEP = 'cell_stem_0/comb_iter_0/left/global_step'


class Stack(NamedTuple):
    """A stack of separable convolutions: its scope in the cell, its kernel, and whether it is on the output further back."""

    scope: str
    kernel: int
    back: bool = False


class Cell(NamedTuple):
    """The stacks of a kind of cell, how many maps it joins at its end, and whether they are half as large."""

    stacks: Sequence[Stack]
    joined: int
    halves: bool


NORMAL = Cell(
    [
        Stack('comb_iter_0/left', 5),
        Stack('comb_iter_0/right', 3, back=True),
        Stack('comb_iter_1/left', 5, back=True),
        Stack('comb_iter_1/right', 3, back=True),
        Stack('comb_iter_4/left', 3),
    ],
    joined=6,
    halves=False,
)
REDUCTION = Cell(
    [
        Stack('comb_iter_0/left', 5),
        Stack('comb_iter_0/right', 7, back=True),
        Stack('comb_iter_1/right', 7, back=True),
        Stack('comb_iter_2/right', 5, back=True),
        Stack('comb_iter_4/left', 3),
    ],
    joined=4,
    halves=True,
)


class Row(NamedTuple):
    """A cell of the network, and how many outputs it looks back."""

    name: str
    cell: Cell
    filters: int
    back: int = 2


def _cells(first: int, filters: int) -> list[Row]:
    """Six normal cells. After a reduction, the first of them looks at what that looked at."""
    rows = [Row(f'cell_{first + index}', NORMAL, filters) for index in range(6)]
    return [rows[0]._replace(back=3 if first else 2), *rows[1:]]


UNTIL_CELL_11 = [
    Row('cell_stem_0', REDUCTION, FILTERS // 4),
    Row('cell_stem_1', REDUCTION, FILTERS // 2),
    *_cells(0, FILTERS),
    Row('reduction_cell_0', REDUCTION, 2 * FILTERS),
    *_cells(6, 2 * FILTERS),
]
FROM_CELL_12 = [Row('reduction_cell_1', REDUCTION, 4 * FILTERS), *_cells(12, 4 * FILTERS)]


class Output(NamedTuple):
    """What a cell has made: channels, and how often the image has been halved."""

    channels: int
    halvings: int


def until_cell_11(channels: int) -> Made:
    """The network up to its cell 11: its output, joined to that of cell 10."""
    variables, first = sequence(conv2d('conv0', FIRST_CHANNELS, 3, ()), batch_norm_layer('conv0_bn'))(channels)
    made, (before, last) = _run(UNTIL_CELL_11, [Output(first, 1)])
    step: Variables = {GLOBAL_STEP: ()}
    return Made(variables | made | step, before.channels + last.channels)


def from_cell_12(channels: int) -> Made:
    """The rest, without the classifier, on two outputs that have been joined."""
    half = Output(channels // 2, 0)
    variables, (_, last) = _run(FROM_CELL_12, [half, half])
    return Made(variables, last.channels)


def _run(rows: Sequence[Row], outputs: Sequence[Output]) -> tuple[Variables, tuple[Output, Output]]:
    """Runs cells on these outputs; the last two outputs. The first stem has none further back, and takes the same one twice."""
    outputs = list(outputs)
    variables: Variables = {}
    for row in rows:
        current = outputs[-1]
        further = outputs[-row.back] if len(outputs) >= row.back else None
        variables |= within(row.name, _cell(row, current, further))
        outputs.append(Output(row.cell.joined * row.filters, current.halvings + row.cell.halves))
    return variables, (outputs[-2], outputs[-1])


def _cell(row: Row, current: Output, further: Output | None) -> Variables:
    beginning = _normalized('1x1', 'beginning_bn', row.filters)
    variables = beginning(current.channels).variables | (_fitted(row, current, further) if further else {})
    for stack in row.cell.stacks:
        incoming = current.channels if stack.back and not further else row.filters
        variables |= scope(stack.scope, *_convolutions(stack.kernel, row.filters))(incoming).variables
    return variables


def _fitted(row: Row, current: Output, further: Output) -> Variables:
    """The output further back is brought to the size of the current one, or if that is the same, to the filters of the cell."""
    if further.halvings != current.halvings:
        half = row.filters // 2
        paths = (conv2d(name, half, 1, ())(further.channels).variables for name in ('path1_conv', 'path2_conv'))
        return {**next(paths), **next(paths), **batch_norm_layer('final_path_bn')(row.filters).variables}
    if further.channels != row.filters:
        return _normalized('prev_1x1', 'prev_bn', row.filters)(further.channels).variables
    return {}


def _normalized(name: str, norm: str, channels: int) -> Layer:
    return sequence(conv2d(name, channels, 1, ()), batch_norm_layer(norm))


def _convolutions(kernel: int, channels: int) -> list[Layer]:
    size = f'{kernel}x{kernel}'
    return [
        sequence(
            separable_conv2d(f'separable_{size}_{number}', channels, kernel, ()),
            batch_norm_layer(f'bn_sep_{size}_{number}'),
        )
        for number in (1, 2)
    ]
