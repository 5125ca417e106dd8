"""A document that is read from the version before is the document of its text: after any edit, and after many."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from pipeline_config_ls.document import Document, open_document
from pipeline_config_ls.schema import Schema, load_schema

EXAMPLES = Path(__file__).parents[2] / 'examples'
TEXT = (EXAMPLES / 'restores/pipeline.config').read_text()
# Blocks that are given again, members of a oneof, lists, maps, mistakes: whatever binding treats in a way of its own.
PIECES = (
    '',
    ' ',
    '\n',
    '8',
    '"',
    '}',
    '# why\n',
    'train_config { batch_size: 9 }\n',
    'train_config { optimizer { adam_optimizer { } } }\n',
    'train_config { data_augmentation_options { ssd_random_crop { } } }\n',
    'model { ssd { num_classes: 5 num_classes: 6 } }\n',
    'model { faster_rcnn { } }\n',
    'eval_input_reader { label_map_path: "x" }\n',
    'eval_config { metrics_set: ["a"] metrics_set: ["b", "c"] }\n',
    'mxdel { }\n',
    'train_config { fine_tune_checkpoint_version: V9 }\n',
    'train_input_reader [{ shuffle: true }]\n',
    '[object_detection.protos.no_such]: 1\n',
)


@pytest.fixture(scope='module')
def schema() -> Schema:
    return load_schema()


@pytest.mark.parametrize('seed', range(25))
def test_after_any_edit_and_after_many(schema: Schema, seed: int) -> None:
    chance = random.Random(seed)
    text = TEXT
    document = open_document(text, schema=schema)
    for _ in range(25):
        lines = text.splitlines(keepends=True)
        if chance.random() < 0.5:
            at = chance.randint(0, len(lines))
            lines[at : at + chance.choice((0, 0, 1, 4))] = [chance.choice(PIECES)]
            text = ''.join(lines)
        else:
            at = chance.randint(0, len(text))
            text = text[:at] + chance.choice(PIECES) + text[at + chance.choice((0, 0, 1, 3)) :]
        document = open_document(text, schema=schema, before=document.reading)
        assert _told(document) == _told(open_document(text, schema=schema)), text
        if chance.random() < 0.3:
            text = TEXT


def test_a_block_that_counted_for_two_counts_alone_when_the_other_is_gone(schema: Schema) -> None:
    text = 'model { ssd { num_classes: 3 } }\nmodel { ssd { add_background_class: false } }\n'
    before = open_document(text, schema=schema)
    after = open_document(text.replace('model', 'mxdel', 1), schema=schema, before=before.reading)
    assert str(after.message) == 'model {\n  ssd {\n    add_background_class: false\n  }\n}\n'
    assert 'num_classes: 3' in str(before.message)


def test_what_an_edit_does_not_touch_is_taken_over(schema: Schema) -> None:
    before = open_document(TEXT, schema=schema)
    after = open_document(f'{TEXT}# more\n', schema=schema, before=before.reading)
    assert [now is then for now, then in zip(after.root.fields, before.root.fields, strict=True)][:-1] == [True] * 4


def _told(document: Document) -> tuple:
    return document.root, document.faults, document.overwrites, document.message
