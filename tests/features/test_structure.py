"""Outline, folding, selection, highlights, tokens: what an editor draws around the text."""

import json
from collections.abc import Callable
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from pipeline_config_ls.features.capabilities import TOKEN_TYPES
from pipeline_config_ls.features.document_highlight import document_highlights
from pipeline_config_ls.features.folding import folding_ranges
from pipeline_config_ls.features.selection_range import selection_range
from pipeline_config_ls.features.semantic_tokens import semantic_tokens, token_edits
from pipeline_config_ls.features.symbols import symbols
from pipeline_config_ls.textproto import Span

TEXT = """\
# A config
# of two blocks.
model {
  ssd {
    feature_extractor {
      type: "ssd_mobilenet_v2_keras"
    }
  }
}
train_config {
  batch_size: 8
}
"""


def outline(items: list, depth: int = 0) -> list[str]:
    lines = []
    for item in items:
        lines.append('  ' * depth + item['name'] + (f' · {item["detail"]}' if 'detail' in item else ''))
        lines += outline(item.get('children', []), depth + 1)
    return lines


def test_the_outline_is_the_tree_of_blocks_with_what_tells_them_apart(at: Callable) -> None:
    place = at(TEXT)
    assert outline(json.loads(symbols(place.document, place.positions))) == [
        'model · ssd',
        '  ssd · feature_extractor',
        '    feature_extractor · ssd_mobilenet_v2_keras',
        '      type · "ssd_mobilenet_v2_keras"',
        'train_config',
        '  batch_size · 8',
    ]


def test_the_outline_of_a_broken_file_has_what_can_be_read(at: Callable) -> None:
    place = at('model {\n  ssd {\ntrain_config {\n  batch_size: 8\n}\n')
    assert 'train_config' in [item['name'] for item in json.loads(symbols(place.document, place.positions))]


def test_blocks_and_runs_of_comments_fold_to_their_first_line(at: Callable) -> None:
    found = sorted((one.start_line, one.end_line) for one in folding_ranges(at(TEXT).document))
    assert found == [(0, 1), (2, 7), (3, 6), (4, 5), (9, 10)]


def test_a_selection_grows_from_the_value_to_the_file(at: Callable) -> None:
    place = at('train_config { batch_size: $0128 }')
    selection: Any = selection_range(*place)
    grown = []
    while selection:
        grown.append(place.document.text[slice(*place.positions.span(selection.range))])
        selection = selection.parent
    assert grown[0] == '128'
    assert grown[1] == 'batch_size: 128'
    assert grown[-1] == 'train_config { batch_size: 128 }'


def test_the_same_field_is_highlighted_in_all_blocks_of_its_kind(at: Callable) -> None:
    place = at('eval_input_reader { na$0me: "a" } eval_input_reader { name: "b" } train_input_reader { name: "c" }')
    found = [place.positions.span(one.range) for one in document_highlights(*place)]
    assert [place.document.text[slice(*span)] for span in found] == ['name'] * 3


def test_tokens_name_what_the_schema_knows(at: Callable) -> None:
    place = at('model { ssd { num_classes: 3 freeze_batchnorm: true } } # so')
    data = semantic_tokens(place.document, place.positions)
    assert [TOKEN_TYPES[data[index + 3]] for index in range(0, len(data), 5)] == [
        'class',
        'class',
        'property',
        'number',
        'property',
        'keyword',
        'comment',
    ]


def test_on_a_value_the_same_value_of_the_field_is_highlighted(at: Callable) -> None:
    place = at('eval_input_reader { label_map_path: "a/b$0" } train_input_reader { label_map_path: "a/b" name: "a/b" }')
    found = [place.positions.span(one.range) for one in document_highlights(*place)]
    assert [place.document.text[slice(*span)] for span in found] == ['"a/b"'] * 2
    place = at('train_config { batch_size: $08 num_steps: 8 } train_config { batch_size: 8 batch_size: 9 }')
    assert len(document_highlights(*place)) == 2


def test_paths_of_any_field_are_the_same_value(at: Callable) -> None:
    place = at('train_input_reader { label_map_path: "x$0" tf_record_input_reader { input_path: "x" } }')
    assert len(document_highlights(*place)) == 2


@given(old=st.lists(st.integers(0, 3), max_size=9), new=st.lists(st.integers(0, 3), max_size=9))
def test_token_edits_make_the_one_list_of_the_other(old: list[int], new: list[int]) -> None:
    data = list(old)
    for edit in token_edits(old, new):
        data[edit.start : edit.start + edit.delete_count] = edit.data or []
    assert data == new


def test_tokens_of_a_range_are_those_that_touch_it(at: Callable) -> None:
    place = at('model { ssd { num_classes: 3 } }\ntrain_config { batch_size: 8 }')
    second = Span(place.document.text.index('train'), len(place.document.text))
    data = semantic_tokens(place.document, place.positions, second)
    assert [TOKEN_TYPES[data[index + 3]] for index in range(0, len(data), 5)] == ['class', 'property', 'number']
    assert data[0] == 1
