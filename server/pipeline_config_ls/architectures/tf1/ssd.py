"""SSD in TensorFlow 1: a feature extractor and a box predictor (meta_architectures/ssd_meta_arch.py)."""

from __future__ import annotations

from pipeline_config_ls.architectures.build_error import BuildError, at_field, refuse_if
from pipeline_config_ls.architectures.config import Config
from pipeline_config_ls.architectures.rules.anchors import anchors_per_location
from pipeline_config_ls.architectures.tf1 import box_predictors
from pipeline_config_ls.architectures.tf1.layers import Variables, within
from pipeline_config_ls.architectures.tf1.ssd_extractors import SCOPE, ssd_extractor


def ssd(config: Config) -> Variables:
    """The variables of an `Ssd` message's model in training. Raises `BuildError` where it cannot be built."""
    maps = ssd_extractor(config.feature_extractor)
    anchors = anchors_per_location(config.anchor_generator, 'ssd.anchor_generator')
    refuse_if(
        len(anchors) != len(maps.channels),
        'ssd.anchor_generator',
        f'`{config.feature_extractor.type}` gives {len(maps.channels)} feature maps, but the anchor generator is set for {len(anchors)}.',
    )
    slots = config.num_classes + (1 if config.add_background_class else 0)
    refuse_if(
        slots < 1, 'ssd.num_classes', f'`num_classes` is {config.num_classes}; a detector needs at least one class.'
    )
    task = box_predictors.Task(slots, anchors, maps.channels)
    return within(SCOPE, maps.variables) | _box_predictor(config.box_predictor, task)


def _box_predictor(config: Config, task: box_predictors.Task) -> Variables:
    kind = config.WhichOneof('box_predictor_oneof')
    field = f'ssd.box_predictor.{kind}'
    with at_field(f'{field}.conv_hyperparams.group_norm'):
        match kind:
            case 'convolutional_box_predictor':
                return box_predictors.convolutional(config.convolutional_box_predictor, task, field)
            case 'weight_shared_convolutional_box_predictor':
                return box_predictors.weight_shared(config.weight_shared_convolutional_box_predictor, task, field)
    raise BuildError(
        'ssd.box_predictor',
        'SSD takes `convolutional_box_predictor`, or the weight-shared one; set one of them.',
    )
