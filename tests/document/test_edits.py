"""Edits, as the text that they leave."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from pipeline_config_ls.document import Document, open_document
from pipeline_config_ls.document.edits import (
    apply,
    comment_out,
    insert_field,
    quote,
    remove_field,
    rename,
    set_field,
    set_value,
    unquote,
)
from pipeline_config_ls.textproto import Span

Open = Callable[[str], Document]


@pytest.mark.parametrize(
    ('before', 'path', 'value', 'after'),
    [
        (
            'train_config {\n  batch_size: 1  # small\n}\n',
            'train_config.batch_size',
            '8',
            'train_config {\n  batch_size: 8  # small\n}\n',
        ),
        (
            'train_config {\n  batch_size: 1  # small\n}\n',
            'train_config.num_steps',
            '8',
            'train_config {\n  batch_size: 1  # small\n  num_steps: 8\n}\n',
        ),
        ('train_config {\n}\n', 'train_config.num_steps', '8', 'train_config {\n  num_steps: 8\n}\n'),
        (
            'train_config {\n  # nothing\n}\n',
            'train_config.num_steps',
            '8',
            'train_config {\n  # nothing\n  num_steps: 8\n}\n',
        ),
        ('train_config {}\n', 'train_config.num_steps', '8', 'train_config {\n  num_steps: 8\n}\n'),
        (
            'train_config { batch_size: 1 }',
            'train_config.num_steps',
            '8',
            'train_config { batch_size: 1 num_steps: 8 }',
        ),
        (
            'train_config { batch_size: 1, }',
            'train_config.num_steps',
            '8',
            'train_config { batch_size: 1, num_steps: 8 }',
        ),
        ('train_config {\n  batch_size:\n}', 'train_config.batch_size', '8', 'train_config {\n  batch_size: 8\n}'),
        ('', 'train_config.num_steps', '8', 'train_config {\n  num_steps: 8\n}'),
        (
            'model {\n    ssd {\n        num_classes: 1\n    }\n}\n\n',
            'model.ssd.box_coder.faster_rcnn_box_coder',
            '{\n}',
            'model {\n    ssd {\n        num_classes: 1\n'
            '        box_coder {\n          faster_rcnn_box_coder {\n          }\n        }\n    }\n}\n\n',
        ),
        (
            'model {\n  ssd {\n  }\n}\n',
            'train_config.batch_size',
            '8',
            'model {\n  ssd {\n  }\n}\ntrain_config {\n  batch_size: 8\n}\n',
        ),
        (
            'train_config {\n\tbatch_size: 1\n',
            'train_config.num_steps',
            '8',
            'train_config {\n\tbatch_size: 1\n\tnum_steps: 8\n',
        ),
        (
            'eval_config { metrics_set: ["a", "b"] }',
            'eval_config.metrics_set[1]',
            '"c"',
            'eval_config { metrics_set: ["a", "c"] }',
        ),
    ],
)
def test_setting_a_field(opened: Open, before: str, path: str, value: str, after: str) -> None:
    assert apply(before, [set_field(opened(before), path, value)]) == after


@pytest.mark.parametrize(
    ('before', 'path', 'after'),
    [
        (
            'train_config {\n  batch_size: 1  # c\n  num_steps: 2\n}\n',
            'train_config.batch_size',
            'train_config {\n  num_steps: 2\n}\n',
        ),
        ('train_config { batch_size: 1, num_steps: 2 }', 'train_config.batch_size', 'train_config { num_steps: 2 }'),
        ('train_config { batch_size: 1 }', 'train_config', ''),
        (
            'model {\n}\ntrain_config {\n  batch_size: 1\n}\n\neval_config {\n}\n',
            'train_config',
            'model {\n}\n\neval_config {\n}\n',
        ),
        ('train_config {\n  batch_size: 1 }\n', 'train_config.batch_size', 'train_config {\n  }\n'),
    ],
)
def test_removing_a_field(opened: Open, before: str, path: str, after: str) -> None:
    document = opened(before)
    field = document.where(path).field
    assert field is not None
    assert apply(before, [remove_field(document, field)]) == after


def test_inserting_before_a_field(opened: Open) -> None:
    document = opened('train_config {\n  batch_size: 1\n}\n')
    place = document.where('train_config.batch_size')
    edit = insert_field(document, place.block, 'optimizer {\n}', before=place.field)
    assert apply(document.text, [edit]) == 'train_config {\n  optimizer {\n  }\n  batch_size: 1\n}\n'


def test_renaming_and_giving_a_value(opened: Open) -> None:
    document = opened('train_config {\n  batchsize\n}\n')
    field = document.where('train_config').field
    assert field is not None
    assert field.block is not None
    (wrong,) = field.block.fields
    assert (
        apply(document.text, [rename(wrong, 'batch_size'), set_value(wrong, '8')])
        == 'train_config {\n  batch_size: 8\n}\n'
    )


def test_quotes() -> None:
    assert quote('C:\\a "b"\n') == '"C:\\\\a \\"b\\"\\n"'
    assert unquote("'a'") == 'a'
    assert unquote('"a') == '"a'


@pytest.mark.parametrize(
    ('text', 'piece', 'after'),
    [
        ('model { }\nTODO ask\n', 'TODO ask', 'model { }\n# TODO ask\n'),
        ('  a { %% }\n', '%%', '  a { # %%\n  }\n'),
        ('x: 1\n  <a>\n\n  </a>\ny: 2', '<a>\n\n  </a>', 'x: 1\n  # <a>\n\n  # </a>\ny: 2'),
        ('stray # why\n', 'stray', '# stray # why\n'),
    ],
)
def test_a_piece_of_text_becomes_a_comment(text: str, piece: str, after: str) -> None:
    start = text.index(piece)
    edits = comment_out(open_document(text), Span(start, start + len(piece)))
    assert apply(text, edits) == after


def test_a_field_is_set_beside_those_of_its_kind() -> None:
    text = (
        'train_config {\n  fine_tune_checkpoint: "a"  # of the zoo\n  fine_tune_checkpoint_type: "detection"  # not the heads\n'
        '  batch_size: 8\n}\n'
    )
    after = apply(text, (set_field(open_document(text), 'train_config.fine_tune_checkpoint_version', 'V2'),))
    assert after == text.replace('heads\n', 'heads\n  fine_tune_checkpoint_version: V2\n')


def test_added_lines_end_as_the_others_do() -> None:
    text = 'train_config {\r\n  batch_size: 8\r\n}\r\n'
    document = open_document(text)
    edit = set_field(document, 'train_config.num_steps', '3')
    assert apply(text, [edit]) == 'train_config {\r\n  batch_size: 8\r\n  num_steps: 3\r\n}\r\n'
