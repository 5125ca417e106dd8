"""SSD in TensorFlow 1: a feature extractor and a box predictor (meta_architectures/ssd_meta_arch.py)."""

from __future__ import annotations

from pipeline_config_ls.architectures.build_error import at_field
from pipeline_config_ls.architectures.config import Config
from pipeline_config_ls.architectures.rules import builders
from pipeline_config_ls.architectures.rules import ssd as rules
from pipeline_config_ls.architectures.rules.extractors import check_fields, check_images
from pipeline_config_ls.architectures.rules.spatial import Image, image_from
from pipeline_config_ls.architectures.tables.detectors import OPTIONAL_SSD_FIELDS
from pipeline_config_ls.architectures.tf1 import box_predictors
from pipeline_config_ls.architectures.tf1.extractors import Ssd
from pipeline_config_ls.architectures.tf1.feature_maps import Maps
from pipeline_config_ls.architectures.tf1.hyperparams import check_hyperparams
from pipeline_config_ls.architectures.tf1.layers import Variables, within
from pipeline_config_ls.architectures.tf1.ssd_extractors import FIELD, SCOPE


def ssd(config: Config, row: Ssd) -> Variables:
    """The variables of an `Ssd` message's model in training. Raises `BuildError` where the builder raises, or the prediction."""
    rules.check_parts(config, bipartite=True)
    image = image_from(config.image_resizer, 'ssd.image_resizer').as_graph()
    maps = _extractor(config.feature_extractor, row, image)
    anchors = rules.anchors(config, len(maps.channels))
    task = box_predictors.Task(rules.class_slots(config), anchors, maps.channels)
    return within(SCOPE, maps.variables) | _box_predictor(config.box_predictor, task)


def ssd_step(config: Config, row: Ssd) -> None:
    """Raises `BuildError` where a model that can be built cannot be trained: its loss cannot be computed, or no image would pass."""
    image = image_from(config.image_resizer, 'ssd.image_resizer')
    if not image.sides:  # else the graph knew all
        _extractor(config.feature_extractor, row, image)
    rules.check_loss(config, builders.box_coder(config.box_coder, 'ssd.box_coder'))


def _extractor(config: Config, row: Ssd, image: Image) -> Maps:
    check_hyperparams(config.conv_hyperparams, f'{FIELD}.conv_hyperparams')
    check_fields(config, row, FIELD, OPTIONAL_SSD_FIELDS)
    check_images(config, row, image, FIELD)
    with at_field(f'{FIELD}.{_decisive(config)}'):
        return row.build(config, image)


def _decisive(config: Config) -> str:
    """The field that makes a layer of the extractor impossible: groups into which its channels do not divide, or no channels."""
    return 'conv_hyperparams.group_norm' if config.conv_hyperparams.HasField('group_norm') else 'min_depth'


def _box_predictor(config: Config, task: box_predictors.Task) -> Variables:
    kind = rules.predictor_kind(config)
    field = f'ssd.box_predictor.{kind}'
    with at_field(f'{field}.conv_hyperparams.group_norm'):
        if kind == 'convolutional_box_predictor':
            return box_predictors.convolutional(config.convolutional_box_predictor, task, field)
        return box_predictors.weight_shared(config.weight_shared_convolutional_box_predictor, task, field)
