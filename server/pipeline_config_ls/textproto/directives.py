"""`# txtpbfmt:` comments: how a file asks to be formatted.

The leading comments of a file hold options, `# txtpbfmt: expand_all_children, reverse_sort`. Between the lines
`# txtpbfmt: off` and `# txtpbfmt: on` a text stays as it is.

Not taken up are `wrap_strings_after_newlines`, `wrap_strings_without_wordwrap` and `allow_unnamed_nodes_everywhere`:
a file that asks for them is formatted as if it did not. Nor are `%templates%`, which no parser of protobuf takes.
"""

from __future__ import annotations

from dataclasses import dataclass

OFF = '# txtpbfmt: off'
ON = '# txtpbfmt: on\n'


@dataclass(frozen=True, slots=True)
class Options:
    """What the head of a file asks for, by the names that txtpbfmt has for it."""

    disable: bool = False
    expand_all_children: bool = False
    skip_all_colons: bool = False
    preserve_angle_brackets: bool = False
    smartquotes: bool = False
    allow_triple_quoted_strings: bool = False
    sort_fields_by_field_name: bool = False
    sort_repeated_fields_by_content: bool = False
    reverse_sort: bool = False
    remove_duplicate_values_for_repeated_fields: bool = False
    wrap_html_strings: bool = False
    # A path `field.subfield.subfield`, or a `subfield` of any field; the later ones decide ties.
    sort_repeated_fields_by_subfield: tuple[tuple[str, ...], ...] = ()
    wrap_strings_at_column: int = 0  # 0: strings are not wrapped


FLAGS = frozenset(Options.__slots__) - {'sort_repeated_fields_by_subfield', 'wrap_strings_at_column'}


def read_options(text: str) -> Options:
    """The options in the first comments of a text. What is not known is passed over."""
    flags: set[str] = set()
    subfields: list[tuple[str, ...]] = []
    column = 0
    for line in _head(text):
        key, colon, value = line[1:].partition(':')
        if not colon or key.strip() != 'txtpbfmt':
            continue
        for option in value.split(','):
            name, _, setting = option.strip().partition('=')
            if name in FLAGS:
                flags.add(name)
            elif name == 'sort_repeated_fields_by_subfield' and setting:
                subfields.append(tuple(setting.split('.')))
            elif name == 'wrap_strings_at_column' and setting.strip().isdecimal():
                column = int(setting[:9])
    return Options(
        **dict.fromkeys(flags, True),
        sort_repeated_fields_by_subfield=tuple(subfields),
        wrap_strings_at_column=column,
    )


def _head(text: str) -> list[str]:
    """The comment lines before the first line that is neither one nor empty."""
    lines: list[str] = []
    start = 0
    while start < len(text):
        end = text.find('\n', start)
        line = text[start : len(text) if end < 0 else end].rstrip('\r')
        if line and line[0] != '#':
            break
        if line:
            lines.append(line)
        start = len(text) if end < 0 else end + 1
    return lines


def find_kept(text: str) -> list[tuple[int, int]] | None:
    """Where a text is to stay as it is: whole lines, with up to one blank line on either side.

    An `off` that no `on` follows gives None. One that directly follows a comment is part of that comment.
    """
    kept: list[tuple[int, int]] = []
    offset = 0
    while (found := text.find(OFF + '\n', offset)) >= 0:
        offset = found + len(OFF) + 1
        start = text.rfind('\n', 0, found) + 1
        before = text[text.rfind('\n', 0, max(start - 1, 0)) + 1 : max(start - 1, 0)].strip()
        if text[start:found].strip() or before.startswith('#'):
            continue
        on = text.find(ON, offset)
        if on < 0:
            return None
        offset = on + len(ON)
        if start >= 2 and not before:
            start -= 1
        offset += text.startswith('\n', offset)
        kept.append((start, offset))
    return kept
