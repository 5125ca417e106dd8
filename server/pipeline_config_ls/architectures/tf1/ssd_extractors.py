"""Feature extractors of SSD: a backbone, and the feature maps that are made from it (models/ssd_*_feature_extractor.py)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from pipeline_config_ls.architectures.build_error import BuildError, Change, refuse_if, setting
from pipeline_config_ls.architectures.config import Config
from pipeline_config_ls.architectures.rules.extractors import check_fixed_size
from pipeline_config_ls.architectures.rules.pyramids import check_top_down
from pipeline_config_ls.architectures.rules.spatial import Image
from pipeline_config_ls.architectures.rules.widths import depth_function
from pipeline_config_ls.architectures.tables import inverted_residuals as mobilenets
from pipeline_config_ls.architectures.tables.detectors import (
    EXTRA_MAP_DEPTHS,
    HIGHEST_BACKBONE_LEVEL,
    LOWEST_BACKBONE_LEVEL,
)
from pipeline_config_ls.architectures.tables.mobilenet_v1 import DEPTHWISE_PYRAMID_OVERRIDES
from pipeline_config_ls.architectures.tf1.backbones import mobiledet as mobiledets
from pipeline_config_ls.architectures.tf1.backbones.inverted_residuals import Width, inverted_residuals
from pipeline_config_ls.architectures.tf1.backbones.mobilenet_v1 import mobilenet_v1
from pipeline_config_ls.architectures.tf1.backbones.nasnet import Norms, pnasnet
from pipeline_config_ls.architectures.tf1.backbones.resnet_v1 import resnet_v1
from pipeline_config_ls.architectures.tf1.backbones.spaghettinet import DEFAULT_NETWORK, NETWORKS, spaghettinet
from pipeline_config_ls.architectures.tf1.feature_maps import Level, Maps, multi_resolution, top_down
from pipeline_config_ls.architectures.tf1.hyperparams import FC, normalizer
from pipeline_config_ls.architectures.tf1.layers import (
    BATCH_NORM,
    BIASES,
    GROUP_NORM,
    After,
    Network,
    Stages,
    Variables,
    batch_norm,
    conv2d,
    run,
    within,
)
from pipeline_config_ls.architectures.tf1.mnasfpn import mnasfpn

FIELD = 'ssd.feature_extractor'
SCOPE = 'FeatureExtractor'
MNASFPN_DEPTH = 48
PPN_DEPTH = 1024
EMBEDDED_SIDE = 256


def _after(config: Config) -> After:
    """What follows the convolutions that the extractor adds to its backbone."""
    return normalizer(config.conv_hyperparams, f'{FIELD}.conv_hyperparams')


def _norm(config: Config) -> After:
    """What follows those of the backbone: its own batch norm, unless hyperparameters of convolutions override it."""
    overridden = config.override_base_feature_extractor_hyperparams and config.conv_hyperparams.op != FC
    return _after(config) if overridden else BATCH_NORM


def _check_width(config: Config) -> None:
    """What the networks refuse that `depth_multiplier` scales."""
    refuse_if(
        config.depth_multiplier <= 0,
        f'{FIELD}.depth_multiplier',
        f'`depth_multiplier` is {config.depth_multiplier:g}; it must be greater than 0.',
        setting(f'{FIELD}.depth_multiplier', 1),
    )


def _narrow(config: Config, scope: str, network: Network, levels: Sequence[Level], *, count: int = 6) -> Maps:
    """The end points of a backbone and convolutions that follow the last of them; `count` of the levels are made."""
    maps = _added(config, network, levels[:count])
    return Maps(within(scope, network.variables | maps.variables), maps.channels)


def _added(config: Config, network: Network, levels: Sequence[Level]) -> Maps:
    depth = depth_function(config.depth_multiplier, config.min_depth)
    return multi_resolution(network.ends, levels, depth, _after(config), depthwise=config.use_depthwise)


def _levels(*ends: str) -> list[Level]:
    """The six levels of an SSD: end points, then convolutions to the usual depths."""
    depths = EXTRA_MAP_DEPTHS if len(ends) == 2 else (512, 256, 128)
    return [*(Level(end) for end in ends), *(Level(depth=depth) for depth in depths)]


def mobilenet_v1_ssd(config: Config, image: Image) -> Maps:
    """`SSDMobileNetV1FeatureExtractor`."""
    levels = _levels('Conv2d_11_pointwise', 'Conv2d_13_pointwise')
    return _narrow(config, 'MobilenetV1', run(_mobilenet_v1(config), image.channels), levels, count=config.num_layers)


def embedded_mobilenet_v1(config: Config, image: Image) -> Maps:
    """`EmbeddedSSDMobileNetV1FeatureExtractor`: five levels, the last by a kernel of 2 x 2."""
    square = tuple(Change(name, str(EMBEDDED_SIDE)) for name in image.sides)
    for name, side in image.sides.items():
        refuse_if(
            side != EMBEDDED_SIDE,
            name,
            f'`{config.type}` takes images of {EMBEDDED_SIDE}×{EMBEDDED_SIDE} only, and these have {side} pixels.',
            square,
        )
    refuse_if(
        config.pad_to_multiple != 1,
        f'{FIELD}.pad_to_multiple',
        f'`{config.type}` pads nothing; set `pad_to_multiple: 1`.',
        setting(f'{FIELD}.pad_to_multiple', 1),
    )
    levels = [*_levels('Conv2d_11_pointwise', 'Conv2d_13_pointwise')[:4], Level(depth=256, kernel=2)]
    # Its constructor hands the override to its parent in the place of `num_layers`, so nothing is overridden.
    _check_width(config)
    stages = mobilenet_v1(depth_function(config.depth_multiplier, config.min_depth), BATCH_NORM)
    return _narrow(config, 'MobilenetV1', run(stages, image.channels), levels)


def _mobilenet_v1(config: Config, overrides: Mapping[int, int] | None = None) -> Stages:
    _check_width(config)
    return mobilenet_v1(depth_function(config.depth_multiplier, config.min_depth), _norm(config), overrides=overrides)


def mobilenet_v1_ppn(config: Config, image: Image) -> Maps:
    """`SSDMobileNetV1PpnFeatureExtractor`: six maps, each pooled from the one before."""
    network = run(_mobilenet_v1(config), image.channels)
    return Maps(within('MobilenetV1', network.variables), [network.ends['Conv2d_11_pointwise']] * 6)


def mobilenet_v1_fpn(config: Config, image: Image) -> Maps:
    """`SSDMobileNetV1FpnFeatureExtractor`; with depthwise convolutions the end of the backbone is narrower."""
    overrides = DEPTHWISE_PYRAMID_OVERRIDES if config.use_depthwise else None
    blocks = [f'Conv2d_{number}_pointwise' for number in (3, 5, 11, 13)]
    return _pyramid(
        config,
        'MobilenetV1',
        run(_mobilenet_v1(config, overrides), image.channels),
        blocks,
        'bottom_up_Conv2d_{}',
        14,
        image,
    )


def mobilenet_v2_ssd(config: Config, image: Image) -> Maps:
    """`SSDMobileNetV2FeatureExtractor`."""
    network = _mobilenet(config, mobilenets.MOBILENET_V2, image)
    return _narrow(
        config, 'MobilenetV2', network, _levels('layer_15/expansion_output', 'layer_19'), count=config.num_layers
    )


def mobilenet_v2_fpn(config: Config, image: Image) -> Maps:
    """`SSDMobileNetV2FpnFeatureExtractor`; with depthwise convolutions the end of the backbone is narrower."""
    table = mobilenets.MOBILENET_V2
    network = _mobilenet(config, table._replace(last=256) if config.use_depthwise else table, image)
    blocks = ['layer_4', 'layer_7', 'layer_14', 'layer_19']
    return _pyramid(config, 'MobilenetV2', network, blocks, 'bottom_up_Conv2d_{}', 20, image)


def mobilenet_v3(table: mobilenets.Table, scope: str, middle: str, end: str, config: Config, image: Image) -> Maps:
    """`SSDMobileNetV3FeatureExtractorBase`: features are the expanded channels of a block in the middle, and the end.

    Fused convolutions pad nothing themselves, so with explicit padding a block's output is smaller than the input to be added.
    """
    refuse_if(
        config.use_explicit_padding and image.sized and any(block.fused for block in table.blocks),
        f'{FIELD}.use_explicit_padding',
        f'`{config.type}` cannot be padded explicitly: its fused convolutions get no padding then; remove `use_explicit_padding`.',
        setting(f'{FIELD}.use_explicit_padding', False),
    )
    return _narrow(config, scope, _mobilenet(config, table, image), _levels(f'{middle}/expansion_output', end))


def _mobilenet(config: Config, table: mobilenets.Table, image: Image) -> Network:
    _check_width(config)
    return run(inverted_residuals(table, Width(config.depth_multiplier, config.min_depth)), image.channels)


def mobilenet_v3_small_pruned(config: Config, image: Image) -> Maps:
    """`SSDMobileNetV3SmallPrunedFeatureExtractor` looks its network up in TF-Slim, which has no such network."""
    raise BuildError(
        f'{FIELD}.type',
        f'The API registers `{config.type}`, but the network that it needs was never published, so the builder fails; '
        'use `ssd_mobilenet_v3_small`.',
    )


def mobilenet_v2_mnasfpn(config: Config, image: Image) -> Maps:
    """`SSDMobileNetV2MnasFPNFeatureExtractor`: its pyramid stands beside the backbone's scope, and takes no hyperparameters."""
    levels = config.fpn
    refuse_if(
        config.HasField('fpn') and (levels.min_level, levels.max_level) != (3, 6),
        f'{FIELD}.fpn',
        f'`{config.type}` has levels 3 to 6; set `min_level: 3 max_level: 6`, or remove `fpn`.',
    )
    width = Width(config.depth_multiplier, config.min_depth)
    network = _mobilenet(config, mobilenets.MOBILENET_V2._replace(last=0), image)
    depth = width(levels.additional_layer_depth if config.HasField('fpn') else MNASFPN_DEPTH)
    coarsest = conv2d('C6_Conv1x1', depth, 1, BATCH_NORM)(network.ends['layer_18'])
    inputs = [*(network.ends[end] for end in ('layer_7', 'layer_14', 'layer_18')), depth]
    maps = mnasfpn(inputs, depth, width)
    pyramid = within('MnasFPN', coarsest.variables | maps.variables)
    return Maps(within('MobilenetV2', network.variables) | pyramid, maps.channels)


