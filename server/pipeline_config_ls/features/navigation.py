"""Getting around: selections that grow, the same field elsewhere, the files that a config names, the schema behind a name."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from lsprotocol import types

from pipeline_config_ls.analysis.config_analysis import ConfigAnalysis
from pipeline_config_ls.checkpoints.prefix import index_file
from pipeline_config_ls.document import BoundField, Document
from pipeline_config_ls.features.positions import Positions
from pipeline_config_ls.schema import Kind
from pipeline_config_ls.textproto import Span


def selection_range(document: Document, offset: int, positions: Positions) -> types.SelectionRange:
    """From the word under the cursor over its field and the blocks around it to the whole file."""
    spans = [Span(0, len(document.text))]
    for field in document.fields_at(offset):
        syntax = field.syntax
        spans.append(syntax.span)
        inner = [syntax.name.span]
        inner += [value.syntax.span for value in field.values]
        spans += [span for span in inner if span.start <= offset <= span.end]
    found: types.SelectionRange | None = None
    for span in dict.fromkeys(spans):
        found = types.SelectionRange(positions.range(span), found)
    assert found is not None
    return found


def highlights(document: Document, offset: int, positions: Positions) -> list[types.DocumentHighlight]:
    """Every place that sets the field under the cursor, in whatever block of its kind."""
    chain = document.fields_at(offset)
    if not chain or chain[-1].type is None or offset > chain[-1].syntax.name.end:
        return []
    wanted = chain[-1].type
    return [
        types.DocumentHighlight(
            positions.range(found[-1].syntax.name.span),
            types.DocumentHighlightKind.Write,
        )
        for found in document.walk()
        if found[-1].type is wanted
    ]


def links(analysis: ConfigAnalysis, positions: Positions) -> list[types.DocumentLink]:
    """The paths in the file that are there: label maps, records, the index of the checkpoint."""
    found = []
    for field, path, span in _paths(analysis.document):
        target = _target(analysis, field, path)
        if target is not None:
            found.append(types.DocumentLink(positions.range(span), target.as_uri(), tooltip=str(target)))
    return found


def definition(analysis: ConfigAnalysis, offset: int, positions: Positions) -> types.Location | None:
    """Where the field under the cursor is declared, or the file that its value names."""
    document = analysis.document
    chain = document.fields_at(offset)
    if not chain:
        return None
    field = chain[-1]
    if offset <= field.syntax.name.end:
        return _declaration(document, field)
    for named, path, span in _paths(document):
        if named is field and span.start <= offset <= span.end:
            target = _target(analysis, field, path)
            start = types.Position(0, 0)
            return types.Location(target.as_uri(), types.Range(start, start)) if target else None
    return None


def _declaration(document: Document, field: BoundField) -> types.Location | None:
    location = document.schema.location(field.type) if field.type else None
    if location is None:
        return None
    start = types.Position(location.line, location.start)
    return types.Location(location.path.as_uri(), types.Range(start, types.Position(location.line, location.end)))


def _paths(document: Document) -> Iterator[tuple[BoundField, str, Span]]:
    """Strings of fields that name files, with what is between their quotes."""
    for chain in document.walk():
        field = chain[-1]
        if field.type is None or field.type.kind is not Kind.STRING or not _names_a_file(field.name):
            continue
        for value in field.values:
            if isinstance(value.value, str) and value.value:
                yield field, value.value, Span(value.syntax.start + 1, value.syntax.end - 1)


def _names_a_file(name: str) -> bool:
    return name.endswith(('_path', '_checkpoint'))


def _target(analysis: ConfigAnalysis, field: BoundField, path: str) -> Path | None:
    """The file that a path names, if it is there; for a checkpoint, its index."""
    written = index_file(path) if field.name == 'fine_tune_checkpoint' else path
    return next((place.absolute() for place in analysis.places(written) if place.is_file()), None)
