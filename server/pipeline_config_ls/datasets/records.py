"""The beginning of a file of records: its first images, read in milliseconds and without TensorFlow.

Whatever the file holds, the answer is a `RecordFile`; what is wrong with it is a value of it. TensorFlow reads further than
this does: what is only wrong behind the beginning is not seen here.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from io import BufferedReader
from typing import NamedTuple

from pipeline_config_ls.cancellation import step
from pipeline_config_ls.datasets.annotated_image import AnnotatedImage, from_example, from_sequence_example
from pipeline_config_ls.files.foreign import GIT_LFS, foreign_bytes
from pipeline_config_ls.files.reading import Reason, Unread, in_words, open_regular
from pipeline_config_ls.formats.damage import Damage
from pipeline_config_ls.formats.example import read_example, read_sequence_example
from pipeline_config_ls.formats.table import Source
from pipeline_config_ls.formats.tfrecord import HEADER, compression_of, find_frame, is_header, read_frame

_HEAD = 1024
# The checksum of the data costs 4 ns a byte: of the first record it is verified, unless that is this large.
_MOST_VERIFIED = 1 << 20


class Limits(NamedTuple):
    """How far a file is read: so many records, so many bytes. Both together keep it under 50 ms."""

    records: int = 64
    size: int = 8 << 20


BEGINNING = Limits()


class RecordFault(Enum):
    """Why TensorFlow cannot read a file of records, or not to its end."""

    UNREADABLE = 'unreadable'  # no regular file, or no permission
    EMPTY = 'empty'
    NOT_RECORDS = 'not-records'
    COMPRESSED = 'compressed'
    DAMAGED = 'damaged'
    NOT_EXAMPLES = 'not-examples'


@dataclass(frozen=True, slots=True)
class RecordFile:
    """What was read of one file.

    `records` is how many were read, `total` how many there are, where all were read, and `estimate` how many there may be
    by their size. `message` is a clause that follows the file's name and says what `fault` means: "is empty".
    """

    path: str
    size: int
    images: tuple[AnnotatedImage, ...]
    records: int
    total: int | None
    estimate: int
    fault: RecordFault | None = None
    message: str = ''


def read_record_file(path: str, *, as_sequences: bool = False, limits: Limits = BEGINNING) -> RecordFile:
    """The first records of a file, as tf.Examples, or as tf.SequenceExamples. A file that is not there is unreadable."""
    opened = open_regular(path)
    if isinstance(opened, Unread):
        return RecordFile(path, 0, (), 0, None, 0, RecordFault.UNREADABLE, opened.message)
    with opened:
        try:
            size = os.fstat(opened.fileno()).st_size
            return _read(path, _source(opened, size), as_sequences, limits)
        except OSError as error:
            message = f'cannot be read: {error.strerror or error}'
            return RecordFile(path, 0, (), 0, None, 0, RecordFault.UNREADABLE, message)


def is_absent(path: str) -> bool:
    """Whether there is nothing at a path."""
    opened = open_regular(path)
    if isinstance(opened, Unread):
        return opened.reason is Reason.ABSENT
    opened.close()
    return False


def _source(file: BufferedReader, size: int) -> Source:
    def read(offset: int, count: int) -> bytes:
        if file.tell() != offset:
            file.seek(offset)
        return file.read(count)

    return Source(size, read)


def _read(path: str, source: Source, as_sequences: bool, limits: Limits) -> RecordFile:
    if not source.size:
        return RecordFile(path, 0, (), 0, 0, 0, RecordFault.EMPTY, 'is empty')
    head = source.read(0, min(_HEAD, source.size))
    if not is_header(head):
        return RecordFile(path, source.size, (), 0, None, 0, *_what_else(head))
    images: list[AnnotatedImage] = []
    records, offset, message = 0, 0, ''
    fault: RecordFault | None = None
    try:
        for data, following in _frames(source, limits):
            step()
            records, offset = records + 1, following
            images += _decode(data, as_sequences)
    except _NotAnExample:
        fault, message = RecordFault.NOT_EXAMPLES, f'holds something else than tf.Examples: record {records} is none'
    except Damage as damage:
        fault, message = RecordFault.DAMAGED, f'is damaged at record {records + 1}: {damage}'
    is_whole = offset >= source.size or fault is RecordFault.DAMAGED
    estimate = round(source.size / (offset / records)) if records and offset else 0
    return RecordFile(
        path, source.size, tuple(images), records, records if is_whole else None, estimate, fault, message
    )


def _frames(source: Source, limits: Limits) -> Iterator[tuple[bytes, int]]:
    """The data of the first frames, and where the next one begins. Raises `Damage`."""
    offset = count = 0
    while count < limits.records and (frame := find_frame(source, offset)):
        if frame.next > limits.size:
            break
        yield read_frame(source, frame, verify=not count and frame.size <= _MOST_VERIFIED), frame.next
        offset, count = frame.next, count + 1


class _NotAnExample(Exception):
    """The data of a record is something else."""


def _decode(data: bytes, as_sequences: bool) -> tuple[AnnotatedImage, ...]:
    try:
        if as_sequences:
            return from_sequence_example(*read_sequence_example(data))
        return (from_example(read_example(data)),)
    except Damage:
        raise _NotAnExample from None


def _what_else(head: bytes) -> tuple[RecordFault, str]:
    """What a file is whose first bytes are no record."""
    if compression := compression_of(head):
        return RecordFault.COMPRESSED, (
            f'is compressed ({compression.value}); the API reads records that are not: decompress the file, or write it anew'
        )
    if foreign := foreign_bytes(head):
        advice = f'. {foreign.advice[:-1]}' if foreign is GIT_LFS else ''
        return RecordFault.NOT_RECORDS, f'holds no records: it is {foreign.what}{advice}'
    if len(head) < HEADER:
        return RecordFault.DAMAGED, f'is cut off: it has {in_words(len(head))}'
    if not any(head):
        return RecordFault.DAMAGED, 'holds nothing but zeros: it was not copied or downloaded to the end'
    return RecordFault.NOT_RECORDS, 'holds no records: TensorFlow stops with "corrupted record at 0"'
