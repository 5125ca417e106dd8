"""The real Object Detection API, made to run on today's TensorFlow.

Import this module before anything that touches TensorFlow: it sets the environment, puts the stand-ins in
place and offers the few names that the recorders need. It knows how the API is made to run, not what is
asked of it.

The stand-ins change no variable:

- `tensorflow_io`: DeepMAC's loss compares colours in the Lab space with it; here they stay as they are;
- `tf.compat.v1.estimator` left TensorFlow; the TF2 training loop imports it and uses nothing of it;
- tf_slim decodes images with `case` and `cond` of a module they have left;
- CenterNet's MobileNet V2 asks Keras for ImageNet weights from the network: the same layers without weights;
- two modules of the API import Keras by its own name, which now gives Keras 3: what they take of it is Keras 2's
  (`ResNet`, for CenterNet's ResNet 18 and 34; `is_tpu_strategy`, for EfficientNet with `sync_batch_norm`).
"""

import os
import sys
import types
import warnings

os.environ.update(TF_CPP_MIN_LOG_LEVEL='3', CUDA_VISIBLE_DEVICES='', TF_USE_LEGACY_KERAS='1')
warnings.filterwarnings('ignore')
_tensorflow_io = sys.modules.setdefault('tensorflow_io', types.ModuleType('tensorflow_io'))
_tensorflow_io.experimental = types.SimpleNamespace(color=types.SimpleNamespace(rgb_to_lab=lambda image: image))

import keras  # noqa: E402
import tensorflow as tf  # noqa: E402
import tf_keras  # noqa: E402

tf.compat.v1.estimator = types.SimpleNamespace()

from google.protobuf import text_format  # noqa: E402
from object_detection import model_lib_v2  # noqa: E402
from object_detection.builders import model_builder, optimizer_builder  # noqa: E402
from object_detection.protos import model_pb2, pipeline_pb2, train_pb2  # noqa: E402
from object_detection.utils import config_util, variables_helper  # noqa: E402
from tensorflow.core.protobuf import trackable_object_graph_pb2  # noqa: E402
from tensorflow.python.ops import control_flow_ops  # noqa: E402
from tf_keras.src.applications import mobilenet_v2, resnet  # noqa: E402

__all__ = [
    'config_util',
    'model_builder',
    'model_lib_v2',
    'model_pb2',
    'optimizer_builder',
    'pipeline_pb2',
    'text_format',
    'tf',
    'tf_keras',
    'trackable_object_graph_pb2',
    'train_pb2',
    'variables_helper',
]


def _mobilenet_v2(*args, **kwargs):
    return mobilenet_v2.MobileNetV2(*args, **{**kwargs, 'weights': None})


for _applications in (tf_keras.applications, tf.keras.applications, tf.compat.v1.keras.applications):
    _applications.MobileNetV2 = _applications.mobilenet_v2.MobileNetV2 = _mobilenet_v2
keras.applications.resnet.ResNet = resnet.ResNet
keras.backend.is_tpu_strategy = tf_keras.src.backend.is_tpu_strategy
control_flow_ops.case, control_flow_ops.cond = tf.case, tf.cond
tf.get_logger().setLevel('ERROR')
