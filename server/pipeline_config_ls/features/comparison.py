"""A config beside the one that its checkpoint was trained with: both formatted alike, and the lines that decide what is restored."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from pipeline_config_ls.analysis.config_analysis import ConfigAnalysis
from pipeline_config_ls.document import Document, open_document
from pipeline_config_ls.textproto.formatter import format_text

NONE = (
    'There is no config beside the checkpoint to compare with: the archives of the model zoo keep it one folder above the '
    'checkpoint, as pipeline.config.'
)


class Comparison(NamedTuple):
    """Two texts, and on either side the lines (from 0) in which a difference changes variables."""

    title: str
    theirs: str
    ours: str
    their_lines: tuple[int, ...]
    our_lines: tuple[int, ...]


def compare(analysis: ConfigAnalysis) -> Comparison | str:
    """The comparison, or why there is none."""
    own = analysis.own_config
    if own is None:
        return NONE
    theirs, ours = (_formatted(document) for document in (own.document, analysis.document))
    fields = [one.field for one in analysis.differences if one.matters]
    name = Path(analysis.path).name if analysis.path else 'pipeline.config'
    folder = Path(own.path).parent.name
    return Comparison(f'{folder} ↔ {name}', theirs.text, ours.text, _lines(theirs, fields), _lines(ours, fields))


def _formatted(document: Document) -> Document:
    text = format_text(document.text, document.tree)
    return open_document(text, document.path, document.schema, root=document.type.full_name)


def _lines(document: Document, fields: Iterable[str]) -> tuple[int, ...]:
    """Where the fields stand; for one that is not set, the block that it would be in."""
    return tuple(sorted({document.lines.position(document.where(field).span.start).line for field in fields}))
