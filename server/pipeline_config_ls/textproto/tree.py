"""The syntax tree of a text-format file: spans over one text, immutable, complete even where the file is broken.

A tree is a value. Its nodes hold offsets into `Tree.text` (in code points), never copies of the text and never a
parent, so that a node can be built cheaply and compared by value. What stands between the nodes (white space,
comments, separators) is the rest of the text: nothing is lost. No tree is deeper than `parser.MAX_DEPTH`, so
whoever walks one may recurse.

What a tree does not know: whether a field exists, what type it has, or what a value means. That is `document`.
"""

from __future__ import annotations

from enum import Enum
from typing import NamedTuple


class Span(NamedTuple):
    """A half-open range of code points in a text."""

    start: int
    end: int


class Edit(NamedTuple):
    """Replace `span` by `text`."""

    span: Span
    text: str


class ScalarKind(Enum):
    """How a scalar value is written; what it may be assigned to is for the schema to say."""

    STRING = 'string'  # one or more adjacent string literals, concatenated
    NUMBER = 'number'  # integer or float literal, with its sign
    IDENTIFIER = 'identifier'  # enum value, true, false, inf, nan
    BROKEN = 'broken'  # stands where a value should, and is none; a fault says why


class Name(NamedTuple):
    """A field name as written: `num_classes`, or `package.extension` where brackets are around it.

    The name of a broken field may be empty: a block that nothing stands before.
    """

    text: str
    start: int
    end: int
    is_extension: bool = False

    @property
    def span(self) -> Span:
        """What it covers of the text."""
        return Span(self.start, self.end)


class Scalar(NamedTuple):
    """A scalar value. `text` is the source text of the value, all adjacent literals of a string included."""

    kind: ScalarKind
    text: str
    start: int
    end: int

    @property
    def span(self) -> Span:
        """What it covers of the text."""
        return Span(self.start, self.end)


class Message(NamedTuple):
    """A message value `{ ... }` or `< ... >`. For the root, both delimiters are missing and the span is the file.

    `open` and `close` are the offsets of the delimiters; `close` is None where the closing one is missing, and
    then `end` is where the block was taken to end: at the line of what follows it.
    """

    fields: tuple[Field, ...]
    start: int
    end: int
    open: int | None
    close: int | None

    @property
    def span(self) -> Span:
        """What it covers of the text."""
        return Span(self.start, self.end)


class ListValue(NamedTuple):
    """A list `[a, b]`; `close` is None where the bracket is missing."""

    elements: tuple[Scalar | Message, ...]
    start: int
    end: int
    close: int | None

    @property
    def span(self) -> Span:
        """What it covers of the text."""
        return Span(self.start, self.end)


class Field(NamedTuple):
    """A field: name, optional colon, value. `value` is None where nothing usable follows the name."""

    name: Name
    colon: int | None
    value: Scalar | Message | ListValue | None
    start: int
    end: int

    @property
    def span(self) -> Span:
        """What it covers of the text."""
        return Span(self.start, self.end)


class SyntaxCode(Enum):
    """The kinds of syntax mistakes."""

    BYTE_ORDER_MARK = 'byte-order-mark'
    SLASH_COMMENT = 'slash-comment'
    SMART_QUOTE = 'smart-quote'
    UNTERMINATED_STRING = 'unterminated-string'
    MISSING_QUOTES = 'missing-quotes'
    SPACE_AFTER_SIGN = 'space-after-sign'
    MISSING_COLON = 'missing-colon'
    MISSING_VALUE = 'missing-value'
    MISSING_NAME = 'missing-name'
    MISSING_OPEN = 'missing-open'
    MISSING_CLOSE = 'missing-close'
    STRAY_CLOSE = 'stray-close'
    MISMATCHED_CLOSE = 'mismatched-close'
    MISSING_COMMA = 'missing-comma'
    EXTRA_SEPARATOR = 'extra-separator'
    NESTED_LIST = 'nested-list'
    QUOTED_NAME = 'quoted-name'
    BAD_EXTENSION_NAME = 'bad-extension-name'
    UNEXPECTED_TEXT = 'unexpected-text'
    TOO_DEEP = 'too-deep'


class SyntaxFault(NamedTuple):
    """One syntax mistake.

    `start` and `end` are what a person should look at. `noticed` is the offset of the token at which a reader from
    left to right stops: faults are in this order. `reported` is the offset that `text_format.Merge` names, where
    that is another one. `edits` repair the mistake, and are empty where nobody can know what was meant.
    """

    code: SyntaxCode
    message: str
    start: int
    end: int
    noticed: int
    reported: int | None = None
    edits: tuple[Edit, ...] = ()

    @property
    def span(self) -> Span:
        """What it covers of the text."""
        return Span(self.start, self.end)


class Tree(NamedTuple):
    """A parsed file: its text, the root message, its comments, and what is wrong with its syntax.

    Where braces do not match, the indentation says which block was meant to end where. `literal` is then the root
    of the same text without such guesses, which is how Merge reads it, and what is wrong with its syntax.
    """

    text: str
    root: Message
    comments: tuple[Span, ...]
    faults: tuple[SyntaxFault, ...]
    literal: tuple[Message, tuple[SyntaxFault, ...]] | None = None
