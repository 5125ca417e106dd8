"""How many anchors each location of each feature map has (builders/anchor_generator_builder.py)."""

from __future__ import annotations

from pipeline_config_ls.architectures.hyperparams import Config
from pipeline_config_ls.architectures.refusal import Refusal


def anchors_per_location(config: Config, field: str) -> list[int]:
    """For an `AnchorGenerator` message: a number for each feature map that the generator expects.

    Raises `Refusal` at `field` where no generator is set.
    """
    kind = config.WhichOneof('anchor_generator_oneof')
    match kind:
        case 'grid_anchor_generator':
            grid = config.grid_anchor_generator
            return [len(grid.scales) * len(grid.aspect_ratios)]
        case 'ssd_anchor_generator':
            return _ssd(config.ssd_anchor_generator)
        case 'multiscale_anchor_generator':
            scales = config.multiscale_anchor_generator
            levels = max(scales.max_level - scales.min_level + 1, 0)
            return [len(scales.aspect_ratios) * scales.scales_per_octave] * levels
        case 'flexible_grid_anchor_generator':
            return [len(grid.base_sizes) for grid in config.flexible_grid_anchor_generator.anchor_grid]
    raise Refusal(
        field,
        'No anchor generator is set; an SSD model usually takes `ssd_anchor_generator` or `multiscale_anchor_generator`.',
    )


def _ssd(config: Config) -> list[int]:
    """`create_ssd_anchors`: every aspect ratio once, and one more at the scale between two layers; explicit scales cap the layers."""
    layers = min(config.num_layers, len(config.scales)) if config.scales else config.num_layers
    full = len(config.aspect_ratios) + (1 if config.interpolated_scale_aspect_ratio > 0 else 0)
    counts = [full] * layers
    if counts and config.reduce_boxes_in_lowest_layer:
        counts[0] = 3
    return counts
