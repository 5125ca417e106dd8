"""On-type formatting: the indentation of the line after a newline, and of a line that a brace closes. Nothing else moves."""

from __future__ import annotations

from lsprotocol import types

from pipeline_config_ls.document import Block, Document
from pipeline_config_ls.document.edits import UNIT
from pipeline_config_ls.features.positions import Positions
from pipeline_config_ls.textproto import ListValue, Message, Span


def format_on_type(document: Document, offset: int, character: str, positions: Positions) -> list[types.TextEdit]:
    """The edit after `character` was typed before `offset`."""
    line = document.lines.line(offset)
    start, end = document.lines.starts[line], document.lines.end(line)
    text = document.text[start:end]
    blanks = text[: len(text) - len(text.lstrip(' \t'))]
    rest = text[len(blanks) :]
    if character == '}' and not rest.startswith('}'):
        return []
    if _in_string_or_comment(document, start):
        return []
    opened = _opened_before(document, start)
    if opened is None:
        wanted = ''
    else:
        outer = document.lines.indentation(opened)
        wanted = outer if rest[:1] in ('}', ']', '>') else outer + ('\t' if outer.startswith('\t') else UNIT)
    if wanted == blanks:
        return []
    return [types.TextEdit(positions.range(Span(start, start + len(blanks))), wanted)]


def _opened_before(document: Document, offset: int) -> int | None:
    """Where the innermost block or list begins that a line at `offset` stands in."""
    opened: int | None = None
    block: Block | None = document.root
    while block is not None:
        inner: Block | None = None
        for field in block.fields:
            value = field.syntax.value
            if isinstance(value, ListValue) and _is_in(value.start, value.close, value.end, offset, document):
                opened = value.start
            for bound in field.values:
                syntax = bound.syntax
                if isinstance(syntax, Message) and _is_in(syntax.start, syntax.close, syntax.end, offset, document):
                    opened, inner = syntax.start, bound.block
        block = inner
    return opened


def _is_in(start: int, close: int | None, end: int, offset: int, document: Document) -> bool:
    """Whether a line at `offset` is inside: after the opening brace, up to and with the line of the closing one."""
    if offset <= start:
        return False
    if close is None:
        return offset <= end or end == len(document.text)
    return offset <= close


def _in_string_or_comment(document: Document, offset: int) -> bool:
    """Whether a line begins in the middle of something that white space belongs to."""
    return any(span.start < offset < span.end for span in document.tree.comments)
