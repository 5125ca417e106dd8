"""Statements that are not plain: the rest of the grammar, and what to make of text that is not in it.

One mistake gives one fault, and spoils no more than its own line or block. Every function takes the index of a token
and gives the index of the first token that it has not used, which is a later one.
"""

from __future__ import annotations

import re
from typing import Final

from pipeline_config_ls.textproto.indentation import begins_inside, follow_indentation
from pipeline_config_ls.textproto.lexer import (
    ASSIGNS,
    CLOSERS,
    OPENERS,
    QUOTES,
    SEPARATORS,
    SIGN_STARTS,
    WORD_STARTS,
)
from pipeline_config_ls.textproto.reader import (
    Reader,
    add_field,
    close_at,
    open_at,
    open_missing,
    report,
    skip_separator,
)
from pipeline_config_ls.textproto.scalars import is_slash_comment, read_scalar, shorten, skip_slash_comment, skip_to
from pipeline_config_ls.textproto.tree import Edit, Name, Span, SyntaxCode

BYTE_ORDER_MARK: Final = '\ufeff'
# Text that nothing can be made of: to the end of the line, a brace or a comment.
JUNK = re.compile(r'[^\n{}#]*')
URL_CHARACTERS = re.compile(r'[0-9a-zA-Z\-.~_ !$&()*+,;=%]+')
IDENTIFIER = re.compile(r'[^\d\W]\w*')


def read_statement(reader: Reader, index: int) -> int:
    """Reads what stands where a field should."""
    if reader.guesses is not None:
        used = follow_indentation(reader, index, reader.guesses)
        if used is not None:
            return used
    token = reader.token(index)
    first = token[:1]
    if first in WORD_STARTS:
        return _after_name(reader, index + 1, Name(token, reader.start(index), reader.end(index)))
    if token in CLOSERS:
        return _close(reader, index)
    if token == '[':
        return _extension(reader, index)
    if first in QUOTES and reader.token(index + 1) in (':', '{'):
        return _quoted_name(reader, index)
    if is_slash_comment(reader, index):
        return skip_slash_comment(reader, index)
    start = reader.start(index)
    if token == BYTE_ORDER_MARK and start == 0:
        message = 'The file begins with a byte order mark, which TensorFlow cannot read. Save it as UTF-8 without one.'
        report(reader, SyntaxCode.BYTE_ORDER_MARK, message, (0, 1), 0, Edit(Span(0, 1), ''))
        return index + 1
    if token in SEPARATORS:
        message = f'Nothing to separate: one `{token}` too many.'
        report(reader, SyntaxCode.EXTRA_SEPARATOR, message, (start, start + 1), start, Edit(Span(start, start + 1), ''))
        return index + 1
    if token == '{':
        return _nameless_block(reader, index)
    return _junk(reader, index, start)


def _after_name(reader: Reader, index: int, name: Name) -> int:
    """Reads what follows a name; `index` is the token after it."""
    token = reader.token(index)
    first = token[:1]
    start = reader.start(index)
    if token == ':':
        return _value(reader, index + 1, name, start)
    if token in OPENERS or token == '[':
        return open_at(reader, index, name, None)
    if token == '=':
        message = f'`{name.text}` and its value are separated by a colon, not by `=`.'
        span = (name.start, start + 1)
        report(reader, SyntaxCode.MISSING_COLON, message, span, start, Edit(Span(start, start + 1), ':'))
        return _value(reader, index + 1, name, start)
    fresh = reader.is_fresh(index)
    is_word = first in WORD_STARTS
    names_next = is_word and reader.token(index + 1)[:1] in ASSIGNS
    is_number = first.isdecimal() or (first in SIGN_STARTS and len(token) > 1)
    if first in QUOTES or (is_number and not names_next) or (is_word and not fresh and not names_next):
        if not fresh and first not in QUOTES and _goes_on(reader, index + 1):
            return _junk(reader, index, name.start, name)
        message = f'A colon is missing after `{name.text}`.'
        edit = Edit(Span(name.end, name.end), ':')
        report(reader, SyntaxCode.MISSING_COLON, message, (name.start, name.end), start, edit)
        return _value(reader, index, name, None)
    if fresh and (names_next or token == '}') and begins_inside(reader, index):
        return open_missing(reader, index, name, None)
    ends_statement = not token or fresh or names_next or token in CLOSERS or token in SEPARATORS
    if ends_statement or is_slash_comment(reader, index):
        return _missing_value(reader, index, name, None)
    return _junk(reader, index, name.start, name)


def _value(reader: Reader, index: int, name: Name, colon: int | None) -> int:
    """Reads the value of a field."""
    token = reader.token(index)
    if token in OPENERS or token == '[':
        return open_at(reader, index, name, colon)
    if token == ':' or token == '=':
        start = reader.start(index)
        message = f'One `{token}` too many after `{name.text}`.'
        edit = Edit(Span(start, start + 1), '')
        report(reader, SyntaxCode.UNEXPECTED_TEXT, message, (start, start + 1), start, edit)
        if reader.token(index + 1) in (':', '='):
            return _junk(reader, index + 1, reader.start(index + 1), name)
        return _value(reader, index + 1, name, colon)
    is_next_field = (
        token[:1] in WORD_STARTS
        and reader.is_fresh(index)
        and reader.token(index + 1)[:1] in ASSIGNS
        and not reader.is_fresh(index + 1)
    )
    if (is_next_field or token == '}') and reader.is_fresh(index) and begins_inside(reader, index):
        return open_missing(reader, index, name, colon)
    ends_statement = not token or token in CLOSERS or token in SEPARATORS or token == ']'
    if ends_statement or is_next_field or is_slash_comment(reader, index):
        return _missing_value(reader, index, name, colon)
    scalar, after = read_scalar(reader, index)
    add_field(reader, name, colon, scalar, scalar.end)
    return skip_separator(reader, after)


