"""What a real model tracks: its variables, the object graph over them, the roots that each type restores.

The graph is the one TensorFlow writes into a checkpoint of `tf.train.Checkpoint(model=model)`, read back from
a checkpoint that was really written. Objects from which no variable can be reached are left out: nothing that
a restore does depends on them. Needs TensorFlow and the API in its interpreter.
"""

from __future__ import annotations

import tempfile
from typing import Any

from oracle.facts import VARIABLE_SUFFIX, Inventory, Node, Variable
from oracle.real_api import tf, trackable_object_graph_pb2

RESTORE_TYPES = ('classification', 'detection', 'full', 'fine_tune')


def describe(model: Any) -> Inventory:
    """The variables, the graph and the restored roots of a model that was built and run once."""
    root = tf.train.Checkpoint(model=model)
    with tempfile.TemporaryDirectory() as folder:
        variables, nodes = read_checkpoint(root.write(f'{folder}/model'))
    objects = tf.train.TrackableView(root).descendants()
    if len(objects) != len(nodes):
        raise AssertionError(f'{len(objects)} objects, {len(nodes)} nodes in the checkpoint')
    kept, numbers = prune(nodes)
    number_of = {id(thing): numbers[number] for number, thing in enumerate(objects) if number in numbers}
    roots, untracked = {}, {}
    for restore_type in RESTORE_TYPES:
        roots[restore_type], strangers = _roots(model, restore_type, number_of)
        if strangers:
            untracked[restore_type] = strangers
    return Inventory(variables, kept, roots, untracked)


def read_checkpoint(prefix: str) -> tuple[dict[str, Variable], list[Node]]:
    """The variables and the whole object graph of an object-based checkpoint, as TensorFlow reads them."""
    reader = tf.train.load_checkpoint(prefix)
    shapes, dtypes = reader.get_variable_to_shape_map(), reader.get_variable_to_dtype_map()
    variables = {
        name.removesuffix(VARIABLE_SUFFIX): Variable(tuple(shapes[name]), dtypes[name].name)
        for name in sorted(shapes)
        if name.endswith(VARIABLE_SUFFIX)
    }
    graph = trackable_object_graph_pb2.TrackableObjectGraph()
    graph.ParseFromString(reader.get_tensor('_CHECKPOINTABLE_OBJECT_GRAPH'))
    return variables, [_node(node) for node in graph.nodes]


def _node(node: Any) -> Node:
    keys = [a.checkpoint_key for a in node.attributes if a.checkpoint_key.endswith(VARIABLE_SUFFIX)]
    children = tuple((child.local_name, child.node_id) for child in node.children)
    return Node(children, keys[0].removesuffix(VARIABLE_SUFFIX) if keys else None)


def prune(nodes: list[Node]) -> tuple[tuple[Node, ...], dict[int, int]]:
    """The nodes that reach a variable, renumbered in their order, and the new number of each old one."""
    parents: dict[int, list[int]] = {}
    for number, node in enumerate(nodes):
        for _, child in node.children:
            parents.setdefault(child, []).append(number)
    reaching: set[int] = set()
    waiting = [number for number, node in enumerate(nodes) if node.variable is not None]
    while waiting:
        number = waiting.pop()
        if number not in reaching:
            reaching.add(number)
            waiting.extend(parents.get(number, ()))
    numbers = {old: new for new, old in enumerate(sorted(reaching | {0}))}
    kept = tuple(
        Node(
            tuple((edge, numbers[child]) for edge, child in nodes[old].children if child in numbers),
            nodes[old].variable,
        )
        for old in numbers
    )
    return kept, numbers


def _roots(
    model: Any, restore_type: str, number_of: dict[int, int]
) -> tuple[dict[str, int] | str, dict[str, Variable]]:
    """Where the objects that a type restores hang: path in the checkpoint to graph node, or the refusal.

    And the variables among them that are not in the model's graph.
    """
    try:
        restored = model.restore_from_objects(fine_tune_checkpoint_type=restore_type)
    except Exception as error:
        return f'{type(error).__name__}: {error}', {}
    roots: dict[str, int] = {}
    untracked: dict[str, Variable] = {}
    seen: dict[int, Any] = {}  # holds them, so that no number is used twice
    waiting = list(restored.items())
    while waiting:
        path, thing = waiting.pop(0)
        if id(thing) in number_of:
            roots[path] = number_of[id(thing)]
        elif id(thing) not in seen:
            seen[id(thing)] = thing
            if isinstance(thing, tf.Variable):
                untracked[path] = Variable(tuple(thing.shape), thing.dtype.name)
            waiting.extend((f'{path}/{edge}', child) for edge, child in _children(thing))
    return roots, untracked


def _children(thing: Any) -> list[tuple[str, Any]]:
    return list(tf.train.TrackableView.children(thing).items())
