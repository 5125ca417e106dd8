"""DeepMAC: CenterNet with a network that draws the mask of each box (meta_architectures/deepmac_meta_arch.py)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import NamedTuple

from pipeline_config_ls.architectures.build_error import BuildError, refuse_if
from pipeline_config_ls.architectures.config import Config
from pipeline_config_ls.architectures.rules.spatial import fixed_sides
from pipeline_config_ls.architectures.tf2.backbones import hourglass
from pipeline_config_ls.architectures.tf2.backbones.resnet_v2 import basic_stage
from pipeline_config_ls.architectures.tf2.center_net_extractors import CenterNetExtractor
from pipeline_config_ls.architectures.tf2.center_net_losses import check_classification_loss
from pipeline_config_ls.architectures.tf2.functional import image, model
from pipeline_config_ls.architectures.tf2.layers import Built, Layer, conv2d
from pipeline_config_ls.architectures.tf2.prediction_heads import Convolution, Head, prediction_heads
from pipeline_config_ls.architectures.tf2.trackable import Trackable, variable

TASK = 'center_net.deepmac_mask_estimation'

# DeepMAC's own heads keep a default that CenterNet's do not: their kernels are one pixel high.
EMBEDDING = (Convolution(256, (1, 3)),)


class MaskNetwork(NamedTuple):
    """A network that draws masks, and the side of a mask for that of its input (None where it cannot be run)."""

    layer: Layer
    side: Callable[[int], int | None]


def deepmac(config: Config, extractor: CenterNetExtractor, heads: Sequence[Head]) -> Trackable:
    """The model, given CenterNet's heads for centers and boxes. Tasks of other kinds, `use_depthwise` and `post_processing` are not
    looked at.

    Raises `BuildError` where the builder or the forward pass raises.
    """
    task = config.deepmac_mask_estimation
    _check(task)
    embeddings = [
        Head('INSTANCE_EMBEDDING', task.dim, f'{TASK}.dim', EMBEDDING),
        Head('PIXEL_EMBEDDING', task.pixel_embedding_dim, f'{TASK}.pixel_embedding_dim', EMBEDDING),
    ]
    built = prediction_heads([*heads, *embeddings], extractor)
    return Trackable(
        {
            '_self_supervised_rng': Trackable({'_state_var': variable(3, dtype='int64')}),
            '_feature_extractor': extractor.tracked,
            '_mask_net': _mask_head(config, extractor),
            '_prediction_head_dict': Trackable(built),
        }
    )


def _check(task: Config) -> None:
    """What `DeepMACMetaArch` refuses, whatever draws the masks."""
    check_classification_loss(task.classification_loss, f'{TASK}.classification_loss')
    if task.predict_full_resolution_masks and task.max_roi_jitter_ratio > 0:
        raise BuildError(
            f'{TASK}.max_roi_jitter_ratio',
            'Boxes cannot be jittered where masks have the full resolution; remove this field, or `predict_full_resolution_masks`.',
        )
    if task.mask_size < 1 and not task.predict_full_resolution_masks:
        raise BuildError(f'{TASK}.mask_size', f'`mask_size` is {task.mask_size}; a mask needs at least one pixel.')
    if task.mask_num_subsamples > 0:
        raise BuildError(f'{TASK}.mask_num_subsamples', 'Masks cannot be subsampled; remove the field.')


def _mask_head(config: Config, extractor: CenterNetExtractor) -> Trackable:
    """`MaskHeadNetwork`: the network itself, and a projection to one channel."""
    task = config.deepmac_mask_estimation
    channels = task.pixel_embedding_dim + (2 if task.use_xy else 0)
    if task.network_type == 'embedding_projection' or task.network_type.startswith('cond_inst'):
        _check_without_variables(task, channels)
        return Trackable({'_net': Trackable(), 'project_out': Trackable()})
    network = _mask_network(task)
    _check_sides(config, extractor, network)
    net, width = network.layer(channels + (task.dim if task.use_instance_embedding else 0))
    return Trackable({'_net': net, 'project_out': conv2d(1, 1)(width).tracked})


def _mask_network(task: Config) -> MaskNetwork:
    """`_get_deepmac_network_by_type`, for the networks that have variables."""
    name, base = task.network_type, task.num_init_channels
    if name == 'fully_connected':
        raise BuildError(
            f'{TASK}.network_type',
            'The API never tells `fully_connected` the size of its mask, so it cannot be built; use `resnet4`, for example.',
        )
    if name not in HOURGLASSES and name not in RESNETS:
        raise BuildError(
            f'{TASK}.network_type', f'`{name}` is no mask network; take one of {", ".join((*HOURGLASSES, *RESNETS))}.'
        )
    if base < 1:
        raise BuildError(
            f'{TASK}.num_init_channels', f'A mask network cannot have {base} channels; it needs at least 1.'
        )
    if name in RESNETS:
        return MaskNetwork(_resnet(base, RESNETS[name]), lambda side: side)
    shape = HOURGLASSES[name](base)
    return MaskNetwork(hourglass.hourglass(shape), partial(hourglass.side_after, shape))


def _small_hourglass(base: int, *, shrinks_stages: bool = True, shortcut: bool = True) -> hourglass.Hourglass:
    """The hourglass of depth 20 with one of its features taken away."""
    full = hourglass.single(20, base, shrinks_input=False)
    return replace(full, shrinks_stages=shrinks_stages, shortcut=shortcut)


HOURGLASSES: dict[str, Callable[[int], hourglass.Hourglass]] = {
    **{f'hourglass{depth}': partial(hourglass.single, depth, shrinks_input=False) for depth in hourglass.STAGES},
    'hourglass20_uniform_size': partial(_small_hourglass, shrinks_stages=False),
    'hourglass20_no_shortcut': partial(_small_hourglass, shortcut=False),
}

# channels of each stage, as multiples of the network's base channels, and its units
RESNETS: dict[str, tuple[tuple[int, int], ...]] = {
    'resnet4': ((2, 2),),
    'resnet8': ((2, 4),),
    'resnet12': ((2, 6),),
    'resnet16': ((2, 8),),
    'resnet20': ((2, 8), (3, 2)),
}


def _resnet(base: int, stages: tuple[tuple[int, int], ...]) -> Layer:
    """`ResNetMaskNetwork`: pre-activated basic units that keep the size."""

    def build(channels: int) -> Built:
        x = source = image(base)
        for multiple, units in stages:
            x = basic_stage(x, multiple * base, units)
        tracked = {'input_layer': conv2d(base, 1)(channels).tracked, 'model': model(source, [x])}
        return Built(Trackable(tracked), x.channels)

    return build


def _check_without_variables(task: Config, channels: int) -> None:
    """Networks that take their weights from the instance embedding, or have none: what fits together."""
    if task.use_instance_embedding:
        raise BuildError(
            f'{TASK}.use_instance_embedding',
            f'`{task.network_type}` has no variables to take an embedding as input; set it to false.',
        )
    if task.network_type == 'embedding_projection':
        if task.use_xy:
            raise BuildError(f'{TASK}.use_xy', 'An embedding projection cannot take coordinates; set `use_xy: false`.')
        if task.dim != task.pixel_embedding_dim:
            raise BuildError(
                f'{TASK}.pixel_embedding_dim',
                f'An embedding projection needs `pixel_embedding_dim` {task.pixel_embedding_dim} to equal `dim` {task.dim}.',
            )
        return
    depth, width = _depth(task.network_type), task.num_init_channels
    refuse_if(depth < 1, f'{TASK}.network_type', 'Say how many convolutions the network has, as in `cond_inst3`.')
    if depth == 1 and channels != width:
        raise BuildError(
            f'{TASK}.num_init_channels',
            f'With one convolution it must be {channels}, the channels of the pixel embedding.',
        )
    # Weights and biases of all convolutions, the last of which has one output.
    needed = width + 1 + (depth - 1) * width
    if depth > 1:
        needed += channels * width + (depth - 2) * width * width
    if task.dim != needed:
        raise BuildError(
            f'{TASK}.dim',
            f'`{task.network_type}` of {width} channels takes {needed} parameters from the instance embedding; set `dim: {needed}`.',
        )


def _depth(name: str) -> int:
    """The number in `cond_inst3`, as the API reads it: it strips letters, not the prefix. 0 where there is none."""
    try:
        return int(name.lstrip('cond_ist'))
    except ValueError:
        return 0


def _check_sides(config: Config, extractor: CenterNetExtractor, network: MaskNetwork) -> None:
    """A mask network works on a crop of `mask_size`, or on the extractor's whole map."""
    task = config.deepmac_mask_estimation
    sides: dict[str, int | None]
    if task.predict_full_resolution_masks:
        resizer = fixed_sides(config.image_resizer)
        sides = {f'center_net.image_resizer.{name}': extractor.side(side) for name, side in resizer.items()}
    else:
        sides = {f'{TASK}.mask_size': task.mask_size}
    for field, side in sides.items():
        if side is not None and network.side(side) is None:
            raise BuildError(
                field,
                f'`{task.network_type}` cannot take a side of {side}: the maps that it adds would differ in size. '
                'Multiples of 32 always fit.',
            )
