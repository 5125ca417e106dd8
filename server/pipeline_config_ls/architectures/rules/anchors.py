"""How many anchors each location of each feature map has (builders/anchor_generator_builder.py), and what makes no anchors."""

from __future__ import annotations

from pipeline_config_ls.architectures.build_error import BuildError, refuse_if
from pipeline_config_ls.architectures.config import Config


def anchors_per_location(config: Config, field: str) -> list[int]:
    """For an `AnchorGenerator` message: a number for each feature map that the generator expects.

    Raises `BuildError` where the builder raises, where a feature map would have no anchors (no predictor can be built for that), or
    where the anchors cannot be computed.
    """
    kind = config.WhichOneof('anchor_generator_oneof')
    at = f'{field}.{kind}'
    match kind:
        case 'grid_anchor_generator':
            return [_combinations(config.grid_anchor_generator, ('scales', 'aspect_ratios'), at)]
        case 'ssd_anchor_generator':
            return _ssd(config.ssd_anchor_generator, at)
        case 'multiscale_anchor_generator':
            return _multiscale(config.multiscale_anchor_generator, at)
        case 'flexible_grid_anchor_generator':
            return _flexible(config.flexible_grid_anchor_generator, at)
    raise BuildError(
        field,
        'No anchor generator is set; an SSD model usually takes `ssd_anchor_generator` or `multiscale_anchor_generator`.',
    )


def _combinations(config: Config, lists: tuple[str, ...], field: str) -> int:
    """The combinations of the members of several lists."""
    count = 1
    for name in lists:
        length = len(getattr(config, name))
        refuse_if(
            not length, f'{field}.{name}', f'`{name}` is empty, so there are no anchors; add `{name}: 1`, for example.'
        )
        count *= length
    return count


def _multiscale(config: Config, field: str) -> list[int]:
    ratios = _combinations(config, ('aspect_ratios',), field)
    scales = config.scales_per_octave
    refuse_if(
        scales < 1,
        f'{field}.scales_per_octave',
        f'`scales_per_octave` is {scales}, so there are no anchors; set it to 1 or more, usually 2.',
    )
    return [ratios * scales] * max(config.max_level - config.min_level + 1, 0)


def _ssd(config: Config, field: str) -> list[int]:
    """`create_ssd_anchors`: every aspect ratio once, and one more at the scale between two layers; explicit scales cap the layers."""
    refuse_if(
        config.num_layers == 1 and not config.scales,
        f'{field}.num_layers',
        'The scales of a single layer cannot be spread from `min_scale` to `max_scale`: the API divides by zero. '
        'Give the layer its scale, as in `scales: 0.5`.',
    )
    layers = max(min(config.num_layers, len(config.scales)) if config.scales else config.num_layers, 0)
    full = len(config.aspect_ratios) + (1 if config.interpolated_scale_aspect_ratio > 0 else 0)
    counts = [full] * layers
    if counts and config.reduce_boxes_in_lowest_layer:
        counts[0] = 3
    refuse_if(
        0 in counts,
        f'{field}.aspect_ratios',
        'Without `aspect_ratios` and `interpolated_scale_aspect_ratio` there are no anchors; add `aspect_ratios: 1`.',
    )
    for name in ('stride', 'offset'):
        heights, widths = getattr(config, f'height_{name}'), getattr(config, f'width_{name}')
        pairs = min(len(heights), len(widths))
        refuse_if(
            pairs not in (0, layers),
            f'{field}.height_{name}',
            f'There are {layers} layers, but {pairs} pairs of `height_{name}` and `width_{name}`; give one pair for each layer, or none.',
        )
    return counts


def _flexible(config: Config, field: str) -> list[int]:
    """One anchor for each base size of a grid; its aspect ratios are as many, or one for all."""
    counts = []
    for grid in config.anchor_grid:
        sizes, ratios = len(grid.base_sizes), len(grid.aspect_ratios)
        refuse_if(
            not sizes,
            f'{field}.anchor_grid.base_sizes',
            'A grid has no base sizes, so it has no anchors; add `base_sizes`.',
        )
        refuse_if(
            ratios not in (1, sizes),
            f'{field}.anchor_grid.aspect_ratios',
            f'A grid has {sizes} base sizes and {ratios} aspect ratios; give one ratio for each size, or one for all.',
        )
        counts.append(sizes)
    return counts


def check_absolute(config: Config, field: str) -> None:
    """Raises `BuildError` where an `AnchorGenerator` message asks for coordinates relative to an image whose size the caller does not
    tell the generator."""
    kind = config.WhichOneof('anchor_generator_oneof')
    refuse_if(
        kind in ('multiscale_anchor_generator', 'flexible_grid_anchor_generator')
        and getattr(config, kind).normalize_coordinates,
        f'{field}.{kind}.normalize_coordinates',
        'Faster R-CNN places its anchors in pixels; set `normalize_coordinates: false`.',
    )
