"""Residual networks of bottlenecks."""

from __future__ import annotations

UNITS = {50: (3, 4, 6, 3), 101: (3, 4, 23, 3), 152: (3, 8, 36, 3)}
"""Bottleneck units in each of the four stages, by depth."""

FIRST_CHANNELS = 64
BOTTLENECK_CHANNELS = (64, 128, 256, 512)
"""Inside the bottlenecks of each stage."""

EXPANSION = 4
"""A bottleneck puts out that many times its inner channels."""
