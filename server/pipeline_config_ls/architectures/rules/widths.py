"""How channels are scaled by `depth_multiplier` and `min_depth`, and rounded."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import lru_cache

Width = Callable[[int], int]
"""From nominal channels to those of a layer."""


def in_eights(channels: float, minimum: int = 8) -> int:
    """The nearest multiple of eight, at least `minimum`, and not more than a tenth below `channels`."""
    nearest = max(minimum, int(channels + 4) // 8 * 8)
    return nearest + 8 if nearest < 0.9 * channels else nearest


@lru_cache(maxsize=16)
def depth_function(multiplier: float, minimum: int) -> Width:
    """Channels of the layers that a detector adds to its network: multiplied, cut to an integer, at least `minimum`."""
    return lambda depth: max(int(depth * multiplier), minimum)


def as_they_are(channels: int) -> int:
    """The width of a network that is not scaled."""
    return channels


def automatic_mask_depth(channels: int, num_classes: int) -> int:
    """The depth of the mask head's convolutions where `mask_prediction_conv_depth` is 0: a power of two between the number of
    classes and that of feature channels, nearer to the classes."""
    exponent = round((2 * math.log2(channels) + 3 * math.log2(num_classes)) / 5)
    return 1 << exponent
