"""Feature extractors of Faster R-CNN: a backbone, and where it is divided (models/faster_rcnn_*_feature_extractor.py)."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from pipeline_config_ls.architectures.rules.spatial import halved
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


class TwoStageExtractor(NamedTuple):
    """A backbone in two halves: the first stage of detection sees the image, the second regions of what comes out of it. A part
    that both have is two copies. `strides` are those of features from which the first can take its own; with `fixed_size`, images must
    have one size; `region` is the side of a region after the second half, for its side before."""

    proposal: Layer
    classifier: Layer
    strides: tuple[int, ...] = (8, 16)
    fixed_size: bool = False
    region: Callable[[int], int] = halved


def resnet(depth: int) -> TwoStageExtractor:
    """The first stage runs the whole network though it takes the features of the third block."""
    stages = resnet_v1(depth, BATCH_NORM)
    return _scoped(f'resnet_v1_{depth}', _features(stages, 'block3'), stages['block4'])._replace(region=_kept)


def _kept(side: int) -> int:
    """The last block of a ResNet has no stride here."""
    return side


def _halved_unpadded(side: int) -> int:
    """A kernel of three and a stride of two, without padding."""
    return (side - 3) // 2 + 1


def _scoped(name: str, proposal: Layer, classifier: Layer) -> TwoStageExtractor:
    """Both halves have a scope of the same name."""
    return TwoStageExtractor(scope(name, proposal), scope(name, classifier))


def _features(stages: Stages, end: str) -> Layer:
    """All of the stages, and what leaves them at this end point."""

    def layer(channels: int) -> Made:
        network = run(stages, channels)
        return Made(network.variables, network.ends[end])

    return layer


def divided_inception_v2() -> TwoStageExtractor:
    """Inception V2, divided after its module 4e."""
    stages = inception_v2(BATCH_NORM)
    first, second = up_to(stages, 'Mixed_4e'), beyond(stages, 'Mixed_4e')
    return _scoped('InceptionV2', sequence(*first.values()), sequence(*second.values()))


def divided_inception_resnet_v2() -> TwoStageExtractor:
    """Inception-ResNet V2, divided before its module 7a."""
    scoped = _scoped('InceptionResnetV2', sequence(*until_mixed_6().values()), sequence(*from_mixed_7().values()))
    return scoped._replace(region=_halved_unpadded)


def nasnet() -> TwoStageExtractor:
    """NASNet-A, divided after its cell 11."""
    return TwoStageExtractor(nasnet_until_cell_11, nasnet_from_cell_12, strides=(16,), fixed_size=True)


def pnasnet() -> TwoStageExtractor:
    """PNASNet, divided after its cell 7."""
    return TwoStageExtractor(pnasnet_until_cell_7, pnasnet_from_cell_8, strides=(16,), fixed_size=True)
