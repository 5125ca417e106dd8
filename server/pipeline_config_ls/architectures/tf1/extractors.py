"""The feature extractors that the API registers for TensorFlow 1: one row each."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TypeAlias

from pipeline_config_ls.architectures.config import Config
from pipeline_config_ls.architectures.feature_extractor import FeatureExtractor
from pipeline_config_ls.architectures.framework import Framework
from pipeline_config_ls.architectures.rules.spatial import Image
from pipeline_config_ls.architectures.tables import inverted_residuals as mobilenets
from pipeline_config_ls.architectures.tables.resnet import UNITS
from pipeline_config_ls.architectures.tf1 import faster_rcnn_extractors as faster_rcnn
from pipeline_config_ls.architectures.tf1 import ssd_extractors as ssd
from pipeline_config_ls.architectures.tf1.backbones import mobiledet as mobiledets
from pipeline_config_ls.architectures.tf1.backbones.inception_v2 import inception_v2
from pipeline_config_ls.architectures.tf1.backbones.inception_v3 import inception_v3
from pipeline_config_ls.architectures.tf1.feature_maps import Maps

Ssd: TypeAlias = FeatureExtractor[Callable[[Config, Image], Maps]]
FasterRcnn: TypeAlias = FeatureExtractor[Callable[[], faster_rcnn.TwoStageExtractor]]

_NUM_LAYERS, _FPN = frozenset({'num_layers'}), frozenset({'fpn'})
_OVERRIDE = 'override_base_feature_extractor_hyperparams'
_NOT_OVERRIDDEN = {_OVERRIDE: 'The hyperparameters of its network cannot be overridden.'}
_NOT_DEPTHWISE = {'use_depthwise': 'Its added convolutions are never depthwise.'}

_ssd = partial(FeatureExtractor, framework=Framework.TF1, architecture='ssd')


def _faster_rcnn(
    name: str,
    build: Callable[[], faster_rcnn.TwoStageExtractor],
    documentation: str,
    sizes: tuple[int, ...] = (),
    smallest: int = 1,
) -> FasterRcnn:
    """All read two fields of their message, beside the type."""
    return FeatureExtractor(
        name=name,
        framework=Framework.TF1,
        architecture='faster_rcnn',
        build=build,
        documentation=documentation,
        sizes=sizes,
        smallest=smallest,
        ignores={
            'fpn': 'TensorFlow 1 has no Faster R-CNN with a feature pyramid.',
            'conv_hyperparams': 'The network has its own, and nothing is added to it.',
            _OVERRIDE: 'The hyperparameters of its network cannot be overridden.',
        },
    )


SSD: tuple[Ssd, ...] = (
    _ssd(
        name='ssd_inception_v2',
        build=partial(ssd.inception, inception_v2, 'InceptionV2', ['Mixed_4c', 'Mixed_5c']),
        documentation='Inception V2 with six feature maps. Needs `override_base_feature_extractor_hyperparams: true`.',
        sizes=(300,),
        smallest=33,
        takes=_NUM_LAYERS,
    ),
    _ssd(
        name='ssd_inception_v3',
        build=partial(ssd.inception, inception_v3, 'InceptionV3', ['Mixed_5d', 'Mixed_6e', 'Mixed_7c']),
        documentation='Inception V3 with six feature maps. Needs `override_base_feature_extractor_hyperparams: true`.',
        sizes=(300,),
        smallest=33,
        takes=_NUM_LAYERS,
    ),
    _ssd(
        name='ssd_mobilenet_v1',
        build=ssd.mobilenet_v1_ssd,
        documentation='MobileNet V1 with six feature maps.',
        sizes=(300,),
        smallest=33,
        takes=_NUM_LAYERS,
    ),
    _ssd(
        name='ssd_mobilenet_v1_fpn',
        build=ssd.mobilenet_v1_fpn,
        documentation='MobileNet V1 with a feature pyramid.',
        sizes=(640,),
        smallest=33,
        takes=_FPN,
    ),
    _ssd(
        name='ssd_mobilenet_v1_ppn',
        build=ssd.mobilenet_v1_ppn,
        documentation='MobileNet V1 with a pooling pyramid, which shares one head.',
        sizes=(300,),
        smallest=33,
        takes=_NUM_LAYERS,
        ignores={**_NOT_DEPTHWISE, 'num_layers': 'It always has six feature maps.'},
    ),
    _ssd(
        name='ssd_mobilenet_v2',
        build=ssd.mobilenet_v2_ssd,
        documentation='MobileNet V2 with six feature maps.',
        sizes=(300,),
        smallest=33,
        takes=_NUM_LAYERS,
    ),
    _ssd(
        name='ssd_mobilenet_v2_fpn',
        build=ssd.mobilenet_v2_fpn,
        documentation='MobileNet V2 with a feature pyramid.',
        sizes=(320,),
        smallest=33,
        takes=_FPN,
    ),
    _ssd(
        name='ssd_mobilenet_v2_mnasfpn',
        build=ssd.mobilenet_v2_mnasfpn,
        documentation='MobileNet V2 with a searched feature pyramid (MnasFPN) of levels 3 to 6.',
        sizes=(320,),
        smallest=33,
        takes=_FPN,
        ignores={**_NOT_OVERRIDDEN, **_NOT_DEPTHWISE, 'conv_hyperparams': 'MnasFPN has its own.'},
    ),
    _ssd(
        name='ssd_mobilenet_v3_large',
        build=partial(ssd.mobilenet_v3, mobilenets.MOBILENET_V3_LARGE, 'MobilenetV3', 'layer_14', 'layer_17'),
        documentation='MobileNet V3, large.',
        sizes=(320,),
        smallest=33,
    ),
    _ssd(
        name='ssd_mobilenet_v3_small',
        build=partial(ssd.mobilenet_v3, mobilenets.MOBILENET_V3_SMALL, 'MobilenetV3', 'layer_10', 'layer_13'),
        documentation='MobileNet V3, small: the fastest of its kind.',
        sizes=(320,),
        smallest=33,
    ),
    _ssd(
        name='ssd_mobilenet_v3_small_pruned',
        build=ssd.mobilenet_v3_small_pruned,
        documentation='MobileNet V3, small, with fewer channels in its last layers. It cannot be built: its network was never published.',
        sizes=(320,),
        smallest=33,
    ),
    _ssd(
        name='ssd_mobilenet_edgetpu',
        build=partial(ssd.mobilenet_v3, mobilenets.MOBILENET_EDGETPU, 'MobilenetEdgeTPU', 'layer_18', 'layer_23'),
        documentation='MobileNet for the Edge TPU of Pixel phones.',
        sizes=(320,),
        smallest=33,
    ),
    *(
        _ssd(
            name=f'ssd_resnet{depth}_v1_fpn',
            build=partial(ssd.resnet_v1_fpn, depth),
            documentation=f'ResNet-{depth} with a feature pyramid (RetinaNet).',
            sizes=(640,),
            smallest=129,
            takes=_FPN,
            ignores=_NOT_DEPTHWISE,
        )
        for depth in UNITS
    ),
    *(
        _ssd(
            name=f'ssd_resnet{depth}_v1_ppn',
            build=partial(ssd.resnet_v1_ppn, depth),
            documentation=f'ResNet-{depth} with a pooling pyramid, which shares one head.',
            smallest=129,
            ignores={
                **_NOT_OVERRIDDEN,
                **_NOT_DEPTHWISE,
                'min_depth': 'It has one width.',
                'use_explicit_padding': 'Its convolutions pad their own input.',
            },
        )
        for depth in UNITS
    ),
    _ssd(
        name='embedded_ssd_mobilenet_v1',
        build=ssd.embedded_mobilenet_v1,
        documentation='MobileNet V1 with five feature maps, for very small devices. Images must be 256×256.',
        sizes=(256,),
        smallest=256,
        ignores=_NOT_OVERRIDDEN,
    ),
    _ssd(
        name='ssd_pnasnet',
        build=ssd.pnasnet_ssd,
        documentation='PNASNet with six feature maps: large and accurate. Images must have a fixed size.',
        takes=_NUM_LAYERS,
    ),
    *(
        _ssd(
            name=f'ssd_mobiledet_{target}',
            build=partial(ssd.mobiledet, table),
            documentation=f'MobileDet, searched for {devices}.'
            + (' Images must have a fixed size.' if table.gated else ''),
            sizes=(320,),
            smallest=33,
            ignores=_NOT_OVERRIDDEN,
        )
        for target, devices, table in (
            ('cpu', 'mobile CPUs', mobiledets.CPU),
            ('dsp', 'mobile DSPs', mobiledets.DSP),
            ('edgetpu', 'Edge TPUs', mobiledets.EDGETPU),
            ('gpu', 'mobile GPUs', mobiledets.GPU),
        )
    ),
    _ssd(
        name='ssd_spaghettinet',
        build=ssd.spaghettinet_ssd,
        documentation='SpaghettiNet, searched for Edge TPUs; `spaghettinet_arch_name` says which. Images must have a fixed size.',
        sizes=(320,),
        smallest=33,
        takes=frozenset({'spaghettinet_arch_name'}),
        ignores={
            **_NOT_OVERRIDDEN,
            'conv_hyperparams': 'SpaghettiNet has its own.',
            'depth_multiplier': 'SpaghettiNet has one width.',
            'min_depth': 'SpaghettiNet has one width.',
            'pad_to_multiple': 'Its images are never padded.',
            'use_depthwise': 'Its table says which convolutions are depthwise.',
        },
    ),
)

FASTER_RCNN: tuple[FasterRcnn, ...] = (
    _faster_rcnn(
        'faster_rcnn_nas',
        faster_rcnn.nasnet,
        'NASNet-A: the largest and most accurate of its time. Images must have a fixed size.',
        (1200,),
    ),
    _faster_rcnn(
        'faster_rcnn_pnas', faster_rcnn.pnasnet, 'PNASNet: nearly as large as NASNet. Images must have a fixed size.'
    ),
    _faster_rcnn(
        'faster_rcnn_inception_resnet_v2',
        faster_rcnn.divided_inception_resnet_v2,
        'Inception ResNet V2: large and accurate.',
        (600,),
    ),
    _faster_rcnn(
        'faster_rcnn_inception_v2',
        faster_rcnn.divided_inception_v2,
        'Inception V2: small and fast for its kind.',
        (600,),
        33,
    ),
    *(
        _faster_rcnn(f'faster_rcnn_resnet{depth}', partial(faster_rcnn.resnet, depth), f'ResNet-{depth}.', (600,), 33)
        for depth in UNITS
    ),
)
