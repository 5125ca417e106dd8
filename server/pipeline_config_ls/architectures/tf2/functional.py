"""Functional Keras models, symbolically: tensors that remember their layers, and the order Keras gives the layers.

A functional model names its layers by number, `layer-0`, `layer-1`, ..., and those with variables a second time,
`layer_with_weights-0`, .... The numbers follow from the graph: decreasing depth (the longest way to an output), and
within one depth the order in which a walk back from the outputs first meets the layer. So an architecture here is
written as it is called, and its numbers come out by the same rule (`tf_keras/src/engine/functional.py`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

from pipeline_config_ls.architectures.tf2.layers import Built, Layer, chain
from pipeline_config_ls.architectures.tf2.trackable import Trackable
from pipeline_config_ls.cancellation import step


class Node:
    """One call of a layer: the layer, and the calls whose outputs it takes."""

    __slots__ = ('layer', 'parents')

    def __init__(self, layer: Trackable, parents: tuple[Node, ...]) -> None:
        self.layer = layer
        self.parents = parents


class Tensor(NamedTuple):
    """A symbolic tensor: the call that made it, and its number of channels."""

    node: Node
    channels: int


def image(channels: int = 3) -> Tensor:
    """The input of a model; its InputLayer is a layer like any other."""
    return Tensor(Node(Trackable(), ()), channels)


def call(layer: Trackable, channels: int, *inputs: Tensor) -> Tensor:
    """Calls a built layer, perhaps not for the first time."""
    step()
    return Tensor(Node(layer, tuple([tensor.node for tensor in inputs])), channels)


def apply(tensor: Tensor, *layers: Layer) -> Tensor:
    """Builds and calls layers one after the other."""
    step()
    node, channels = tensor
    for layer in layers:
        built, channels = layer(channels)
        node = Node(built, (node,))
    return Tensor(node, channels)


def add(*inputs: Tensor) -> Tensor:
    """An Add layer, or any other that keeps the channels of its first input."""
    return call(Trackable(), inputs[0].channels, *inputs)


def concatenate(*inputs: Tensor) -> Tensor:
    """A Concatenate layer on the channels."""
    return call(Trackable(), sum(tensor.channels for tensor in inputs), *inputs)


def model(source: Tensor, outputs: Sequence[Tensor]) -> Trackable:
    """`tf.keras.Model(source, outputs)`: only the layers between them, numbered as Keras numbers them."""
    return _model(source, tuple(outputs))


# Networks are remembered (see backbones), and so their tensors come back.
@lru_cache(maxsize=16)
def _model(source: Tensor, outputs: tuple[Tensor, ...]) -> Trackable:
    return _numbered(_layers_in_order(source.node, [tensor.node for tensor in outputs]))


@lru_cache(maxsize=4)
def submodel(source: Tensor, output: Tensor) -> Trackable:
    """The layers from one tensor inside a model to another, called again on an input of their own (`utils/model_util.py`)."""
    own = image(source.channels)
    calls = {source.node: own.node}
    for node in _walk_back([output.node])[0]:
        if node not in calls:
            calls[node] = Node(node.layer, tuple(calls[parent] for parent in node.parents))
    return model(own, [Tensor(calls[output.node], output.channels)])


def sequential(channels: int, layers: Iterable[Layer]) -> Built:
    """`tf.keras.Sequential`: layers in a row, numbered without their input."""
    built, channels = chain(channels, layers)
    return Built(_numbered(built), channels)


def layer_of(make: Trackable, channels: int) -> Layer:
    """A built object (a nested model, say) as a `Layer`, for the places that take one."""
    return lambda _: Built(make, channels)


def _numbered(layers: Iterable[Trackable]) -> Trackable:
    model = Trackable()
    children = model.children
    weighted = 0
    for index, layer in enumerate(layers):
        if layer.has_weights:
            children[f'layer_with_weights-{weighted}'] = layer
            weighted += 1
        children[f'layer-{index}'] = layer
    return model


def _layers_in_order(source: Node, outputs: Iterable[Node]) -> list[Trackable]:
    """The layers of `_map_graph_network`: by decreasing depth, then by first meeting."""
    finished, met = _walk_back(outputs)
    node_depths = dict.fromkeys(finished, 0)
    layer_depths = dict.fromkeys(met, 0)
    for node in reversed(finished):
        layer, depth = node.layer, node_depths[node]
        if layer_depths[layer] > depth:  # a layer that is called at several depths stands at the greatest
            depth = layer_depths[layer]
        node_depths[node] = layer_depths[layer] = depth
        for parent in node.parents:
            if node_depths[parent] <= depth:
                node_depths[parent] = depth + 1
    if source.layer not in layer_depths:
        layer_depths = {source.layer: 0, **layer_depths}
    return sorted(layer_depths, key=layer_depths.__getitem__, reverse=True)  # which leaves equals as they are


def _walk_back(outputs: Iterable[Node]) -> tuple[dict[Node, None], Iterable[Trackable]]:
    """A depth-first walk from the outputs to the inputs: calls in the order in which they are finished (inputs first), and layers
    in that in which they are first met. Iterative, as models are hundreds of layers deep."""
    finished: dict[Node, None] = {}
    met: dict[Node, Trackable] = {}
    stack = [*outputs][::-1]
    while stack:
        node = stack[-1]
        if node not in met:
            met[node] = node.layer
            stack += node.parents[::-1]
        else:  # what it takes is finished
            stack.pop()
            finished[node] = None
    return finished, met.values()
