"""Configs and checkpoints of TensorFlow 1, made from plans: names and shapes are all that a restore looks at."""

from __future__ import annotations

from collections.abc import Mapping

from oracle.compare import message
from pipeline_config_ls.architectures.config import Config
from pipeline_config_ls.architectures.framework import Framework
from pipeline_config_ls.architectures.plan import plan
from pipeline_config_ls.architectures.tf1.plan import Tf1Plan
from pipeline_config_ls.architectures.variable import Shape
from pipeline_config_ls.checkpoints.checkpoint import Checkpoint, Entry, Format
from pipeline_config_ls.restore.tf1.graph_variables import GLOBAL_STEP, model_variables

SSD = """
num_classes: 90
image_resizer { fixed_shape_resizer { height: 300 width: 300 } }
feature_extractor { type: 'ssd_mobilenet_v1' depth_multiplier: 1 conv_hyperparams { batch_norm { } } }
box_predictor { convolutional_box_predictor { } }
anchor_generator { ssd_anchor_generator { num_layers: 6 aspect_ratios: 1 } }
box_coder { faster_rcnn_box_coder { } }
matcher { argmax_matcher { } }
similarity_calculator { iou_similarity { } }
loss { classification_loss { weighted_sigmoid { } } localization_loss { weighted_smooth_l1 { } } }
post_processing { }
"""
FASTER_RCNN = """
num_classes: 90
image_resizer { fixed_shape_resizer { height: 600 width: 600 } }
initial_crop_size: 14
maxpool_kernel_size: 2
maxpool_stride: 2
feature_extractor { type: 'faster_rcnn_resnet50' first_stage_features_stride: 16 }
first_stage_anchor_generator { grid_anchor_generator { scales: 1 aspect_ratios: 1 } }
second_stage_box_predictor { mask_rcnn_box_predictor { fc_hyperparams { op: FC } } }
"""
TRAIN = 'optimizer { momentum_optimizer { } use_moving_average: false } fine_tune_checkpoint_type: "detection"'


def ssd(*changes: tuple[str, str], train: str = TRAIN) -> Config:
    """A pipeline of an SSD, with words of it changed."""
    return _pipeline('ssd', SSD, changes, train)


def faster_rcnn(*changes: tuple[str, str], train: str = TRAIN) -> Config:
    """A pipeline of a Faster R-CNN, with words of it changed."""
    return _pipeline('faster_rcnn', FASTER_RCNN, changes, train)


def _pipeline(architecture: str, text: str, changes: tuple[tuple[str, str], ...], train: str) -> Config:
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new)
    return message('TrainEvalPipelineConfig', f'model {{ {architecture} {{ {text} }} }} train_config {{ {train} }}')


def planned(config: Config) -> Tf1Plan:
    found = plan(config.model, Framework.TF1)
    assert isinstance(found, Tf1Plan), found
    return found


def shapes_of(config: Config) -> dict[str, Shape]:
    return model_variables(planned(config))


def checkpoint(shapes: Mapping[str, Shape]) -> Checkpoint:
    """A checkpoint with these variables and the step, in memory."""
    entries = {name: Entry(shape, 'float32') for name, shape in shapes.items()}
    return Checkpoint('model.ckpt', Format.NAME_BASED, {**entries, GLOBAL_STEP: Entry((), 'int64')})


def saved(config: Config) -> Checkpoint:
    """What training this config leaves behind, slots aside."""
    return checkpoint(shapes_of(config))


def classifier(config: Config) -> Checkpoint:
    """A checkpoint of the backbone alone, as a classifier saves it."""
    scopes = ('FeatureExtractor/', 'FirstStageFeatureExtractor/', 'SecondStageFeatureExtractor/')
    return checkpoint(
        {
            name.removeprefix(scope): shape
            for name, shape in shapes_of(config).items()
            for scope in scopes
            if name.startswith(scope) and '_Conv2d_' not in name
        }
    )
