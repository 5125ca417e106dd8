"""Checkpoints that people have published: what each is of, and what a plain config of its extractor restores of it."""

from __future__ import annotations

import pytest

from oracle.compare import message
from oracle.tf1_checkpoints import Published, read
from pipeline_config_ls.architectures.config import Config
from pipeline_config_ls.restore.identify import Identified
from pipeline_config_ls.restore.tf1.assess import judge
from pipeline_config_ls.restore.tf1.cause import HARMLESS
from pipeline_config_ls.restore.tf1.identify import identify
from pipeline_config_ls.restore.tf1.parts import Part
from pipeline_config_ls.restore.tf1.verdict import Trainer
from restore.tf1.kit import TRAIN, checkpoint, faster_rcnn, planned, ssd

MODEL_CLASS = type(message('DetectionModel', ''))
EVERYTHING = f'{TRAIN} load_all_detection_checkpoint_vars: true'
# Classes and extractors are those of the configs that were published with them, or of the name of the archive.
WORDS = {
    'HitTheSky/Tensorflow-servering-retraining-model-zoo@f8317dc9 inference_graph/model.ckpt.index': (
        'faster_rcnn_inception_v2, 90 classes'
    ),
    'Shirhe-Lyh/mask_rcnn_test@9de884e3 training/model.ckpt-0.index': 'faster_rcnn_inception_v2, 1 class',
    'DenisTheCoder/animal_detector_v2@a4a6ba3e model.ckpt.index': 'ssd_mobilenet_v2, 3 classes',
    'DenisTheCoder/animal_detector_v2@adb5571e model.ckpt.index': 'faster_rcnn_inception_v2, 6 classes',
    'eliyaz-virtech/iTech-OCR@0f0367b8 training/model.ckpt-0.index': 'faster_rcnn_inception_v2, 1 class',
    'nturumel/CarND-Object-Detection-Lab@f5bc13d0 faster_rcnn_inception_resnet_v2_atrous_coco_11_06_2017/model.ckpt.index': (
        'faster_rcnn_inception_resnet_v2, 90 classes'
    ),
    'nturumel/CarND-Object-Detection-Lab@f5bc13d0 rfcn_resnet101_coco_11_06_2017/model.ckpt.index': (
        'faster_rcnn_resnet101, 90 classes'
    ),
    'nturumel/CarND-Object-Detection-Lab@f5bc13d0 ssd_mobilenet_v1_coco_11_06_2017/model.ckpt.index': (
        'ssd_mobilenet_v1, 90 classes'
    ),
    'MixPose/MixPose-Jetson-Nano@76185da9 inference_graph/model.ckpt.index': 'ssd_mobilenet_v3_large, 2 classes',
    'elebouder/TFODAPI-SSDLSAT@8a58e812 checkpoints/ssd_mobilenet_v2/model.ckpt.index': 'ssd_mobilenet_v2, 90 classes',
    'elebouder/TFODAPI-SSDLSAT@8a58e812 frozen_model/model.ckpt.index': 'ssd_mobilenet_v2, 1 class',
    'elebouder/TFODAPI-SSDLSAT@8a58e812 tmp/model.ckpt-36971.index': 'ssd_mobilenet_v2, 1 class',
    'ericz1803/CubeTracker@02f667fc export/model.ckpt.index': (
        'ssd_mobilenet_v1, depth multiplier 0.75, 1 class, trained with quantization'
    ),
    'ericz1803/CubeTracker@02f667fc ssd_mobilenet_v1_0.75_depth_quantized_300x300_coco14_sync_2018_07_18/model.ckpt.index': (
        'ssd_mobilenet_v1, depth multiplier 0.75, 90 classes, trained with quantization'
    ),
    'ericz1803/CubeTracker@02f667fc ssd_mobilenet_v2_coco_2018_03_29/export/model.ckpt.index': 'ssd_mobilenet_v2, 1 class',
    'ericz1803/CubeTracker@02f667fc ssd_mobilenet_v2_coco_2018_03_29/train/model.ckpt-100000.index': (
        'ssd_mobilenet_v2, 1 class'
    ),
    'ericz1803/CubeTracker@02f667fc train/model.ckpt-100000.index': (
        'ssd_mobilenet_v1, depth multiplier 0.75, 1 class, trained with quantization'
    ),
    'ericz1803/CubeTracker@63faca05 ssd_mobilenet_v1_coco_2018_01_28/model.ckpt.index': 'ssd_mobilenet_v1, 90 classes',
}


def of_one_kind(found: Identified) -> Config:
    """A plain config of the extractor, the width and the classes that were told from a checkpoint."""
    classes = ('num_classes: 90', f'num_classes: {found.classes}')
    if found.architecture == 'faster_rcnn':
        return faster_rcnn(classes, ('faster_rcnn_resnet50', found.extractor), train=EVERYTHING)
    width = ('depth_multiplier: 1', f'depth_multiplier: {found.width:g}')
    return ssd(classes, ('ssd_mobilenet_v1', found.extractor), width, train=EVERYTHING)


def test_every_checkpoint_is_recorded() -> None:
    assert [one.source for one in read()] == list(WORDS)


@pytest.mark.parametrize('one', [pytest.param(one, id=one.source) for one in read()])
def test_each_is_identified_and_its_backbone_restores_into_its_own_kind(one: Published) -> None:
    found = identify(checkpoint(one.variables), MODEL_CLASS)
    assert found is not None
    assert str(found) == WORDS[one.source]
    assert one.extractor in ('', found.extractor)
    config = of_one_kind(found)
    verdict, cause = judge(config, planned(config), checkpoint(one.variables), Trainer.MODEL_LIB)
    assert cause is not None
    assert cause.kind in HARMLESS, verdict.message
    assert verdict.coverage[Part.BACKBONE].at_random == 0
