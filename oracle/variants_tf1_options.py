"""Further variants of TensorFlow 1 models: every kind of extractor as it is, and narrower."""

from __future__ import annotations

from oracle.variant import EXTRACTOR, Variant, types

_OVERRIDE = f'{EXTRACTOR}.override_base_feature_extractor_hyperparams: true'
_FIVE_LAYERS = 'anchor_generator.ssd_anchor_generator.num_layers: 5'
_NARROW = (f'{EXTRACTOR}.depth_multiplier: 0.6', f'{EXTRACTOR}.min_depth: 24')


def ssd(name: str, *edits: str) -> Variant:
    """An SSD with this extractor, set up so that it can be built."""
    five = (_FIVE_LAYERS,) if name in ('embedded_ssd_mobilenet_v1', 'ssd_spaghettinet') else ()
    inception = (_OVERRIDE,) if name.startswith('ssd_inception') else ()
    return Variant('tf1_ssd', (*types(name), *five, *inception, *edits))


def _fpn(name: str, *edits: str) -> Variant:
    return Variant('tf1_fpn', (*types(name), *edits))


_PLAIN_SSD = (
    *('ssd_inception_v3', 'ssd_mobilenet_v1_ppn', 'embedded_ssd_mobilenet_v1', 'ssd_mobilenet_v2'),
    *('ssd_mobilenet_v3_large', 'ssd_mobilenet_v3_small', 'ssd_mobilenet_v3_small_pruned', 'ssd_mobilenet_edgetpu'),
    *('ssd_mobiledet_cpu', 'ssd_mobiledet_dsp', 'ssd_mobiledet_edgetpu', 'ssd_mobiledet_gpu'),
    *('ssd_resnet101_v1_ppn', 'ssd_pnasnet', 'ssd_spaghettinet'),
)
_SCALED = (
    *('ssd_mobilenet_v1', 'ssd_mobilenet_v1_ppn', 'embedded_ssd_mobilenet_v1', 'ssd_mobilenet_v2'),
    *('ssd_mobilenet_v3_large', 'ssd_mobilenet_edgetpu', 'ssd_mobiledet_edgetpu', 'ssd_mobiledet_gpu'),
    *('ssd_inception_v3', 'ssd_spaghettinet', 'ssd_resnet50_v1_ppn'),
)

OPTIONS: tuple[Variant, ...] = (
    *map(ssd, _PLAIN_SSD),
    *map(_fpn, ('ssd_mobilenet_v2_fpn', 'ssd_resnet50_v1_fpn', 'ssd_resnet101_v1_fpn')),
    *(ssd(name, *_NARROW) for name in _SCALED),
    _fpn('ssd_mobilenet_v2_fpn', *_NARROW),
)
