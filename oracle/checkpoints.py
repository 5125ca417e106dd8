"""Writes a small checkpoint of every kind with the real TensorFlow, and says what TensorFlow reads from it.

usage: python -m oracle.checkpoints [FOLDER]     (FOLDER is tests/checkpoints/recorded unless given)

Each kind gets a folder of its own with its files and `facts.json`: prefix, names, shapes, dtypes, and the object graph.
"""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from oracle.real_api import tf, tf_keras, trackable_object_graph_pb2

RECORDED = Path(__file__).parents[1] / 'tests' / 'checkpoints' / 'recorded'
GRAPH_KEY = '_CHECKPOINTABLE_OBJECT_GRAPH'
MANY = 3000

v1 = tf.compat.v1


def object_based(folder: Path) -> str:
    """A model as training saves it: step, optimizer with slots, a shared layer, lists and dicts, odd dtypes."""
    model = tf_keras.Sequential([tf_keras.layers.Dense(3, name='one'), tf_keras.layers.BatchNormalization()])
    model(tf.zeros([1, 5]))
    optimizer = tf_keras.optimizers.legacy.SGD(0.1, momentum=0.9)
    with tf.GradientTape() as tape:
        loss = tf.reduce_sum(model(tf.ones([1, 5]), training=True))
    optimizer.apply_gradients(
        zip(tape.gradient(loss, model.trainable_variables), model.trainable_variables, strict=True)
    )
    odd = tf.Module()
    odd.half, odd.brain = tf.Variable(tf.zeros([2], tf.float16)), tf.Variable(tf.zeros([2, 1], tf.bfloat16))
    odd.flag, odd.big = tf.Variable(True), tf.Variable(tf.zeros([0, 7], tf.int64))
    odd.words = tf.Variable(['worker', 'drone', 'queen'])
    odd.several = [tf.Variable(1.0), {'deep': tf.Variable([2.0])}]
    odd.shared = odd.several[0]
    step = tf.Variable(7, dtype=tf.int64)
    return str(tf.train.Checkpoint(step=step, model=model, optimizer=optimizer, odd=odd).save(folder / 'ckpt'))


def modern_optimizer(folder: Path) -> str:
    """An optimizer of Keras 2.11 and later: its slots are variables of its own."""
    model = tf_keras.Sequential([tf_keras.layers.Dense(2)])
    model.build([1, 3])
    optimizer = tf_keras.optimizers.Adam(0.1)
    optimizer.build(model.trainable_variables)
    return str(tf.train.Checkpoint(model=model, optimizer=optimizer).save(folder / 'ckpt'))


def empty(folder: Path) -> str:
    """Nothing but an object graph with its root."""
    return str(tf.train.Checkpoint().write(str(folder / 'ckpt-0')))


def many(folder: Path) -> str:
    """So many variables that the index takes several blocks."""
    module = tf.Module()
    module.layers = [tf.Variable(tf.zeros([n % 4] * (n % 3))) for n in range(MANY)]
    return str(tf.train.Checkpoint(model=module).write(str(folder / 'ckpt-0')))


def saved_model(folder: Path) -> str:
    """The variables of a SavedModel."""
    module = tf.Module()
    module.weights = tf.Variable(tf.zeros([3, 2]))
    tf.saved_model.save(module, str(folder / 'saved_model'))
    return str(folder / 'saved_model' / 'variables' / 'variables')


def name_based(folder: Path) -> str:
    """TF1, as its trainer saves: slots of three optimizers, moving averages, the step."""

    def graph() -> None:
        step = v1.train.get_or_create_global_step()
        weights = v1.get_variable('FeatureExtractor/Conv/weights', [3, 3, 2, 4])
        loss = v1.reduce_sum(weights**2)
        for optimizer in (
            v1.train.MomentumOptimizer(0.1, 0.9),
            v1.train.AdamOptimizer(),
            v1.train.RMSPropOptimizer(0.1),
        ):
            optimizer.minimize(loss)
        tf.train.ExponentialMovingAverage(0.99, step).apply([weights])

    return _with_saver(graph, folder)


