"""Label maps: what the API makes of one, and that any text has an answer."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from google.protobuf import text_format
from hypothesis import given
from hypothesis import strategies as st

from pipeline_config_ls.datasets.label_map import MOST, LabelMap, NotALabelMap, label_map_of, read_label_map
from pipeline_config_ls.document import open_document
from pipeline_config_ls.schema import LABEL_MAP, load_schema

SCHEMA = load_schema()
CATS = (
    'item { id: 1 name: "/m/01yrx" display_name: "Cat" }\nitem { id: 4 name: "dog" keypoints { id: 0 label: "nose" } }'
)


def read(text: str) -> LabelMap | NotALabelMap:
    return label_map_of(text, None, SCHEMA)


def test_classes() -> None:
    label_map = read(CATS)
    assert isinstance(label_map, LabelMap)
    assert (label_map.ids, label_map.highest_id) == (frozenset({1, 4}), 4)
    assert label_map.names == {1: 'Cat', 4: 'dog'}
    assert label_map.items[1].keypoints == ((0, 'nose'),)


def test_texts_are_looked_up_by_both_names_and_the_higher_id_counts() -> None:
    label_map = read(CATS + '\nitem { id: 2 name: "Cat" }')
    assert isinstance(label_map, LabelMap)
    assert [label_map.look_up(text) for text in ('/m/01yrx', 'Cat', 'dog', 'cat', 'Dog')] == [1, 2, 4, -1, -1]
    # An item without a display name is found by an empty one: as in the API.
    assert label_map.look_up('') == 2


def test_what_the_api_refuses() -> None:
    for text, message in (
        ('item { id: 0 name: "x" }', 'is refused: `x` has the id 0, which is kept for the background'),
        ('item { id: -1 name: "x" }', 'is refused: the id -1 of `x` is below 0'),
        ('# nothing', 'has no classes'),
    ):
        found = read(text)
        assert isinstance(found, NotALabelMap)
        assert found.message == message
    assert isinstance(read('item { id: 0 name: "background" }\nitem { id: 1 name: "x" }'), LabelMap)


def test_files(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / 'pipe')
    (tmp_path / 'large').write_bytes(b'#' * (MOST + 1))
    for name, message in (
        ('pipe', 'is a named pipe, not a regular file'),
        ('large', 'has 4 MB, more than the 4 MB that are read'),
        ('.', 'is a folder'),
    ):
        assert read_label_map(str(tmp_path / name), SCHEMA) == NotALabelMap(message)


def test_real_label_maps(corpus: Path) -> None:
    for path in corpus.rglob('*.pbtxt'):
        text = path.read_text(encoding='utf-8')
        found = read(text)
        assert isinstance(found, LabelMap) or 'id 0' in found.message or 'cannot be read' in found.message, path
        if isinstance(found, LabelMap):
            message = text_format.Merge(text, type(open_document('', root=LABEL_MAP).message)())
            assert [(item.id, item.name) for item in found.items] == [(item.id, item.name) for item in message.item]


@given(st.text(alphabet='item{}id:name"1 23\n#,<>-', max_size=200))
def test_any_text_has_an_answer(text: str) -> None:
    assert isinstance(read(text), LabelMap | NotALabelMap)


@pytest.mark.parametrize('size', [2_000, 4_000])
def test_large_ones_are_read(size: int) -> None:
    text = ''.join(f'item {{\n  name: "class {id}"\n  id: {id}\n}}\n' for id in range(1, size + 1))
    found = read(text)
    assert isinstance(found, LabelMap)
    assert found.highest_id == size
