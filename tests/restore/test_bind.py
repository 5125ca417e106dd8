"""Which objects take which values: small graphs on both sides."""

from pipeline_config_ls.architectures.tf2.trackable import Trackable, variable
from pipeline_config_ls.checkpoints.checkpoint import Checkpoint, Entry, Format, GraphNode
from pipeline_config_ls.restore.bind import VALUE, bind

Graph = dict[str, 'Graph | tuple[int, ...]']


def saved(graph: Graph, aliases: dict[str, str] | None = None, *, with_graph: bool = True) -> Checkpoint:
    """A checkpoint of nested names; `aliases` are further paths to objects that are saved under another."""
    nodes: list[tuple[dict[str, int], str | None]] = []
    numbers: dict[str, int] = {}
    entries: dict[str, Entry] = {}

    def add(below: 'Graph | tuple[int, ...]', path: str) -> int:
        number = numbers[path] = len(nodes)
        if isinstance(below, tuple):
            entries[path + VALUE] = Entry(below, 'float32')
            nodes.append(({}, path + VALUE))
        else:
            nodes.append(({}, None))
            for name, child in below.items():
                nodes[number][0][name] = add(child, f'{path}/{name}' if path else name)
        return number

    add({**graph, 'save_counter': ()}, '')
    for alias, path in (aliases or {}).items():
        parent, _, name = alias.rpartition('/')
        nodes[numbers[parent]][0][name] = numbers[path]
    graph_nodes = tuple(GraphNode(children, key) for children, key in nodes)
    return Checkpoint('ckpt-0', Format.OBJECT_BASED, entries, graph_nodes if with_graph else None)


def layer(*shape: int) -> Trackable:
    return Trackable({'kernel': variable(*shape)})


def test_values_are_found_by_name() -> None:
    binding = bind({'model': Trackable({'a': layer(3, 4)})}, saved({'model': {'a': {'kernel': (3, 4)}}}))
    assert binding.restored == ('model/a/kernel',)
    assert not binding.unmatched


def test_another_shape_is_told_with_both_shapes() -> None:
    binding = bind({'model': Trackable({'a': layer(3, 4)})}, saved({'model': {'a': {'kernel': (3, 5)}}}))
    assert [tuple(found) for found in binding.incompatible] == [('model/a/kernel', (3, 5), (3, 4))]


def test_what_the_checkpoint_lacks_is_unmatched_and_what_it_has_beside_is_not_taken() -> None:
    binding = bind(
        {'model': Trackable({'a': layer(1), 'b': layer(1)})},
        saved({'model': {'a': {'kernel': (1,)}, 'c': {'kernel': (1,)}}}),
    )
    assert binding.unmatched == ('model/b/kernel',)
    assert binding.taken == {'model/a/kernel', 'save_counter'}


def test_a_checkpoint_without_a_save_counter_leaves_one_object_unmatched() -> None:
    checkpoint = saved({'model': {}})
    graph = (GraphNode({'model': 1}, None), GraphNode({}, None))
    without = Checkpoint(checkpoint.prefix, checkpoint.format, {}, graph)
    assert bind({'model': Trackable()}, without).unmatched == ('save_counter',)


def test_the_first_object_to_reach_a_saved_node_keeps_it() -> None:
    """In the checkpoint `layer-0` and `layer_with_weights-0` are one object, in the model they are two."""
    checkpoint = saved(
        {'model': {'layer_with_weights-0': {'kernel': (1,)}}}, {'model/layer-0': 'model/layer_with_weights-0'}
    )
    model = Trackable({'layer-0': layer(1), 'layer_with_weights-0': layer(1)})
    binding = bind({'model': model}, checkpoint)
    assert binding.restored == ('model/layer_with_weights-0/kernel',)
    assert binding.unmatched == ('model/layer-0/kernel',)


def test_an_object_saved_under_another_name_is_found_by_the_graph_but_not_by_the_keys() -> None:
    graph: Graph = {'model': {'layer_with_weights-0': {'kernel': (1,)}}}
    aliases = {'model/layer-7': 'model/layer_with_weights-0'}
    model = Trackable({'layer-7': layer(1)})
    assert bind({'model': model}, saved(graph, aliases)).restored == ('model/layer-7/kernel',)
    assert bind({'model': model}, saved(graph, aliases, with_graph=False)).unmatched == ('model/layer-7/kernel',)


def test_a_variable_bound_to_an_object_without_a_value_is_left_alone() -> None:
    checkpoint = saved({'model': {'a': {'kernel': {}}}})
    binding = bind({'model': Trackable({'a': layer(1)})}, checkpoint)
    assert (binding.restored, binding.unmatched) == ((), ())
