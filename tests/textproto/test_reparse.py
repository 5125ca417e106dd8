"""A tree made from the tree before is the tree of the text: after any edit, and after many."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pipeline_config_ls.textproto import parse
from pipeline_config_ls.textproto.difference import change_between
from pipeline_config_ls.textproto.reparse import reparse

EXAMPLES = Path(__file__).parents[2] / 'examples'
TEXTS = [(EXAMPLES / name / 'pipeline.config').read_text() for name in ('restores', 'three-mistakes')]
PIECES = (
    '',
    'x',
    ' ',
    '\n',
    '\r\n',
    '#',
    '# why\n',
    '"',
    "'",
    '“',
    '{',
    '}',
    '<',
    '>',
    '[',
    ']',
    ':',
    ',',
    ';',
    '/',
    '//',
    '/*',
    '*/',
    '-',
    'a: 1\n',
    'b { c: "d" }\n',
    'e: [1, 2]\n',
    '[x.y]: 3\n',
    '{ }',
    '"s" "t"\n',
    '\ufeff',
    '\u2028',
)


@pytest.mark.parametrize('seed', range(30))
def test_after_any_edit_and_after_many(seed: int) -> None:
    chance = random.Random(seed)
    text = chance.choice(TEXTS)
    tree = parse(text)
    for _ in range(40):
        start = chance.randint(0, len(text))
        end = min(len(text), start + chance.choice((0, 0, 0, 1, 1, 5, 60)))
        new = text[:start] + chance.choice(PIECES) + text[end:]
        tree = reparse(tree, new)
        assert tree == parse(new), (text, new)
        if tree.literal is None or chance.random() < 0.1:
            text = new
        else:  # back to where the braces match, or all later edits would be read anew
            tree = reparse(tree, text)
            assert tree == parse(text)


SMALL = st.lists(st.sampled_from(PIECES), max_size=14).map(''.join)


@given(old=SMALL, new=SMALL)
@example(old='<{}<a: 1\n' + 'b: 1\n' * 2, new='<{}<a: 1\n' + 'b: 1\n' * 2 + 'x')
def test_from_any_text_to_any_other(old: str, new: str) -> None:
    assert reparse(parse(old), new) == parse(new)


LINES = st.lists(
    st.sampled_from(('a: 1\n', 'b {\n', '}\n', 'c: "d"\n', 'e\n', '# f\n', 'g: [1,\n2]\n', '\n')), max_size=40
)


@given(lines=LINES, piece=st.sampled_from(PIECES), data=st.data())
def test_one_edit_in_lines(lines: list[str], piece: str, data: st.DataObject) -> None:
    old = ''.join(lines)
    start = data.draw(st.integers(0, len(old)))
    end = data.draw(st.integers(start, min(len(old), start + 4)))
    new = old[:start] + piece + old[end:]
    assert reparse(parse(old), new) == parse(new)


@given(old=st.text('ab', max_size=9), new=st.text('ab', max_size=9))
def test_a_change_makes_the_one_text_of_the_other(old: str, new: str) -> None:
    start, old_end, new_end = change_between(old, new)
    assert old[:start] + new[start:new_end] + old[old_end:] == new
    assert start <= min(old_end, new_end)


def test_most_of_the_text_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """Everyday typing reads a few lines: the whole is parsed for none of these."""
    monkeypatch.setattr(module_of(), 'parse', lambda text: pytest.fail('read anew'))
    text = TEXTS[0]
    tree = parse(text)
    for before, after in (
        ('batch_size: 8', 'batch_size: 16'),
        ('  num_steps: 12000\n', '  num_steps: 12000\n  batch_q\n'),
        ('  batch_q\n', '  batch_queue_capacity: \n'),
        ('capacity: \n', 'capacity: 3\n'),
        ('max_delta: 0.3', 'max_delta: 0.3 # clouds'),
        ('random_horizontal_flip {', 'random_horizontal_flip { probability: 0.5'),
        ('"annotations/train.tfrecord"', '"annotations/tra'),
        ('eval_config {', 'eval_config {\n  num_examples: 5'),
    ):
        assert before in text
        text = text.replace(before, after, 1)
        tree = reparse(tree, text)


def module_of() -> object:
    import sys

    return sys.modules['pipeline_config_ls.textproto.reparse']
