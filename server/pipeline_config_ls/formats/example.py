"""tf.Example and tf.SequenceExample: named lists of bytes, floats or integers, as they are on the wire.

Reads which features there are and how many values each has; the values only when they are asked for, and no more than
asked for. What the features mean is not known here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum

from pipeline_config_ls.formats.damage import Damage
from pipeline_config_ls.formats.wire import (
    BYTES,
    FIXED32,
    VARINT,
    read_fields,
    read_floats,
    read_varints,
)

_CONTINUED = re.compile(rb'[\x80-\xff]+')


class ValueKind(Enum):
    """The three kinds of a feature's values; `NONE` is a feature without a list."""

    NONE = 0
    BYTES = 1
    FLOAT = 2
    INT64 = 3


@dataclass(frozen=True, slots=True)
class Feature:
    """The values of one feature: spans of `data`. A packed list is one span, other values are one each."""

    data: bytes
    kind: ValueKind
    spans: tuple[tuple[int, int], ...]
    packed: bool = False

    @property
    def count(self) -> int:
        """How many values there are."""
        if self.kind is ValueKind.FLOAT:
            return sum(end - start for start, end in self.spans) // 4
        if self.kind is ValueKind.INT64 and self.packed:
            # The last byte of each varint has no continuation bit.
            return sum(_ends(self.data[start:end]) for start, end in self.spans)
        return len(self.spans)

    def floats(self, most: int) -> list[float]:
        """Up to `most` of the values; none where they are no floats."""
        values: list[float] = []
        if self.kind is ValueKind.FLOAT:
            for start, end in self.spans:
                values += read_floats(self.data, start, end, most - len(values))
        return values

    def integers(self, most: int) -> list[int]:
        """Up to `most` of the values; none where they are no integers."""
        values: list[int] = []
        if self.kind is ValueKind.INT64:
            for start, end in self.spans:
                values += read_varints(self.data, start, end, most - len(values))
        return values

    def strings(self, most: int) -> list[bytes]:
        """Up to `most` of the values; none where they are no bytes."""
        if self.kind is not ValueKind.BYTES:
            return []
        return [self.data[start:end] for start, end in self.spans[:most]]

    def head(self, size: int) -> bytes:
        """The first `size` bytes of the first value."""
        if self.kind is not ValueKind.BYTES or not self.spans:
            return b''
        start, end = self.spans[0]
        return self.data[start : min(end, start + size)]

    @property
    def sizes(self) -> tuple[int, ...]:
        """How many bytes each value has, where they are bytes."""
        return tuple(end - start for start, end in self.spans) if self.kind is ValueKind.BYTES else ()


Features = dict[str, Feature]
FeatureLists = dict[str, list[Feature]]


def read_example(data: bytes) -> Features:
    """The features of a serialized tf.Example. Raises `Damage`; fields that it does not have are passed over."""
    features: Features = {}
    for field in read_fields(data, 0, len(data)):
        if field.number == 1 and field.kind == BYTES:
            _read_features(data, field.start, field.end, features)
    return features


def read_sequence_example(data: bytes) -> tuple[Features, FeatureLists]:
    """Context and feature lists of a serialized tf.SequenceExample. Raises `Damage`."""
    context: Features = {}
    lists: FeatureLists = {}
    for field in read_fields(data, 0, len(data)):
        if field.kind != BYTES:
            continue
        if field.number == 1:
            _read_features(data, field.start, field.end, context)
        elif field.number == 2:
            for entry in read_fields(data, field.start, field.end):
                if entry.number == 1 and entry.kind == BYTES:
                    name, start, end = _read_entry(data, entry.start, entry.end)
                    lists[name] = [
                        _read_feature(data, one.start, one.end)
                        for one in read_fields(data, start, end)
                        if one.number == 1 and one.kind == BYTES
                    ]
    return context, lists


def _read_features(data: bytes, start: int, end: int, features: Features) -> None:
    for entry in read_fields(data, start, end):
        if entry.number == 1 and entry.kind == BYTES:
            name, value_start, value_end = _read_entry(data, entry.start, entry.end)
            features[name] = _read_feature(data, value_start, value_end)


def _read_entry(data: bytes, start: int, end: int) -> tuple[str, int, int]:
    """Key, and span of the value, of an entry of a map."""
    name, value = '', (start, start)
    for field in read_fields(data, start, end):
        if field.number == 1 and field.kind == BYTES:
            name = data[field.start : field.end].decode('utf-8', 'replace')
        elif field.number == 2 and field.kind == BYTES:
            value = (field.start, field.end)
    return name, *value


def _read_feature(data: bytes, start: int, end: int) -> Feature:
    feature = Feature(data, ValueKind.NONE, ())
    for field in read_fields(data, start, end):
        if field.number in (1, 2, 3) and field.kind == BYTES:
            feature = _read_list(data, field.start, field.end, ValueKind(field.number))
    return feature


def _read_list(data: bytes, start: int, end: int, kind: ValueKind) -> Feature:
    spans: list[tuple[int, int]] = []
    packed = False
    single = {ValueKind.BYTES: BYTES, ValueKind.FLOAT: FIXED32, ValueKind.INT64: VARINT}[kind]
    for field in read_fields(data, start, end):
        if field.number != 1:
            continue
        if field.kind == BYTES and kind is not ValueKind.BYTES:
            packed = True
            if kind is ValueKind.FLOAT and (field.end - field.start) % 4:
                raise Damage('a list of numbers in it is cut off')
        elif field.kind != single:
            raise Damage('a value of it has another type than its list')
        spans.append((field.start, field.end))
    return Feature(data, kind, tuple(spans), packed)


def _ends(data: bytes) -> int:
    """How many bytes have no continuation bit."""
    return len(data) - sum(map(len, _CONTINUED.findall(data)))
