"""The archives of the model zoos: told by name, and by the network of a config."""

from __future__ import annotations

from typing import Any

import pytest

from pipeline_config_ls.architectures.framework import Framework
from pipeline_config_ls.architectures.registry import EXTRACTORS
from pipeline_config_ls.checkpoints.zoo import DETECTION, archive_of, archives, archives_for


def test_every_archive_of_detection_is_of_an_extractor_that_exists() -> None:
    known = {(one.framework.value, one.name) for one in EXTRACTORS}
    assert len(archives()) > 100
    assert [
        one.name for one in archives() if one.kind == DETECTION and (one.framework, one.extractor) not in known
    ] == []


@pytest.mark.parametrize(
    ('path', 'name'),
    [
        ('pretrained/ssd_mobilenet_v2_320x320_coco17_tpu-8/checkpoint/ckpt-0', 'ssd_mobilenet_v2_320x320_coco17_tpu-8'),
        ('C:\\models\\efficientdet_d0_coco17_tpu-32\\checkpoint', 'efficientdet_d0_coco17_tpu-32'),
        ('faster_rcnn_nas_coco_2018_01_28.tar.gz', 'faster_rcnn_nas_coco_2018_01_28'),
    ],
)
def test_an_archive_is_told_by_its_folder(path: str, name: str) -> None:
    archive = archive_of(path)
    assert archive is not None
    assert archive.name == name


def test_a_folder_of_ones_own_is_no_archive() -> None:
    assert archive_of('models/my_ssd/ckpt-3') is None


@pytest.mark.parametrize(
    ('extractor', 'options', 'names'),
    [
        ('ssd_mobilenet_v2_keras', {}, ['ssd_mobilenet_v2_320x320_coco17_tpu-8', 'mobilnet_v2']),
        ('ssd_mobilenet_v2_keras', {'depth_multiplier': 0.35}, []),
        ('ssd_efficientnet-b0_bifpn_keras', {}, ['efficientdet_d0_coco17_tpu-32', 'efficientnet_b0']),
        (
            'ssd_resnet152_v1_fpn_keras',
            {},
            [
                'ssd_resnet152_v1_fpn_640x640_coco17_tpu-8',
                'ssd_resnet152_v1_fpn_1024x1024_coco17_tpu-8',
                'resnet152_v1',
            ],
        ),
        ('hourglass_52', {}, []),
    ],
)
def test_the_archives_of_a_network(extractor: str, options: dict[str, Any], names: list[str]) -> None:
    assert [archive.name for archive in archives_for(Framework.TF2.value, extractor, **options)] == names
