"""Feature pyramids that add maps of two scales, and so refuse images whose maps do not meet."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from pipeline_config_ls.architectures.build_error import BuildError, Change, refuse_if, setting
from pipeline_config_ls.architectures.config import Config
from pipeline_config_ls.architectures.rules.spatial import Image, added, halvings

# An image that halves evenly as often as anybody may want.
EVEN = 2**16


def top_down_meets(sides: Sequence[int], *, cut: bool) -> bool:
    """Whether the maps of a top-down pyramid fit together, given their heights or widths, finest first.

    Each map is doubled and added to the next finer one. With explicit padding it is cut to the finer one's size before.
    """
    *below, coarser = sides
    for side in reversed(below):
        total = added(min(2 * coarser, side) if cut else 2 * coarser, side)
        if total is None:
            return False
        coarser = total
    return True


def check_top_down(config: Config, image: Image, levels: Sequence[int], field: str, *, cut: bool = False) -> None:
    """Refuses levels that never meet, and images in which they do not; `field` is the path of the extractor's message."""
    refuse_if(
        not top_down_meets(_level_sides(EVEN, levels), cut=cut),
        f'{field}.fpn.min_level',
        f'The lowest level of the pyramid is {config.fpn.min_level}; a MobileNet has nothing below level 2, so set `min_level: 3`, for example.',
    )
    check_sides(config, image, max(levels), field, lambda side: top_down_meets(_level_sides(side, levels), cut=cut))


def check_sides(config: Config, image: Image, highest: int, field: str, fits: Callable[[int], bool]) -> None:
    """Refuses images whose maps do not meet in a pyramid: each side that is fixed must fit, or one of the alternatives.

    `field` is the path of the extractor's message.
    """

    pad_to: int = config.pad_to_multiple

    def padded(side: int) -> int:
        return -(-side // pad_to) * pad_to

    fails = {name: side for name, side in image.sides.items() if not fits(padded(side))}
    if image.alternatives and not any(fits(padded(side)) for side in image.alternatives.values()):
        fails |= image.alternatives
    multiple = 2**highest
    larger = tuple(Change(name, str(-(-side // multiple) * multiple)) for name, side in fails.items())
    for name, side in fails.items():
        raise BuildError(
            name,
            f'{padded(side)} pixels cannot be halved evenly up to level {highest} of the pyramid, so its maps do not fit together; choose a '
            f'multiple of {multiple}, or set `pad_to_multiple: {multiple}` in the feature extractor.',
            setting(f'{field}.pad_to_multiple', multiple),
            larger,
        )


def _level_sides(side: int, levels: Sequence[int]) -> list[int]:
    return [halvings(side, level) for level in levels]
