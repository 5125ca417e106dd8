"""Binding: which objects of the model take which values of a checkpoint, as TensorFlow walks both graphs.

Mirrors `tensorflow/python/checkpoint/restore.py`: a breadth-first walk of the *saved* graph from its root, following each
edge to the object of that name on the Python side. The first object that reaches a saved node keeps it; whoever comes
later is not bound there, nor by that way anything below it.

Knows nothing of configs, types or files: roots and a checkpoint in, a binding out.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from typing import NamedTuple

from pipeline_config_ls.architectures.tf2.trackable import Trackable, variables
from pipeline_config_ls.checkpoints.checkpoint import Checkpoint, GraphNode
from pipeline_config_ls.restore.verdict import Incompatible

VALUE = '/.ATTRIBUTES/VARIABLE_VALUE'
COUNTER = 'save_counter'
SLOT = '/.OPTIMIZER_SLOT/'


class Binding(NamedTuple):
    """The result of a walk. Names are paths in the Python graph (`model/_feature_extractor/...`); `taken` are keys of the
    checkpoint without their suffix."""

    restored: tuple[str, ...]
    unmatched: tuple[str, ...]
    incompatible: tuple[Incompatible, ...]
    taken: frozenset[str]


def bind(roots: Mapping[str, Trackable], checkpoint: Checkpoint) -> Binding:
    """What `tf.train.Checkpoint(**roots).restore(...)` would bind.

    The counter of saves that a `Checkpoint` makes for itself counts as one of its objects, as in TensorFlow.
    """
    graph = checkpoint.graph if checkpoint.graph is not None else graph_of_keys(checkpoint.entries)
    counter = Trackable(shape=(), dtype='int64')
    top = {**dict(sorted(roots.items())), COUNTER: counter}
    first_key = walk(graph, Trackable(top)).first_key
    restored, unmatched, incompatible = [], [], []
    taken = set()
    for name, variable in variables(top).items():
        if id(variable) not in first_key:
            unmatched.append(name)
            continue
        key = first_key[id(variable)]
        entry = checkpoint.entries.get(key) if key is not None else None
        if key is None or entry is None:
            continue  # bound to an object without a value: left as it is, and not complained of
        taken.add(key.removesuffix(VALUE))
        if entry.shape != variable.shape:
            assert variable.shape is not None
            incompatible.append(Incompatible(name, entry.shape, variable.shape))
        elif variable is not counter:
            restored.append(name)
    return Binding(tuple(restored), tuple(unmatched), tuple(incompatible), frozenset(taken))


class Walk(NamedTuple):
    """Which object owns each saved node, and for every object that is bound (by identity) the key of its first node."""

    owners: dict[int, Trackable]
    first_key: dict[int, str | None]


def walk(graph: tuple[GraphNode, ...], root: Trackable) -> Walk:
    """Binds a Python graph to a saved one, both from their roots."""
    owner: dict[int, Trackable] = {0: root}
    first_key: dict[int, str | None] = {id(root): graph[0].key}
    queue = deque([(0, root)])
    while queue:
        number, owned = queue.popleft()
        for name, child_number in graph[number].children.items():
            child = owned.children.get(name)
            if child is not None and child_number not in owner:
                owner[child_number] = child
                first_key.setdefault(id(child), graph[child_number].key)
                queue.append((child_number, child))
    return Walk(owner, first_key)


def graph_of_keys(entries: Mapping[str, object]) -> tuple[GraphNode, ...]:
    """The saved graph as far as the keys tell it, for a checkpoint whose shard is not at hand.

    A key is the shortest path to its value, so each value hangs in its place; what is lost are the other paths to it, and objects
    without values.
    """
    children: list[dict[str, int]] = [{}]
    keys: list[str | None] = [None]
    for key in sorted(entries):
        if not key.endswith(VALUE) or SLOT in key:
            continue
        node = 0
        for edge in key.removesuffix(VALUE).split('/'):
            name = edge.replace('.S', '/').replace('..', '.') if '.' in edge else edge
            if name not in children[node]:
                children[node][name] = len(children)
                children.append({})
                keys.append(None)
            node = children[node][name]
        keys[node] = key
    return tuple(GraphNode(below, key) for below, key in zip(children, keys, strict=True))
