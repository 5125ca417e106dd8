"""Feature extractors of Faster R-CNN: a backbone, and where it is divided (models/faster_rcnn_*_feature_extractor.py)."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from pipeline_config_ls.architectures.tf1.backbones.inception_resnet_v2 import from_mixed_7, until_mixed_6
from pipeline_config_ls.architectures.tf1.backbones.inception_v2 import inception_v2
from pipeline_config_ls.architectures.tf1.backbones.nasnet import (
    nasnet_from_cell_12,
    nasnet_until_cell_11,
    pnasnet_from_cell_8,
    pnasnet_until_cell_7,
)
from pipeline_config_ls.architectures.tf1.backbones.resnet_v1 import resnet_v1
from pipeline_config_ls.architectures.tf1.layers import (
    BATCH_NORM,
    Layer,
    Made,
    Stages,
    beyond,
    run,
    scope,
    sequence,
    up_to,
)


class Extractor(NamedTuple):
    """A backbone in two halves: the first stage of detection sees the image, the second regions of what comes out of it. A part
    that both have is two copies. `strides` are those of features from which the first can take its own."""

    proposal: Layer
    classifier: Layer
    strides: tuple[int, ...] = (8, 16)


def resnet(depth: int) -> Extractor:
    """The first stage runs the whole network though it takes the features of the third block."""
    stages = resnet_v1(depth, BATCH_NORM)
    return _scoped(f'resnet_v1_{depth}', _features(stages, 'block3'), stages['block4'])


def _scoped(name: str, proposal: Layer, classifier: Layer) -> Extractor:
    """Both halves have a scope of the same name."""
    return Extractor(scope(name, proposal), scope(name, classifier))


def _features(stages: Stages, end: str) -> Layer:
    """All of the stages, and what leaves them at this end point."""

    def layer(channels: int) -> Made:
        network = run(stages, channels)
        return Made(network.variables, network.ends[end])

    return layer


def divided_inception_v2() -> Extractor:
    """Inception V2, divided after its module 4e."""
    stages = inception_v2(BATCH_NORM)
    first, second = up_to(stages, 'Mixed_4e'), beyond(stages, 'Mixed_4e')
    return _scoped('InceptionV2', sequence(*first.values()), sequence(*second.values()))


def divided_inception_resnet_v2() -> Extractor:
    """Inception-ResNet V2, divided before its module 7a."""
    return _scoped('InceptionResnetV2', sequence(*until_mixed_6().values()), sequence(*from_mixed_7().values()))


EXTRACTORS: dict[str, Callable[[], Extractor]] = {
    'faster_rcnn_resnet50': lambda: resnet(50),
    'faster_rcnn_resnet101': lambda: resnet(101),
    'faster_rcnn_resnet152': lambda: resnet(152),
    'faster_rcnn_inception_v2': divided_inception_v2,
    'faster_rcnn_inception_resnet_v2': divided_inception_resnet_v2,
    'faster_rcnn_nas': lambda: Extractor(nasnet_until_cell_11, nasnet_from_cell_12, strides=(16,)),
    'faster_rcnn_pnas': lambda: Extractor(pnasnet_until_cell_7, pnasnet_from_cell_8, strides=(16,)),
}
