"""Inlay hints: what a value means where the value does not say it; nothing that repeats what stands there already."""

from __future__ import annotations

from collections.abc import Iterator

from lsprotocol import types

from pipeline_config_ls.analysis.config_analysis import ConfigAnalysis
from pipeline_config_ls.features.markdown import verdict_documentation
from pipeline_config_ls.features.positions import Positions
from pipeline_config_ls.report.report import Report, make_report
from pipeline_config_ls.report.words import checkpoint_path
from pipeline_config_ls.settings import Settings
from pipeline_config_ls.textproto import Span

PREFIX = 'train_config.fine_tune_checkpoint'
DEFAULTS = Settings()


def inlay_hints(
    analysis: ConfigAnalysis, span: Span, positions: Positions, settings: Settings = DEFAULTS
) -> list[types.InlayHint]:
    """The hints in a span: the sign of the verdict, and a label map that has another number of classes."""
    found = (
        *(_verdict(analysis) if settings.hint_checkpoint else ()),
        *(_classes(analysis) if settings.hint_classes else ()),
    )
    return [
        types.InlayHint(positions.position(offset), label, padding_left=True, tooltip=_markdown(tooltip))
        for offset, label, tooltip in found
        if span.start <= offset <= span.end
    ]


def _markdown(text: str) -> types.MarkupContent | None:
    return types.MarkupContent(types.MarkupKind.Markdown, text) if text else None


def _end(analysis: ConfigAnalysis, path: str) -> int | None:
    place = analysis.document.where(path)
    return place.value.syntax.end if place.value is not None else None


def _verdict(analysis: ConfigAnalysis) -> Iterator[tuple[int, str, str]]:
    offset = _end(analysis, PREFIX)
    report = make_report(analysis, details=False) if offset is not None else None
    if offset is None or report is None or not report.outcome or not checkpoint_path(analysis):
        return
    yield offset, _sign(report), verdict_documentation(report)


def _sign(report: Report) -> str:
    return '✗' if report.first else report.sign


def _classes(analysis: ConfigAnalysis) -> Iterator[tuple[int, str, str]]:
    """How many classes the label map has, behind a `num_classes` that says otherwise."""
    architecture = analysis.config.model.WhichOneof('model')
    offset = _end(analysis, f'model.{architecture}.num_classes') if architecture else None
    path = analysis.config.train_input_reader.label_map_path
    label_map = analysis.label_map(path) if offset is not None and path else None
    if label_map is None or offset is None:
        return
    highest = max((item.id for item in label_map.item), default=0)
    written = getattr(analysis.config.model, architecture).num_classes
    if highest and highest != written:
        yield offset, f'≠ {highest} in the label map', ''
