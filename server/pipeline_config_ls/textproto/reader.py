"""What the parser has in hand while it reads: the tokens, the blocks that are open, and the faults so far.

Functions over one mutable value, which never leaves `parser`. They know the shape of a tree, and no grammar.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from pipeline_config_ls.textproto.lexer import CLOSERS, OPENERS, SEPARATORS, Tokens
from pipeline_config_ls.textproto.tree import (
    Edit,
    Field,
    ListValue,
    Message,
    Name,
    Scalar,
    Span,
    SyntaxCode,
    SyntaxFault,
)

# Deeper blocks are passed over. The API's own messages nest 9 deep; protobuf's binary format stops at 100, too.
MAX_DEPTH = 100

ROOT = Name('', 0, 0)


class Wants(Enum):
    """What may come next in a list."""

    FIRST = 'an element or the closing bracket'
    ELEMENT = 'an element'
    COMMA = 'a comma or the closing bracket'


@dataclass(slots=True)
class Open:
    """A block or list that is still open. The root is one too, which nothing closes."""

    name: Name
    colon: int | None
    start: int
    closer: str
    indentation: int = -1
    content: list[Any] = field(default_factory=list)  # fields of a block, scalars and messages of a list
    wants: Wants = Wants.FIRST

    @property
    def is_list(self) -> bool:
        """Whether this is a list `[ ... ]`."""
        return self.closer == ']'


@dataclass(slots=True)
class Guesses:
    """How many repairs the indentation may still suggest: no more than the braces of the file call for."""

    missing: int  # blocks that were never closed
    surplus: int  # braces that close nothing


@dataclass(slots=True)
class Reader:
    """One reading of a text. `indentation` is the column of the line that is being read, kept only for guesses."""

    text: str
    tokens: Tokens
    guesses: Guesses | None
    stack: list[Open]
    faults: list[SyntaxFault]
    comments: list[Span]
    columns: list[int] | None  # of each token that is the first of its line, -1 for others; kept only for guesses
    indentation: int = 0
    # Set once a search for the end of a block comment has failed, so that it is not made again.
    no_block_comment_ends: bool = False

    @property
    def top(self) -> Open:
        """The innermost block or list."""
        return self.stack[-1]

    def token(self, index: int) -> str:
        """The text of a token; empty at the end."""
        return self.tokens.texts[index]

    def start(self, index: int) -> int:
        """Where a token starts."""
        return self.tokens.ends[index] - len(self.tokens.texts[index])

    def end(self, index: int) -> int:
        """Where a token ends; 0 before the first one."""
        return self.tokens.ends[index] if index >= 0 else 0

    def is_fresh(self, index: int) -> bool:
        """Whether a token is the first of its line."""
        return index == 0 or '\n' in self.tokens.trivia[index]

    def follows_directly(self, index: int) -> bool:
        """Whether nothing stands between a token and the one before it."""
        return not self.tokens.trivia[index]

    def column(self, index: int) -> int:
        """How far the first token of a line is indented; only for guesses."""
        return self.columns[index] if self.columns else 0


def begin(text: str, tokens: Tokens, guesses: Guesses | None) -> Reader:
    """A reader at the start of a text."""
    columns = None if guesses is None else [_column(trivia) for trivia in tokens.trivia]
    if columns and columns[0] < 0:
        columns[0] = len(tokens.trivia[0].expandtabs())
    return Reader(text, tokens, guesses, [Open(ROOT, None, 0, '')], [], [], columns)


def _column(trivia: str) -> int:
    if '\n' not in trivia:
        return -1
    return len(trivia[trivia.rfind('\n') + 1 :].expandtabs())


def report(
    reader: Reader,
    code: SyntaxCode,
    message: str,
    span: tuple[int, int],
    noticed: int,
    *edits: Edit,
    reported: int | None = None,
) -> None:
    """Records a fault."""
    reader.faults.append(SyntaxFault(code, message, *span, noticed, reported, edits))


def add_field(reader: Reader, name: Name, colon: int | None, value: Scalar | None, end: int) -> None:
    """A field that is complete, or as complete as it gets."""
    reader.top.content.append(Field(name, colon, value, name.start, end))


def open_at(reader: Reader, index: int, name: Name, colon: int | None) -> int:
    """Opens a block or a list at the delimiter `index`; gives the index of what follows."""
    token = reader.token(index)
    if len(reader.stack) >= MAX_DEPTH:
        return _pass_over(reader, index, name, colon)
    closer = ']' if token == '[' else OPENERS[token]
    reader.stack.append(Open(name, colon, reader.start(index), closer, reader.indentation))
    return index + 1


def open_missing(reader: Reader, index: int, name: Name, colon: int | None) -> int:
    """Opens a block whose opening brace is missing before the token `index`."""
    end = name.end if colon is None else colon + 1
    message = f'`{{` is missing after `{name.text}`.'
    edit = Edit(Span(end, end), ' {')
    report(reader, SyntaxCode.MISSING_OPEN, message, (name.start, end), reader.start(index), edit)
    reader.stack.append(Open(name, colon, end, '}', reader.indentation))
    if reader.guesses is not None:
        reader.guesses.surplus -= 1
    return index


def close_at(reader: Reader, index: int) -> int:
    """Closes the innermost block or list with the delimiter `index`; gives the index of what follows."""
    _finish(reader, reader.end(index), reader.start(index))
    return _after_value(reader, index + 1)


def close_missing(reader: Reader, index: int) -> None:
    """Ends the innermost block or list before the token `index`: its delimiter is missing."""
    top = reader.top
    last = reader.end(index - 1)
    at_end = not reader.token(index)
    line = reader.text.count('\n', top.start, last)
    if top.is_list:
        what, insertion = 'list', ']'
    elif line:
        what, insertion = 'block', '\n' + _indentation(reader.text, top.name.start) + top.closer
    else:
        what, insertion = 'block', ' ' + top.closer
    named = f'`{top.name.text}`' if top.name.text else 'this'
    report(
        reader,
        SyntaxCode.MISSING_CLOSE,
        f'The {what} {named} is not closed: `{top.closer}` is missing.',
        (top.name.start, top.start + 1),
        reader.start(index),
        Edit(Span(last, last), insertion),
        # At the end of the text, Merge names the last token it read; before that, the one that does not fit.
        reported=reader.start(index - 1) if at_end and not top.is_list else None,
    )
    line_start = reader.start(index)
    if not at_end and reader.is_fresh(index):
        line_start = reader.text.rfind('\n', last, line_start) + 1
    _finish(reader, line_start, None)


def skip_separator(reader: Reader, index: int) -> int:
    """One comma or semicolon may follow a field."""
    return index + 1 if reader.token(index) in SEPARATORS else index


def _finish(reader: Reader, end: int, close: int | None) -> None:
    done = reader.stack.pop()
    outer = reader.top
    value: Message | ListValue
    if done.is_list:
        value = ListValue(tuple(done.content), done.start, end, close)
    else:
        value = Message(tuple(done.content), done.start, end, done.start, close)
    if outer.is_list:
        if isinstance(value, Message):  # a list in a list is a fault, and is left out
            outer.content.append(value)
        outer.wants = Wants.COMMA
    else:
        outer.content.append(Field(done.name, done.colon, value, done.name.start, end))


def _after_value(reader: Reader, index: int) -> int:
    return index if reader.top.is_list else skip_separator(reader, index)


def _pass_over(reader: Reader, index: int, name: Name, colon: int | None) -> int:
    start = reader.start(index)
    message = f'Blocks are nested more than {MAX_DEPTH} deep; what is inside of this one was not read.'
    report(reader, SyntaxCode.TOO_DEEP, message, (start, start + 1), start)
    depth = 0
    while reader.token(index):
        token = reader.token(index)
        depth += (token in OPENERS or token == '[') - (token in CLOSERS or token == ']')
        if not depth:
            break
        index += 1
    end = reader.end(index)
    block = Message((), start, end, start, reader.start(index) if reader.token(index) else None)
    if reader.top.is_list:
        reader.top.content.append(block)
        reader.top.wants = Wants.COMMA
    else:
        reader.top.content.append(Field(name, colon, block, name.start, end))
    return _after_value(reader, index + 1) if reader.token(index) else index


def _indentation(text: str, offset: int) -> str:
    line = text[text.rfind('\n', 0, offset) + 1 : offset]
    return line[: len(line) - len(line.lstrip(' \t'))]
