"""How MobileNets and EfficientNets round their scaled channels."""

from __future__ import annotations


def rounded_to_eight(channels: float) -> int:
    """The nearest multiple of eight, at least eight, and not more than a tenth below `channels`."""
    nearest = max(8, int(channels + 4) // 8 * 8)
    return nearest + 8 if nearest < 0.9 * channels else nearest
