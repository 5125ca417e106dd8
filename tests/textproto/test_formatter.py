"""Formatting: the style of txtpbfmt, what directives change, and that nothing else ever does."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline_config_ls.document.values import unescape
from pipeline_config_ls.textproto import Field, ListValue, Message, Scalar, ScalarKind, parse
from pipeline_config_ls.textproto.formatter import format_text
from pipeline_config_ls.textproto.lexer import tokenize


@pytest.mark.parametrize(
    ('before', 'after'),
    [
        ('', ''),
        ('a:1', 'a: 1\n'),
        ('  a  :  1 ;b : 2,', 'a: 1\nb: 2\n'),
        ('a{b:1}', 'a { b: 1 }\n'),
        ('a: {b: 1 c < d: 2 >}', 'a: { b: 1 c { d: 2 } }\n'),
        ('a { }', 'a {}\n'),
        ('a {\n}', 'a {\n}\n'),
        ('a{\nb:1}', 'a {\n  b: 1\n}\n'),
        ('a\n{\n\tb: 1\n\t}', 'a {\n  b: 1\n}\n'),
        ("a: 'x\"y'", 'a: "x\\"y"\n'),
        ("a: 'it\\'s'", 'a: "it\\\'s"\n'),
        ('a: "x"  "y"', 'a:\n  "x"\n  "y"\n'),
        ('a:[1,2 , 3]', 'a: [1, 2, 3]\n'),
        ('a: [\n1, 2]', 'a: [\n  1,\n  2\n]\n'),
        ('a: [] b: [\n]', 'a: []\nb: [\n]\n'),
        ('a [{b:1}, {}]', 'a [ { b: 1 }, {} ]\n'),
        ('a: [\n{b:1}\n, {\nb: 2}]', 'a: [\n  { b: 1 },\n  {\n    b: 2\n  }\n]\n'),
        ('[x.\n y] { }', '[x.y] {}\n'),
        ('a: 1\r\nb {\r\n}\r\n', 'a: 1\nb {\n}\n'),
        # Blank lines: none at the start, one where there were some.
        ('\n\n\na: 1\n\n\n\nb: 2\n\n\n', 'a: 1\n\nb: 2\n\n'),
        ('a {\n\n\n  b: 1\n\n\n}', 'a {\n\n  b: 1\n\n}\n'),
        # Comments: above, beside, below, and in between.
        ('#c\n  # d\na:1#e', '#c\n# d\na: 1  #e\n'),
        ('a { # c\n b: 1\n # d\n} # e', 'a {\n  # c\n  b: 1\n  # d\n}  # e\n'),
        ('a: # c\n  1', 'a:\n  # c\n  1\n'),
        ('a: "x" # c\n # d\n "y" # e\n# f', 'a:\n  "x"  # c\n  # d\n  "y"  # e\n# f\n'),
        ('a # c\n{ b: 1 }', 'a {\n  # c\n  b: 1\n}\n'),
        ('a: [1, # c\n 2 # d\n # e\n]', 'a: [\n  1,  # c\n  2  # d\n  # e\n]\n'),
        ('a: [ # c\n]', 'a: [\n  # c\n]\n'),
        ('a [ # c\n {}, # d\n\n\n # e\n {} # f\n]', 'a [\n  # c\n  {},  # d\n\n  # e\n  {}  # f\n]\n'),
        ('a: 1  # c\n, b: 2', 'a: 1  # c\nb: 2\n'),
    ],
)
def test_style(before: str, after: str) -> None:
    assert format_text(before) == after


@pytest.mark.parametrize(
    ('directive', 'before', 'after'),
    [
        ('disable', 'a:1', 'a:1'),
        ('expand_all_children', 'a { b { c: 1 } d {} }', 'a {\n  b {\n    c: 1\n  }\n  d {\n  }\n}\n'),
        ('skip_all_colons', 'a: { b: 1 }', 'a { b: 1 }\n'),
        ('preserve_angle_brackets', 'a < b: 1 > c { }', 'a < b: 1 >\nc {}\n'),
        ('smartquotes', 'a: "\\"x\\"" b: "it\'s"', 'a: \'"x"\'\nb: "it\'s"\n'),
        ('allow_triple_quoted_strings', 'a: """x"""', 'a: """x"""\n'),
        ('sort_fields_by_field_name', 'm {\nb: 1\n# of a\na: 2\na: 1\n}', 'm {\n  # of a\n  a: 2\n  a: 1\n  b: 1\n}\n'),
        ('sort_repeated_fields_by_content', 'm { b: 2 b: 1 a: [2, 1] b: 0 }', 'm { b: 1 b: 2 a: [1, 2] b: 0 }\n'),
        ('sort_repeated_fields_by_content, reverse_sort', 'm { b: 1 b: 2 }', 'm { b: 2 b: 1 }\n'),
        ('sort_repeated_fields_by_subfield=a.id', 'm { a { id: 2 } a { id: 1 } }', 'm { a { id: 1 } a { id: 2 } }\n'),
        ('sort_repeated_fields_by_subfield=id', 'm { a { id: 2 } a { id: 1 } }', 'm { a { id: 1 } a { id: 2 } }\n'),
        (
            'sort_repeated_fields_by_subfield=a.b.c',
            'm { a { b { c: 2 } } a { b { c: 1 } } }',
            'm { a { b { c: 1 } } a { b { c: 2 } } }\n',
        ),
        ('sort_repeated_fields_by_content', 'b: 2\n# apart\n\nb: 1', 'b: 2\n# apart\n\nb: 1\n'),
        ('remove_duplicate_values_for_repeated_fields', 'a: 1\n\na: 1\nb: 1', 'a: 1\n\nb: 1\n'),
        ('wrap_strings_at_column=15', 's: "one two three four five"', 's:\n  "one two "\n  "three four "\n  "five"\n'),
        ('wrap_strings_at_column=15', 's: "one two three <four>"', 's: "one two three <four>"\n'),
        ('wrap_strings_at_column=15, wrap_html_strings', 's: "one two three <b>"', 's:\n  "one two "\n  "three <b>"\n'),
        ('unheard_of', 'a:1', 'a: 1\n'),
    ],
)
def test_directives(directive: str, before: str, after: str) -> None:
    head = f'# txtpbfmt: {directive}\n\n'
    assert format_text(head + before) == head + after


def test_what_is_between_off_and_on_stays() -> None:
    before = 'a:1\n\n\n# txtpbfmt: off\n  b :   {TEMPLATE}\n# txtpbfmt: on\n\n\nc:3\n'
    assert format_text(before) == 'a: 1\n\n# txtpbfmt: off\n  b :   {TEMPLATE}\n# txtpbfmt: on\n\nc: 3\n'


def test_in_a_list_off_is_a_comment() -> None:
    before = 'a: [\n# txtpbfmt: off\n1,   2\n# txtpbfmt: on\n]\n'
    assert format_text(before) == 'a: [\n  # txtpbfmt: off\n  1,\n  2\n  # txtpbfmt: on\n]\n'


@pytest.mark.parametrize('text', ['a {', 'a: 1 }', 'a 1', 'a:  1\n# txtpbfmt: off\nb', 'a: "x'])
def test_a_broken_file_stays(text: str) -> None:
    assert format_text(text) == text


GAPS = st.lists(
    st.sampled_from((' ', '\n', '\t', '\n\n', ' \n', '# c\n', ' #d \n', '\r\n', '# "e\n', '\x0b', "# f's\r\n")),
    max_size=4,
).map(''.join)
NAMES = st.sampled_from(('a', 'b', 'name', '[x.y]', '[x . y]'))
SCALARS = st.sampled_from(
    (
        '1',
        '-2',
        '1.5e3',
        'FOO',
        'true',
        '"x"',
        "'x'",
        "'a\"b'",
        '"it\'s"',
        "'\\'\\u0022'",
        '"\\\\"',
        "'\\\\\"'",
        '"#"',
        '""',
    )
)
FEW = 3


@st.composite
def fields(draw: st.DrawFn, depth: int = FEW) -> str:
    """Sound fields in any layout."""
    parts: list[str] = [draw(GAPS)]
    for _ in range(draw(st.integers(0, FEW))):
        gap = [draw(GAPS) or ' ' for _ in range(4)]
        kind = draw(st.integers(0, 4 if depth else 2))
        if kind < 2:
            value = (
                ': '
                + gap[0]
                + gap[1].join(draw(st.lists(SCALARS.filter(lambda s: s[0] in '"\''), min_size=1, max_size=2)))
            )
            value = value if kind else f':{gap[0]}{draw(SCALARS)}'
        elif kind == 2:
            value = f'{gap[0]}:{gap[1]}[{gap[2]}{(gap[3] + ",").join(draw(st.lists(SCALARS, max_size=FEW)))}{gap[3]}]'
        elif kind == 3:
            start, end = draw(st.sampled_from(('{}', '<>', ('{', '}'))))
            value = f'{gap[0]}{start}{draw(fields(depth - 1))}{end}'
        else:
            inner = draw(st.lists(fields(depth - 1), max_size=FEW))
            value = f':{gap[0]}[{(gap[1] + "," + gap[2]).join(f"{{{body}}}" for body in inner)}{gap[3]}]'
        parts += (draw(NAMES), value, draw(st.sampled_from(('\n', ' ', '# g\n', ',', ' ;\n'))), draw(GAPS))
    return ''.join(parts)


HEADS = st.sampled_from(
    ('', '', '# txtpbfmt: expand_all_children, skip_all_colons\n', '# txtpbfmt: smartquotes, preserve_angle_brackets\n')
)


def meaning(nodes: tuple[Field, ...]) -> list[object]:
    """What fields say, whatever they look like."""

    def value(node: Scalar | Message | ListValue | None) -> object:
        match node:
            case Message(fields=inner):
                return meaning(inner)
            case ListValue(elements=elements):
                return [value(element) for element in elements]
            case Scalar(kind=ScalarKind.STRING, text=text):
                return b''.join(unescape(token[1:-1]) for token in tokenize(text).texts if token)
            case _:
                return node and node.text

    return [(node.name.text, value(node.value)) for node in nodes]


@given(HEADS, fields())
def test_a_text_says_the_same_and_is_done_in_one_go(head: str, body: str) -> None:
    text = head + body
    tree = parse(text)
    assert tree.faults == ()
    formatted = format_text(text)
    after = parse(formatted)
    assert after.faults == ()
    assert meaning(after.root.fields) == meaning(tree.root.fields)
    # No comment is lost.
    assert sorted(formatted[start:end].strip() for start, end in after.comments) == sorted(
        text[start:end].strip() for start, end in tree.comments
    )
    assert format_text(formatted) == formatted
