"""The objects in the records beside the anchors that are to meet them: each object a point, by width and height."""

from __future__ import annotations

from html import escape
from math import log2
from typing import NamedTuple

from pipeline_config_ls.analysis.anchor_coverage import Coverage
from pipeline_config_ls.analysis.config_analysis import ConfigAnalysis
from pipeline_config_ls.datasets.anchors import Size

_INK = '#808080'
_MET, _MISSED, _ANCHOR = '#2f9e63', '#cf4b4b', '#3794d8'
_LEFT, _TOP, _SIDE = 46, 12, 300
# Sizes from one pixel to this power of two.
_OCTAVES = 11
_MOST_POINTS = 400


class Objects(NamedTuple):
    """The picture, and what it shows in words."""

    svg: str
    said: str


def objects_of(analysis: ConfigAnalysis) -> Objects | None:
    """The picture of a config; None where it has no anchors, or its records are not here."""
    found = analysis.anchor_coverage
    return Objects(_picture(found), _said(found)) if found is not None else None


def _said(found: Coverage) -> str:
    count, missed = len(found.met), found.met.count(False)
    objects = f'{count} object{"" if count == 1 else "s"} that {"was" if count == 1 else "were"} read'
    if not missed:
        return f'Every one of the {objects} overlaps with an anchor by {found.threshold:g} or more.'
    return f'{missed} of the {objects} ({missed / count:.0%}) overlap with no anchor by {found.threshold:g}.'


def _picture(found: Coverage) -> str:
    points = list(zip(found.objects, found.met, strict=True))
    # Those that are missed lie on top.
    shown = sorted(points[:: max(1, len(points) // _MOST_POINTS)], key=lambda point: not point[1])
    parts = [*_axes()]
    parts += (_anchor(shape) for shape in dict.fromkeys(found.anchors))
    parts += (_point(size, is_met) for size, is_met in shown)
    parts += _legend()
    width, height = _LEFT + _SIDE + 200, _TOP + _SIDE + 40
    label = escape('Objects by width and height in pixels, beside the anchors')
    return f'<svg width="{width}" height="{height}" viewBox="0 0 {width} {height}" role="img" aria-label="{label}">{"".join(parts)}</svg>'


def _at(pixels: float) -> float:
    """Where a number of pixels is on an axis: each octave takes as much room."""
    return min(max(log2(max(pixels, 1.0)) / _OCTAVES, 0.0), 1.0) * _SIDE


def _axes() -> list[str]:
    parts = [f'<path d="M{_LEFT} {_TOP}V{_TOP + _SIDE}H{_LEFT + _SIDE}" fill="none" stroke="{_INK}"></path>']
    for power in range(1, _OCTAVES + 1, 2):
        along = _at(2**power)
        parts.append(_text(_LEFT + along, _TOP + _SIDE + 16, str(2**power), 'middle'))
        parts.append(_text(_LEFT - 6, _TOP + _SIDE - along + 4, str(2**power), 'end'))
    parts.append(_text(_LEFT + _SIDE / 2, _TOP + _SIDE + 34, 'width in pixels that the network sees', 'middle'))
    parts.append(_text(_LEFT + 6, _TOP + 4, 'height', 'start'))
    return parts


def _anchor(shape: Size) -> str:
    x, y = _LEFT + _at(shape.width), _TOP + _SIDE - _at(shape.height)
    return f'<rect x="{x - 3:.1f}" y="{y - 3:.1f}" width="6" height="6" fill="none" stroke="{_ANCHOR}"></rect>'


def _point(size: Size, is_met: bool) -> str:
    x, y = _LEFT + _at(size.width), _TOP + _SIDE - _at(size.height)
    colour = _MET if is_met else _MISSED
    return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="2.5" fill="{colour}" fill-opacity="0.6"></circle>'


def _legend() -> list[str]:
    x, parts = _LEFT + _SIDE + 20, []
    for number, (colour, text) in enumerate(
        ((_MET, 'met by an anchor'), (_MISSED, 'met by none'), (_ANCHOR, 'an anchor'))
    ):
        y = _TOP + 10 + 18 * number
        fill = 'none' if colour == _ANCHOR else colour
        parts.append(f'<rect x="{x}" y="{y - 8}" width="8" height="8" fill="{fill}" stroke="{colour}"></rect>')
        parts.append(_text(x + 16, y, text, 'start'))
    return parts


def _text(x: float, y: float, text: str, anchor: str) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" font-size="11" fill="{_INK}" text-anchor="{anchor}">{escape(text)}</text>'
