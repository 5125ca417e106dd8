"""Outline, folding, selection, highlights, tokens: what an editor draws around the text."""

from collections.abc import Callable

from pipeline_config_ls.features.capabilities import TOKEN_TYPES
from pipeline_config_ls.features.document_highlight import document_highlights
from pipeline_config_ls.features.folding import folding_ranges
from pipeline_config_ls.features.selection_range import selection_range
from pipeline_config_ls.features.semantic_tokens import semantic_tokens
from pipeline_config_ls.features.symbols import symbols

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
        lines.append('  ' * depth + item.name + (f' · {item.detail}' if item.detail else ''))
        lines += outline(item.children or [], depth + 1)
    return lines


def test_the_outline_is_the_tree_of_blocks_with_what_tells_them_apart(at: Callable) -> None:
    place = at(TEXT)
    assert outline(symbols(place.document)) == [
        'model · ssd',
        '  ssd · feature_extractor',
        '    feature_extractor · ssd_mobilenet_v2_keras',
        '      type · "ssd_mobilenet_v2_keras"',
        'train_config',
        '  batch_size · 8',
    ]


def test_the_outline_of_a_broken_file_has_what_can_be_read(at: Callable) -> None:
    place = at('model {\n  ssd {\ntrain_config {\n  batch_size: 8\n}\n')
    assert 'train_config' in [item.name for item in symbols(place.document)]


def test_blocks_and_runs_of_comments_fold_to_their_first_line(at: Callable) -> None:
    found = sorted((one.start_line, one.end_line) for one in folding_ranges(at(TEXT).document))
    assert found == [(0, 1), (2, 7), (3, 6), (4, 5), (9, 10)]


def test_a_selection_grows_from_the_value_to_the_file(at: Callable) -> None:
    place = at('train_config { batch_size: $0128 }')
    selection = selection_range(*place)
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
