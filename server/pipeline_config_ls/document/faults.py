"""What the schema finds wrong with a file. Syntax faults come from textproto; both kinds stand in one list."""

from __future__ import annotations

from enum import Enum
from typing import NamedTuple

from pipeline_config_ls.schema import FieldType, MessageType
from pipeline_config_ls.textproto import Edit, Span, SyntaxFault


class SchemaCode(Enum):
    """The kinds of mistakes that only a schema can see."""

    UNKNOWN_FIELD = 'unknown-field'
    EXPECTED_MESSAGE = 'expected-message'
    EXPECTED_SCALAR = 'expected-scalar'
    LIST_ON_SINGULAR = 'list-on-singular'
    LIST_WITHOUT_COLON = 'list-without-colon'
    WRONG_TYPE = 'wrong-type'
    OUT_OF_RANGE = 'out-of-range'
    UNKNOWN_ENUM_VALUE = 'unknown-enum-value'
    BAD_ESCAPE = 'bad-escape'
    BAD_UTF8 = 'bad-utf8'
    NOT_EXTENDABLE = 'not-extendable'
    UNKNOWN_EXTENSION = 'unknown-extension'
    BAD_TYPE_URL = 'bad-type-url'
    UNKNOWN_TYPE_URL = 'unknown-type-url'


class SchemaFault(NamedTuple):
    """One mistake against the schema; `noticed`, `reported` and `edits` as in `SyntaxFault`.

    `parent` is the message that the field stands in; `type` is the field, None where there is no such field.
    """

    code: SchemaCode
    message: str
    start: int
    end: int
    noticed: int
    reported: int | None
    edits: tuple[Edit, ...]
    parent: MessageType
    type: FieldType | None

    @property
    def span(self) -> Span:
        """What it covers of the text."""
        return Span(self.start, self.end)


Fault = SyntaxFault | SchemaFault
