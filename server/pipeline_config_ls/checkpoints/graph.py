"""The saved object graph: which Python object held which under what name, and where its value is.

It is a TrackableObjectGraph message, stored as the string tensor `_CHECKPOINTABLE_OBJECT_GRAPH`.
"""

from __future__ import annotations

from google.protobuf.message import DecodeError

from pipeline_config_ls.checkpoints.checkpoint import GraphNode
from pipeline_config_ls.checkpoints.messages import TrackableObjectGraph
from pipeline_config_ls.formats.damage import Damage

GRAPH_KEY = '_CHECKPOINTABLE_OBJECT_GRAPH'

# Attributes of one node: a variable has its value; Keras adds its configuration, which is no tensor of the model.
_VALUE = 'VARIABLE_VALUE'

_MOST_NODES = 1_000_000


def read_graph(data: bytes) -> tuple[GraphNode, ...]:
    """The nodes, the root first. Raises `Damage` where the bytes are no graph or an edge leads nowhere."""
    try:
        nodes = TrackableObjectGraph.FromString(data).nodes
    except DecodeError as error:
        raise Damage('its bytes are not those of an object graph') from error
    count = len(nodes)
    if not 0 < count <= _MOST_NODES:
        raise Damage(f'it has {count} nodes')
    graph = []
    targets: set[int] = set()
    for node in nodes:
        children = {child.local_name: child.node_id for child in node.children}
        targets.update(children.values())
        key = None
        for value in node.attributes:
            if value.name == _VALUE:
                key = value.checkpoint_key
                break
        slots: tuple[tuple[str, int, int], ...] = ()
        if node.slot_variables:
            slots = tuple(
                (slot.slot_name, slot.original_variable_node_id, slot.slot_variable_node_id)
                for slot in node.slot_variables
            )
            targets.update(number for _, *ends in slots for number in ends)
        graph.append(GraphNode(children, key, slots))
    if targets and not 0 <= min(targets) <= max(targets) < count:
        raise Damage('it refers to a node that it does not have')
    return tuple(graph)
