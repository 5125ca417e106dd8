"""Inlay hints: the answers that people would otherwise look up, behind the values they are about."""

from __future__ import annotations

from collections.abc import Iterator
from math import prod

from lsprotocol import types

from pipeline_config_ls.analysis.config_analysis import ConfigAnalysis
from pipeline_config_ls.architectures.build_error import CannotBuild
from pipeline_config_ls.features import tf1_verdict
from pipeline_config_ls.features.markdown import verdict_documentation
from pipeline_config_ls.features.positions import Positions
from pipeline_config_ls.restore.cause import PREFIX
from pipeline_config_ls.restore.verdict import Outcome
from pipeline_config_ls.textproto import Span


def inlay_hints(analysis: ConfigAnalysis, span: Span, positions: Positions) -> list[types.InlayHint]:
    """The hints in a span: whether the checkpoint restores, how large the model is, how many classes the label map has."""
    return [
        types.InlayHint(positions.position(offset), label, padding_left=True, tooltip=_markdown(tooltip))
        for offset, label, tooltip in (*_verdict(analysis), *_parameters(analysis), *_classes(analysis))
        if span.start <= offset <= span.end
    ]


def _markdown(text: str) -> types.MarkupContent | None:
    return types.MarkupContent(types.MarkupKind.Markdown, text) if text else None


def _end(analysis: ConfigAnalysis, path: str) -> int | None:
    place = analysis.document.where(path)
    return place.value.syntax.end if place.value is not None else None


def _verdict(analysis: ConfigAnalysis) -> Iterator[tuple[int, str, str]]:
    verdict = analysis.verdict_ignoring_version
    offset = _end(analysis, PREFIX)
    if offset is not None and (label := tf1_verdict.label(analysis)):
        yield offset, label, verdict_documentation(analysis)
    if verdict is None or offset is None:
        return
    if verdict.outcome is Outcome.RESTORED:
        yield offset, f'✓ restores {verdict.restored} variables', verdict_documentation(analysis)
    elif verdict.outcome is not Outcome.CANNOT_BUILD:
        yield offset, '✗ does not restore', verdict_documentation(analysis)


def _parameters(analysis: ConfigAnalysis) -> Iterator[tuple[int, str, str]]:
    planned = analysis.plan
    if isinstance(planned, CannotBuild):
        return
    offset = _end(analysis, f'model.{planned.architecture}.feature_extractor.type')
    if offset is not None:
        count = sum(prod(found.shape) for found in planned.variables.values())
        yield offset, f'{count / 1e6:.1f} M parameters', ''


def _classes(analysis: ConfigAnalysis) -> Iterator[tuple[int, str, str]]:
    """How many classes the label map has, behind `num_classes`."""
    architecture = analysis.config.model.WhichOneof('model')
    offset = _end(analysis, f'model.{architecture}.num_classes') if architecture else None
    path = analysis.config.train_input_reader.label_map_path
    label_map = analysis.label_map(path) if offset is not None and path else None
    if label_map is not None and offset is not None:
        ids = [item.id for item in label_map.item]
        if ids:
            yield offset, f'label map: {max(ids)}', ''
