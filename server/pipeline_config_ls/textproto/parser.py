"""From text to tree. Never fails: what is wrong becomes faults, and everything around it is read.

The grammar is the one of protobuf's text_format.Merge. The plain statements of a sound file are read here; whatever
is not plain goes to `recovery`. Where braces do not match, the text is read a second time with the indentation as a
guide, and the reading with fewer faults is kept.
"""

from __future__ import annotations

import re
from collections import Counter

from pipeline_config_ls.textproto.lexer import (
    QUOTES,
    WORD_STARTS,
    Tokens,
    comments,
    is_terminated,
    tokenize,
)
from pipeline_config_ls.textproto.lists import read_element
from pipeline_config_ls.textproto.reader import MAX_DEPTH, Guesses, Open, Reader, begin, close_missing
from pipeline_config_ls.textproto.recovery import read_statement
from pipeline_config_ls.textproto.tree import Field, Message, Name, Scalar, ScalarKind, SyntaxCode, Tree

# First characters of tokens that may follow a complete scalar; '' is the end of the text.
FOLLOWS = WORD_STARTS | frozenset(',;}>[') | {''}
NUMBER_STARTS = frozenset('0123456789+-.')
INDENTED_LINE = re.compile(r'\n[ \t]+[^\s#]')


def parse(text: str) -> Tree:
    """Reads a text, in linear time."""
    tokens = tokenize(text)
    literal = _read(text, tokens, None)
    root, faults = _root(literal), tuple(literal.faults)
    found = comments(text, tokens)
    if literal.comments:
        found = tuple(sorted((*found, *literal.comments)))
    codes = Counter(fault.code for fault in faults)
    guesses = Guesses(missing=codes[SyntaxCode.MISSING_CLOSE], surplus=codes[SyntaxCode.STRAY_CLOSE])
    if (guesses.missing or guesses.surplus) and INDENTED_LINE.search(text):
        guided = _read(text, tokens, guesses)
        if len(guided.faults) <= len(faults) and tuple(guided.faults) != faults:
            return Tree(text, _root(guided), found, tuple(guided.faults), (root, faults))
    return Tree(text, root, found, faults)


def _root(reader: Reader) -> Message:
    return Message(tuple(reader.stack[0].content), 0, len(reader.text), None, None)


def _read(text: str, tokens: Tokens, guesses: Guesses | None) -> Reader:
    reader = begin(text, tokens, guesses)
    index = read_until(reader, len(tokens.texts), 0)
    while len(reader.stack) > 1:
        close_missing(reader, index)
    return reader


def read_until(reader: Reader, stop: int, depth: int) -> int:
    """Reads to the token `stop`, to the end, or until fewer than `depth` blocks are open; gives the index of what follows."""
    texts = reader.tokens.texts
    index = 0
    while index < stop and texts[index] and len(reader.stack) >= depth:
        index = _read_plain(reader, index, stop)
        if index >= stop or not texts[index] or len(reader.stack) < depth:
            break
        index = read_element(reader, index) if reader.top.is_list else read_statement(reader, index)
    return index


def _read_plain(reader: Reader, index: int, stop: int) -> int:
    """Reads statements as long as they are plain; gives the index of the first token that is not, or is `stop` or a later one.

    This is where the time of a sound file goes, hence the plain code: a name, a colon and one scalar; a name, maybe a
    colon, and a brace; a closing brace. Each may be followed by a separator. Where the indentation guides, nothing is
    plain that is not indented as it should be.
    """
    texts, ends, stack, columns = reader.tokens.texts, reader.tokens.ends, reader.stack, reader.columns
    top = stack[-1]
    new, number, identifier, string = tuple.__new__, ScalarKind.NUMBER, ScalarKind.IDENTIFIER, ScalarKind.STRING
    while index < stop and top.closer != ']':
        token = texts[index]
        if columns is not None:
            column = columns[index]
            is_fresh = column >= 0
            if is_fresh:
                reader.indentation = column
            outer_column = top.indentation
            if reader.indentation != outer_column if token == '}' else is_fresh and column <= outer_column:
                break
        if token[:1] in WORD_STARTS:
            end = ends[index]
            start = end - len(token)
            after = texts[index + 1]
            if after == '{' or (after == ':' and texts[index + 2] == '{'):
                if len(stack) >= MAX_DEPTH:
                    break
                name = new(Name, (token, start, end, False))
                if after == '{':
                    top = Open(name, None, ends[index + 1] - 1, '}', reader.indentation, [])
                    index += 2
                else:
                    top = Open(name, ends[index + 1] - 1, ends[index + 2] - 1, '}', reader.indentation, [])
                    index += 3
                stack.append(top)
                continue
            if after == ':':
                value = texts[index + 2]
                first = value[:1]
                if texts[index + 3][:1] not in FOLLOWS:
                    break
                if first in WORD_STARTS:
                    kind = number if first in NUMBER_STARTS else identifier
                elif first in QUOTES and is_terminated(value):
                    kind = string
                elif first in NUMBER_STARTS and len(value) > 1:
                    kind = number
                else:
                    break
                value_end = ends[index + 2]
                scalar = new(Scalar, (kind, value, value_end - len(value), value_end))
                name = new(Name, (token, start, end, False))
                top.content.append(new(Field, (name, ends[index + 1] - 1, scalar, start, value_end)))
                index += 3
            else:
                break
        elif token == '}' and top.closer == '}':
            end = ends[index]
            block = new(Message, (tuple(top.content), top.start, end, top.start, end - 1))
            stack.pop()
            outer = stack[-1]
            if outer.closer == ']':
                stack.append(top)
                break
            outer.content.append(new(Field, (top.name, top.colon, block, top.name.start, end)))
            top = outer
            index += 1
        else:
            break
        if texts[index] in (',', ';'):
            index += 1
    return index
