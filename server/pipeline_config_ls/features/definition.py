"""Definition: where a field is declared, the file that a value names, what a component is, the item of a class."""

from __future__ import annotations

from collections.abc import Iterable

from lsprotocol import types

from pipeline_config_ls.analysis.components import components_of
from pipeline_config_ls.document import BoundField, Document
from pipeline_config_ls.features.named_files import named_files, target
from pipeline_config_ls.features.references import WorkspaceFile, find_references
from pipeline_config_ls.features.text_document_content import component_uri

_START = types.Range(types.Position(0, 0), types.Position(0, 0))


def definition(
    file: WorkspaceFile, offset: int, workspace: Iterable[WorkspaceFile] = (), *, shows_texts: bool = False
) -> list[types.Location]:
    """Where what is under the cursor comes from. `shows_texts`: the client asks for texts that lie on no disk."""
    document = file.document
    chain = document.fields_at(offset)
    if not chain:
        return []
    field = chain[-1]
    if offset <= field.syntax.name.end:
        return _declaration(document, field)
    for named in named_files(document):
        if named.field is field and named.span.start <= offset <= named.span.end:
            path = target(file.analysis, named)
            return [types.Location(path.as_uri(), _START)] if path else []
    component = _component(field, offset)
    if component:
        return [types.Location(component, _START)] if shows_texts else []
    return [
        types.Location(found.file.uri, found.file.positions.range(found.span))
        for found in find_references(file, offset, workspace)
        if found.is_declaration
    ]


def _declaration(document: Document, field: BoundField) -> list[types.Location]:
    location = document.schema.location(field.type) if field.type else None
    if location is None:
        return []
    start = types.Position(location.line, location.start)
    return [types.Location(location.path.as_uri(), types.Range(start, types.Position(location.line, location.end)))]


def _component(field: BoundField, offset: int) -> str:
    """The address of what is known of the component that a value names; empty where it names none."""
    table = components_of(field.type) if field.type else None
    if field.type is None or table is None:
        return ''
    here = (one.value for one in field.values if one.syntax.start <= offset <= one.syntax.end)
    return next((component_uri(field.type, str(value)) for value in here if value in table.components), '')