def partitioned(folder: Path) -> str:
    """A variable in three pieces, and one cut along its second axis."""

    def graph() -> None:
        v1.get_variable('rows', [10, 4], partitioner=v1.fixed_size_partitioner(3))
        v1.get_variable('columns', [2, 9], partitioner=v1.fixed_size_partitioner(2, axis=1))
        v1.get_variable('whole', [2, 3])

    return _with_saver(graph, folder)


def sharded(folder: Path) -> str:
    """Three devices, three shards."""

    def graph() -> None:
        for device in range(3):
            with tf.device(f'/cpu:{device}'):
                v1.get_variable(f'on_{device}', [device + 1, 2])

    return _with_saver(graph, folder, sharded=True)


def single_file(folder: Path) -> str:
    """A V1 checkpoint, one variable of it partitioned."""

    def graph() -> None:
        v1.get_variable('pieces', [10, 4], partitioner=v1.fixed_size_partitioner(3))
        v1.get_variable('scalar', [], dtype=tf.float32)
        v1.get_variable('ids', [3], dtype=tf.int64, initializer=v1.zeros_initializer())

    return _with_saver(graph, folder, write_version=v1.train.SaverDef.V1)


def _with_saver(make: Callable[[], None], folder: Path, **options: Any) -> str:
    with tf.Graph().as_default():
        v1.set_random_seed(1)
        make()
        config = v1.ConfigProto(device_count={'CPU': 3})
        with v1.Session(config=config) as session:
            session.run(v1.global_variables_initializer())
            saver = v1.train.Saver(**options)
            return str(saver.save(session, str(folder / 'model.ckpt'), global_step=7, write_meta_graph=False))


RECORDABLE = (
    object_based,
    modern_optimizer,
    empty,
    saved_model,
    name_based,
    partitioned,
    sharded,
    single_file,
)
WRITERS = (*RECORDABLE, many)


def read(prefix: str) -> dict[str, Any]:
    """What tf.train.load_checkpoint says: `tensors` {name: [shape, dtype]}, and `graph`, a list of nodes or None."""
    reader = tf.train.load_checkpoint(prefix)
    shapes, dtypes = reader.get_variable_to_shape_map(), reader.get_variable_to_dtype_map()
    tensors = {name: [list(shapes[name]), dtypes[name].name] for name in sorted(shapes)}
    if GRAPH_KEY not in tensors:
        return {'tensors': tensors, 'graph': None}
    graph = trackable_object_graph_pb2.TrackableObjectGraph.FromString(reader.get_tensor(GRAPH_KEY))
    nodes = [
        {
            'children': [[child.local_name, child.node_id] for child in node.children],
            'key': next((value.checkpoint_key for value in node.attributes if value.name == 'VARIABLE_VALUE'), None),
            'slots': [
                [slot.slot_name, slot.original_variable_node_id, slot.slot_variable_node_id]
                for slot in node.slot_variables
            ],
        }
        for node in graph.nodes
    ]
    return {'tensors': tensors, 'graph': nodes}


def main() -> None:
    """Records every kind into the folder that the command line names, or into the tests."""
    root = Path(sys.argv[1]) if len(sys.argv) > 1 else RECORDED
    for write in RECORDABLE:
        tf_keras.utils.set_random_seed(1)
        folder = root / write.__name__
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        prefix = write(folder)
        facts = {'prefix': str(Path(prefix).relative_to(folder)), **read(prefix)}
        (folder / 'facts.json').write_text(json.dumps(facts, indent=1) + '\n')
        for state in folder.rglob('checkpoint'):  # without the time of day and the name of this folder
            state.write_text(f'model_checkpoint_path: "{Path(prefix).name}"\n')
        for surplus in ('assets', 'fingerprint.pb'):
            shutil.rmtree(folder / 'saved_model' / surplus, ignore_errors=True)
            (folder / 'saved_model' / surplus).unlink(missing_ok=True)
        sys.stderr.write(f'{write.__name__}: {len(facts["tensors"])} tensors\n')


if __name__ == '__main__':
    main()
