"""One real step of training: the proof that a config starts. On its own records, or on one made-up picture.

TensorFlow 2 runs `train_loop` of the API's model_lib_v2.py, TensorFlow 1 the `model_fn` of its model_lib.py on the API's own input
pipeline. What the step writes goes to a folder that is deleted. `stand_ins.prepare` comes first.
"""

from __future__ import annotations

import importlib.util
import tempfile
from pathlib import Path
from typing import Any, Dict, NamedTuple, Optional

import tensorflow as tf
from google.protobuf import text_format
from object_detection.utils import config_util

from .raised import Raised, Stages, raised

DATA, STEP = 'data', 'step'
# A step proves as much with two pictures as with sixty-four, and fits into any memory.
_MOST_BATCH = 2
_NEVER = 1 << 30
_SIDE = 64

tf1 = tf.compat.v1


class Trained(NamedTuple):
    """What became of a step: its total loss, with how many pictures of which kind (`records` or `made up`)."""

    loss: Optional[float]
    batch_size: int
    data: str
    raised: Optional[Raised]


def step(config: Any, framework: str, made_up: bool, stages: Optional[Stages] = None) -> Trained:
    """One step on a TrainEvalPipelineConfig, whose batch size (and data, where `made_up`) is changed."""
    stages = stages or Stages()
    config.train_config.batch_size = min(config.train_config.batch_size, _MOST_BATCH)
    size, data = config.train_config.batch_size, 'made up' if made_up else 'records'
    with tempfile.TemporaryDirectory() as folder:
        try:
            stages.enter(DATA, 'preparing the data')
            if made_up:
                make_up_data(config, folder)
            stages.enter(STEP, 'training one step')
            loss = _step_tf2(config, folder) if framework == 'tf2' else _step_tf1(config)
        except Exception as error:
            return Trained(None, size, data, raised(stages.current, error))
    return Trained(loss, size, data, None)


def _step_tf2(config: Any, folder: str) -> float:
    from object_detection import model_lib_v2

    path = Path(folder, 'pipeline.config')
    path.write_text(text_format.MessageToString(config), encoding='utf-8')
    if importlib.util.find_spec('tensorboard') is None:
        # A summary is no part of a step, and writing one needs TensorBoard.
        tf.summary.scalar = tf.compat.v2.summary.scalar = lambda *arguments, **options: None
    metrics: Dict[str, Any] = {}
    model_lib_v2.train_loop(
        str(path),
        str(Path(folder, 'model')),
        train_steps=1,
        checkpoint_every_n=_NEVER,
        record_summaries=False,
        num_steps_per_iteration=1,
        performance_summary_exporter=lambda found, precision: metrics.update(found),
    )
    return float(metrics['last_batch_loss'])


def _step_tf1(config: Any) -> float:
    from object_detection import inputs, model_hparams, model_lib
    from object_detection.builders import model_builder

    configs = config_util.create_configs_from_pipeline_proto(config)
    hparams = model_hparams.create_hparams()
    with tf.Graph().as_default():
        data = inputs.train_input(config.train_config, config.train_input_reader, config.model)
        iterator = tf1.data.make_initializable_iterator(data)
        features, labels = iterator.get_next()

        def build(model_config: Any = config.model, **options: Any) -> Any:
            return model_builder.build(model_config=config.model, **options)

        model_fn = model_lib.create_model_fn(build, configs, hparams)
        spec = model_fn(features, labels, 'train')
        with tf1.Session(config=tf1.ConfigProto(allow_soft_placement=True)) as session:
            starts = (tf1.global_variables_initializer(), tf1.local_variables_initializer(), tf1.tables_initializer())
            session.run([*starts, iterator.initializer])
            return float(session.run([spec.train_op, spec.loss])[1])


def make_up_data(config: Any, folder: str) -> None:
    """Points the training input at one made-up picture with one object of class 1, and at a label map if the config's is not there."""
    reader = config.train_input_reader
    record = str(Path(folder, 'one.record'))
    keypoints = reader.num_keypoints
    with tf.io.TFRecordWriter(record) as writer:
        writer.write(made_up_example(keypoints).SerializeToString())
    if reader.WhichOneof('input_reader') != 'tf_record_input_reader':
        reader.tf_record_input_reader.SetInParent()
    del reader.tf_record_input_reader.input_path[:]
    reader.tf_record_input_reader.input_path.append(record)
    if not tf.io.gfile.exists(reader.label_map_path):
        labels = Path(folder, 'labels.pbtxt')
        labels.write_text('item { id: 1 name: "thing" }\n', encoding='utf-8')
        reader.label_map_path = str(labels)


def made_up_example(keypoints: int) -> Any:
    """A grey picture with a box, its mask, and its keypoints, as the API's decoder reads them (data_decoders/tf_example_decoder.py)."""
    grey = tf.fill([_SIDE, _SIDE, 3], tf.constant(127, tf.uint8))
    mask = tf.ones([_SIDE, _SIDE, 1], tf.uint8)
    image, png = _value(tf.io.encode_jpeg(grey)), _value(tf.io.encode_png(mask))
    features = {
        'image/encoded': _bytes(image),
        'image/format': _bytes(b'jpeg'),
        'image/source_id': _bytes(b'1'),
        'image/height': _ints(_SIDE),
        'image/width': _ints(_SIDE),
        'image/object/class/label': _ints(1),
        'image/object/class/text': _bytes(b'thing'),
        'image/object/mask': _bytes(png),
        'image/object/bbox/ymin': _floats(0.1),
        'image/object/bbox/xmin': _floats(0.1),
        'image/object/bbox/ymax': _floats(0.6),
        'image/object/bbox/xmax': _floats(0.6),
    }
    if keypoints:
        features['image/object/keypoint/x'] = features['image/object/keypoint/y'] = _floats(*[0.3] * keypoints)
        features['image/object/keypoint/visibility'] = _ints(*[2] * keypoints)
    return tf.train.Example(features=tf.train.Features(feature=features))


def _value(tensor: Any) -> bytes:
    """The value of a tensor, whichever way TensorFlow runs."""
    if tf.executing_eagerly():
        value: bytes = tensor.numpy()
        return value
    with tf1.Session() as session:
        value = session.run(tensor)
    return value


def _bytes(value: bytes) -> Any:
    return tf.train.Feature(bytes_list=tf.train.BytesList(value=[value]))


def _ints(*values: int) -> Any:
    return tf.train.Feature(int64_list=tf.train.Int64List(value=values))


def _floats(*values: float) -> Any:
    return tf.train.Feature(float_list=tf.train.FloatList(value=values))
