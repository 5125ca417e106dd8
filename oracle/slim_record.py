"""Record what the real API makes of every TensorFlow 1 variant into tests/facts/slim.

usage: python -m oracle.slim_record

Three minutes. Most of it is stand-ins for what has left TensorFlow since; none of
them changes a variable:

- `tensorflow.contrib`, of which the API imports image operations that no detector runs, and `HParams`, a bag of settings;
- names that NumPy, TensorFlow and Keras have moved;
- `tf_version`, which says that this is TensorFlow 1.
"""

import importlib
import os
import sys
import types

os.environ.update(TF_CPP_MIN_LOG_LEVEL='3', CUDA_VISIBLE_DEVICES='', TF_USE_LEGACY_KERAS='1')

import numpy as np
import tensorflow as tf

tf1 = tf.compat.v1
tf1.disable_v2_behavior()


class _HParams(types.SimpleNamespace):
    def add_hparam(self, name, value):
        setattr(self, name, value)

    set_hparam = add_hparam


def _stand_in(name, **members):
    module = sys.modules.setdefault(name, types.ModuleType(name))
    vars(module).update(members)
    return module


np.int, np.float = int, float
_stand_in('tensorflow_io')
_operations = _stand_in('tensorflow.contrib.image.python.ops.image_ops')
_stand_in('tensorflow.contrib.image.python.ops', image_ops=_operations)
_stand_in('tensorflow.contrib.image.python')
_stand_in('tensorflow.contrib.image')
_stand_in('tensorflow.contrib', training=_stand_in('tensorflow.contrib.training', HParams=_HParams))
for _name in ('', '.normalization', '.base', '.core', '.convolutional', '.pooling'):
    sys.modules[f'tf_keras.legacy_tf_layers{_name}'] = importlib.import_module(f'tf_keras.src.legacy_tf_layers{_name}')
importlib.import_module('tensorflow.python.framework.ops').Tensor = tf.Tensor

from object_detection.utils import tf_version  # noqa: E402

tf_version.is_tf1, tf_version.is_tf2 = lambda: True, lambda: False

from google.protobuf import text_format  # noqa: E402
from object_detection.builders import model_builder  # noqa: E402
from object_detection.protos import model_pb2  # noqa: E402

from oracle import slim_facts  # noqa: E402
from oracle.edits import edited  # noqa: E402
from oracle.slim_variants import VARIANTS  # noqa: E402

_SIZE = 256
_CONTEXT = 10


def variables_of(text):
    """The global variables of a `model` block's model after one prediction in training."""
    message = text_format.Parse(text, model_pb2.DetectionModel())
    config = getattr(message, message.WhichOneof('model'))
    with tf.Graph().as_default():
        tf1.train.create_global_step()  # as every trainer does
        model = model_builder.build(message, is_training=True)
        model.provide_groundtruth(
            groundtruth_boxes_list=[tf.constant([[0.1, 0.1, 0.6, 0.6]])],
            groundtruth_classes_list=[tf.one_hot([0], config.num_classes)],
            groundtruth_masks_list=[tf.zeros([1, _SIZE, _SIZE])],
        )
        images, shapes = model.preprocess(tf1.placeholder(tf.float32, [1, _SIZE, _SIZE, 3]))
        model.predict(images, shapes, **_context(config))
        found = {variable.op.name: variable for variable in tf1.global_variables()}
        del found['global_step']
        return {name: (one.shape.as_list(), one.dtype.base_dtype.name) for name, one in found.items()}


def _context(config):
    if not hasattr(config, 'context_config') or not config.HasField('context_config'):
        return {}
    features = tf.zeros([1, _CONTEXT, config.context_config.context_feature_length])
    return {'context_features': features, 'valid_context_size': tf.constant([_CONTEXT])}


def observe(variant):
    """A variant and what became of it."""
    text = edited(variant.base, variant.edits, model_pb2.DetectionModel())
    try:
        return slim_facts.SlimFact(variant.label, text, variables_of(text))
    except Exception as error:  # whatever it raises is what is to be recorded
        return slim_facts.SlimFact(variant.label, text, None, f'{type(error).__name__}: {error}'[:300])


def main():
    """Record all variants."""
    facts = []
    for variant in VARIANTS:
        facts.append(observe(variant))
        sys.stderr.write(f'{len(facts[-1].variables or ())} {facts[-1].refusal} {variant.label}\n')
    slim_facts.write(facts)


if __name__ == '__main__':
    main()
