"""Semantic tokens: what the schema knows about each word, for editors that colour by meaning."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from lsprotocol import types

from pipeline_config_ls.analysis.components import components_of
from pipeline_config_ls.document import Document
from pipeline_config_ls.features.capabilities import TOKEN_TYPES
from pipeline_config_ls.features.positions import Positions
from pipeline_config_ls.textproto import Scalar, ScalarKind, Span

Token = tuple[Span, str, bool]

_INDEX = {name: index for index, name in enumerate(TOKEN_TYPES)}


def semantic_tokens(document: Document, positions: Positions, within: Span | None = None) -> list[int]:
    """The tokens of the file, or of a span of it, each as five numbers relative to the one before it."""
    data: list[int] = []
    line, character = 0, 0
    for span, kind, deprecated in sorted(_tokens(document, within)):
        start, end = positions.position(span.start), positions.position(span.end)
        if start.line != end.line:
            continue
        data += (
            start.line - line,
            start.character - (character if start.line == line else 0),
            end.character - start.character,
            _INDEX[kind],
            1 if deprecated else 0,
        )
        line, character = start.line, start.character
    return data


def token_edits(old: Sequence[int], new: Sequence[int]) -> list[types.SemanticTokensEdit]:
    """What turns the one list of numbers into the other: one edit, without what both begin and end with."""
    shortest = min(len(old), len(new))
    start = 0
    while start < shortest and old[start] == new[start]:
        start += 1
    end = 0
    while end < shortest - start and old[-1 - end] == new[-1 - end]:
        end += 1
    if start == len(old) == len(new):
        return []
    return [types.SemanticTokensEdit(start, len(old) - start - end, list(new[start : len(new) - end]))]


def _tokens(document: Document, within: Span | None) -> Iterator[Token]:
    for span, kind, deprecated in _all_tokens(document):
        if within is None or (span.end > within.start and span.start < within.end):
            yield span, kind, deprecated


def _all_tokens(document: Document) -> Iterator[Token]:
    for comment in document.tree.comments:
        yield comment, 'comment', False
    for field in document.fields:
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
