"""Trackable objects: what TensorFlow walks when it saves and restores a checkpoint.

A `Trackable` has children under the attribute names that Keras and the API give them; a leaf is a variable, with a shape
and a dtype. The same object may hang under several names (a layer of a functional model is both
`layer-5` and `layer_with_weights-2`), so this is a graph, and a variable's checkpoint key is the shortest path to it.

Built once by an architecture and never changed afterwards. It knows nothing of values, configs or files.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from pipeline_config_ls.architectures.variable import Shape
from pipeline_config_ls.cancellation import step


class Trackable:
    """An object that TensorFlow tracks: a layer, a model, a list or dict of them, or a variable.

    `children` maps edge names to objects in the order of tracking, which breaks ties between paths of one length. `shape` is
    None for everything but a variable, which has no children. The dict that it is made from becomes its own.
    """

    __slots__ = ('children', 'dtype', 'shape')

    def __init__(
        self,
        children: dict[str, Trackable] | None = None,
        shape: Shape | None = None,
        dtype: str = 'float32',
    ) -> None:
        self.children: dict[str, Trackable] = {} if children is None else children
        self.shape = shape
        self.dtype = dtype

    @property
    def has_weights(self) -> bool:
        """Whether a variable hangs anywhere below, as `tf.keras.layers.Layer.weights` sees it."""
        for child in self.children.values():  # noqa: SIM110, asked of every layer of every model: a loop is twice as fast
            if child.shape is not None or child.has_weights:
                return True
        return False


_NOTHING: dict[str, Trackable] = {}
"""What hangs below every variable: half of all objects are variables, and need no dict of their own."""


def variable(*shape: int, dtype: str = 'float32') -> Trackable:
    """A variable of this shape."""
    return Trackable(_NOTHING, shape, dtype)


def items(objects: Iterable[Trackable]) -> Trackable:
    """A list or tuple that is tracked: its children are named by their index."""
    step()
    return Trackable({str(index): item for index, item in enumerate(objects)})


def escaped(name: str) -> str:
    """An edge name as it stands in a checkpoint key (`tensorflow/python/checkpoint/trackable_view.py`)."""
    return name.replace('.', '..').replace('/', '.S')


def variables(roots: Mapping[str, Trackable]) -> dict[str, Trackable]:
    """Every variable below `tf.train.Checkpoint(**roots)`, once, under the path that its checkpoint key would have.

    The path is the first that a breadth-first walk meets, as in TensorFlow's object graph view.
    """
    root = Trackable(dict(roots))
    seen = {root}
    waiting = [('', root)]
    found: dict[str, Trackable] = {}
    for prefix, node in waiting:  # which grows while it is walked
        for name, child in node.children.items():
            is_variable = child.shape is not None
            if child in seen or not (is_variable or child.children):
                continue
            seen.add(child)
            path = prefix + (escaped(name) if '.' in name or '/' in name else name)
            if is_variable:  # which has nothing below it
                found[path] = child
            else:
                waiting.append((path + '/', child))
    return found