def _missing_value(reader: Reader, index: int, name: Name, colon: int | None) -> int:
    end = name.end if colon is None else colon + 1
    message = f'`{name.text}` has no value.'
    report(reader, SyntaxCode.MISSING_VALUE, message, (name.start, end), reader.start(index))
    add_field(reader, name, colon, None, end)
    return skip_separator(reader, index)


def _extension(reader: Reader, index: int) -> int:
    """Reads `[package.extension]`, or `[type.googleapis.com/package.Message]` in an Any."""
    start = reader.start(index)
    parts: list[str] = []
    used = index + 1
    while URL_CHARACTERS.fullmatch(reader.token(used)) or reader.token(used) == '/':
        parts.append(reader.token(used))
        used += 1
    wrong = _misfit(parts)
    if wrong is None and reader.token(used) == ']':
        return _after_name(reader, used + 1, Name(''.join(parts), start, reader.end(used), True))
    noticed = reader.start(used if wrong is None else index + 1 + wrong)
    while reader.token(used) not in ('', ']', ':', '{', '}') and not reader.is_fresh(used):
        used += 1
    used += reader.token(used) == ']'
    # Merge looks an extension up as soon as its name ends, and before the bracket does.
    name = Name(''.join(parts[:wrong]) if wrong is None or wrong % 2 else '', start, reader.end(used - 1), True)
    message = 'An extension is named by its full name in brackets: `[package.extension]`.'
    report(reader, SyntaxCode.BAD_EXTENSION_NAME, message, (start, name.end), noticed)
    if reader.token(used) in (':', '{', '<'):
        return _after_name(reader, used, name)
    add_field(reader, name, None, None, name.end)
    return used


def _misfit(parts: list[str]) -> int | None:
    """Which part of a name in brackets does not belong there. A type URL is for the schema to judge."""
    if '/' in parts:
        return None
    for at, part in enumerate(parts):
        if not (part == '.' if at % 2 else IDENTIFIER.match(part)):
            return at
    return None if len(parts) % 2 else len(parts)


def _quoted_name(reader: Reader, index: int) -> int:
    token, start, end = reader.token(index), reader.start(index), reader.end(index)
    bare = token.strip('"\'')
    message = f'Names have no quotes: write `{bare}`.'
    report(reader, SyntaxCode.QUOTED_NAME, message, (start, end), start, Edit(Span(start, end), bare))
    return _after_name(reader, index + 1, Name(bare, start, end))


def _nameless_block(reader: Reader, index: int) -> int:
    start = reader.start(index)
    after_junk = reader.faults and reader.faults[-1].end == reader.end(index - 1) and not reader.is_fresh(index)
    if not after_junk:
        message = 'The name of this block is missing before `{`.'
        report(reader, SyntaxCode.MISSING_NAME, message, (start, start + 1), start)
    return open_at(reader, index, Name('', start, start), None)


def _junk(reader: Reader, index: int, start: int, name: Name | None = None) -> int:
    """Passes over text that nothing can be made of; a name before it is kept, for completion."""
    noticed = reader.start(index)
    run = JUNK.match(reader.text, noticed)
    end, after = skip_to(reader, index, noticed + len(run[0].rstrip()) if run else noticed + 1)
    message = f'`{shorten(reader.text[start:end])}` is not a field: `name: value` or `name {{ ... }}`.'
    report(reader, SyntaxCode.UNEXPECTED_TEXT, message, (start, end), noticed, Edit(Span(start, end), ''))
    if name is not None:
        add_field(reader, name, None, None, end)
    return after


def _close(reader: Reader, index: int) -> int:
    token, top, start = reader.token(index), reader.top, reader.start(index)
    span = Span(start, start + 1)
    if not top.closer:
        report(reader, SyntaxCode.STRAY_CLOSE, f'This `{token}` closes nothing.', span, start, Edit(span, ''))
        return index + 1
    if token != top.closer:
        message = f'`{top.name.text}` is closed by `{top.closer}`, not by `{token}`.'
        report(reader, SyntaxCode.MISMATCHED_CLOSE, message, span, start, Edit(span, top.closer))
    return close_at(reader, index)


def _goes_on(reader: Reader, index: int) -> bool:
    """Whether a line has more on it than what one statement ends with."""
    token = reader.token(index)
    if not token or reader.is_fresh(index) or token in CLOSERS or token in SEPARATORS:
        return False
    if is_slash_comment(reader, index):
        return False
    return not (token[:1] in WORD_STARTS and reader.token(index + 1)[:1] in ASSIGNS)
