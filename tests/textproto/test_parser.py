"""The tree of sound texts, and one fault for one mistake."""

from __future__ import annotations

import pytest

from pipeline_config_ls.textproto import ListValue, Message, Scalar, ScalarKind, SyntaxCode, Tree, parse
from pipeline_config_ls.textproto.reader import MAX_DEPTH


def outline(tree: Tree, block: Message | None = None) -> str:
    """The tree in one line, with every value as it stands in the text."""
    fields = []
    for field in (block or tree.root).fields:
        match field.value:
            case Message():
                fields.append(f'{field.name.text} {{{outline(tree, field.value)}}}')
            case ListValue(elements=elements):
                inner = (f'{{{outline(tree, one)}}}' if isinstance(one, Message) else one.text for one in elements)
                fields.append(f'{field.name.text}: [{", ".join(inner)}]')
            case Scalar(text=text):
                fields.append(f'{field.name.text}: {text}')
            case None:
                fields.append(f'{field.name.text}: ?')
    return ' '.join(fields)


@pytest.mark.parametrize(
    ('text', 'expected'),
    [
        ('', ''),
        ('a: 1', 'a: 1'),
        ('a: -1.5e3, b: "x"; c: FOO', 'a: -1.5e3 b: "x" c: FOO'),
        ('a { b: 1 } c: { } d < e: .5 >', 'a {b: 1} c {} d {e: .5}'),
        ('a: [1, 2] b: [] c [{ d: 1 }, < d: 2 >]', 'a: [1, 2] b: [] c: [{d: 1}, {d: 2}]'),
        ('a: "x" # comment\n   \'y\'', 'a: "x" # comment\n   \'y\''),
        ('[some.extension] { a: 1 }', 'some.extension {a: 1}'),
        ('[type.googleapis.com/a.B] { c: 1 }', 'type.googleapis.com/a.B {c: 1}'),
        ('a\n:\n1', 'a: 1'),
    ],
)
def test_a_tree_has_what_the_text_has(text: str, expected: str) -> None:
    tree = parse(text)
    assert tree.faults == ()
    assert outline(tree) == expected
    assert tree.text == text


def test_nodes_know_where_they_stand() -> None:
    text = 'one { two: "x"  # why\n }'
    tree = parse(text)
    (one,) = tree.root.fields
    assert isinstance(one.value, Message)
    (two,) = one.value.fields
    assert (one.start, one.end, one.value.open, one.value.close) == (0, len(text), 4, len(text) - 1)
    assert text[two.start : two.end] == 'two: "x"'
    assert two.value == Scalar(ScalarKind.STRING, '"x"', 11, 14)
    assert [text[start:end] for start, end in tree.comments] == ['# why']


