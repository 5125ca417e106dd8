"""The real Object Detection API as TensorFlow 1 ran it: what has left TensorFlow since is stood in for.

Import this module before anything that touches TensorFlow. None of the stand-ins changes a variable or a refusal:

- `tensorflow.contrib`, of which the API imports image operations that no detector runs, and `HParams`, a bag of settings, and an optimizer of averages;
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


def _averaged(optimizer, average_decay):
    return optimizer


np.int, np.float = int, float
_stand_in('tensorflow_io')
_operations = _stand_in('tensorflow.contrib.image.python.ops.image_ops')
_stand_in('tensorflow.contrib.image.python.ops', image_ops=_operations)
_stand_in('tensorflow.contrib.image.python')
_stand_in('tensorflow.contrib.image')
_stand_in(
    'tensorflow.contrib',
    training=_stand_in('tensorflow.contrib.training', HParams=_HParams),
    opt=_stand_in('tensorflow.contrib.opt', MovingAverageOptimizer=_averaged),
)
for _name in ('', '.normalization', '.base', '.core', '.convolutional', '.pooling'):
    sys.modules[f'tf_keras.legacy_tf_layers{_name}'] = importlib.import_module(f'tf_keras.src.legacy_tf_layers{_name}')
importlib.import_module('tensorflow.python.framework.ops').Tensor = tf.Tensor
tf1.estimator = types.SimpleNamespace()
_control_flow = importlib.import_module('tensorflow.python.ops.control_flow_ops')
_control_flow.case, _control_flow.cond = tf1.case, tf1.cond
tf1.logging.set_verbosity(tf1.logging.ERROR)

from object_detection.utils import tf_version  # noqa: E402

tf_version.is_tf1, tf_version.is_tf2 = lambda: True, lambda: False
