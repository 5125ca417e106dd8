"""Checkpoints of models that were only planned: all names, shapes and objects that training would save, and no weights."""

from __future__ import annotations

from collections import deque

from pipeline_config_ls.architectures.tf2.plan import Tf2Plan
from pipeline_config_ls.architectures.tf2.trackable import Trackable, variables
from pipeline_config_ls.checkpoints.checkpoint import Checkpoint, Entry, Format, GraphNode
from pipeline_config_ls.checkpoints.graph import GRAPH_KEY

VALUE = '/.ATTRIBUTES/VARIABLE_VALUE'


def hollow(plan: Tf2Plan, prefix: str = '/zoo/ckpt-0', *, root: str = 'model') -> Checkpoint:
    """What `tf.train.Checkpoint(model=...).save` would leave of a plan; `root` is `feature_extractor` for its backbone alone."""
    saved = plan.model if root == 'model' else plan.backbone
    assert saved is not None
    roots = {root: saved, 'save_counter': Trackable(shape=(), dtype='int64')}
    keys = {id(variable): f'{name}{VALUE}' for name, variable in variables(roots).items()}
    entries = {
        f'{name}{VALUE}': Entry(variable.shape or (), variable.dtype) for name, variable in variables(roots).items()
    }
    graph = _graph(Trackable(roots), keys)
    return Checkpoint(prefix, Format.OBJECT_BASED, {**entries, GRAPH_KEY: Entry((), 'string')}, graph)


def _graph(root: Trackable, keys: dict[int, str]) -> tuple[GraphNode, ...]:
    numbers = {id(root): 0}
    order = [root]
    waiting = deque([root])
    while waiting:
        for child in waiting.popleft().children.values():
            if id(child) not in numbers:
                numbers[id(child)] = len(order)
                order.append(child)
                waiting.append(child)
    return tuple(
        GraphNode({name: numbers[id(child)] for name, child in node.children.items()}, keys.get(id(node)))
        for node in order
    )