@pytest.mark.parametrize(
    ('text', 'code', 'shown', 'repaired'),
    [
        ('\ufeffa: 1', 'byte-order-mark', '\ufeff', 'a: 1'),
        ('a 3', 'missing-colon', 'a', 'a: 3'),
        ('a "x"\nb: 1', 'missing-colon', 'a', 'a: "x"\nb: 1'),
        ('a= 3', 'missing-colon', 'a=', 'a: 3'),
        ('a:: 3', 'unexpected-text', ':', 'a: 3'),
        ('// c\na: 1', 'slash-comment', '// c', '# c\na: 1'),
        ('a: 1  // don\'t "touch\nb: 1', 'slash-comment', '// don\'t "touch', 'a: 1  # don\'t "touch\nb: 1'),
        ('/* c\n d */\na: 1', 'slash-comment', '/* c', '# c\n # d \na: 1'),
        ('a: “x”', 'smart-quote', '“x”', 'a: "x"'),
        ('a: "x”\nb: 1', 'smart-quote', '”', 'a: "x"\nb: 1'),
        ('a: "x\nb: 1', 'unterminated-string', '"x', 'a: "x"\nb: 1'),
        ('a: D:/data/my train.record\nb: 1', 'missing-quotes', 'D:/data/my train.record', None),
        ('a: /data/train.record # c', 'missing-quotes', '/data/train.record', 'a: "/data/train.record" # c'),
        ('a: - 1', 'space-after-sign', '- 1', 'a: -1'),
        ('a: [1 2]', 'missing-comma', '', 'a: [1, 2]'),
        ('a: [1; 2]', 'missing-comma', ';', 'a: [1, 2]'),
        ('a: [1, 2,]', 'extra-separator', ',', 'a: [1, 2]'),
        ('a: [1,, 2]', 'extra-separator', ',', 'a: [1, 2]'),
        ('a: 1,, b: 1', 'extra-separator', ',', 'a: 1, b: 1'),
        ('a: [1, [2], 3]', 'nested-list', '[', None),
        ('a: [1, 2\nb: 1', 'missing-close', 'a: [', 'a: [1, 2]\nb: 1'),
        ('"a": 1', 'quoted-name', '"a"', 'a: 1'),
        ('[a b]: 1', 'bad-extension-name', '[a b]', None),
        ('hello big world\na: 1', 'unexpected-text', 'hello big world', '\na: 1'),
        ('a: 1\n}\nb: 1', 'stray-close', '}', 'a: 1\n\nb: 1'),
        ('a {\n  b: 1\n>\nc: 1', 'mismatched-close', '>', 'a {\n  b: 1\n}\nc: 1'),
        ('a { b: }', 'missing-value', 'b:', None),
        ('a:\nb: 1', 'missing-value', 'a:', None),
        ('{ a: 1 }', 'missing-name', '{', None),
        ('a { b: 1', 'missing-close', 'a {', 'a { b: 1 }'),
        ('a\n  b: 1\n}\nc: 1', 'missing-open', 'a', 'a {\n  b: 1\n}\nc: 1'),
    ],
)
def test_one_mistake_is_one_fault(text: str, code: str, shown: str, repaired: str | None) -> None:
    (fault,) = parse(text).faults
    assert fault.code.value == code
    assert text[fault.start : fault.end] == shown
    if repaired is not None:
        for edit in reversed(fault.edits):
            text = text[: edit.span.start] + edit.text + text[edit.span.end :]
        assert text == repaired
        assert parse(text).faults == ()


@pytest.mark.parametrize(
    'broken',
    [
        'model {\n  ssd {\n    x: 1\n}\ntrain {\n  y: 1\n}\n',
        'model {\n  ssd {\n    x: 1\n  }\ntrain {\n  y: 1\n}\n',
        'model {\n  ssd {\n    x: 1\n  }\n  }\n  z: 1\n}\ntrain {\n  y: 1\n}\n',
        'model {\n  ssd\n    x: 1\n  }\n}\ntrain {\n  y: 1\n}\n',
    ],
)
def test_a_brace_too_few_or_many_spoils_its_own_block_only(broken: str) -> None:
    tree = parse(broken)
    assert len(tree.faults) == 1
    assert [field.name.text for field in tree.root.fields] == ['model', 'train']
    assert outline(tree).endswith('train {y: 1}')
    text = broken
    for edit in reversed(tree.faults[0].edits):
        text = text[: edit.span.start] + edit.text + text[edit.span.end :]
    assert parse(text).faults == ()


def test_indentation_is_no_guide_where_there_is_none() -> None:
    tree = parse('model {\nssd {\nx: 1\n}\ntrain {\ny: 1\n}\n')
    assert [fault.code for fault in tree.faults] == [SyntaxCode.MISSING_CLOSE]
    assert outline(tree) == 'model {ssd {x: 1} train {y: 1}}'


@pytest.mark.parametrize('text', ['{' * 100_000, 'a{' * 100_000, '[' * 100_000, 'a{' * 100_000 + '}' * 100_000])
def test_no_depth_is_too_deep(text: str) -> None:
    tree = parse(text)
    depth, block = 0, tree.root
    while block.fields and isinstance(block.fields[0].value, Message):
        depth, block = depth + 1, block.fields[0].value
    assert depth <= MAX_DEPTH
    assert tree.faults
