"""The syntax tree of a text-format file: spans over one text, immutable, complete even where the file is broken.

A tree is a value. Its nodes hold offsets into `Tree.text` (in code points), never copies of the text and never a
parent, so that a node can be built cheaply and compared by value. What stands between the nodes (white space,
comments, separators) is the rest of the text: nothing is lost.

What a tree does not know: whether a field exists, what type it has, or what a value means. That is `document`.
"""

from __future__ import annotations

from enum import Enum
from typing import NamedTuple


class Span(NamedTuple):
    """A half-open range of code points in a text."""

    start: int
    end: int


class ScalarKind(Enum):
    """How a scalar value is written; what it may be assigned to is for the schema to say."""

    STRING = 'string'  # one or more adjacent string literals, concatenated
    NUMBER = 'number'  # integer or float literal, with its sign
    IDENTIFIER = 'identifier'  # enum value, true, false, inf, nan, with its sign


class Name(NamedTuple):
    """A field name as written: `num_classes`, or `[package.extension]` with its brackets."""

    text: str
    start: int
    end: int
    is_extension: bool = False


class Scalar(NamedTuple):
    """A scalar value. `text` is the source text of the value, all adjacent literals of a string included."""

    kind: ScalarKind
    text: str
    start: int
    end: int


class Message(NamedTuple):
    """A message value `{ ... }` or `< ... >`. For the root, both delimiters are missing and the span is the file.

    `open` and `close` are the offsets of the delimiters; `close` is None where the closing one is missing, and
    then `end` is where the block was taken to end.
    """

    fields: tuple[Field, ...]
    start: int
    end: int
    open: int | None
    close: int | None


class ListValue(NamedTuple):
    """A list `[a, b]`."""

    elements: tuple[Scalar | Message, ...]
    start: int
    end: int


class Field(NamedTuple):
    """A field: name, optional colon, value. `value` is None where nothing usable follows the name."""

    name: Name
    colon: int | None
    value: Scalar | Message | ListValue | None
    start: int
    end: int


class SyntaxFault(NamedTuple):
    """One syntax mistake. `code` names its kind (see parser.py); `reported` is the 1-based line that
    `google.protobuf.text_format.Merge` names for it, where that differs from the line of `start`."""

    code: str
    message: str
    start: int
    end: int
    reported: int | None = None


class Tree(NamedTuple):
    """A parsed file: its text, the root message, its comments, and what is wrong with its syntax."""

    text: str
    root: Message
    comments: tuple[Span, ...]
    faults: tuple[SyntaxFault, ...]
