"""What stands in a list `[ ... ]`. The functions are like those of `recovery`."""

from __future__ import annotations

from pipeline_config_ls.textproto.lexer import ASSIGNS, CLOSERS, OPENERS, QUOTES, SIGN_STARTS, WORD_STARTS
from pipeline_config_ls.textproto.reader import Reader, Wants, close_at, close_missing, open_at, report, skip_separator
from pipeline_config_ls.textproto.scalars import is_slash_comment, read_scalar, skip_slash_comment
from pipeline_config_ls.textproto.tree import Edit, Name, Span, SyntaxCode

ELEMENT_STARTS = WORD_STARTS | QUOTES | SIGN_STARTS | frozenset(OPENERS)


def read_element(reader: Reader, index: int) -> int:
    """Reads what stands in a list."""
    token, top = reader.token(index), reader.top
    start = reader.start(index)
    if token == ']':
        if top.wants is Wants.ELEMENT:
            comma = reader.start(index - 1)
            message = 'A list must not end with a comma.'
            edit = Edit(Span(comma, comma + 1), '')
            report(reader, SyntaxCode.EXTRA_SEPARATOR, message, (comma, comma + 1), start, edit)
        return close_at(reader, index)
    starts_field = (
        token[:1] in WORD_STARTS
        and reader.token(index + 1)[:1] in ASSIGNS
        and (top.wants is Wants.COMMA or not reader.is_fresh(index + 1))
    )
    if token in CLOSERS or starts_field:
        close_missing(reader, index)
        return index if reader.top.is_list else skip_separator(reader, index)
    if is_slash_comment(reader, index):
        return skip_slash_comment(reader, index)
    if token == ',' or token == ';':
        return _list_separator(reader, index)
    if top.wants is Wants.COMMA and (token[:1] in ELEMENT_STARTS or token.isdecimal()):
        end = reader.end(index - 1)
        edit = Edit(Span(end, end), ',')
        report(
            reader, SyntaxCode.MISSING_COMMA, 'Elements of a list need a comma between them.', (end, end), start, edit
        )
    if token in OPENERS:
        return open_at(reader, index, Name('', start, start), None)
    if token == '[':
        report(reader, SyntaxCode.NESTED_LIST, 'A list cannot hold a list.', (start, start + 1), start)
        return open_at(reader, index, Name('', start, start), None)
    scalar, after = read_scalar(reader, index)
    top.content.append(scalar)
    top.wants = Wants.COMMA
    return after


def _list_separator(reader: Reader, index: int) -> int:
    token, top, start = reader.token(index), reader.top, reader.start(index)
    span = Span(start, start + 1)
    if top.wants is not Wants.COMMA:
        message = f'An element of the list is missing before this `{token}`.'
        report(reader, SyntaxCode.EXTRA_SEPARATOR, message, span, start, Edit(span, ''))
    elif token == ';':
        message = 'Elements of a list are separated by commas.'
        report(reader, SyntaxCode.MISSING_COMMA, message, span, start, Edit(span, ','))
        top.wants = Wants.ELEMENT
    else:
        top.wants = Wants.ELEMENT
    return index + 1
