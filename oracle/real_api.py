"""The real Object Detection API, made to run on today's TensorFlow, as `verify` runs it.

Import this module before anything that touches TensorFlow; a process has either this or `oracle.tf1_api`. It offers the few names
that the recorders need. How the API is made to run is in `pipeline_config_ls.verify.real.stand_ins`; unlike `verify`, which shows
what an installation refuses, this also repairs it, so that what is recorded is the API's own doing.
"""

import os

os.environ.update(CUDA_VISIBLE_DEVICES='', TF_USE_LEGACY_KERAS='1')

from pipeline_config_ls.verify.real import stand_ins

stand_ins.prepare(stand_ins.TF2)
stand_ins.repair()

import tensorflow as tf
import tf_keras
from google.protobuf import text_format
from object_detection import model_lib_v2
from object_detection.builders import model_builder, optimizer_builder
from object_detection.protos import model_pb2, pipeline_pb2, train_pb2
from object_detection.utils import config_util, variables_helper
from tensorflow.core.protobuf import trackable_object_graph_pb2
from tensorflow.python.checkpoint import checkpoint as checkpoint_module
from tensorflow.python.checkpoint import graph_view
from tensorflow.python.checkpoint import util as checkpoint_util

__all__ = [
    'checkpoint_module',
    'checkpoint_util',
    'config_util',
    'graph_view',
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
