"""Definition: where a field is declared, or the file that a value names."""

from __future__ import annotations

from lsprotocol import types

from pipeline_config_ls.analysis.config_analysis import ConfigAnalysis
from pipeline_config_ls.document import BoundField, Document
from pipeline_config_ls.features.named_files import named_files, target
from pipeline_config_ls.features.positions import Positions


def definition(analysis: ConfigAnalysis, offset: int, positions: Positions) -> types.Location | None:
    """Where the field under the cursor is declared, or the file that its value names."""
    document = analysis.document
    chain = document.fields_at(offset)
    if not chain:
        return None
    field = chain[-1]
    if offset <= field.syntax.name.end:
        return _declaration(document, field)
    for named in named_files(document):
        if named.field is field and named.span.start <= offset <= named.span.end:
            path = target(analysis, named)
            start = types.Position(0, 0)
            return types.Location(path.as_uri(), types.Range(start, start)) if path else None
    return None


def _declaration(document: Document, field: BoundField) -> types.Location | None:
    location = document.schema.location(field.type) if field.type else None
    if location is None:
        return None
    start = types.Position(location.line, location.start)
    return types.Location(location.path.as_uri(), types.Range(start, types.Position(location.line, location.end)))
