"""The saved object graph: which Python object held which under what name, and where its value is.

It is a TrackableObjectGraph message, stored as the string tensor `_CHECKPOINTABLE_OBJECT_GRAPH`.
"""

from __future__ import annotations

from google.protobuf.message import DecodeError

from pipeline_config_ls.checkpoints.checkpoint import GraphNode
from pipeline_config_ls.checkpoints.damage import Damage
from pipeline_config_ls.checkpoints.messages import TrackableObjectGraph

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
    for node in nodes:
        children = {child.local_name: child.node_id for child in node.children}
        slots = tuple(
            (slot.slot_name, slot.original_variable_node_id, slot.slot_variable_node_id) for slot in node.slot_variables
        )
        if any(not 0 <= number < count for number in children.values()) or any(
            not (0 <= original < count and 0 <= slot < count) for _, original, slot in slots
        ):
            raise Damage('an edge of it leads to a node that it does not have')
        key = next((value.checkpoint_key for value in node.attributes if value.name == _VALUE), None)
        graph.append(GraphNode(children, key, slots))
    return tuple(graph)
