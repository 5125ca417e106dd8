"""What a real TensorFlow 2 model tracks: its variables, the object graph over them, the roots that each type restores.

The graph is the one TensorFlow writes into a checkpoint of `tf.train.Checkpoint(model=model)`, read back from
a checkpoint that was really written. Objects from which no variable can be reached are left out: nothing that
a restore does depends on them.
"""

from __future__ import annotations

import tempfile
from typing import Any, Dict, List, Set, Tuple, Union

import tensorflow as tf

from .objects import Node, Shape, children, descendants, read_checkpoint

RESTORE_TYPES = ('classification', 'detection', 'full', 'fine_tune')
Variable = Tuple[Shape, str]


def describe(model: Any) -> Dict[str, Any]:
    """For a model that was built and run once: `variables` {key: (shape, dtype)}, `graph` [(children, key or None)], node 0 its
    checkpoint's root; `roots` {type: {path: node} or what is raised}, `untracked` {type: {path: (shape, dtype)}}: variables that a
    type restores though the model does not track them.
    """
    root = tf.train.Checkpoint(model=model)
    with tempfile.TemporaryDirectory() as folder:
        variables, nodes = read_checkpoint(root.write(f'{folder}/model'))
    objects = descendants(root)
    if len(objects) != len(nodes):
        raise AssertionError(f'{len(objects)} objects, {len(nodes)} nodes in the checkpoint')
    kept, numbers = prune(nodes)
    number_of = {id(thing): numbers[number] for number, thing in enumerate(objects) if number in numbers}
    roots: Dict[str, Union[Dict[str, int], str]] = {}
    untracked: Dict[str, Dict[str, Variable]] = {}
    for restore_type in RESTORE_TYPES:
        roots[restore_type], strangers = _roots(model, restore_type, number_of)
        if strangers:
            untracked[restore_type] = strangers
    return {'variables': variables, 'graph': kept, 'roots': roots, 'untracked': untracked}


def prune(nodes: List[Node]) -> Tuple[List[Node], Dict[int, int]]:
    """The nodes that reach a variable, renumbered in their order, and the new number of each old one."""
    parents: Dict[int, List[int]] = {}
    for number, (edges, _) in enumerate(nodes):
        for _, child in edges:
            parents.setdefault(child, []).append(number)
    reaching: Set[int] = set()
    waiting = [number for number, (_, key) in enumerate(nodes) if key is not None]
    while waiting:
        number = waiting.pop()
        if number not in reaching:
            reaching.add(number)
            waiting.extend(parents.get(number, ()))
    numbers = {old: new for new, old in enumerate(sorted(reaching | {0}))}
    kept: List[Node] = []
    for old in numbers:
        edges, key = nodes[old]
        kept.append(([(edge, numbers[child]) for edge, child in edges if child in numbers], key))
    return kept, numbers


def _roots(
    model: Any, restore_type: str, number_of: Dict[int, int]
) -> Tuple[Union[Dict[str, int], str], Dict[str, Variable]]:
    """Where the objects that a type restores hang: path in the checkpoint to graph node, or the refusal.

    And the variables among them that are not in the model's graph.
    """
    try:
        restored = model.restore_from_objects(fine_tune_checkpoint_type=restore_type)
    except Exception as error:
        return f'{type(error).__name__}: {error}', {}
    roots: Dict[str, int] = {}
    untracked: Dict[str, Variable] = {}
    seen: Dict[int, Any] = {}  # holds them, so that no number is used twice
    waiting = list(restored.items())
    while waiting:
        path, thing = waiting.pop(0)
        if id(thing) in number_of:
            roots[path] = number_of[id(thing)]
        elif id(thing) not in seen:
            seen[id(thing)] = thing
            if isinstance(thing, tf.Variable):
                untracked[path] = tuple(thing.shape), thing.dtype.name
            waiting.extend((f'{path}/{edge}', child) for edge, child in children(thing))
    return roots, untracked
