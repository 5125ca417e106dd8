"""Formatting, in the style that txtpbfmt has by default, with comments kept.

Two blanks of indentation, `name: value`, `name {`; a block or list that is written on one line stays on one line; runs
of blank lines become one. A file changes these rules for itself with `# txtpbfmt:` comments (see `directives`).
"""

from __future__ import annotations

import re

from pipeline_config_ls.textproto.directives import find_kept, read_options
from pipeline_config_ls.textproto.layout import Item, Items, Source, Value, Values, arrange, break_strings
from pipeline_config_ls.textproto.ordering import order
from pipeline_config_ls.textproto.parser import parse
from pipeline_config_ls.textproto.tree import Field, ListValue, Message, Tree

INDENT = '  '


def format_keeping_line_ends(text: str, tree: Tree | None = None) -> str:
    """The formatted text with the line ends that the text begins with: a file from Windows stays one."""
    formatted = format_text(text, tree)
    first = text.find('\n')
    return re.sub('\r?\n', '\r\n', formatted) if first > 0 and text[first - 1] == '\r' else formatted


def format_text(text: str, tree: Tree | None = None) -> str:
    """The formatted text. One with a syntax fault stays as it is, and so does one that asks to.

    `tree` is what `parse` makes of the text, where somebody has it already.
    What Merge makes of a text does not change, unless a directive asks for repeated values to be sorted or dropped.
    """
    options = read_options(text)
    kept = find_kept(text)
    if options.disable or kept is None or not text:
        return text
    whole = text if text.endswith('\n') else text + '\n'
    if kept:
        lists = _lists(parse(whole).root.fields)
        kept = [span for span in kept if not any(start < span[0] < end for start, end in lists)]
    blanked = _blank_out(whole, kept)
    if tree is None or tree.text != blanked:
        tree = parse(blanked)
    if tree.faults:
        return text
    content = arrange(Source(blanked, whole, kept, options), tree.root)
    if options.wrap_strings_at_column:
        break_strings(content, options, 0)
    order(content, options)
    return ''.join(_print_items(content, 0))


def _blank_out(text: str, spans: list[tuple[int, int]]) -> str:
    parts: list[str] = []
    offset = 0
    for start, end in spans:
        parts += (text[offset:start], re.sub(r'[^\n]', ' ', text[start:end]))
        offset = end
    return ''.join((*parts, text[offset:]))


def _lists(fields: tuple[Field, ...]) -> list[tuple[int, int]]:
    """Where lists are: in them, `off` is a comment like any other."""
    spans: list[tuple[int, int]] = []
    for field in fields:
        if isinstance(field.value, ListValue):
            spans.append((field.value.start, field.value.end))
        elif isinstance(field.value, Message):
            spans += _lists(field.value.fields)
    return spans


def _print_items(content: Items, depth: int) -> list[str]:
    """Items, each on lines of its own."""
    parts: list[str] = []
    indent = INDENT * depth
    fields = [item for item in content.items if item.content is not None]
    for at, item in enumerate(content.items):
        for comment in item.above:
            if comment:
                parts += (indent, comment, '\n')
            elif depth or at:
                parts.append('\n')
        if item.kept:
            parts.append(item.kept)
        elif item.content is not None:
            comma = ',' if content.brackets == '[]' and item is not fields[-1] else ''
            beside = f'{INDENT}{item.beside}' if item.beside else ''
            parts += (indent, *_print_field(item, depth), comma, beside, '\n')
    return parts


def _print_field(item: Item, depth: int) -> list[str]:
    """A field from its name to its end, its first line not indented."""
    name = item.name + (':' if item.has_colon else '')
    match item.content:
        case Items(one_line=True) as content:
            return [name, ' ' if name else '', _print_line(content)]
        case Items() as content:
            start, end = content.brackets[0], content.brackets[1]
            blank = ' ' if name else ''
            return [name, blank, start, '\n', *_print_items(content, depth + 1), INDENT * depth, end]
        case Values(is_list=True) as content:
            return [name, ' ', *_print_list(content, depth)]
        case Values(values=values) as content:
            if len(values) == 1 and not values[0].above and not content.below:
                return [name, ' ' if name else '', values[0].text]
            indent = '\n' + INDENT * (depth + 1)
            parts = [name]
            for value in values:
                for comment in value.above:
                    parts += (indent, comment)
                parts += (indent, value.text, _beside(value) if len(values) > 1 else '')
            return parts
        case None:
            return [name]


def _print_list(content: Values, depth: int) -> list[str]:
    if content.one_line:
        return ['[', ', '.join(value.text for value in content.values), ']']
    indent = '\n' + INDENT * (depth + 1)
    parts = ['[']
    for at, value in enumerate(content.values):
        for comment in value.above:
            parts += (indent, comment)
        comma = ',' if at + 1 < len(content.values) else ''
        parts += (indent, value.text, comma, _beside(value))
    for comment in content.below:
        parts += (indent, comment)
    return [*parts, '\n', INDENT * depth, ']']


def _print_line(content: Items) -> str:
    """Items that all stand on one line; there is no comment among them."""
    start, end = content.brackets[0], content.brackets[1]
    separator = ', ' if content.brackets == '[]' else ' '
    fields = [item for item in content.items if item.content is not None]
    inner = separator.join(_print_on_line(item) for item in fields)
    return f'{start} {inner} {end}' if inner else start + end


def _print_on_line(item: Item) -> str:
    name = item.name + (': ' if item.has_colon else ' ' if item.name else '')
    match item.content:
        case Items() as content:
            return name + _print_line(content)
        case Values(is_list=True, values=values):
            return f'{name}[{", ".join(value.text for value in values)}]'
        case Values(values=values):
            return name + ' '.join(value.text for value in values)
        case None:
            return name


def _beside(value: Value) -> str:
    return f'{INDENT}{value.beside}' if value.beside else ''
