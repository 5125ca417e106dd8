"""The tree of a text that was edited in one place, made from the tree before: a keystroke in a long file reads a few lines.

Reading restarts some fields before the edit, in the innermost block around it, and goes on until it meets a field of the old
tree that the edit has not touched, or the brace that closes the block. There the state of a reader is what it was (a block,
and nothing half read), so the rest is the same, only moved. Whatever is not so plain is read anew: braces that do not
match, where the indentation of the whole file is the guide, and comments between `/*` and `*/`.

`reparse(parse(old), new) == parse(new)` for all texts; a test holds it to that.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from typing import NamedTuple

from pipeline_config_ls.textproto.difference import Change, change_between
from pipeline_config_ls.textproto.lexer import LOOK_AHEAD, WORD_STARTS, Tokens, comments, tokenize
from pipeline_config_ls.textproto.parser import parse, read_until
from pipeline_config_ls.textproto.reader import ROOT, Open, Reader
from pipeline_config_ls.textproto.tree import (
    Edit,
    Field,
    ListValue,
    Message,
    Name,
    Scalar,
    Span,
    SyntaxCode,
    SyntaxFault,
    Tree,
)

# Faults that are about the whole file.
GLOBAL = frozenset(
    (
        SyntaxCode.MISSING_OPEN,
        SyntaxCode.MISSING_CLOSE,
        SyntaxCode.STRAY_CLOSE,
        SyntaxCode.MISMATCHED_CLOSE,
        SyntaxCode.TOO_DEEP,
    )
)
# Behind so many tokens no reader has looked as far ahead as the edit.
MARGIN = LOOK_AHEAD + 2
# So many blocks are tried before all is read anew.
MOST_BLOCKS = 3
# So many characters usually hold more tokens than anybody looks ahead.
ENOUGH = 300

_new = tuple.__new__


def reparse(old: Tree, text: str) -> Tree:
    """Reads a text that is mostly the one of `old`."""
    if text == old.text:
        return old
    if old.literal is not None or '/*' in text or '/*' in old.text or any(fault.code in GLOBAL for fault in old.faults):
        return parse(text)
    change = change_between(old.text, text)
    steps = _way_to(old.root, change)
    # The innermost block, or one around it where that begins in the middle of a line, or ends elsewhere now.
    for depth in range(len(steps), max(len(steps) - MOST_BLOCKS, 0), -1):
        window = _window(old, steps[depth - 1].block, change)
        reader = _read(old, text, steps[:depth], window, change)
        if reader is not None:
            return _assemble(old, text, steps[:depth], window, change, reader)
    return parse(text)


class _Step(NamedTuple):
    """A block around the edit, and which of its fields the next block is the value of."""

    block: Message
    at: int


class _Window(NamedTuple):
    """What is read anew of a block: its fields from `first` up to but without `last`; and from where to where in the old text."""

    first: int
    last: int
    start: int
    target: int


def _way_to(root: Message, change: Change) -> list[_Step]:
    """The blocks whose braces are around the edit, the root first."""
    steps: list[_Step] = []
    block = root
    while True:
        index = bisect_right(block.fields, change.start, key=_start) - 1
        value = block.fields[index].value if index >= 0 else None
        is_around = (
            isinstance(value, Message)
            and value.close is not None
            and value.open is not None
            and value.open < change.start
            and change.old_end <= value.close
        )
        steps.append(_Step(block, index))
        if not is_around:
            return steps
        assert isinstance(value, Message)
        block = value


def _start(field: Field) -> int:
    return field.start


def _window(old: Tree, block: Message, change: Change) -> _Window:
    fields = block.fields
    first = _restart(old.text, fields, _out_of_reach(fields, change.start))
    last = _resume(old.text, fields, bisect_left(fields, change.old_end, key=_start) + 1)
    start = fields[first].start if first else (0 if block.open is None else block.open + 1)
    end = len(old.text) if block.close is None else block.close
    return _Window(first, last, start, fields[last].start if last < len(fields) else end)


def _out_of_reach(fields: tuple[Field, ...], offset: int) -> int:
    """The last field before which no reader has looked as far ahead as an offset."""
    index, tokens = bisect_left(fields, offset, key=_start), 0
    while index > 0 and tokens < MARGIN:
        index -= 1
        tokens += _fewest_tokens(fields[index]) if fields[index].end <= offset else 1
    return index


def _fewest_tokens(field: Field) -> int:
    match field.value:
        case None:
            return 1
        case Scalar():
            return 2
        case Message(fields):
            return 2 + len(fields)
        case ListValue(elements):
            return 2 + len(elements)


def _restart(text: str, fields: tuple[Field, ...], index: int) -> int:
    """The last field up to `index` that begins a line with a plain name: what stands before it cannot reach into the edit."""
    while index > 0 and not _begins_line(text, fields, index):
        index -= 1
    return max(index, 0)


def _resume(text: str, fields: tuple[Field, ...], index: int) -> int:
    """The first field from `index` on that begins a line with a plain name."""
    while index < len(fields) and not _begins_line(text, fields, index):
        index += 1
    return index


def _begins_line(text: str, fields: tuple[Field, ...], index: int) -> bool:
    """Whether a field begins with a plain name, and nothing stands before it on its line, not even what nobody can read."""
    start = fields[index].start
    _, line_end, before = text[fields[index - 1].end : start].rpartition('\n')
    return bool(line_end) and not before.strip() and text[start] in WORD_STARTS


def _read(old: Tree, text: str, steps: list[_Step], window: _Window, change: Change) -> Reader | None:
    """Reads the window; None where the reader does not arrive at its end as it did before."""
    target = window.target + change.growth
    tokens = _tokens(text, window.start, target)
    stop = _token_at(tokens, target)
    # The first token of a window counts as the first of its line.
    if stop is None or (window.start and not window.first and '\n' not in tokens.trivia[0]):
        return None
    reader = Reader(text, tokens, None, _stack(old.text, steps), [], [], None)
    block, depth = reader.top, len(reader.stack)
    arrived = read_until(reader, stop, depth)
    if arrived != stop or len(reader.stack) != depth or reader.top is not block:
        return None
    return None if any(fault.code in GLOBAL for fault in reader.faults) else reader


def _tokens(text: str, start: int, target: int) -> Tokens:
    """The tokens of some lines, and enough of those behind `target` for whoever looks ahead."""
    reach = ENOUGH
    while True:
        line_end = text.find('\n', target + reach)
        end = len(text) if line_end < 0 else line_end + 1
        tokens = tokenize(text, start, end)
        behind = len(tokens.texts) - LOOK_AHEAD - bisect_left(tokens.ends, target)
        if end == len(text) or behind > MARGIN:
            return tokens
        reach *= 8


def _token_at(tokens: Tokens, offset: int) -> int | None:
    """The index of the token that starts at an offset."""
    first = bisect_left(tokens.ends, offset)
    for at in range(first, min(first + 2, len(tokens.texts))):
        if tokens.ends[at] - len(tokens.texts[at]) == offset:
            return at
    return None


def _stack(text: str, steps: list[_Step]) -> list[Open]:
    """The blocks that are open where the window begins."""
    stack = [Open(ROOT, None, 0, '')]
    for step in steps[:-1]:
        field = step.block.fields[step.at]
        assert isinstance(field.value, Message)
        stack.append(Open(field.name, field.colon, field.value.start, text[field.value.end - 1]))
    return stack


def _assemble(old: Tree, text: str, steps: list[_Step], window: _Window, change: Change, reader: Reader) -> Tree:
    growth = change.growth
    block = steps[-1].block
    fields = (*block.fields[: window.first], *reader.top.content, *_moved_all(block.fields[window.last :], growth))
    inner = _with_fields(block, fields, growth)
    for step in reversed(steps[:-1]):
        name, colon, _, start, end = step.block.fields[step.at]
        around = _new(Field, (name, colon, inner, start, end + growth))
        after = _moved_all(step.block.fields[step.at + 1 :], growth)
        inner = _with_fields(step.block, (*step.block.fields[: step.at], around, *after), growth)
    faults = (
        *(fault for fault in old.faults if fault.start < window.start),
        *reader.faults,
        *(_moved_fault(fault, growth) for fault in old.faults if fault.start >= window.target),
    )
    return Tree(text, inner, _comments(old, text, window, growth, reader), faults)


def _with_fields(block: Message, fields: tuple[Field, ...], growth: int) -> Message:
    close = None if block.close is None else block.close + growth
    return Message(fields, block.start, block.end + growth, block.open, close)


def _comments(old: Tree, text: str, window: _Window, growth: int, reader: Reader) -> tuple[Span, ...]:
    target = window.target + growth
    read = [span for span in (*comments(text, reader.tokens), *reader.comments) if span.start < target]
    first = bisect_left(old.comments, window.start, key=lambda span: span.start)
    last = bisect_left(old.comments, window.target, key=lambda span: span.start)
    after = old.comments[last:]
    moved = after if not growth else tuple(Span(start + growth, end + growth) for start, end in after)
    return (*old.comments[:first], *sorted(read), *moved)


def _moved_all(fields: tuple[Field, ...], growth: int) -> tuple[Field, ...]:
    return tuple([_moved(field, growth) for field in fields]) if growth else fields


def _moved(field: Field, growth: int) -> Field:
    """A field at its new place. This is where the time goes, hence the plain code."""
    (name_text, name_start, name_end, is_extension), colon, value, start, end = field
    name = _new(Name, (name_text, name_start + growth, name_end + growth, is_extension))
    if colon is not None:
        colon += growth
    if value.__class__ is Scalar:
        kind, text, value_start, value_end = value
        value = _new(Scalar, (kind, text, value_start + growth, value_end + growth))
    elif value is not None:
        value = _moved_value(value, growth)
    return _new(Field, (name, colon, value, start + growth, end + growth))


def _moved_value(value: Scalar | Message | ListValue, growth: int) -> Scalar | Message | ListValue:
    match value:
        case Message(fields, start, end, open, close):
            open = None if open is None else open + growth
            close = None if close is None else close + growth
            moved = tuple([_moved(field, growth) for field in fields])
            return _new(Message, (moved, start + growth, end + growth, open, close))
        case ListValue(elements, start, end, close):
            close = None if close is None else close + growth
            return ListValue(tuple(_element(one, growth) for one in elements), start + growth, end + growth, close)
        case Scalar(kind, text, start, end):
            return Scalar(kind, text, start + growth, end + growth)


def _element(element: Scalar | Message, growth: int) -> Scalar | Message:
    moved = _moved_value(element, growth)
    assert not isinstance(moved, ListValue)
    return moved


def _moved_fault(fault: SyntaxFault, growth: int) -> SyntaxFault:
    return fault._replace(
        start=fault.start + growth,
        end=fault.end + growth,
        noticed=fault.noticed + growth,
        reported=None if fault.reported is None else fault.reported + growth,
        edits=tuple(Edit(Span(edit.span.start + growth, edit.span.end + growth), edit.text) for edit in fault.edits),
    )
