"""A variable of a model, as a checkpoint knows it."""

from __future__ import annotations

from typing import NamedTuple

Shape = tuple[int, ...]


class Variable(NamedTuple):
    """Shape and type of a variable."""

    shape: Shape
    dtype: str = 'float32'
