"""Tokens: the text cut up by one regular expression, exactly where the tokenizer of protobuf's text_format cuts it.

Its peculiarities are kept: a line ends at \\n only, white space is Unicode's, an identifier may hold + and - after its
first letter, a string ends with its line, and any other character is a token of its own.
"""

from __future__ import annotations

import re
from itertools import accumulate
from operator import add, itemgetter
from string import ascii_letters, digits
from typing import NamedTuple

from pipeline_config_ls.textproto.tree import Span

# What stands before a token, and the token; empty at the end of the text. No alternative of the second group can fail
# where the first one has matched all it can, so nothing is ever tried twice.
TOKEN = re.compile(
    r"""(\s*(?:\#.*\s*)*)
    ( [a-zA-Z_][0-9a-zA-Z_+-]*
    | (?:[0-9+-]|\.[0-9])[0-9a-zA-Z_.+-]*
    | "[^"\n\\]*(?:\\.[^"\n\\]*)*(?:"|\\?$)
    | '[^'\n\\]*(?:\\.[^'\n\\]*)*(?:'|\\?$)
    | .
    | \Z
    )""",
    re.MULTILINE | re.VERBOSE,
)
COMMENT = re.compile('#.*')

# Kinds of tokens, by their first character. '' is the end of the text.
QUOTES = frozenset('"\'')
WORD_STARTS = frozenset(ascii_letters + digits + '_')
SIGN_STARTS = frozenset('+-.')  # a lone '.' is no number
OPENERS = {'{': '}', '<': '>'}
CLOSERS = frozenset('}>')
SEPARATORS = frozenset(',;')
# What follows a name, where that is one; `=` does not, but was meant to.
ASSIGNS = frozenset(':={<')

# The parser looks at most this many tokens ahead.
LOOK_AHEAD = 4


class Tokens(NamedTuple):
    """The tokens of a text, as columns. Some empty ones at the end save the parser from looking where it is."""

    trivia: list[str]  # white space and comments before each
    texts: list[str]
    ends: list[int]


def tokenize(text: str, start: int = 0, end: int | None = None) -> Tokens:
    """Cuts up a text, or some of its lines, in linear time. Never fails."""
    end = len(text) if end is None else end
    pairs: list[tuple[str, str]] = TOKEN.findall(text, start, end)
    trivia = list(map(itemgetter(0), pairs))
    texts = list(map(itemgetter(1), pairs))
    ends = list(accumulate(map(add, map(len, trivia), map(len, texts)), initial=start))
    del ends[0]
    trivia.extend([''] * LOOK_AHEAD)
    texts.extend([''] * LOOK_AHEAD)
    ends.extend([end] * LOOK_AHEAD)
    return Tokens(trivia, texts, ends)


def comments(text: str, tokens: Tokens) -> tuple[Span, ...]:
    """Where the comments are, without the end of their lines."""
    if '#' not in text:
        return ()
    commented = [at for at, before in enumerate(tokens.trivia) if '#' in before]
    spans: list[Span] = []
    for at in commented:
        end = tokens.ends[at] - len(tokens.texts[at])
        spans += (Span(*found.span()) for found in COMMENT.finditer(text, end - len(tokens.trivia[at]), end))
    return tuple(spans)


def is_terminated(literal: str) -> bool:
    """Whether a string token ends with the quote that it began with, as text_format asks."""
    return len(literal) > 1 and literal[-1] == literal[0]