def pnasnet_ssd(config: Config, image: Image) -> Maps:
    """`SSDPNASNetFeatureExtractor`: the maps that follow the network stand in a scope beside it."""
    check_fixed_size(config.type, image)
    network = pnasnet(image.channels, _pnasnet_norms(config))
    maps = _added(config, network, _levels('Cell_7', 'Cell_11')[: config.num_layers])
    return Maps(network.variables | within('SSD_feature_maps', maps.variables), maps.channels)


def _pnasnet_norms(config: Config) -> Norms:
    """Hyperparameters that override those of the network reach its batch norms, and put one more into each convolution; where they
    have none, the network's own scope still takes the biases."""
    if not config.override_base_feature_extractor_hyperparams or config.conv_hyperparams.op == FC:
        return Norms()
    after = _after(config)
    return Norms(
        after if config.conv_hyperparams.HasField('batch_norm') else BATCH_NORM, after if after != BIASES else ()
    )


def spaghettinet_ssd(config: Config, image: Image) -> Maps:
    """`SSDSpaghettinetFeatureExtractor`: five maps; nothing but the name of the network counts."""
    name = config.spaghettinet_arch_name if config.HasField('spaghettinet_arch_name') else DEFAULT_NETWORK
    refuse_if(
        name not in NETWORKS,
        f'{FIELD}.spaghettinet_arch_name',
        f'There is no SpaghettiNet `{name}`; choose one of {", ".join(f"`{known}`" for known in NETWORKS)}.',
        *(setting(f'{FIELD}.spaghettinet_arch_name', f'"{known}"') for known in NETWORKS),
    )
    check_fixed_size(config.type, image)
    variables, channels = spaghettinet(NETWORKS[name], image.channels)
    variables = within(name, variables)
    return Maps(variables | _range_averages(variables), channels)


