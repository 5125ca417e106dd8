"""The real Object Detection API, made to run on today's TensorFlow.

Import this module before anything that touches TensorFlow: it sets the environment, puts the stand-ins in
place and offers the few names that the recorders need. It knows how the API is made to run, not what is
asked of it.

The stand-ins change no variable:

- `tensorflow_io`: DeepMAC's loss compares colours in the Lab space with it; here they stay as they are;
- `tf.compat.v1.estimator` left TensorFlow; the TF2 training loop imports it and uses nothing of it;
- CenterNet's MobileNet V2 asks Keras for ImageNet weights from the network: the same layers without weights;
- CenterNet's ResNet 18 and 34 call `keras.applications.resnet.ResNet`, which Keras no longer exports.
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
from object_detection.builders import model_builder  # noqa: E402
from object_detection.protos import model_pb2, pipeline_pb2  # noqa: E402
from tensorflow.core.protobuf import trackable_object_graph_pb2  # noqa: E402
from tf_keras.src.applications import mobilenet_v2, resnet  # noqa: E402

__all__ = [
    'model_builder',
    'model_pb2',
    'pipeline_pb2',
    'text_format',
    'tf',
    'tf_keras',
    'trackable_object_graph_pb2',
]


def _mobilenet_v2(*args, **kwargs):
    return mobilenet_v2.MobileNetV2(*args, **{**kwargs, 'weights': None})


for _applications in (tf_keras.applications, tf.keras.applications, tf.compat.v1.keras.applications):
    _applications.MobileNetV2 = _applications.mobilenet_v2.MobileNetV2 = _mobilenet_v2

keras.applications.resnet.ResNet = resnet.ResNet
tf.get_logger().setLevel('ERROR')
