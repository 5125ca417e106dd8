"""Between offsets and the protocol's positions, for one text and the encoding that the client chose."""

from __future__ import annotations

from dataclasses import dataclass

from lsprotocol import types

from pipeline_config_ls.textproto.lines import Encoding, LineIndex, index_lines
from pipeline_config_ls.textproto.tree import Edit, Span


@dataclass(frozen=True, slots=True)
class Positions:
    """The lines of a text, and the units in which the client counts their characters."""

    lines: LineIndex
    encoding: Encoding = Encoding.UTF16

    def offset(self, position: types.Position) -> int:
        """The offset of a position; one outside the text is moved to its nearest end."""
        return self.lines.offset((position.line, position.character), self.encoding)

    def position(self, offset: int) -> types.Position:
        """The position of an offset."""
        line, character = self.lines.position(offset, self.encoding)
        return types.Position(line, character)

    def range(self, span: Span) -> types.Range:
        """The range of a span."""
        return types.Range(self.position(span.start), self.position(span.end))

    def span(self, range: types.Range) -> Span:
        """The span of a range."""
        return Span(self.offset(range.start), self.offset(range.end))

    def text_edit(self, edit: Edit) -> types.TextEdit:
        """An edit in the protocol's terms."""
        return types.TextEdit(self.range(edit.span), edit.text)


def apply_change(text: str, range: types.Range, replacement: str, encoding: Encoding) -> str:
    """A text after a change of one range of it."""
    span = Positions(index_lines(text), encoding).span(range)
    return text[: span.start] + replacement + text[max(span.start, span.end) :]
