"""Offsets and positions, in each encoding."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from pipeline_config_ls.textproto import Encoding, index_lines, merge_line

TEXTS = st.text(st.sampled_from('ab \n\r\u2028\x0b\x0c\x85é“😀\ud800'))


def test_only_three_things_end_a_line() -> None:
    lines = index_lines('a\nb\r\nc\rd\x0b\x0c\x85\u2028e')
    assert [lines.text[start:] for start in lines.starts] == [
        'a\nb\r\nc\rd\x0b\x0c\x85\u2028e',
        'b\r\nc\rd\x0b\x0c\x85\u2028e',
        'c\rd\x0b\x0c\x85\u2028e',
        'd\x0b\x0c\x85\u2028e',
    ]
    assert [lines.end(line) for line in range(4)] == [1, 3, 6, 13]


def test_characters_are_units_of_the_encoding() -> None:
    lines = index_lines('x\né😀“b')
    at = {encoding: lines.position(5, encoding) for encoding in Encoding}
    assert at == {Encoding.UTF8: (1, 9), Encoding.UTF16: (1, 4), Encoding.UTF32: (1, 3)}
    assert {lines.offset(position, encoding) for encoding, position in at.items()} == {5}


def test_a_place_inside_a_character_is_its_start() -> None:
    lines = index_lines('é😀b')
    assert lines.offset((0, 1), Encoding.UTF8) == 0
    assert lines.offset((0, 4), Encoding.UTF8) == 1
    assert lines.offset((0, 2), Encoding.UTF16) == 1


def test_what_is_outside_is_moved_in() -> None:
    lines = index_lines('ab\ncd')
    assert lines.offset((0, 99)) == 2
    assert lines.offset((9, 0)) == 5
    assert lines.offset((-1, 5)) == 0
    assert lines.offset((1, -5)) == 3
    assert lines.position(99) == (1, 2)
    assert lines.position(-9) == (0, 0)


@given(TEXTS, st.sampled_from(Encoding))
def test_there_and_back(text: str, encoding: Encoding) -> None:
    lines = index_lines(text)
    for offset in range(len(text) + 1):
        in_line_end = text[offset - 1 : offset + 1] == '\r\n'
        assert lines.offset(lines.position(offset, encoding), encoding) == offset - in_line_end


@given(TEXTS, st.integers(-3, 40), st.integers(-3, 40), st.sampled_from(Encoding))
def test_any_position_is_somewhere(text: str, line: int, character: int, encoding: Encoding) -> None:
    assert 0 <= index_lines(text).offset((line, character), encoding) <= len(text)


def test_protobuf_counts_lines_its_own_way() -> None:
    assert [merge_line('a\rb\nc', offset) for offset in (0, 2, 4)] == [1, 1, 2]
