"""The real Object Detection API as TensorFlow 1 has it, made to run on today's TensorFlow, as `verify` runs it.

Import this module before anything that touches TensorFlow; a process has either this or `oracle.real_api`. How the API is made to
run is in `pipeline_config_ls.verify.real.stand_ins`.
"""

import os

os.environ.update(CUDA_VISIBLE_DEVICES='', TF_USE_LEGACY_KERAS='1')

from pipeline_config_ls.verify.real import stand_ins

stand_ins.prepare(stand_ins.TF1)

import tensorflow as tf
import tf_slim as slim
from google.protobuf import text_format
from object_detection.builders import model_builder
from object_detection.protos import model_pb2, train_pb2
from object_detection.utils import config_util, variables_helper

tf1 = tf.compat.v1


tf1.logging.set_verbosity(tf1.logging.ERROR)

__all__ = [
    'config_util',
    'model_builder',
    'model_pb2',
    'slim',
    'text_format',
    'tf',
    'tf1',
    'train_pb2',
    'variables_helper',
]
