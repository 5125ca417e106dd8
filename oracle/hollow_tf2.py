"""Checkpoints of TensorFlow 2 without weights, made from a plan: all names, shapes and objects that training would save, and the numbers that are read.

Needs no TensorFlow. `hollow` gives one as the value that the reader would give, `save` writes its files: an index as TensorFlow
writes it, and a sparse shard with the object graph and the counters in their places.
"""

from __future__ import annotations

import struct
from collections import deque
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from oracle.hollow import masked, table, varint
from pipeline_config_ls.architectures.tf2.plan import Tf2Plan
from pipeline_config_ls.architectures.tf2.trackable import Trackable, variables
from pipeline_config_ls.checkpoints.checkpoint import Checkpoint, Entry, Format, GraphNode
from pipeline_config_ls.checkpoints.graph import GRAPH_KEY
from pipeline_config_ls.checkpoints.messages import BundleEntry, BundleHeader, TrackableObjectGraph
from pipeline_config_ls.formats.crc32c import crc32c
from pipeline_config_ls.restore.optimizer import AVERAGE, BASE
from pipeline_config_ls.restore.resume_predict import is_trainable

VALUE = '/.ATTRIBUTES/VARIABLE_VALUE'
_TYPES = {'float32': (1, 4, '<f'), 'int64': (9, 8, '<q'), 'int32': (3, 4, '<i')}
_STRING = 7


class Training(NamedTuple):
    """What training saves beside the model: its step, the numbers of its optimizer, the names of the slots that it keeps, and whether a
    moving average stands around it."""

    step: int = 0
    numbers: Mapping[str, float] = {'momentum': 0.9}
    slots: tuple[str, ...] = ('momentum',)
    averages: bool = False

    @property
    def path(self) -> str:
        """Where the numbers of the optimizer lie."""
        return f'optimizer/{BASE}' if self.averages else 'optimizer'


def hollow(
    plan: Tf2Plan, prefix: str = '/zoo/ckpt-0', *, root: str = 'model', training: Training | None = None
) -> Checkpoint:
    """What `tf.train.Checkpoint(model=...).save` would leave of a plan; `root` is `feature_extractor` for its backbone alone."""
    saved = plan.model if root == 'model' else plan.backbone
    assert saved is not None
    roots = {root: saved, **_beside(training), 'save_counter': Trackable(shape=(), dtype='int64')}
    found = variables(roots)
    keys = {id(variable): f'{name}{VALUE}' for name, variable in found.items()}
    entries = {f'{name}{VALUE}': Entry(variable.shape or (), variable.dtype) for name, variable in found.items()}
    graph = _graph(Trackable(roots), keys)
    numbers: dict[str, int | float] = {'save_counter': 1}
    if training is not None:
        numbers |= {'step': training.step, f'{training.path}/iter': training.step}
        numbers |= {f'{training.path}/{name}': value for name, value in training.numbers.items()}
        graph = _with_slots(graph, training, entries)
    return Checkpoint(prefix, Format.OBJECT_BASED, {**entries, GRAPH_KEY: Entry((), 'string')}, graph, numbers=numbers)


def _beside(training: Training | None) -> dict[str, Trackable]:
    if training is None:
        return {}
    counter = {'iter': Trackable(shape=(), dtype='int64')}
    numbers = {name: Trackable(shape=()) for name in training.numbers}
    optimizer = Trackable({**counter, **numbers})
    if training.averages:
        optimizer = Trackable({BASE: optimizer})
    return {'optimizer': optimizer, 'step': Trackable(shape=(), dtype='int64')}


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


def _with_slots(graph: tuple[GraphNode, ...], training: Training, entries: dict[str, Entry]) -> tuple[GraphNode, ...]:
    """The graph with the slots of every trainable variable, whose entries are added."""
    nodes = list(graph)
    optimizer = graph[0].children['optimizer']
    holder = graph[optimizer].children[BASE] if training.averages else optimizer
    held = {(holder, training.path, slot): list[tuple[str, int, int]]() for slot in training.slots}
    if training.averages:
        held[optimizer, 'optimizer', AVERAGE] = []
    for number, node in enumerate(graph):
        if node.key is None or not node.key.startswith('model/') or not is_trainable(node.key.removesuffix(VALUE)):
            continue
        for (_, path, slot), slots in held.items():
            key = f'{node.key.removesuffix(VALUE)}/.OPTIMIZER_SLOT/{path}/{slot}{VALUE}'
            entries[key] = entries[node.key]
            slots.append((slot, number, len(nodes)))
            nodes.append(GraphNode({}, key))
    for (at, _, _), slots in held.items():
        nodes[at] = nodes[at]._replace(slots=(*nodes[at].slots, *slots))
    return tuple(nodes)


def save(checkpoint: Checkpoint, prefix: Path) -> None:
    """Write the files of a checkpoint. The shard is sparse: where weights would be there is nothing."""
    prefix.parent.mkdir(parents=True, exist_ok=True)
    items = [(b'', BundleHeader(num_shards=1, version={'producer': 1}).SerializeToString())]
    offset = 0
    with Path(f'{prefix}.data-00000-of-00001').open('wb') as shard:
        for key, entry in sorted(checkpoint.entries.items()):
            size, data, crc, number = _tensor(checkpoint, key, entry)
            shard.seek(offset)
            shard.write(data)
            shape = {'dim': [{'size': side} for side in entry.shape]}
            message = BundleEntry(dtype=number, shape=shape, offset=offset, size=size, crc32c=crc)
            items.append((key.encode(), message.SerializeToString()))
            offset += size
        shard.truncate(offset)
    Path(f'{prefix}.index').write_bytes(table(items))


def _tensor(checkpoint: Checkpoint, key: str, entry: Entry) -> tuple[int, bytes, int, int]:
    """Size, bytes (none for weights), checksum and type number of a tensor."""
    if key == GRAPH_KEY:
        return _string(_serialized(checkpoint.graph or ()))
    number, width, layout = _TYPES[entry.dtype]
    value = checkpoint.numbers.get(key.removesuffix(VALUE))
    if value is not None:
        data = struct.pack(layout, value)
        return width, data, masked(crc32c(data)), number
    size = width
    for side in entry.shape:
        size *= side
    return size, b'', 0, number


def _string(value: bytes) -> tuple[int, bytes, int, int]:
    """A scalar string tensor: its length, the length's checksum, its bytes."""
    length = crc32c(len(value).to_bytes(4, 'little'))
    rest = masked(length).to_bytes(4, 'little') + value
    data = varint(len(value)) + rest
    return len(data), data, masked(crc32c(rest, length)), _STRING


def _serialized(graph: tuple[GraphNode, ...]) -> bytes:
    message = TrackableObjectGraph()
    for node in graph:
        made = message.nodes.add()
        for name, child in node.children.items():
            made.children.add(node_id=child, local_name=name)
        if node.key is not None:
            made.attributes.add(name='VARIABLE_VALUE', checkpoint_key=node.key)
        for slot, variable, number in node.slots:
            made.slot_variables.add(slot_name=slot, original_variable_node_id=variable, slot_variable_node_id=number)
    data: bytes = message.SerializeToString()
    return data
