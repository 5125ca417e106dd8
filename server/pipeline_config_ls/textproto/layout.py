"""A text as what a formatter arranges: items, each with the comments above it, what it holds, and the comment beside it.

Blank lines are empty strings among the comments, never two in a row. Everything else of the text is in an item, but for
separators and white space, which are for the printer to write.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, field

from pipeline_config_ls.textproto.directives import Options
from pipeline_config_ls.textproto.lexer import tokenize
from pipeline_config_ls.textproto.literals import requote, wrap
from pipeline_config_ls.textproto.tree import Field, ListValue, Message, Scalar, ScalarKind


@dataclass(slots=True)
class Value:
    """A scalar, or one literal of a string."""

    text: str
    above: list[str] = field(default_factory=list)
    beside: str = ''


@dataclass(slots=True)
class Values:
    """The scalar of a field, as one value or as several adjacent literals; or, in brackets, a list of scalars."""

    values: list[Value]
    is_list: bool = False
    one_line: bool = False
    below: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Items:
    """What is in a block, or in a list of blocks."""

    items: list[Item]
    brackets: str  # '{}', '<>' or '[]'
    one_line: bool


@dataclass(slots=True)
class Item:
    """A field; a block in a list, which has no name; a text that stays as it is; or comments with nothing below them."""

    above: list[str]
    name: str = ''
    has_colon: bool = False
    content: Values | Items | None = None
    beside: str = ''
    kept: str = ''


@dataclass(slots=True)
class Source:
    """A text without faults, in which what is `kept` is blanked out; `original` has it."""

    text: str
    original: str
    kept: list[tuple[int, int]]
    options: Options


def arrange(source: Source, root: Message) -> Items:
    """All that a file holds."""
    return Items(_items(source, list(root.fields), 0, len(source.text)), '', False)


def _items(source: Source, nodes: list[Field], start: int, end: int) -> list[Item]:
    """The items between two delimiters."""
    items: list[Item] = []
    offset = start
    for node in nodes:
        above = _pass_gap(source, items, offset, node.start)
        item = Item(above)
        items.append(item)
        _fill(source, item, node)
        offset = node.end
    above = _pass_gap(source, items, offset, end)
    if above:
        items.append(Item(above))
    return items


def _pass_gap(source: Source, items: list[Item], start: int, end: int) -> list[str]:
    """Comments from `start` on: beside the last item, apart, around texts that are kept, and, given back, above the next.

    A comment is apart where a blank line is below it.
    """
    first_kept = bisect_left(source.kept, (start, 0)) if source.kept else 0
    for at in range(first_kept, len(source.kept)):
        first, last = source.kept[at]
        if last > end:
            break
        above = _comments_apart(source.text, items, start, first)
        while above and not above[-1]:
            above.pop()
        if above:
            items.append(Item(above))
        items.append(Item([], kept=source.original[first:last]))
        start = last
    return _comments_apart(source.text, items, start, end)


def _comments_apart(text: str, items: list[Item], start: int, end: int) -> list[str]:
    beside, above = _gap(text, start, end, bool(items and items[-1].kept))
    if beside:
        above = _attach(items, beside, above)
    while '' in above[1:]:
        blank = above.index('', 1)
        items.append(Item(above[:blank]))
        above = above[blank:]
    return above


def _attach(items: list[Item], beside: str, above: list[str]) -> list[str]:
    if items and not items[-1].kept:
        items[-1].beside = beside
    else:
        above.insert(0, beside)
    return above


def _gap(text: str, start: int, end: int, after_kept: bool = False) -> tuple[str, list[str]]:
    """The comment on the line where a gap begins, and the comments and blank lines after it."""
    gap = text[start:end]
    if '#' not in gap and gap.count('\n') < 2:  # as nearly all are
        return '', []
    lines = gap.split('\n')
    first = '' if after_kept else _comment(lines.pop(0))
    above: list[str] = []
    for at, line in enumerate(lines):
        comment = _comment(line)
        if comment:
            above.append(comment)
        elif at + 1 < len(lines) and not line.strip():
            # As txtpbfmt has it: of the blank lines below a comment, a first one that holds blanks does not count.
            is_dropped = above and above[-1] and line.strip('\r')
            if not is_dropped and (not above or above[-1]):
                above.append('')
    # A text that is kept has a blank line below it already, if there was one.
    return first, above[1:] if after_kept and above[:1] == [''] else above


def _comment(line: str) -> str:
    at = line.find('#')
    return line[at:].rstrip('\r') if at >= 0 else ''


def _comments(text: str, start: int, end: int) -> list[str]:
    first, above = _gap(text, start, end)
    return [comment for comment in (first, *above) if comment]


def _fill(source: Source, item: Item, node: Field) -> None:
    """Puts a field into its item."""
    name, value, text = node.name, node.value, source.text
    item.name = f'[{name.text}]' if name.is_extension else name.text
    item.has_colon = node.colon is not None
    if value is None:  # the caller sees to it that there is no fault
        return
    inside = _comments(text, name.end, value.start)
    if isinstance(value, Scalar):
        values = _literals(source, value)
        values[0].above = inside + values[0].above
        item.beside = values[-1].beside if len(values) == 1 else ''
        item.content = Values(values)
    elif isinstance(value, Message):
        item.has_colon &= not source.options.skip_all_colons
        item.content = _block(source, value, inside)
    elif any(isinstance(element, Message) for element in value.elements):
        item.content = _blocks(source, value, inside)
    else:
        item.content = _scalars(source, value, inside)


def _block(source: Source, block: Message, above: list[str]) -> Items:
    start, end = block.start + 1, block.end - 1
    items = _items(source, list(block.fields), start, end)
    if above:
        items.insert(0, Item(above))
    is_angled = source.options.preserve_angle_brackets and source.text[block.start] == '<'
    one_line = not source.options.expand_all_children and '\n' not in source.text[start:end] and not above
    return Items(items, '<>' if is_angled else '{}', one_line)


def _blocks(source: Source, value: ListValue, above: list[str]) -> Items:
    """A list of blocks."""
    items: list[Item] = []
    offset = value.start + 1
    for element in value.elements:
        if items:
            item = Item(_comments_apart(source.text, items, offset, element.start))
        else:
            beside, lines = _gap(source.text, offset, element.start)
            item = Item([*above, *_trim([beside, *lines])])
        if isinstance(element, Message):
            item.content = _block(source, element, [])
        else:
            item.content = Values(_literals(source, element))
        items.append(item)
        offset = element.end
    last = _comments_apart(source.text, items, offset, value.end - 1)
    if last:
        items.append(Item(last))
    return Items(items, '[]', '\n' not in source.text[value.start : value.end] and not above)


def _trim(lines: list[str]) -> list[str]:
    while lines and not lines[0]:
        lines = lines[1:]
    while lines and not lines[-1]:
        lines = lines[:-1]
    return lines


def _scalars(source: Source, value: ListValue, above: list[str]) -> Values:
    """A list of scalars; blank lines in it are dropped."""
    text, values = source.text, list[Value]()
    offset = value.start + 1
    for element in value.elements:
        if isinstance(element, Message):  # the caller sees to it that there is none
            continue
        beside, lines = _gap(text, offset, element.start)
        above += [beside] if beside and not values else []
        if values:
            values[-1].beside = values[-1].beside or beside
        above += filter(None, lines)
        literals = _literals(source, element)
        within = [comment for literal in literals for comment in (*literal.above, literal.beside) if comment]
        values.append(Value(' '.join(literal.text for literal in literals), above + within))
        above, offset = [], element.end
    beside, lines = _gap(text, offset, value.end - 1)
    if beside and values:
        values[-1].beside = beside
    elif beside:
        above.append(beside)
    below = above + [line for line in lines if line]
    one_line = '\n' not in text[value.start : value.end] and not any(one.above for one in values)
    return Values(values, True, one_line and not below, below)


def _literals(source: Source, scalar: Scalar) -> list[Value]:
    """The literals of a string, with the comments among them; any other scalar is one value."""
    options = source.options
    if scalar.kind is not ScalarKind.STRING:
        return [Value(scalar.text)]
    if options.allow_triple_quoted_strings and scalar.text[:3] in ('"""', "'''"):
        return [Value(scalar.text)]
    values: list[Value] = []
    tokens = tokenize(scalar.text)
    for trivia, token in zip(tokens.trivia, tokens.texts, strict=True):
        if not token:
            continue
        beside, above = _gap(trivia, 0, len(trivia))
        if values:
            values[-1].beside = beside
        values.append(Value(requote(token, options.smartquotes), [comment for comment in above if comment]))
    return values


def break_strings(content: Items, options: Options, depth: int) -> None:
    """Breaks long strings at the column that the file asks for. What is on one line, or has comments in it, stays."""
    width = options.wrap_strings_at_column - 2 * (depth + 1)
    for item in content.items:
        match item.content:
            case Items(one_line=False) as inner:
                break_strings(inner, options, depth + 1)
            case Values(is_list=False, values=values) as scalar if _may_break(values):
                literals = [value.text for value in values]
                broken = wrap(literals, width, options.wrap_html_strings)
                if broken != literals:
                    scalar.values = [Value(literal) for literal in broken]


def _may_break(values: list[Value]) -> bool:
    return all(
        value.text[0] in '"\'' and value.text[:3] not in ('"""', "'''") and not value.above and not value.beside
        for value in values
    )