def _range_averages(variables: Variables) -> Variables:
    """What training keeps to average the ranges of a quantized concatenation: beside each range, under its full name once more."""
    return {
        f'{name.rpartition("/")[0]}/{SCOPE}/{name}/{average}': ()
        for name in variables
        if name.endswith(('/concat/min', '/concat/max'))
        for average in ('biased', 'local_step')
    }


def mobiledet(table: mobiledets.Table, config: Config, image: Image) -> Maps:
    """`SSDMobileDetFeatureExtractorBase`; a gate pools over the whole map, whose size it must know."""
    _no_explicit_padding(config)
    if table.gated:
        check_fixed_size(config.type, image)
    network = run(mobiledets.mobiledet(table, config.depth_multiplier), image.channels)
    return _narrow(config, table.scope, network, _levels('C4', 'C5'))


def _no_explicit_padding(config: Config) -> None:
    refuse_if(
        config.use_explicit_padding,
        f'{FIELD}.use_explicit_padding',
        f'`{config.type}` cannot be padded explicitly; remove `use_explicit_padding`.',
    )


def inception(
    backbone: Callable[[After, Callable[[int], int]], Stages],
    scope: str,
    ends: Sequence[str],
    config: Config,
    image: Image,
) -> Maps:
    """`SSDInceptionV2FeatureExtractor` and V3: their backbones have no hyperparameters of their own."""
    refuse_if(
        not config.override_base_feature_extractor_hyperparams,
        f'{FIELD}.override_base_feature_extractor_hyperparams',
        f'`{config.type}` takes all its hyperparameters from `conv_hyperparams`; '
        'set `override_base_feature_extractor_hyperparams: true`.',
        setting(f'{FIELD}.override_base_feature_extractor_hyperparams', True),
    )
    _check_width(config)
    stages = backbone(_norm(config), depth_function(config.depth_multiplier, config.min_depth))
    return _narrow(config, scope, run(stages, image.channels), _levels(*ends), count=config.num_layers)


