"""Trackable objects of TensorFlow 2: what a model tracks, and what a restore bound to it.

TensorFlow has moved these modules and renamed their methods between 2.4 and 2.21; the differences end here.
"""

from __future__ import annotations

import importlib
from contextlib import contextmanager
from typing import Any, Dict, Iterator, List, NamedTuple, Optional, Set, Tuple

import tensorflow as tf

VALUE = '/.ATTRIBUTES/VARIABLE_VALUE'
GRAPH_KEY = '_CHECKPOINTABLE_OBJECT_GRAPH'
Shape = Tuple[int, ...]


def _first_module(*names: str) -> Any:
    for name in names:
        try:
            return importlib.import_module(name)
        except ImportError:
            continue
    raise ImportError(names[0])


_checkpoint = _first_module('tensorflow.python.checkpoint.checkpoint', 'tensorflow.python.training.tracking.util')
_graph_view = _first_module('tensorflow.python.checkpoint.graph_view', 'tensorflow.python.training.tracking.graph_view')
_graph_pb2 = importlib.import_module('tensorflow.core.protobuf.trackable_object_graph_pb2')


def children(thing: Any) -> List[Tuple[str, Any]]:
    """What an object tracks, by edge name, in order."""
    found = _graph_view.ObjectGraphView(thing)
    if hasattr(found, 'list_dependencies'):
        return [(child.name, child.ref) for child in found.list_dependencies(thing)]
    return list(found.children(thing).items())


def descendants(root: Any) -> List[Any]:
    """All objects below one and itself, in the order of the nodes of a checkpoint."""
    view = _graph_view.ObjectGraphView(root)
    return list(view.descendants() if hasattr(view, 'descendants') else view.list_objects())


class Bound(NamedTuple):
    """TensorFlow's own account of a restore. Names are paths from the restored roots (`model/_feature_extractor/...`).

    `incompatible` are (name, shape in the checkpoint, shape in the model). `unused` are keys of values that nothing took.
    """

    restored: List[str]
    unmatched: List[str]
    incompatible: List[Tuple[str, List[int], List[int]]]
    unused: List[str]


@contextmanager
def keep_coordinators() -> Iterator[List[Any]]:
    """Within it, every restore leaves its coordinator (TensorFlow's book-keeping of the binding) and its root in the list."""
    original = _checkpoint._CheckpointRestoreCoordinator
    kept: List[Any] = []

    def keep(*args: Any, **kwargs: Any) -> Any:
        coordinator = original(*args, **kwargs)
        # The root and the counter that it makes are held weakly by TensorFlow.
        kept.append((coordinator, coordinator.graph_view.root))
        return coordinator

    _checkpoint._CheckpointRestoreCoordinator = keep
    try:
        yield kept
    finally:
        _checkpoint._CheckpointRestoreCoordinator = original


def bound(kept: Tuple[Any, Any]) -> Bound:
    """What a restore bound, read from its coordinator: also where it raised on the way."""
    coordinator, root = kept
    shapes = tf.train.load_checkpoint(_text(coordinator.save_path_string)).get_variable_to_shape_map()
    key_of: Dict[int, Optional[str]] = {}
    taken: Set[str] = set()
    for number, node in enumerate(coordinator.object_graph_proto.nodes):
        thing = coordinator.object_by_proto_id.get(number)
        key = next((value.checkpoint_key for value in node.attributes if value.name == 'VARIABLE_VALUE'), None)
        if thing is not None:
            key_of.setdefault(id(thing), key)
            taken.update([key] if key else [])
    found = Bound([], [], [], [])
    for path, variable in named_variables(root):
        if id(variable) not in key_of:
            found.unmatched.append(path)
            continue
        key = key_of[id(variable)]
        if key is None or key not in shapes:
            continue
        theirs, ours = list(shapes[key]), variable.shape.as_list()
        if theirs != ours:
            found.incompatible.append((path, theirs, ours))
        elif path != 'save_counter':
            found.restored.append(path)
    unused = [key for key in shapes if key.endswith(VALUE) and key not in taken]
    found.unused.extend(key[: -len(VALUE)] for key in sorted(unused))
    return found


def _text(path: Any) -> str:
    return path.decode() if isinstance(path, bytes) else str(path)


def named_variables(root: Any) -> List[Tuple[str, Any]]:
    """Every variable below an object once, under its shortest path."""
    found: List[Tuple[str, Any]] = []
    seen: Dict[int, Any] = {id(root): root}  # holds them, so that no number is used twice
    waiting = [('', root)]
    for path, thing in waiting:
        if isinstance(thing, tf.Variable):
            found.append((path, thing))
        for edge, child in children(thing):
            if id(child) not in seen:
                seen[id(child)] = child
                waiting.append((f'{path}/{edge}' if path else edge, child))
    return found


Node = Tuple[List[Tuple[str, int]], Optional[str]]


def read_checkpoint(prefix: str) -> Tuple[Dict[str, Tuple[Shape, str]], List[Node]]:
    """The variables {key: (shape, dtype)} and the object graph [(children, key or None)] of a checkpoint, as TensorFlow reads them."""
    reader = tf.train.load_checkpoint(prefix)
    shapes, dtypes = reader.get_variable_to_shape_map(), reader.get_variable_to_dtype_map()
    variables = {
        name[: -len(VALUE)]: (tuple(shapes[name]), dtypes[name].name) for name in sorted(shapes) if name.endswith(VALUE)
    }
    graph = _graph_pb2.TrackableObjectGraph()
    graph.ParseFromString(reader.get_tensor(GRAPH_KEY))
    return variables, [_node(node) for node in graph.nodes]


def _node(node: Any) -> Node:
    keys = [value.checkpoint_key for value in node.attributes if value.checkpoint_key.endswith(VALUE)]
    return [(child.local_name, child.node_id) for child in node.children], keys[0][: -len(VALUE)] if keys else None
