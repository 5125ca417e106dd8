"""What indentation says about braces that do not match: where a block was meant to begin or end."""

from __future__ import annotations

from collections.abc import Callable

from pipeline_config_ls.textproto.lexer import ASSIGNS, CLOSERS, WORD_STARTS
from pipeline_config_ls.textproto.reader import Guesses, Open, Reader, close_missing, report
from pipeline_config_ls.textproto.tree import Edit, Span, SyntaxCode


def follow_indentation(reader: Reader, index: int, guesses: Guesses) -> int | None:
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


def begins_inside(reader: Reader, index: int) -> bool:
    """Whether a token at the start of a line looks as if a block had been opened before it. Only for guesses."""
    if reader.guesses is None or reader.guesses.surplus <= 0:
        return False
    column, outer = reader.column(index), reader.indentation
    return column == outer if reader.token(index) == '}' else column > outer
