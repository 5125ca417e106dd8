"""Workspace symbols: the models and classes of all configs and label maps, by a part of their name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from lsprotocol import types

from pipeline_config_ls.document import Block, BoundField
from pipeline_config_ls.features.references import WorkspaceFile
from pipeline_config_ls.schema.roots import LABEL_MAP
from pipeline_config_ls.textproto import Span

MOST = 300


def workspace_symbols(query: str, workspace: Iterable[WorkspaceFile]) -> list[types.WorkspaceSymbol]:
    """What matches a query: its letters occur in the name in their order, as editors expect. Not more than 300."""
    symbols: list[types.WorkspaceSymbol] = []
    for file in workspace:
        for name, kind, span, container in _symbols(file):
            if _matches(query, name):
                location = types.Location(file.uri, file.positions.range(span))
                symbols.append(types.WorkspaceSymbol(location, name, kind, container_name=container))
                if len(symbols) == MOST:
                    return symbols
    return symbols


_Symbol = tuple[str, types.SymbolKind, Span, str]


def _symbols(file: WorkspaceFile) -> Iterator[_Symbol]:
    path = file.document.path
    container = path.name if path else file.uri
    is_label_map = file.document.type.full_name == LABEL_MAP
    yield from _classes(file, container) if is_label_map else _blocks(file.document.root, container, 2)


def _blocks(block: Block, container: str, depth: int) -> Iterator[_Symbol]:
    """The blocks at the top, the ones in them, and the feature extractor."""
    for field in block.fields:
        for value in field.values:
            if value.block is None or not field.name:
                continue
            yield field.name, types.SymbolKind.Struct, _name(field), container
            yield from _extractors(value.block, container)
            if depth > 1:
                yield from _blocks(value.block, f'{container} › {field.name}', depth - 1)


def _extractors(block: Block, container: str) -> Iterator[_Symbol]:
    for extractor in block.named('feature_extractor'):
        for type in extractor.block.named('type') if extractor.block else ():
            if isinstance(type.value, str):
                yield type.value, types.SymbolKind.Class, Span(type.syntax.start, type.syntax.end), container


def _classes(file: WorkspaceFile, container: str) -> Iterator[_Symbol]:
    for item in file.document.root.named('item'):
        for value in item.values:
            names = [*value.block.named('display_name'), *value.block.named('name')] if value.block else []
            label = next((str(name.value) for name in names if name.value), '')
            if label:
                span = Span(value.syntax.start, value.syntax.end) if len(item.values) > 1 else _name(item)
                yield label, types.SymbolKind.EnumMember, span, container


def _name(field: BoundField) -> Span:
    return Span(field.syntax.name.start, field.syntax.name.end)


def _matches(query: str, name: str) -> bool:
    rest = iter(name.lower())
    return all(letter in rest for letter in query.lower())
