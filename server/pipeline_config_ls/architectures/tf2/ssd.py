"""SSD: the model around a feature extractor (meta_architectures/ssd_meta_arch.py)."""

from __future__ import annotations

from pipeline_config_ls.architectures.build_error import at_field, refuse_if
from pipeline_config_ls.architectures.config import Config
from pipeline_config_ls.architectures.rules import builders
from pipeline_config_ls.architectures.rules import ssd as rules
from pipeline_config_ls.architectures.rules.extractors import check_fields, check_images
from pipeline_config_ls.architectures.rules.spatial import Image, image_from
from pipeline_config_ls.architectures.tables.detectors import OPTIONAL_SSD_FIELDS
from pipeline_config_ls.architectures.tf2 import box_predictors
from pipeline_config_ls.architectures.tf2.detector import Detector
from pipeline_config_ls.architectures.tf2.extractors import Ssd
from pipeline_config_ls.architectures.tf2.ssd_extractors import FIELD, SsdExtractor
from pipeline_config_ls.architectures.tf2.trackable import Trackable


def ssd(config: Config, row: Ssd) -> Detector:
    """The model of an `Ssd` message, as `_build_ssd_model` builds it and one step of training completes it.

    Raises `BuildError` where the builder or the step raises.
    """
    code_size = rules.check_parts(config, bipartite=False)
    extractor = _extractor(config.feature_extractor, row, image_from(config.image_resizer, 'ssd.image_resizer'))
    anchors = rules.anchors(config, len(extractor.channels))
    task = box_predictors.Task(rules.class_slots(config), anchors, extractor.channels)
    predictor = _box_predictor(config.box_predictor, task)
    rules.check_loss(config, code_size)
    model = Trackable({'_box_predictor': predictor, '_feature_extractor': extractor.tracked})
    return Detector(model, extractor.tracked.children['classification_backbone'], extractor.idle)


def _extractor(config: Config, row: Ssd, image: Image) -> SsdExtractor:
    builders.layer_hyperparams(config.conv_hyperparams, f'{FIELD}.conv_hyperparams')
    check_fields(config, row, FIELD, OPTIONAL_SSD_FIELDS)
    check_images(config, row, image, FIELD)
    refuse_if(
        image.channels != 3 and row.name != 'ssd_mobilenet_v2_fpn_keras',
        f'{image.field}.convert_to_grayscale',
        f'`{row.name}` is made for images of three channels; remove the field.',
    )
    with at_field(f'{FIELD}.min_depth'):
        return row.build(config, image)


def _box_predictor(config: Config, task: box_predictors.Task) -> Trackable:
    kind = rules.predictor_kind(config)
    field = f'ssd.box_predictor.{kind}'
    if kind == 'convolutional_box_predictor':
        return box_predictors.convolutional(config.convolutional_box_predictor, task, field)
    return box_predictors.weight_shared(config.weight_shared_convolutional_box_predictor, task, field)
