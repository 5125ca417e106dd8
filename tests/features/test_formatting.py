"""Formatting: the edits applied give the formatted text, and touch no more than they must."""

from collections.abc import Callable

from hypothesis import given
from hypothesis import strategies as st
from lsprotocol import types

from pipeline_config_ls.document import open_document
from pipeline_config_ls.features.formatting import format_document, format_range
from pipeline_config_ls.features.positions import Positions
from pipeline_config_ls.textproto import Encoding, Span
from pipeline_config_ls.textproto.formatter import format_keeping_line_ends


def applied(text: str, positions: Positions, edits: list) -> str:
    for edit in sorted(edits, key=lambda edit: (edit.range.start.line, edit.range.start.character), reverse=True):
        span = positions.span(edit.range)
        text = text[: span.start] + edit.new_text + text[span.end :]
    return text


def test_a_file_is_formatted(at: Callable) -> None:
    place = at('model{\n# so\nssd { num_classes:3\n\n\n}\n}')
    edits = format_document(place.document, place.positions)
    assert applied(place.document.text, place.positions, edits) == (
        'model {\n  # so\n  ssd {\n    num_classes: 3\n\n  }\n}\n'
    )


def test_only_what_changes_is_edited(at: Callable) -> None:
    place = at('train_config {\n  batch_size: 8\n  num_steps:100\n  sync_replicas: true\n}\n')
    (edit,) = format_document(place.document, place.positions)
    assert (edit.range.start.line, edit.range.start.character) == (2, 12)
    assert edit.range.start == edit.range.end
    assert edit.new_text == ' '


def test_lines_that_only_move_right_are_edited_one_by_one(at: Callable) -> None:
    place = at('train_config {\nbatch_size: 8\nnum_steps: 100\n}\n')
    edits = format_document(place.document, place.positions)
    assert [(edit.range.start.line, edit.range.end.line, edit.new_text) for edit in edits] == [
        (1, 1, '  '),
        (2, 2, '  '),
    ]


def test_a_formatted_file_needs_no_edit(at: Callable) -> None:
    place = at('train_config {\n  batch_size: 8\n}\n')
    assert format_document(place.document, place.positions) == []


def test_a_broken_file_is_left_alone(at: Callable) -> None:
    place = at('train_config {\nbatch_size:8\n')
    assert format_document(place.document, place.positions) == []


def test_a_file_from_windows_keeps_its_line_ends(at: Callable) -> None:
    place = at('train_config {\r\nbatch_size:8\r\n}\r\n')
    edits = format_document(place.document, place.positions)
    assert applied(place.document.text, place.positions, edits) == 'train_config {\r\n  batch_size: 8\r\n}\r\n'
    assert {edit.range.start.line for edit in edits} == {1}


def test_a_range_leaves_the_other_lines_alone(at: Callable) -> None:
    place = at('train_config {\nbatch_size: 8\nnum_steps: 100\nsync_replicas: true\n}\n')
    third = types.Range(types.Position(2, 0), types.Position(3, 0))
    edits = format_range(place.document, place.positions, third)
    assert applied(place.document.text, place.positions, edits) == (
        'train_config {\nbatch_size: 8\n  num_steps: 100\nsync_replicas: true\n}\n'
    )


def test_nothing_outside_of_a_range_is_touched(at: Callable) -> None:
    place = at('train_config {\nbatch_size:8\nnum_steps:100\n}\n')
    inside = types.Range(types.Position(1, 0), types.Position(1, 5))
    assert applied(place.document.text, place.positions, format_range(place.document, place.positions, inside)) == (
        'train_config {\n  batch_size:8\nnum_steps:100\n}\n'
    )
    cursor = types.Range(types.Position(1, 5), types.Position(1, 5))
    assert format_range(place.document, place.positions, cursor) == []


BLANK = st.sampled_from(['', ' ', '  ', '\t', '\n', '\r\n', '\n\n\n', '  # é𝄞\u2028 x\n', '\r\n# y\n'])
FIELDS = st.recursive(
    st.tuples(BLANK, st.sampled_from(['a:1', 'bc: "x"', 'd:[1,2]', 'a : -1;']), BLANK).map(''.join),
    lambda inner: st.tuples(BLANK, st.just('e{'), st.lists(inner, max_size=4).map('\n'.join), st.just('}'), BLANK).map(
        ''.join
    ),
    max_leaves=12,
)


@given(text=st.lists(FIELDS, max_size=4).map(' '.join), encoding=st.sampled_from(Encoding))
def test_the_edits_give_what_the_formatter_gives(text: str, encoding: Encoding) -> None:
    document = open_document(text)
    positions = Positions(document.lines, encoding)
    edits = format_document(document, positions)
    assert applied(text, positions, edits) == format_keeping_line_ends(text)


@given(text=st.lists(FIELDS, max_size=4).map(' '.join), data=st.data())
def test_every_edit_of_a_range_is_inside_of_it(text: str, data: st.DataObject) -> None:
    document = open_document(text)
    positions = Positions(document.lines)
    start, end = sorted(data.draw(st.tuples(st.integers(0, len(text)), st.integers(0, len(text)))))
    inside = positions.range(Span(start, end))
    for edit in format_range(document, positions, inside):
        assert inside.start <= edit.range.start <= edit.range.end <= inside.end
