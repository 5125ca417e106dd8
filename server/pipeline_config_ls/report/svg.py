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
    """The boxes of each level around the middle of the image, in its own colour; those that are larger than it are cut off."""
    height, width = image
    scale = 220 / max(height, width)
    frame = (round(width * scale), round(height * scale))
    shapes = [
        f'<rect x="1" y="1" width="{frame[0]}" height="{frame[1]}" fill="none" stroke="{_INK}" stroke-width="1.5"/>'
    ]
    for number, level in enumerate(levels):
        colour = _COLOURS[number % len(_COLOURS)]
        for tall, wide in level.boxes:
            x, y = (frame[0] - wide * scale) / 2 + 1, (frame[1] - tall * scale) / 2 + 1
            shapes.append(
                f'<rect x="{x:.1f}" y="{y:.1f}" width="{wide * scale:.1f}" height="{tall * scale:.1f}" '
                f'fill="none" stroke="{colour}"/>'
            )
        row = 16 + 17 * number
        shapes.append(f'<rect x="{frame[0] + 14}" y="{row - 9}" width="10" height="10" fill="{colour}"/>')
        shapes.append(_text(frame[0] + 30, row, f'{level.name}: {_sizes(level)}', 'start'))
    tall_enough = max(frame[1] + 2, 17 * len(levels) + 6)
    return _svg(frame[0] + 300, tall_enough, ''.join(shapes))


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
