"""Semantic tokens: what the schema knows about each word, for editors that colour by meaning."""

from __future__ import annotations

from collections.abc import Iterator

from lsprotocol import types

from pipeline_config_ls.document import Document
from pipeline_config_ls.features.capabilities import TOKEN_TYPES
from pipeline_config_ls.features.positions import Positions
from pipeline_config_ls.schema.components import components_of
from pipeline_config_ls.textproto import Scalar, ScalarKind, Span

Token = tuple[Span, str, bool]


def semantic_tokens(document: Document, positions: Positions) -> types.SemanticTokens:
    """All tokens of the file, each as five numbers relative to the one before it."""
    data: list[int] = []
    line, character = 0, 0
    for span, kind, deprecated in sorted(_tokens(document)):
        start, end = positions.position(span.start), positions.position(span.end)
        if start.line != end.line:
            continue
        data += (
            start.line - line,
            start.character - (character if start.line == line else 0),
            end.character - start.character,
            TOKEN_TYPES.index(kind),
            1 if deprecated else 0,
        )
        line, character = start.line, start.character
    return types.SemanticTokens(data)


def _tokens(document: Document) -> Iterator[Token]:
    for comment in document.tree.comments:
        yield comment, 'comment', False
    for chain in document.walk():
        field = chain[-1]
        if field.type is None:
            continue
        name = field.syntax.name
        kind = 'class' if field.type.message is not None else 'property'
        yield name.span, kind, field.type.deprecated
        is_component = components_of(field.type) is not None
        for value in field.values:
            if isinstance(value.syntax, Scalar) and value.value is not None:
                yield value.syntax.span, _kind(value.syntax, is_component), False


def _kind(scalar: Scalar, is_component: bool) -> str:
    match scalar.kind:
        case ScalarKind.STRING:
            return 'type' if is_component else 'string'
        case ScalarKind.NUMBER:
            return 'number'
    return 'keyword' if scalar.text in ('true', 'false', 'inf', 'nan') else 'enumMember'
