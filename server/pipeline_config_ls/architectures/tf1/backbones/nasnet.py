"""NASNet-A and PNASNet (both large) of TF-Slim (nets/nasnet/), and the two halves that Faster R-CNN makes of each.

A cell looks at the output of the cell before and of one further back. What it does with them are stacks of two separable
convolutions, and branches that pool or pass on, which are projected where they do not fit.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from pipeline_config_ls.architectures.tf1.layers import (
    After,
    Layer,
    Made,
    Network,
    Variables,
    batch_norm,
    batch_norm_layer,
    conv2d,
    scope,
    separable_conv2d,
    sequence,
    within,
)

NASNET_FILTERS, PNASNET_FILTERS = 168, 216
FIRST_CHANNELS = 96

# Dropping paths depends on the step. Where the model is built before anything has made one, as the builder alone
# does, the first path that can be dropped makes it, in its own scope. A trainer makes it before, at the top.
GLOBAL_STEP = 'cell_stem_0/comb_iter_0/left/global_step'


class Stack(NamedTuple):
    """A stack of separable convolutions: its scope in the cell, its kernel, and whether it is on the output further back."""

    scope: str
    kernel: int
    back: bool = False


class Branch(NamedTuple):
    """A branch that pools, or that passes on: its scope in the cell, and whether it is on the output further back. It is projected
    where its channels are not the cell's, and if it passes on, where the cell has a stride too."""

    scope: str
    back: bool
    pools: bool


class Cell(NamedTuple):
    """The stacks of a kind of cell, the branches that may be projected, and how many maps it joins at its end."""

    stacks: Sequence[Stack]
    joined: int
    branches: Sequence[Branch] = ()


NORMAL = Cell(
    [
        Stack('comb_iter_0/left', 5),
        Stack('comb_iter_0/right', 3, back=True),
        Stack('comb_iter_1/left', 5, back=True),
        Stack('comb_iter_1/right', 3, back=True),
        Stack('comb_iter_4/left', 3),
    ],
    joined=6,
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
)
# PNASNet has one kind of cell, with a stride or without.
PROGRESSIVE = Cell(
    [
        Stack('comb_iter_0/left', 5, back=True),
        Stack('comb_iter_1/left', 7),
        Stack('comb_iter_2/left', 5),
        Stack('comb_iter_2/right', 3),
        Stack('comb_iter_3/left', 3),
        Stack('comb_iter_4/left', 3, back=True),
    ],
    joined=5,
    branches=[
        Branch('comb_iter_0/right', back=True, pools=True),
        Branch('comb_iter_4/right', back=False, pools=False),
    ],
)


class Row(NamedTuple):
    """A cell of the network, whether it halves its maps, and how many outputs it looks back."""

    name: str
    cell: Cell
    filters: int
    halves: bool = False
    back: int = 2


def _cells(first: int, filters: int) -> list[Row]:
    """Six normal cells. After a reduction, the first of them looks at what that looked at."""
    rows = [Row(f'cell_{first + index}', NORMAL, filters) for index in range(6)]
    return [rows[0]._replace(back=3 if first else 2), *rows[1:]]


