"""Scalars, and what stands where one should: text without quotes, typographic quotes, comments as C++ has them.

Every function takes the index of a token, and gives the index of the first token that it has not used.
"""

from __future__ import annotations

import re

from pipeline_config_ls.textproto.lexer import QUOTES, SIGN_STARTS, WORD_STARTS, is_terminated
from pipeline_config_ls.textproto.reader import Reader, report
from pipeline_config_ls.textproto.tree import Edit, Scalar, ScalarKind, Span, SyntaxCode

SMART_QUOTES = frozenset('“”„‟«»‘’‚‛')
SMART_QUOTE = re.compile('[“”„‟«»‘’‚‛]')
SMART_STRING = re.compile('[“”„‟«»‘’‚‛][^\n“”„‟«»"‘’‚‛]*[“”„‟«»‘’‚‛"]?')
# Text that wants quotes: to the end of the line, or to what may end a value.
BARE = re.compile(r'[^\s,;}\]>#][^\n,;}\]>#]*')
# What may follow a scalar with nothing in between.
FOLLOWS_DIRECTLY = WORD_STARTS | QUOTES | frozenset(',;}>][{<')


def read_scalar(reader: Reader, index: int) -> tuple[Scalar, int]:
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
    end, after = skip_to(reader, index, start + len(written))
    message = f'`{written[0]}` is a typographic quote; strings are written in straight ones.'
    report(reader, SyntaxCode.SMART_QUOTE, message, (start, end), start, *edits)
    return Scalar(ScalarKind.BROKEN, reader.text[start:end], start, end), after


def _bare_text(reader: Reader, index: int) -> tuple[Scalar, int]:
    start = reader.start(index)
    run = BARE.match(reader.text, start)
    end, after = skip_to(reader, index, start + len(run[0].rstrip()) if run else reader.end(index))
    message = f'`{shorten(reader.text[start:end])}` is no value. If it is meant to be a string, it needs quotes.'
    quotes = (Edit(Span(start, start), '"'), Edit(Span(end, end), '"'))
    report(reader, SyntaxCode.MISSING_QUOTES, message, (start, end), start, *quotes)
    return Scalar(ScalarKind.BROKEN, reader.text[start:end], start, end), after


def _goes_on_directly(reader: Reader, index: int) -> bool:
    """Whether something is glued to a value that cannot follow one: it is part of a text without quotes."""
    token = reader.token(index)
    if not token or not reader.follows_directly(index) or is_slash_comment(reader, index):
        return False
    return token[:1] not in FOLLOWS_DIRECTLY


def is_slash_comment(reader: Reader, index: int) -> bool:
    """Whether a token begins a comment as C++ has it. `//server/share` is none where a value should be."""
    if reader.token(index) != '/' or not reader.follows_directly(index + 1):
        return False
    return reader.token(index + 1) in ('/', '*')


def skip_slash_comment(reader: Reader, index: int) -> int:
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
    end, after = skip_to(reader, index, end)
    reader.comments.append(Span(start, end))
    message = 'Comments begin with `#`.'
    report(reader, SyntaxCode.SLASH_COMMENT, message, (start, min(end, line_end)), start, *edits)
    return after


def _line_starts(text: str) -> list[int]:
    return [found.end() for found in re.finditer(r'\n[ \t]*(?=\S)', text)]


def skip_to(reader: Reader, index: int, offset: int) -> tuple[int, int]:
    """Uses the tokens that start before an offset, one at least: where they end, and the index of the next."""
    index += 1
    while reader.token(index) and reader.start(index) < offset:
        index += 1
    return reader.end(index - 1), index


def shorten(text: str) -> str:
    return text if len(text) <= 40 else f'{text[:37]}...'
