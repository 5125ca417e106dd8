"""From the text of a scalar to its value, as text_format.Merge has it for a field of that type.

Octal integers, underscores in numbers, `t` for true and the escapes of strings are Python's own peculiarities, which
text_format inherits; so does this module, by the same means. It does not know where a scalar stands.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from pipeline_config_ls.document.faults import SchemaCode
from pipeline_config_ls.schema import INTEGER_BOUNDS, EnumType, EnumValue, FieldType, Kind, MessageType
from pipeline_config_ls.textproto import Scalar, ScalarKind
from pipeline_config_ls.textproto.lexer import tokenize

# An enum without a name for a number, which proto3 allows, gives the number itself.
Value = bool | int | float | str | bytes | EnumValue

TRUE = frozenset(('true', 't', '1', 'True'))
FALSE = frozenset(('false', 'f', '0', 'False'))
C_OCTAL = re.compile(r'(-?)0(\d+)$')
OCTAL_FLOAT = re.compile('-?0[0-9]+')
INFINITY = re.compile('-?inf(?:inity)?f?$', re.IGNORECASE)
NOT_A_NUMBER = re.compile('nanf?$', re.IGNORECASE)
# From the first of some backslashes only: a search from each of them would take time in the square of their number.
SHORT_HEX = re.compile(r'(?<!\\)(\\+)x([0-9a-fA-F])(?![0-9a-fA-F])')
ESCAPE = re.compile(r'\\([4-7][0-7]{2}|.?)', re.DOTALL)
# Further words of a string without quotes, to the end of the line.
WORDS = re.compile(r'(?:[ \t]+[^\s:{}<>\[\]"\'#,;]+){1,12}(?=[ \t]*(?:[\r\n,;#}]|\Z))')
# What Python's unicode_escape gives a meaning to. It leaves other escapes as they are, with a warning.
ESCAPED = frozenset('\\\'"abfnrtvx01234567uUN\n')

_STRING, _BYTES, _BOOL, _FLOAT, _DOUBLE = Kind.STRING, Kind.BYTES, Kind.BOOL, Kind.FLOAT, Kind.DOUBLE


class Wrong(NamedTuple):
    """Why a scalar is no value of its field. `at_next`: Merge only notices at the token after the scalar."""

    code: SchemaCode
    message: str
    at_next: bool = False


def decode(type: FieldType, scalar: Scalar) -> Value | Wrong:
    """The value of a scalar that is no BROKEN one, for a field that is no message."""
    kind, text = type.kind, scalar.text
    if kind is _STRING:
        return _string(type, scalar)
    if kind is _FLOAT or kind is _DOUBLE:
        return _float(type, text)
    if kind is _BOOL:
        return _bool(type, text)
    if type.enum is not None:
        return _enum(type, type.enum, text)
    if kind is _BYTES:
        return _bytes(type, scalar)
    return _integer(type, text)


def describe(type: FieldType) -> str:
    """What a field takes, in words: `a whole number`, `one of A, B`."""
    if type.message is not None:
        return 'a block `{ ... }`'
    if type.enum is not None:
        return f'one of {", ".join(list(type.enum.by_name)[:12])}'
    match type.kind:
        case Kind.STRING | Kind.BYTES:
            return 'a string in quotes'
        case Kind.FLOAT | Kind.DOUBLE:
            return 'a number'
        case Kind.BOOL:
            return 'true or false'
        case Kind.UINT32 | Kind.UINT64 | Kind.FIXED32 | Kind.FIXED64:
            return 'a whole number that is not negative'
        case _:
            return 'a whole number'


def _wrong(type: FieldType, text: str) -> Wrong:
    shown = text if len(text) <= 40 else f'{text[:37]}...'
    return Wrong(SchemaCode.WRONG_TYPE, f'`{type.name}` takes {describe(type)}, not `{shown}`.')


def _integer(type: FieldType, text: str) -> int | Wrong:
    try:
        value = int(text, 0)
    except ValueError:
        octal = C_OCTAL.match(text)
        try:
            value = int(f'{octal[1]}0o{octal[2]}' if octal else '', 0)
        except ValueError:
            return _wrong(type, text)
    low, high = INTEGER_BOUNDS[type.kind]
    if low <= value <= high:
        return value
    shown = text if len(text) <= 40 else f'{text[:37]}...'
    return Wrong(SchemaCode.OUT_OF_RANGE, f'`{type.name}` takes {low} to {high}; `{shown}` is outside.')


def _float(type: FieldType, text: str) -> float | Wrong:
    if OCTAL_FLOAT.match(text):
        return Wrong(
            SchemaCode.WRONG_TYPE, f'`{text[:40]}` is read as an octal number, which `{type.name}` does not take.'
        )
    try:
        return float(text)
    except ValueError:
        if INFINITY.match(text):
            return float('-inf' if text[0] == '-' else 'inf')
        if NOT_A_NUMBER.match(text):
            return float('nan')
        try:
            return float(text.rstrip('fF'))
        except ValueError:
            return _wrong(type, text)


def _bool(type: FieldType, text: str) -> bool | Wrong:
    if text in TRUE:
        return True
    return False if text in FALSE else _wrong(type, text)


def _enum(type: FieldType, enum: EnumType, text: str) -> EnumValue | int | Wrong:
    value = enum.by_name.get(text)
    if value is not None:
        return value
    try:
        number = int(text, 0)
    except ValueError:
        shown = text if len(text) <= 40 else f'{text[:37]}...'
        message = f'`{shown}` is not a value of {enum.name}: {", ".join(list(enum.by_name)[:12])}.'
        return Wrong(SchemaCode.UNKNOWN_ENUM_VALUE, message)
    value = enum.by_number.get(number)
    if value is not None:
        return value
    if enum.is_closed:
        return Wrong(SchemaCode.UNKNOWN_ENUM_VALUE, f'{enum.name} has no value with the number {text[:40]}.')
    return number


def _string(type: FieldType, scalar: Scalar) -> str | Wrong:
    text = scalar.text
    body = text[1:-1]
    if scalar.kind is ScalarKind.STRING and '\\' not in body and text[0] not in body and body.isascii():
        return body
    data = _bytes(type, scalar)
    if isinstance(data, Wrong):
        return data
    try:
        return data.decode('utf-8')
    except UnicodeDecodeError as error:
        message = f'The escapes of this string give bytes that are no UTF-8 text ({error.reason}).'
        return Wrong(SchemaCode.BAD_UTF8, message, at_next=True)


def _bytes(type: FieldType, scalar: Scalar) -> bytes | Wrong:
    if scalar.kind is not ScalarKind.STRING:
        return _wrong(type, scalar.text)
    parts: list[bytes] = []
    for literal in filter(None, tokenize(scalar.text).texts):
        body = literal[1:-1]
        try:
            parts.append(unescape(body) if '\\' in body else body.encode('utf-8'))
        except ValueError as error:
            return _bad_escape(body, error)
    return b''.join(parts)


def unescape(body: str) -> bytes:
    """What stands between quotes, its escapes replaced, in the steps that text_format takes.

    First `\\u` and `\\U`, then all other escapes of Python; each character above 255 becomes a `\\u` on the way, so
    that a backslash before one has effects that nobody would ask for, and that are kept. Raises ValueError.
    """
    body = SHORT_HEX.sub(lambda found: f'{found[1]}x0{found[2]}' if len(found[1]) % 2 else found[0], body)
    body = body.encode('raw_unicode_escape').decode('raw_unicode_escape')
    body = ESCAPE.sub(_forestall_warnings, body)
    return body.encode('utf-8').decode('unicode_escape').encode('latin-1')


def _forestall_warnings(found: re.Match[str]) -> str:
    """Spells out what Python would do with a warning, which a user may have turned into an error.

    It keeps a backslash that begins no escape, and takes octal escapes above 377, which are no bytes.
    """
    if len(found[1]) > 1:
        raise ValueError(f'{found[0]} is more than a byte')
    return found[0] if found[1] in ESCAPED or not found[1] else f'\\{found[0]}'


def _bad_escape(body: str, error: ValueError) -> Wrong:
    trailing = len(body) - len(body.rstrip('\\'))
    if trailing % 2:
        message = 'The backslash before the closing quote escapes it, so the string does not end. Write `/` or `\\\\`.'
    elif isinstance(error, UnicodeDecodeError) and 'raw' not in error.encoding and '\\x' in body:
        message = '`\\x` needs two hexadecimal digits. In a path, write `/` instead of the backslash.'
    else:
        message = 'A backslash begins an escape that means nothing here. In a path, write `/` instead of the backslash.'
    return Wrong(SchemaCode.BAD_ESCAPE, message)


def end_of_words(text: str, start: int, parent: MessageType) -> int:
    """Where a string without quotes ends: `traffic light` to the end of its line, if nothing but words follows on it."""
    following = WORDS.match(text, start)
    if following is None or not parent.fields.keys().isdisjoint(following[0].split()):
        return start
    return following.end()
