"""Feature extractors of Faster R-CNN: a backbone, and where its second half begins (models/faster_rcnn_*_feature_extractor.py)."""

from __future__ import annotations

from typing import NamedTuple

from pipeline_config_ls.architectures.slim.backbones.inception_resnet_v2 import from_mixed_7, until_mixed_6
from pipeline_config_ls.architectures.slim.backbones.inception_v2 import inception_v2
from pipeline_config_ls.architectures.slim.backbones.resnet_v1 import resnet_v1
from pipeline_config_ls.architectures.slim.layers import BATCH_NORM, Stages, after, until


class Extractor(NamedTuple):
    """A backbone's scope; the stages of the first stage of detection and the end point of which it takes the features; the
    stages that look at a region. A stage may be in both: they are two copies."""

    scope: str
    proposal: Stages
    end: str
    classifier: Stages


def resnet(depth: int) -> Extractor:
    """The first stage runs the whole network though it takes the features of the third block."""
    stages = resnet_v1(depth, BATCH_NORM)
    # The second half is the same for all depths: three bottlenecks, as every ResNet's last block has.
    return Extractor(f'resnet_v1_{depth}', stages, 'block3', {'block4': stages['block4']})


def inception_v2_halves() -> Extractor:
    """Inception V2, divided after its module 4e."""
    stages = inception_v2(BATCH_NORM)
    return Extractor('InceptionV2', until(stages, 'Mixed_4e'), 'Mixed_4e', after(stages, 'Mixed_4e'))


def inception_resnet_v2() -> Extractor:
    """Inception-ResNet V2, divided before its module 7a."""
    stages = until_mixed_6()
    return Extractor('InceptionResnetV2', stages, list(stages)[-1], from_mixed_7())


EXTRACTORS = {
    'faster_rcnn_resnet50': lambda: resnet(50),
    'faster_rcnn_resnet101': lambda: resnet(101),
    'faster_rcnn_resnet152': lambda: resnet(152),
    'faster_rcnn_inception_v2': inception_v2_halves,
    'faster_rcnn_inception_resnet_v2': inception_resnet_v2,
}
NOT_DESCRIBED = frozenset({'faster_rcnn_nas', 'faster_rcnn_pnas'})
"""Registered by the API, but not described here."""