def resnet_v1_fpn(depth: int, config: Config, image: Image) -> Maps:
    """`SSDResnetV1FpnFeatureExtractor`; it looks at no `use_depthwise`."""
    _no_explicit_padding(config)
    stages = resnet_v1(depth, _resnet_norm(config), depth_function(config.depth_multiplier, config.min_depth))
    blocks = ['block1', 'block2', 'block3', 'block4']
    return _pyramid(
        config,
        f'resnet_v1_{depth}',
        run(stages, image.channels),
        blocks,
        'bottom_up_block{}',
        5,
        image,
        separable=False,
    )


def _resnet_norm(config: Config) -> After:
    """The scope of a ResNet hands its own settings to whatever normalizer overrides its batch norm: another batch norm scales
    as it does, and a group norm does not know them."""
    after = _norm(config)
    refuse_if(
        after == GROUP_NORM,
        f'{FIELD}.conv_hyperparams.group_norm',
        f'`{config.type}` cannot be overridden by a group norm; use `batch_norm`.',
    )
    return after if after == BIASES else batch_norm(center='BatchNorm/beta' in after)


def resnet_v1_ppn(depth: int, config: Config, image: Image) -> Maps:
    """`_SSDResnetPpnFeatureExtractor`: six maps, each pooled from the one before; as in the embedded MobileNet, nothing is
    overridden."""
    refuse_if(
        config.depth_multiplier != 1,
        f'{FIELD}.depth_multiplier',
        f'`{config.type}` has one width only; remove `depth_multiplier`.',
    )
    network = run(resnet_v1(depth, BATCH_NORM), image.channels)
    base = conv2d(f'Base_Conv2d_1x1_{PPN_DEPTH}', PPN_DEPTH, 1, _after(config))(network.ends['block3'])
    return Maps(within(f'resnet_v1_{depth}', network.variables | base.variables), [PPN_DEPTH] * 6)


def _pyramid(
    config: Config,
    scope: str,
    network: Network,
    blocks: Sequence[str],
    coarser: str,
    first: int,
    image: Image,
    *,
    separable: bool = True,
) -> Maps:
    """A pyramid of features from level 2 on, where the first of `blocks` is; `coarser` names the maps above the backbone,
    numbered from `first`."""
    levels = config.fpn
    refuse_if(
        not LOWEST_BACKBONE_LEVEL <= levels.min_level <= min(levels.max_level, HIGHEST_BACKBONE_LEVEL),
        f'{FIELD}.fpn.min_level',
        f'The backbone has levels 2 to 5, and `min_level` is {levels.min_level}; it must be one of them and not above `max_level`.',
    )
    top = min(levels.max_level, HIGHEST_BACKBONE_LEVEL)
    check_top_down(config, image, range(levels.min_level, top + 1), FIELD, cut=config.use_explicit_padding)
    inputs = [network.ends[blocks[level - LOWEST_BACKBONE_LEVEL]] for level in range(levels.min_level, top + 1)]
    names = [coarser.format(first + index) for index in range(levels.max_level - top)]
    depth = depth_function(config.depth_multiplier, config.min_depth)(levels.additional_layer_depth)
    maps = top_down(inputs, names, depth, _after(config), separable=separable and config.use_depthwise)
    return Maps(within(scope, network.variables | within('fpn', maps.variables)), maps.channels)
