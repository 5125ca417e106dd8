"""A checkpoint as it stands on disk, read without TensorFlow: the values that the rest of the house works with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import NamedTuple


class Format(Enum):
    """How a checkpoint names its values."""

    OBJECT_BASED = 'object-based'  # TF2: object paths and an object graph
    NAME_BASED = 'name-based'  # TF1: variable names


class Entry(NamedTuple):
    """A tensor in the bundle: its shape (in elements, () for a scalar) and its dtype as TensorFlow spells it
    (`float32`, `int64`, `string`)."""

    shape: tuple[int, ...]
    dtype: str


class GraphNode(NamedTuple):
    """A node of the object graph that was saved.

    `children` maps the edge name to a node number, in the order in which it was saved. `key` is the checkpoint key of the
    node's value (with its `/.ATTRIBUTES/...` suffix), None for an object without one. `slots` are
    (slot name, node number of the original variable, node number of the slot variable).
    """

    children: dict[str, int]
    key: str | None = None
    slots: tuple[tuple[str, int, int], ...] = ()


class Fault(Enum):
    """What TensorFlow raises: NotFoundError, or one of its errors for a file that is there and is not right."""

    NOT_FOUND = 'not_found'
    UNREADABLE = 'unreadable'


@dataclass(frozen=True, slots=True)
class Unreadable:
    """No checkpoint: what is wrong, where, what to do, in one message for the person."""

    prefix: str
    fault: Fault
    message: str


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A checkpoint whose names and shapes could be read.

    `entries` holds every tensor of the index under its full key, `_CHECKPOINTABLE_OBJECT_GRAPH` included. `graph` is
    the saved object graph, node 0 its root; None for a name-based checkpoint, and where the shard that holds the graph is
    absent or damaged (then `graph_missing` says why, for the person). `damage` is what TensorFlow would meet when it
    restores values: a shard that is absent or cut off. `numbers` are the values of the counters (the step, the optimizer's
    own numbers) by name. `single_file`: a V1 checkpoint, where the prefix is the file; without entries it is an index file that
    was named in place of its prefix, which TensorFlow opens as one.
    """

    prefix: str
    format: Format
    entries: dict[str, Entry] = field(repr=False)
    graph: tuple[GraphNode, ...] | None = field(default=None, repr=False)
    graph_missing: str | None = None
    damage: Unreadable | None = None
    numbers: Mapping[str, int | float] = field(default_factory=dict, repr=False)
    single_file: bool = False
