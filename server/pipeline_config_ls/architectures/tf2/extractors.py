"""The feature extractors that the API registers for TensorFlow 2: one row each."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TypeAlias

from pipeline_config_ls.architectures.config import Config
from pipeline_config_ls.architectures.feature_extractor import FeatureExtractor
from pipeline_config_ls.architectures.framework import Framework
from pipeline_config_ls.architectures.rules.spatial import Image
from pipeline_config_ls.architectures.tables.resnet import UNITS
from pipeline_config_ls.architectures.tf2 import center_net_extractors as center_net
from pipeline_config_ls.architectures.tf2 import faster_rcnn_extractors as faster_rcnn
from pipeline_config_ls.architectures.tf2 import ssd_extractors as ssd
from pipeline_config_ls.architectures.tf2.backbones import hourglass

Ssd: TypeAlias = FeatureExtractor[Callable[[Config, Image], ssd.SsdExtractor]]
FasterRcnn: TypeAlias = FeatureExtractor[Callable[[Config], faster_rcnn.TwoStageExtractor]]
CenterNet: TypeAlias = FeatureExtractor[Callable[[Config, int], center_net.CenterNetExtractor]]

_ssd = partial(FeatureExtractor, framework=Framework.TF2, architecture='ssd')
_faster_rcnn = partial(FeatureExtractor, framework=Framework.TF2, architecture='faster_rcnn')
_center_net = partial(FeatureExtractor, framework=Framework.TF2, architecture='center_net')

_NUM_LAYERS, _FPN, _BIFPN = frozenset({'num_layers'}), frozenset({'fpn'}), frozenset({'bifpn'})
_OVERRIDE = 'override_base_feature_extractor_hyperparams'
_NOTHING_OVERRIDDEN = {_OVERRIDE: 'It takes no `conv_hyperparams`, so there is nothing to override with.'}

# EfficientDet-Dn uses EfficientNet-Bn up to D6; D7 uses B6 on larger images.
_EFFICIENTDET_SIDES = (512, 640, 768, 896, 1024, 1280, 1408)


def _efficientnet(version: int) -> Ssd:
    plain = f'EfficientNet-B{version} with a two-way feature pyramid'
    unused = ' No zoo checkpoint has it: EfficientDet-D7 uses `ssd_efficientnet-b6_bifpn_keras` at 1536×1536.'
    known = version < len(_EFFICIENTDET_SIDES)
    return _ssd(
        name=f'ssd_efficientnet-b{version}_bifpn_keras',
        build=partial(ssd.efficientnet_bifpn, version),
        documentation=(f'{plain} (EfficientDet-D{version}).' if known else f'{plain}.{unused}')
        + f' `{_OVERRIDE}` gives it the weight decay of `conv_hyperparams`; its batch norms are its own.',
        sizes=_EFFICIENTDET_SIDES[version : version + 1],
        smallest=129,
        takes=_BIFPN,
    )


SSD: tuple[Ssd, ...] = (
    _ssd(
        name='ssd_mobilenet_v1_keras',
        build=ssd.mobilenet_v1_ssd,
        documentation='MobileNet V1 with six feature maps. It applies `depth_multiplier` twice: with 0.5 its network is a '
        'quarter as wide.',
        sizes=(300,),
        smallest=33,
        takes=_NUM_LAYERS,
    ),
    _ssd(
        name='ssd_mobilenet_v1_fpn_keras',
        build=ssd.mobilenet_v1_fpn,
        documentation='MobileNet V1 with a feature pyramid. It applies `depth_multiplier` twice: with 0.5 its network is a '
        'quarter as wide.',
        sizes=(640,),
        smallest=33,
        takes=_FPN,
    ),
    _ssd(
        name='ssd_mobilenet_v2_keras',
        build=ssd.mobilenet_v2_ssd,
        documentation='MobileNet V2 with six feature maps: small and fast.',
        sizes=(300, 320),
        smallest=33,
        takes=_NUM_LAYERS,
    ),
    _ssd(
        name='ssd_mobilenet_v2_fpn_keras',
        build=ssd.mobilenet_v2_fpn,
        documentation='MobileNet V2 with a feature pyramid (FPNLite with `use_depthwise`): the best start for mobile devices.',
        sizes=(320, 640),
        smallest=33,
        takes=_FPN,
    ),
    *(
        _ssd(
            name=f'ssd_resnet{depth}_v1_fpn_keras',
            build=partial(ssd.resnet_v1_fpn, depth),
            documentation=f'ResNet-{depth} with a feature pyramid (RetinaNet).',
            sizes=(640, 1024),
            smallest=129,
            takes=_FPN,
            ignores={
                'fpn': 'Its pyramid always has levels 3 to 7 and a depth of 256.',
                'use_depthwise': 'Its convolutions are never depthwise.',
                'use_explicit_padding': 'Its convolutions pad their own input.',
            },
        )
        for depth in UNITS
    ),
    *map(_efficientnet, range(8)),
)

FASTER_RCNN: tuple[FasterRcnn, ...] = (
    *(
        _faster_rcnn(
            name=f'faster_rcnn_resnet{depth}_keras',
            build=partial(faster_rcnn.resnet, depth),
            documentation=f'ResNet-{depth}, features at 1/16 of the image.',
            sizes=(640, 1024),
            ignores=_NOTHING_OVERRIDDEN,
        )
        for depth in UNITS
    ),
    _faster_rcnn(
        name='faster_rcnn_inception_resnet_v2_keras',
        build=faster_rcnn.inception_resnet_v2,
        documentation='Inception ResNet V2: large and accurate. Also the Mask R-CNN of the zoo.',
        sizes=(640, 1024),
        ignores=_NOTHING_OVERRIDDEN,
    ),
    *(
        _faster_rcnn(
            name=f'faster_rcnn_resnet{depth}_fpn_keras',
            build=partial(faster_rcnn.resnet_fpn, depth),
            documentation=f'ResNet-{depth} with a feature pyramid. Needs `conv_hyperparams`.',
            sizes=(640, 1024),
            takes=frozenset({'conv_hyperparams', 'fpn'}),
            ignores={'first_stage_features_stride': 'It must be 8 or 16, and the levels of the pyramid decide.'},
        )
        for depth in UNITS
    ),
)

_NO_WIDTH = {'depth_multiplier': 'It has one width.'}
_NO_CONVOLUTIONS = {
    'use_separable_conv': 'Only `mobilenet_v2_fpn` and `mobilenet_v2_fpn_sep_conv` read it.',
    'upsampling_interpolation': 'Only `mobilenet_v2_fpn` and `mobilenet_v2_fpn_sep_conv` read it.',
}
_ONLY_IMAGES = {**_NO_WIDTH, **_NO_CONVOLUTIONS}
_HOURGLASSES = {
    10: (hourglass.single(10, 32), 'A small hourglass network, for trials.'),
    20: (hourglass.single(20, 48), 'A small hourglass network, for trials.'),
    32: (hourglass.single(32, 48), 'An hourglass network of middle size.'),
    52: (hourglass.single(52, 64), 'An hourglass network with one stack.'),
    104: (hourglass.HOURGLASS_104, 'Two stacked hourglasses: the most accurate of the zoo.'),
}
_PLAIN_NOT_SEPARABLE = (
    'MobileNet V2 with a feature pyramid of separable convolutions, provided that `use_separable_conv` is written as well; '
    'without that line it is the same as `mobilenet_v2_fpn`.'
)

CENTER_NET: tuple[CenterNet, ...] = (
    *(
        _center_net(
            name=f'resnet_v2_{depth}',
            build=partial(center_net.resnet_v2_extractor, depth),
            documentation=f'ResNet-{depth} V2 with layers that enlarge its features.',
            sizes=(512,),
            ignores=_ONLY_IMAGES,
        )
        for depth in (50, 101)
    ),
    *(
        _center_net(
            name=f'resnet_v1_{depth}_fpn',
            build=partial(center_net.resnet_v1_fpn_extractor, depth),
            documentation=f'ResNet-{depth} with a feature pyramid{": the fastest ResNet here" if depth == 18 else ""}.',
            sizes=(512,),
            ignores=_ONLY_IMAGES,
        )
        for depth in (18, 34, 50, 101)
    ),
    *(
        _center_net(
            name=f'hourglass_{size}',
            build=partial(center_net.hourglass_extractor, shape),
            documentation=documentation,
            sizes=(512, 1024) if size == 104 else (512,),
            ignores=_ONLY_IMAGES,
        )
        for size, (shape, documentation) in _HOURGLASSES.items()
    ),
    _center_net(
        name='mobilenet_v2',
        build=center_net.mobilenet_v2_extractor,
        documentation='MobileNet V2 with layers that enlarge its features. For mobile devices.',
        sizes=(512,),
        ignores=_NO_CONVOLUTIONS,
    ),
    _center_net(
        name='mobilenet_v2_fpn',
        build=center_net.mobilenet_v2_fpn_extractor,
        documentation='MobileNet V2 with a feature pyramid. For mobile devices.',
        sizes=(512,),
    ),
    _center_net(
        name='mobilenet_v2_fpn_sep_conv',
        build=center_net.mobilenet_v2_fpn_extractor,
        documentation=_PLAIN_NOT_SEPARABLE,
        sizes=(512,),
    ),
)
