"""Markdown for clients that show text as it is."""

from __future__ import annotations

import pytest

from pipeline_config_ls.features.plain_text import plain_text, quoted


@pytest.mark.parametrize(
    ('markdown', 'text'),
    [
        ('**✓ Restores** as `detection`', '✓ Restores as detection'),
        (
            '```proto\nTrainConfig.batch_size: uint32  // default: 32\n```\n\nHow many.',
            'TrainConfig.batch_size: uint32  // default: 32\n\nHow many.',
        ),
        ('See [the guide](https://example.org/a).', 'See the guide (https://example.org/a).'),
        ('- `V1`: the `**old**` one', '- V1: the **old** one'),
        ('## Why', 'Why'),
        ('a_b_c and 2 * 3 * 4', 'a_b_c and 2 * 3 * 4'),
        (
            '| variables | | |\n|:--|--:|:--|\n| restored | 290 | |\n| of another shape | 4 | `a/b` |',
            'variables\nrestored          290\nof another shape  4    a/b',
        ),
    ],
)
def test_the_marks_are_gone_and_the_words_are_there(markdown, text):
    assert plain_text(markdown) == text


def test_pictures_are_left_out():
    assert plain_text('![a curve](data:image/svg+xml;base64,AAAA)\n\n0.02 at step 0.') == '0.02 at step 0.'


def test_code_in_a_message_is_quoted():
    assert quoted('`a` looks for `b/...`, not `` ` ``.') == '‘a’ looks for ‘b/...’, not ‘ ` ’.'
