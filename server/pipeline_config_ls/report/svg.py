"""Pictures for hovers, as SVG: the curve of a learning rate, and anchors on the image's frame.

A hover shows them as images, which know nothing of the editor's theme: their colours are legible on light and on dark.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Sequence
from html import escape
from math import sqrt

from pipeline_config_ls.report.anchor_boxes import Level

_INK = '#808080'
_LINE = '#3794d8'
_COLOURS = ('#3794d8', '#d18616', '#2f9e63', '#b267c9', '#cf4b4b', '#7a8a2c', '#4aa5a5')
_POINTS = 120
# The picture of anchors, and how many times the image's size it shows at the most.
_SIDE = 220
_MOST_BEYOND = 2.0


def as_image(svg: str, alt: str) -> str:
    """The picture in Markdown."""
    data = base64.b64encode(svg.encode()).decode()
    return f'![{alt}](data:image/svg+xml;base64,{data})'


def curve(rate: Callable[[int], float | None], steps: int) -> str:
    """A learning rate over `steps` steps; empty where it has no value."""
    points = [(step, rate(step)) for step in _sampled(steps)]
    values = [(step, value) for step, value in points if value is not None]
    top = max((value for _, value in values), default=0.0)
    if not top or len(values) < len(points):
        return ''
    left, right, high, low = 58, 388, 14, 106
    path = ' '.join(
        f'{left + (right - left) * step / steps:.1f},{low - (low - high) * value / top:.1f}' for step, value in values
    )
    return _svg(
        400,
        132,
        f'<path d="M{left} {high}V{low}H{right}" fill="none" stroke="{_INK}"/>'
        f'<polyline points="{path}" fill="none" stroke="{_LINE}" stroke-width="2"/>'
        + _text(left - 6, high + 4, f'{top:.3g}', 'end')
        + _text(left - 6, low + 4, '0', 'end')
        + _text(left, low + 17, 'step 0', 'start')
        + _text(right, low + 17, f'{steps:,}', 'end'),
    )


def _sampled(steps: int) -> list[int]:
    """Steps to draw, close enough that a warm-up of a few percent has a slope."""
    return sorted({round(steps * number / _POINTS) for number in range(_POINTS + 1)})


def anchors(levels: Sequence[Level], image: tuple[int, int]) -> str:
    """The boxes of each level around the middle of the image's frame, in its own colour; what goes far beyond it is cut off."""
    height, width = image
    scale = _SIDE / max(height, width)
    canvas = (round(width * scale), round(height * scale))
    inner = scale * _inside(levels, image)
    shapes = []
    for number, level in enumerate(levels):
        colour = _COLOURS[number % len(_COLOURS)]
        shapes += [_box(canvas, tall * inner, wide * inner, f'stroke="{colour}"') for tall, wide in level.boxes]
    shapes.append(
        _box(canvas, height * inner, width * inner, f'stroke="{_INK}" stroke-width="2" stroke-dasharray="5 3"')
    )
    legend = []
    for number, level in enumerate(levels):
        row = 16 + 17 * number
        colour = _COLOURS[number % len(_COLOURS)]
        legend.append(f'<rect x="{canvas[0] + 14}" y="{row - 9}" width="10" height="10" fill="{colour}"/>')
        legend.append(_text(canvas[0] + 30, row, f'{level.name}: {_sizes(level)}', 'start'))
    row = 16 + 17 * len(levels)
    legend.append(
        f'<path d="M{canvas[0] + 13} {row - 4}h12" stroke="{_INK}" stroke-width="2" stroke-dasharray="5 2"/>'
        + _text(canvas[0] + 30, row, f'the image, {width}×{height}', 'start')
    )
    tall_enough = max(canvas[1], row + 6)
    clipped = f'<svg width="{canvas[0]}" height="{canvas[1]}">{"".join(shapes)}</svg>'
    return _svg(canvas[0] + 300, tall_enough, clipped + ''.join(legend))


def _inside(levels: Sequence[Level], image: tuple[int, int]) -> float:
    """How much of the picture the image's frame takes, so that anchors which are larger than it are seen to be."""
    beyond = max((max(tall / image[0], wide / image[1]) for level in levels for tall, wide in level.boxes), default=1.0)
    return 1 / min(max(beyond, 1.0) * 1.02, _MOST_BEYOND)


def _box(canvas: tuple[int, int], tall: float, wide: float, stroke: str) -> str:
    x, y = (canvas[0] - wide) / 2, (canvas[1] - tall) / 2
    return f'<rect x="{x:.1f}" y="{y:.1f}" width="{wide:.1f}" height="{tall:.1f}" fill="none" {stroke}/>'


def _sizes(level: Level) -> str:
    """`24 to 61 px, 40×40`."""
    sides = sorted(sqrt(tall * wide) for tall, wide in level.boxes)
    if not sides:
        return 'none'
    size = f'{sides[0]:.0f} to {sides[-1]:.0f} px' if sides[-1] - sides[0] >= 1 else f'{sides[0]:.0f} px'
    return size if level.cells is None else f'{size}, {level.cells[0]}×{level.cells[1]} cells'


def _text(x: float, y: float, text: str, anchor: str) -> str:
    return (
        f'<text x="{x}" y="{y}" font-family="sans-serif" font-size="11" fill="{_INK}" text-anchor="{anchor}">'
        f'{escape(text)}</text>'
    )


def _svg(width: int, height: int, inside: str) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}">'
        f'{inside}</svg>'
    )
