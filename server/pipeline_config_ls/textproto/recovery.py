"""Statements that are not plain: the rest of the grammar, and what to make of text that is not in it.

One mistake gives one fault, and spoils no more than its own line or block. Every function takes the index of a token
and gives the index of the first token that it has not used, which is a later one.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from pipeline_config_ls.textproto.lexer import (
    CLOSERS,
    OPENERS,
    QUOTES,
    SEPARATORS,
    SIGN_STARTS,
    WORD_STARTS,
    is_terminated,
)
from pipeline_config_ls.textproto.reader import (
    Guesses,
    Open,
    Reader,
    Wants,
    add_field,
    close_at,
    close_missing,
    open_at,
    open_missing,
    report,
    skip_separator,
)
from pipeline_config_ls.textproto.tree import Edit, Name, Scalar, ScalarKind, Span, SyntaxCode

BYTE_ORDER_MARK: Final = '\ufeff'
SMART_QUOTES = frozenset('“”„‟«»‘’‚‛')
SMART_QUOTE = re.compile('[“”„‟«»‘’‚‛]')
SMART_STRING = re.compile('[“”„‟«»‘’‚‛][^\n“”„‟«»"‘’‚‛]*[“”„‟«»‘’‚‛"]?')
# What follows a name, where that is one.
ASSIGNS = frozenset(':={<')
ELEMENT_STARTS = WORD_STARTS | QUOTES | SIGN_STARTS | frozenset(OPENERS)
# Text that wants quotes: to the end of the line, or to what may end a value.
BARE = re.compile(r'[^\s,;}\]>#][^\n,;}\]>#]*')
# Text that nothing can be made of: to the end of the line, a brace or a comment.
JUNK = re.compile(r'[^\n{}#]*')
URL_CHARACTERS = re.compile(r'[0-9a-zA-Z\-.~_ !$&()*+,;=%]+')
IDENTIFIER = re.compile(r'[^\d\W]\w*')


def read_statement(reader: Reader, index: int) -> int:
    """Reads what stands where a field should."""
    if reader.guesses is not None:
        used = _follow_indentation(reader, index, reader.guesses)
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
    if _is_slash_comment(reader, index):
        return _slash_comment(reader, index)
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
    if _is_slash_comment(reader, index):
        return _slash_comment(reader, index)
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
    scalar, after = _scalar(reader, index)
    top.elements.append(scalar)
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
    if fresh and (names_next or token == '}') and _begins_inside(reader, index):
        return open_missing(reader, index, name, None)
    ends_statement = not token or fresh or names_next or token in CLOSERS or token in SEPARATORS
    if ends_statement or _is_slash_comment(reader, index):
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
    if (is_next_field or token == '}') and reader.is_fresh(index) and _begins_inside(reader, index):
        return open_missing(reader, index, name, colon)
    ends_statement = not token or token in CLOSERS or token in SEPARATORS or token == ']'
    if ends_statement or is_next_field or _is_slash_comment(reader, index):
        return _missing_value(reader, index, name, colon)
    scalar, after = _scalar(reader, index)
    add_field(reader, name, colon, scalar, scalar.end)
    return skip_separator(reader, after)


def _missing_value(reader: Reader, index: int, name: Name, colon: int | None) -> int:
    end = name.end if colon is None else colon + 1
    message = f'`{name.text}` has no value.'
    report(reader, SyntaxCode.MISSING_VALUE, message, (name.start, end), reader.start(index))
    add_field(reader, name, colon, None, end)
    return skip_separator(reader, index)


def _scalar(reader: Reader, index: int) -> tuple[Scalar, int]:
    """Reads a scalar, or what stands where one should."""
    token = reader.token(index)
    first = token[:1]
    if first in QUOTES:
        return _string(reader, index)
    if first in SMART_QUOTES:
        return _smart_string(reader, index)
    is_sign = token == '-' or token == '+'
    if is_sign and not reader.is_fresh(index + 1) and reader.token(index + 1)[:1] in WORD_STARTS:
        span = Span(reader.start(index), reader.end(index + 1))
        gap = Edit(Span(reader.end(index), reader.start(index + 1)), '')
        message = f'No space may stand between `{token}` and the number.'
        report(reader, SyntaxCode.SPACE_AFTER_SIGN, message, span, span.start, gap)
        return Scalar(ScalarKind.BROKEN, reader.text[span.start : span.end], *span), index + 2
    # Python reads the digits of any script, so Merge takes a single one of those, too.
    is_literal = first in WORD_STARTS or (first in SIGN_STARTS and len(token) > 1) or token.isdecimal()
    if not is_literal or _goes_on_directly(reader, index + 1):
        return _bare_text(reader, index)
    kind = ScalarKind.NUMBER if first in SIGN_STARTS or first.isdecimal() else ScalarKind.IDENTIFIER
    return Scalar(kind, token, reader.start(index), reader.end(index)), index + 1


def _string(reader: Reader, index: int) -> tuple[Scalar, int]:
    """Reads adjacent string literals, up to the first one that has no end."""
    start = reader.start(index)
    kind = ScalarKind.STRING
    while reader.token(index)[:1] in QUOTES and kind is ScalarKind.STRING:
        if not is_terminated(reader.token(index)):
            _unterminated(reader, index)
            kind = ScalarKind.BROKEN
        index += 1
    end = reader.end(index - 1)
    return Scalar(kind, reader.text[start:end], start, end), index


def _unterminated(reader: Reader, index: int) -> None:
    token, start = reader.token(index), reader.start(index)
    smart = SMART_QUOTE.search(token)
    if smart:
        at = start + smart.start()
        message = f'`{smart[0]}` does not end a string; a straight `{token[0]}` does.'
        edit = Edit(Span(at, at + 1), token[0])
        report(reader, SyntaxCode.SMART_QUOTE, message, (at, at + 1), start, edit)
        return
    end = start + len(token.rstrip())
    message = f'The string has no closing `{token[0]}` on its line.'
    report(reader, SyntaxCode.UNTERMINATED_STRING, message, (start, end), start, Edit(Span(end, end), token[0]))


def _smart_string(reader: Reader, index: int) -> tuple[Scalar, int]:
    start = reader.start(index)
    run = SMART_STRING.match(reader.text, start)
    written = run[0] if run else reader.token(index)
    edits = [Edit(Span(start, start + 1), '"')]
    if len(written) > 1 and written[-1] in SMART_QUOTES:
        edits.append(Edit(Span(start + len(written) - 1, start + len(written)), '"'))
    elif written[-1] != '"':
        edits.append(Edit(Span(start + len(written), start + len(written)), '"'))
    end, after = _skip_to(reader, index, start + len(written))
    message = f'`{written[0]}` is a typographic quote; strings are written in straight ones.'
    report(reader, SyntaxCode.SMART_QUOTE, message, (start, end), start, *edits)
    return Scalar(ScalarKind.BROKEN, reader.text[start:end], start, end), after


def _bare_text(reader: Reader, index: int) -> tuple[Scalar, int]:
    start = reader.start(index)
    run = BARE.match(reader.text, start)
    end, after = _skip_to(reader, index, start + len(run[0].rstrip()) if run else reader.end(index))
    message = f'`{_shorten(reader.text[start:end])}` is no value. If it is meant to be a string, it needs quotes.'
    quotes = (Edit(Span(start, start), '"'), Edit(Span(end, end), '"'))
    report(reader, SyntaxCode.MISSING_QUOTES, message, (start, end), start, *quotes)
    return Scalar(ScalarKind.BROKEN, reader.text[start:end], start, end), after


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
    end, after = _skip_to(reader, index, noticed + len(run[0].rstrip()) if run else noticed + 1)
    message = f'`{_shorten(reader.text[start:end])}` is not a field: `name: value` or `name {{ ... }}`.'
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


def _is_slash_comment(reader: Reader, index: int) -> bool:
    """Whether a token begins a comment as C++ has it. `//server/share` is none where a value should be."""
    if reader.token(index) != '/' or not reader.follows_directly(index + 1):
        return False
    return reader.token(index + 1) in ('/', '*')


def _slash_comment(reader: Reader, index: int) -> int:
    start, text = reader.start(index), reader.text
    line_end = text.find('\n', start)
    end = line_end = len(text) if line_end < 0 else line_end
    edits = [Edit(Span(start, start + 2), '#')]
    if reader.token(index + 1) == '*' and not reader.no_block_comment_ends:
        found = text.find('*/', start + 2)
        reader.no_block_comment_ends = found < 0
        if found >= 0:
            end = found + 2
            edits += [Edit(Span(start + at, start + at), '# ') for at in _line_starts(text[start:found])]
            edits.append(Edit(Span(found, end), ''))
    end, after = _skip_to(reader, index, end)
    reader.comments.append(Span(start, end))
    message = 'Comments begin with `#`.'
    report(reader, SyntaxCode.SLASH_COMMENT, message, (start, min(end, line_end)), start, *edits)
    return after


def _line_starts(text: str) -> list[int]:
    return [found.end() for found in re.finditer(r'\n[ \t]*(?=\S)', text)]


def _follow_indentation(reader: Reader, index: int, guesses: Guesses) -> int | None:
    """Ends blocks that a token is not indented enough for, and drops braces that are indented too much.

    Gives an index if it used the token, or if the token is for a list to read.
    """
    token, stack, fresh = reader.token(index), reader.stack, reader.is_fresh(index)
    if fresh:
        reader.indentation = reader.column(index)
    column = reader.indentation
    if token in CLOSERS:
        if fresh and any(block.indentation == column for block in stack[1:]):
            _close_missing_while(reader, index, guesses, lambda block: block.indentation > column)
        elif guesses.surplus > 0 and column > reader.top.indentation >= 0 and _goes_on_inside(reader, index + 1):
            guesses.surplus -= 1
            start = reader.start(index)
            span = Span(start, start + 1)
            message = f'This `{token}` is one too many.'
            report(reader, SyntaxCode.STRAY_CLOSE, message, span, start, Edit(span, ''))
            return index + 1
    elif fresh and token[:1] in WORD_STARTS and reader.token(index + 1)[:1] in ASSIGNS:
        _close_missing_while(reader, index, guesses, lambda block: block.indentation >= column)
    return index if reader.top.is_list else None


def _goes_on_inside(reader: Reader, index: int) -> bool:
    """Whether what follows a closing brace looks as if the innermost block had not ended there."""
    if not reader.is_fresh(index):
        return True
    column, outer = reader.column(index), reader.top.indentation
    return column >= outer if reader.token(index) in CLOSERS else column > outer


def _close_missing_while(reader: Reader, index: int, guesses: Guesses, is_over: Callable[[Open], bool]) -> None:
    while guesses.missing > 0 and len(reader.stack) > 1 and is_over(reader.top):
        guesses.missing -= 1
        close_missing(reader, index)


def _begins_inside(reader: Reader, index: int) -> bool:
    """Whether a token at the start of a line looks as if a block had been opened before it. Only for guesses."""
    if reader.guesses is None or reader.guesses.surplus <= 0:
        return False
    column, outer = reader.column(index), reader.indentation
    return column == outer if reader.token(index) == '}' else column > outer


def _goes_on(reader: Reader, index: int) -> bool:
    """Whether a line has more on it than what one statement ends with."""
    token = reader.token(index)
    if not token or reader.is_fresh(index) or token in CLOSERS or token in SEPARATORS:
        return False
    if _is_slash_comment(reader, index):
        return False
    return not (token[:1] in WORD_STARTS and reader.token(index + 1)[:1] in ASSIGNS)


def _goes_on_directly(reader: Reader, index: int) -> bool:
    """Whether something is glued to a value that cannot follow one: it is part of a text without quotes."""
    token = reader.token(index)
    if not token or not reader.follows_directly(index) or _is_slash_comment(reader, index):
        return False
    return token[:1] not in WORD_STARTS | QUOTES and token not in ',;}>][{<'


def _skip_to(reader: Reader, index: int, offset: int) -> tuple[int, int]:
    """Uses the tokens that start before an offset, one at least: where they end, and the index of the next."""
    index += 1
    while reader.token(index) and reader.start(index) < offset:
        index += 1
    return reader.end(index - 1), index


def _shorten(text: str) -> str:
    return text if len(text) <= 40 else f'{text[:37]}...'
