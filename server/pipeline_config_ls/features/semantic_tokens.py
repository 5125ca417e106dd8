"""Semantic tokens: what the schema knows about each word, for editors that colour by meaning."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from lsprotocol import types

from pipeline_config_ls.analysis.components import components_of
from pipeline_config_ls.document import Document
from pipeline_config_ls.features.capabilities import TOKEN_TYPES
from pipeline_config_ls.features.plain_json import locator
from pipeline_config_ls.features.positions import Positions
from pipeline_config_ls.schema import FieldType
from pipeline_config_ls.textproto import Scalar, ScalarKind, Span

# Where one starts and ends, the index of its type, and its modifiers.
Token = tuple[int, int, int, int]

_COMMENT, _CLASS, _PROPERTY, _TYPE, _STRING, _NUMBER, _KEYWORD, _ENUM_MEMBER = map(
    TOKEN_TYPES.index, ('comment', 'class', 'property', 'type', 'string', 'number', 'keyword', 'enumMember')
)


def semantic_tokens(document: Document, positions: Positions, within: Span | None = None) -> list[int]:
    """The tokens of the file, or of a span of it, each as five numbers relative to the one before it."""
    tokens = sorted(_tokens(document))
    if within is not None:
        tokens = [token for token in tokens if token[1] > within.start and token[0] < within.end]
    locate = locator(positions)
    data: list[int] = []
    before = character = 0
    for start, end, kind, modifiers in tokens:
        line, first = locate(start)
        last_line, last = locate(end)
        if line != last_line:
            continue
        data += (line - before, first - character if line == before else first, last - first, kind, modifiers)
        before, character = line, first
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


def _tokens(document: Document) -> Iterator[Token]:
    for start, end in document.tree.comments:
        yield start, end, _COMMENT, 0
    for syntax, type, values in document.fields:
        if type is None:
            continue
        name = syntax.name
        yield name.start, name.end, _PROPERTY if type.message is None else _CLASS, 1 if type.deprecated else 0
        for value in values:
            scalar = value.syntax
            if isinstance(scalar, Scalar) and value.value is not None:
                yield scalar.start, scalar.end, _kind(scalar, type), 0


def _kind(scalar: Scalar, type: FieldType) -> int:
    match scalar.kind:
        case ScalarKind.STRING:
            return _STRING if components_of(type) is None else _TYPE
        case ScalarKind.NUMBER:
            return _NUMBER
    return _KEYWORD if scalar.text in ('true', 'false', 'inf', 'nan') else _ENUM_MEMBER