def _stem(cell: Cell, filters: int) -> list[Row]:
    return [
        Row('cell_stem_0', cell, filters // 4, halves=True),
        Row('cell_stem_1', cell, filters // 2, halves=True),
    ]


NASNET_UNTIL_CELL_11 = [
    *_stem(REDUCTION, NASNET_FILTERS),
    *_cells(0, NASNET_FILTERS),
    Row('reduction_cell_0', REDUCTION, 2 * NASNET_FILTERS, halves=True),
    *_cells(6, 2 * NASNET_FILTERS),
]
NASNET_FROM_CELL_12 = [
    Row('reduction_cell_1', REDUCTION, 4 * NASNET_FILTERS, halves=True),
    *_cells(12, 4 * NASNET_FILTERS),
]
# Four cells of each width; the first of those after the first four halves.
PNASNET_CELLS = [
    Row(f'cell_{number}', PROGRESSIVE, PNASNET_FILTERS * 2 ** (number // 4), halves=number in (4, 8))
    for number in range(12)
]
PNASNET_UNTIL_CELL_7 = [*_stem(PROGRESSIVE, PNASNET_FILTERS), *PNASNET_CELLS[:8]]
PNASNET_FROM_CELL_8 = PNASNET_CELLS[8:]


class Output(NamedTuple):
    """What a cell has made: channels, and how often the image has been halved."""

    channels: int
    halvings: int


class Norms(NamedTuple):
    """What follows the products in these networks. Each has a batch norm of its own, with these vectors; hyperparameters that
    override those of the network put `after` in between."""

    vectors: After = batch_norm()
    after: After = ()


def nasnet_until_cell_11(channels: int) -> Made:
    """NASNet up to its cell 11: its output, joined to that of cell 10."""
    variables, (*_, before, last) = _from_image(NASNET_UNTIL_CELL_11, channels, Norms())
    return Made(variables, before.channels + last.channels)


def nasnet_from_cell_12(channels: int) -> Made:
    """The rest of NASNet, without the classifier, on two outputs that have been joined."""
    return _from_pair(NASNET_FROM_CELL_12, channels)


def pnasnet_until_cell_7(channels: int) -> Made:
    """PNASNet up to its cell 7: its output, joined to that of cell 6."""
    variables, (*_, before, last) = _from_image(PNASNET_UNTIL_CELL_7, channels, Norms())
    return Made(variables, before.channels + last.channels)


def pnasnet_from_cell_8(channels: int) -> Made:
    """The rest of PNASNet, without the classifier, on two outputs that have been joined."""
    return _from_pair(PNASNET_FROM_CELL_8, channels)


def pnasnet(channels: int, norms: Norms) -> Network:
    """The whole of PNASNet without the classifier, its end points by the names of the API (`Cell_7`)."""
    rows = [*PNASNET_UNTIL_CELL_7, *PNASNET_FROM_CELL_8]
    variables, outputs = _from_image(rows, channels, norms)
    ends = {row.name.capitalize(): output.channels for row, output in zip(rows, outputs[1:], strict=True)}
    return Network(variables, ends)


def _from_image(rows: Sequence[Row], channels: int, norms: Norms) -> tuple[Variables, list[Output]]:
    variables, first = _normalized('conv0', 'conv0_bn', FIRST_CHANNELS, norms, kernel=3)(channels)
    made, outputs = _run(rows, [Output(first, 1)], norms)
    step: Variables = {GLOBAL_STEP: ()}
    return variables | made | step, outputs


def _from_pair(rows: Sequence[Row], channels: int) -> Made:
    half = Output(channels // 2, 0)
    variables, outputs = _run(rows, [half, half], Norms())
    return Made(variables, outputs[-1].channels)


def _run(rows: Sequence[Row], outputs: Sequence[Output], norms: Norms) -> tuple[Variables, list[Output]]:
    """Runs cells on these outputs; all outputs. The first stem has none further back, and takes the same one twice."""
    outputs = list(outputs)
    variables: Variables = {}
    for row in rows:
        current = outputs[-1]
        further = outputs[-row.back] if len(outputs) >= row.back else None
        variables |= within(row.name, _cell(row, current, further, norms))
        outputs.append(Output(row.cell.joined * row.filters, current.halvings + row.halves))
    return variables, outputs


def _cell(row: Row, current: Output, further: Output | None, norms: Norms) -> Variables:
    variables = _normalized('1x1', 'beginning_bn', row.filters, norms)(current.channels).variables
    variables |= _fitted(row, current, further, norms) if further else {}
    back = row.filters if further else current.channels
    for stack in row.cell.stacks:
        incoming = back if stack.back else row.filters
        variables |= scope(stack.scope, *_convolutions(stack.kernel, row.filters, norms))(incoming).variables
    for branch in row.cell.branches:
        incoming = back if branch.back else row.filters
        if incoming != row.filters or (row.halves and not branch.pools):
            projection = _normalized('1x1', 'bn_1', row.filters, norms)
            variables |= scope(branch.scope, projection)(incoming).variables
    return variables


def _fitted(row: Row, current: Output, further: Output, norms: Norms) -> Variables:
    """The output further back is brought to the size of the current one, or if that is the same, to the filters of the cell."""
    if further.halvings != current.halvings:
        half = row.filters // 2
        paths = (
            conv2d(name, half, 1, norms.after)(further.channels).variables for name in ('path1_conv', 'path2_conv')
        )
        return {**next(paths), **next(paths), **batch_norm_layer('final_path_bn', norms.vectors)(row.filters).variables}
    if further.channels != row.filters:
        return _normalized('prev_1x1', 'prev_bn', row.filters, norms)(further.channels).variables
    return {}


def _normalized(name: str, norm: str, channels: int, norms: Norms, *, kernel: int = 1) -> Layer:
    return sequence(conv2d(name, channels, kernel, norms.after), batch_norm_layer(norm, norms.vectors))


def _convolutions(kernel: int, channels: int, norms: Norms) -> list[Layer]:
    size = f'{kernel}x{kernel}'
    return [
        sequence(
            separable_conv2d(f'separable_{size}_{number}', channels, kernel, norms.after),
            batch_norm_layer(f'bn_sep_{size}_{number}', norms.vectors),
        )
        for number in (1, 2)
    ]
