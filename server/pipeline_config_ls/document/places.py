"""Where a file sets a value: paths such as `train_config.optimizer` or `...label_map_path[0]`."""

from __future__ import annotations

import re
from typing import NamedTuple

from pipeline_config_ls.document.binding import (
    Block,
    BoundField,
    BoundValue,
    Overwrite,
    OverwriteKind,
)
from pipeline_config_ls.document.values import Value
from pipeline_config_ls.textproto import Span

STEP = re.compile(r'(?:\[(?P<extension>[\w.]+)\]|(?P<name>\w+))(?:\[(?P<index>-?\d+)\])?\.?')


class Place(NamedTuple):
    """Where a path is set, or where it could be.

    `field` is the one that has the last word, and `value` its value there; both are None where the path is not set.
    Then `block` is the innermost block on the way that is there (else the one around the field), `header` the field
    whose block that is (None for the root), and `missing` the steps below it that are not there.
    """

    path: str
    field: BoundField | None
    value: BoundValue | None
    block: Block
    header: BoundField | None
    missing: tuple[str, ...]

    @property
    def is_set(self) -> bool:
        """Whether the file sets the path."""
        return self.field is not None

    @property
    def scalar(self) -> Value | None:
        """The value, where it is set to a scalar that is right."""
        return self.value.value if self.value else None

    @property
    def span(self) -> Span:
        """What to point at: the field itself; else the name of the block around it; else the start of the file."""
        if self.value is not None and self.field is not None and self.value.block is None:
            whole = self.value.syntax if len(self.field.values) > 1 else self.field.syntax
            return whole.span
        shown = self.field or self.header
        return Span(0, 0) if shown is None else shown.syntax.name.span

    @property
    def value_span(self) -> Span:
        """The value alone, where it is a scalar; else as `span`: a whole block is too much to point at."""
        if self.value is None or self.value.block is not None:
            return self.span
        return self.value.syntax.span


class _Step(NamedTuple):
    field: BoundField
    value: BoundValue | None


def find(root: Block, overwrites: tuple[Overwrite, ...], path: str) -> Place:
    """Follows a path from the root. Raises ValueError for what is no path."""
    dropped = {lost.earlier.syntax.start for lost in overwrites if lost.kind is OverwriteKind.ONEOF}
    blocks: list[tuple[Block, BoundField | None]] = [(root, None)]
    steps = _steps(path)
    last: _Step | None = None
    for at, (name, index) in enumerate(steps):
        found = _values(blocks, name, dropped)
        if index is not None:
            found = found[index : index + 1 or None]
        if not found:
            return Place(path, None, None, *blocks[-1], tuple(step for step, _ in steps[at:]))
        last = found[-1]
        around = blocks[-1] if len(blocks) == 1 else _around(blocks, last.field)
        inner = [(step.value.block, step.field) for step in found if step.value and step.value.block]
        if last.field.type is not None and last.field.type.is_repeated:
            inner = inner[-1:]
        if at + 1 == len(steps):
            return Place(path, *last, *around, ())
        if not inner:
            return Place(path, None, None, *around, tuple(step for step, _ in steps[at + 1 :]))
        blocks = list(inner)
    raise ValueError('an empty path')


def _steps(path: str) -> list[tuple[str, int | None]]:
    steps: list[tuple[str, int | None]] = []
    offset = 0
    while offset < len(path):
        step = STEP.match(path, offset)
        if step is None:
            raise ValueError(f'not a path: {path!r}')
        index = step['index']
        steps.append((step['extension'] or step['name'], None if index is None else int(index)))
        offset = step.end()
    return steps


def _values(blocks: list[tuple[Block, BoundField | None]], name: str, dropped: set[int]) -> list[_Step]:
    return [
        _Step(field, value)
        for block, _ in blocks
        for field in block.named(name)
        if field.syntax.start not in dropped
        for value in field.values or (None,)
    ]


def _around(blocks: list[tuple[Block, BoundField | None]], field: BoundField) -> tuple[Block, BoundField | None]:
    """Which of several merged blocks holds a field."""
    start = field.syntax.start
    return next(held for held in blocks if held[0].syntax.start <= start < held[0].syntax.end)
