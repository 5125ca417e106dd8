"""The real Object Detection API as TensorFlow 1 has it, made to run on today's TensorFlow.

Import this module before anything that touches TensorFlow; a process has either this or `oracle.real_api`. The stand-ins are for
what has left TensorFlow since, and change no variable:

- `tensorflow.contrib`, of which the API imports image operations that no detector runs, and `HParams`, a bag of settings;
- names that NumPy, TensorFlow and Keras have moved;
- `tf_version`, which says that this is TensorFlow 1.
"""

import importlib
import os
import sys
import types
import warnings

os.environ.update(TF_CPP_MIN_LOG_LEVEL='3', CUDA_VISIBLE_DEVICES='', TF_USE_LEGACY_KERAS='1')
warnings.filterwarnings('ignore')

import numpy as np  # noqa: E402
import tensorflow as tf  # noqa: E402

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
from object_detection.utils import config_util  # noqa: E402
from tensorflow.python.ops import control_flow_ops  # noqa: E402

control_flow_ops.case, control_flow_ops.cond = tf.case, tf.cond
tf.get_logger().setLevel('ERROR')

__all__ = ['config_util', 'model_builder', 'model_pb2', 'text_format', 'tf', 'tf1']
