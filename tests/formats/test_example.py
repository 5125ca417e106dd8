"""tf.Example and tf.SequenceExample on the wire."""

from __future__ import annotations

import contextlib
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oracle.record_files import example, sequence_example
from pipeline_config_ls.formats.damage import Damage
from pipeline_config_ls.formats.example import ValueKind, read_example, read_sequence_example


def test_the_three_kinds_of_values() -> None:
    features = read_example(example({'b': [b'one', b''], 'f': [0.5, -2.0], 'i': [1, -1, 300, 2**40], 'none': []}))
    assert features['b'].strings(9) == [b'one', b'']
    assert features['f'].floats(9) == [0.5, -2.0]
    assert features['i'].integers(9) == [1, -1, 300, 2**40]
    assert {name: (one.kind, one.count) for name, one in features.items()} == {
        'b': (ValueKind.BYTES, 2),
        'f': (ValueKind.FLOAT, 2),
        'i': (ValueKind.INT64, 4),
        'none': (ValueKind.NONE, 0),
    }
    assert features['b'].sizes == (3, 0)
    assert features['b'].head(2) == b'on'
    # What it is not, it has none of.
    assert (features['b'].floats(9), features['f'].integers(9), features['i'].strings(9)) == ([], [], [])


def test_no_more_is_read_than_asked_for() -> None:
    features = read_example(example({'f': [1.0] * 1000, 'i': [7] * 1000, 'b': [b'x'] * 1000}))
    assert features['f'].floats(3) == [1.0] * 3
    assert features['i'].integers(3) == [7] * 3
    assert features['b'].strings(3) == [b'x'] * 3


def test_lists_that_are_not_packed() -> None:
    def field(number: int, kind: int, data: bytes) -> bytes:
        return bytes([number << 3 | kind]) + (bytes([len(data)]) if kind == 2 else b'') + data

    def entry(name: bytes, feature: bytes) -> bytes:
        return field(1, 2, field(1, 2, name) + field(2, 2, feature))

    floats = b''.join(field(1, 5, struct.pack('<f', value)) for value in (0.5, 1.5))
    integers = field(1, 0, b'\x05') + field(1, 0, b'\xac\x02')
    features = read_example(field(1, 2, entry(b'f', field(2, 2, floats)) + entry(b'i', field(3, 2, integers))))
    assert (features['f'].floats(9), features['f'].count) == ([0.5, 1.5], 2)
    assert (features['i'].integers(9), features['i'].count) == ([5, 300], 2)


def test_sequences() -> None:
    context, lists = read_sequence_example(sequence_example({'c': [1]}, {'frames': [[b'a'], [b'b', b'c'], []]}))
    assert context['c'].integers(9) == [1]
    assert [one.strings(9) for one in lists['frames']] == [[b'a'], [b'b', b'c'], []]


def test_what_is_no_message() -> None:
    for data in (b'\xff\xff\xff\xff', b'\x0a\x7f', b'\x0b', b'\x00'):
        with pytest.raises(Damage):
            read_example(data)


@given(st.binary(max_size=300))
def test_any_bytes_have_an_answer(data: bytes) -> None:
    for read in (read_example, read_sequence_example):
        with contextlib.suppress(Damage):
            read(data)


@given(st.binary(max_size=40), st.integers(0, 200))
def test_damaged_examples_have_an_answer(noise: bytes, at: int) -> None:
    whole = example({'b': [b'one', b'two'], 'f': [0.5] * 5, 'i': [1, 2, 3]})
    try:
        for feature in read_example(whole[:at] + noise + whole[at + len(noise) :]).values():
            feature.floats(99), feature.integers(99), feature.strings(99), feature.count
    except Damage:
        pass
