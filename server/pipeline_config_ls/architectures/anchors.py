"""How many anchors each location of each feature map has (builders/anchor_generator_builder.py)."""

from __future__ import annotations

from pipeline_config_ls.architectures.hyperparams import Config
from pipeline_config_ls.architectures.refusal import Refusal, refuse_if


def anchors_per_location(config: Config, field: str) -> list[int]:
    """For an `AnchorGenerator` message: a number for each feature map that the generator expects.

    Raises `Refusal` where no generator is set, or it cannot work; `field` is the path of the message.
    """
    kind = config.WhichOneof('anchor_generator_oneof')
    at = f'{field}.{kind}'
    match kind:
        case 'grid_anchor_generator':
            grid = config.grid_anchor_generator
            return [len(grid.scales) * len(grid.aspect_ratios)]
        case 'ssd_anchor_generator':
            return _ssd(config.ssd_anchor_generator, at)
        case 'multiscale_anchor_generator':
            scales = config.multiscale_anchor_generator
            levels = max(scales.max_level - scales.min_level + 1, 0)
            return [len(scales.aspect_ratios) * scales.scales_per_octave] * levels
        case 'flexible_grid_anchor_generator':
            return [_flexible(grid, at) for grid in config.flexible_grid_anchor_generator.anchor_grid]
    raise Refusal(
        field,
        'No anchor generator is set; an SSD model usually takes `ssd_anchor_generator` or `multiscale_anchor_generator`.',
    )


def _ssd(config: Config, field: str) -> list[int]:
    """`create_ssd_anchors`: every aspect ratio once, and one more at the scale between two layers; explicit scales cap the layers."""
    refuse_if(
        config.num_layers == 1 and not config.scales,
        f'{field}.num_layers',
        'Scales are spread over two layers or more; with `num_layers: 1`, give the scale itself: `scales: 0.5`.',
    )
    layers = min(config.num_layers, len(config.scales)) if config.scales else config.num_layers
    full = len(config.aspect_ratios) + (1 if config.interpolated_scale_aspect_ratio > 0 else 0)
    counts = [full] * layers
    if counts and config.reduce_boxes_in_lowest_layer:
        counts[0] = 3
    return counts


def _flexible(config: Config, field: str) -> int:
    """One anchor for each base size, with its own aspect ratio or one ratio for all."""
    sizes, ratios = len(config.base_sizes), len(config.aspect_ratios)
    refuse_if(
        ratios not in (sizes, 1) or sizes < 1,
        f'{field}.anchor_grid',
        f'An anchor grid has {sizes} base sizes and {ratios} aspect ratios; it needs as many of one as of the other.',
    )
    return sizes


def check_absolute(config: Config, field: str) -> None:
    """Raises `Refusal` where an `AnchorGenerator` message asks for coordinates relative to an image whose size the caller does not
    tell the generator."""
    kind = config.WhichOneof('anchor_generator_oneof')
    refuse_if(
        kind in ('multiscale_anchor_generator', 'flexible_grid_anchor_generator')
        and getattr(config, kind).normalize_coordinates,
        f'{field}.{kind}.normalize_coordinates',
        'Faster R-CNN places its anchors in pixels; set `normalize_coordinates: false`.',
    )
