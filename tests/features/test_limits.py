"""The limits that completion tells are those of the rules, field by field; and how they read."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

from pipeline_config_ls.features.completion import complete
from pipeline_config_ls.features.limits import Limits, _table
from pipeline_config_ls.features.skeletons import PACKAGE


@pytest.fixture(scope='module')
def find_limits() -> ModuleType:
    path = Path(__file__).parents[2] / 'scripts/find_limits.py'
    spec = importlib.util.spec_from_file_location('find_limits', path)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_each_row_is_what_the_rules_refuse(find_limits):
    waiting = dict(_table())
    assert len(waiting) > 80
    for base in find_limits.bases():
        for path, field in find_limits.numbers(base.config.DESCRIPTOR):
            name = field.full_name.removeprefix(PACKAGE)
            if name in waiting and find_limits.bounds(base, path, field) == ','.join(waiting[name]):
                del waiting[name]
    assert waiting == {}


@pytest.mark.parametrize(
    ('interval', 'words', 'within', 'outside'),
    [
        ('[1,', '1 or more', ('1', '7', '1e3'), ('0', '-1', '0.5')),
        ('(0,', 'more than 0', ('1e-6',), ('0', '0.0', '-3')),
        ('[0,1]', '0 to 1', ('0', '1', '0.5'), ('-0.1', '1.1')),
        ('(0,1]', 'more than 0, at most 1', ('1',), ('0', '2')),
        ('[0,1)', '0 or more, less than 1', ('0',), ('1',)),
        (',', '', ('-7', '1e99'), ()),
    ],
)
def test_they_are_told_in_words(interval, words, within, outside):
    limits = Limits(*interval.split(','))
    assert str(limits) == words
    assert [one for one in (*within, *outside) if limits.allow(one)] == list(within)


@pytest.mark.parametrize(
    ('text', 'first', 'note'),
    [
        ('train_config { batch_size: $0 }', '32', 'default, 1 or more, 1 to 2048 in real configs'),
        ('train_input_reader { read_block_length: $0 }', '32', 'default, 1 or more'),
        (
            'model { ssd { post_processing { batch_non_max_suppression { iou_threshold: $0 } } } }',
            '0.6',
            'default, 0 to 1',
        ),
        ('model { ssd { image_resizer { pad_to_multiple_resizer { multiple: $0 } } } }', '1', 'default, 1 or more'),
        ('train_config { data_augmentation_options { random_resize_method { target_height: $0 } } }', '1', '1 or more'),
    ],
)
def test_they_stand_beside_the_numbers(text, first, note, at):
    item = min(complete(*at(text)), key=lambda item: item['sortText'])
    assert item['label'] == first
    assert item['detail'].startswith(note)
