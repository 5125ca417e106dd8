"""The beginning of a file of records."""

from __future__ import annotations

import gzip
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oracle.record_files import Values, frame, png, records
from oracle.record_rows import base
from pipeline_config_ls.datasets.annotated_image import Box
from pipeline_config_ls.datasets.images import ImageHeader, read_image_header, undecodable_format
from pipeline_config_ls.datasets.records import Limits, RecordFault, read_record_file

EXAMPLE = Path(__file__).parents[2] / 'examples' / 'annotations' / 'train.tfrecord'


def test_the_example() -> None:
    file = read_record_file(str(EXAMPLE))
    assert (file.records, file.total, file.fault) == (6, 6, None)
    first = file.images[0]
    assert first.header == ImageHeader('PNG', 160, 160, 3)
    assert first.texts == ('worker', 'drone', 'drone')
    assert first.labels == (1, 2, 2)
    assert [round(side, 3) for side in first.boxes[0]] == [0.812, 0.038, 0.906, 0.175]


@pytest.mark.parametrize(
    ('data', 'fault', 'message'),
    [
        (b'', RecordFault.EMPTY, 'is empty'),
        (
            gzip.compress(records([base()])),
            RecordFault.COMPRESSED,
            'is compressed (GZIP); the API reads records that are not: decompress the file, or write it anew',
        ),
        (
            b'version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 9\n',
            RecordFault.NOT_RECORDS,
            'holds no records: it is a pointer of Git LFS. The file itself was not downloaded: run `git lfs pull`',
        ),
        (b'filename,class\na.jpg,cat\n', RecordFault.NOT_RECORDS, 'holds no records: it is a text'),
        (b'PK\x03\x04' + bytes(99), RecordFault.NOT_RECORDS, 'holds no records: it is a ZIP archive'),
        (
            bytes(range(150, 249)),
            RecordFault.NOT_RECORDS,
            'holds no records: TensorFlow stops with "corrupted record at 0"',
        ),
        (bytes(99), RecordFault.DAMAGED, 'holds nothing but zeros: it was not copied or downloaded to the end'),
        (frame(b'abc'), RecordFault.NOT_EXAMPLES, 'holds something else than tf.Examples: record 1 is none'),
    ],
)
def test_what_is_wrong_with_a_file(tmp_path: Path, data: bytes, fault: RecordFault, message: str) -> None:
    (tmp_path / 'x').write_bytes(data)
    file = read_record_file(str(tmp_path / 'x'))
    assert (file.fault, file.message) == (fault, message)


def test_a_file_that_is_cut_off_is_read_up_to_there(tmp_path: Path) -> None:
    data = records([base(), base(), base()])
    (tmp_path / 'x').write_bytes(data[:-30])
    file = read_record_file(str(tmp_path / 'x'))
    assert len(file.images) == 2
    assert file.fault is RecordFault.DAMAGED
    assert file.message.startswith('is damaged at record 3: it is cut off')


def test_only_the_beginning_is_read(tmp_path: Path) -> None:
    (tmp_path / 'x').write_bytes(records([base()] * 100))
    file = read_record_file(str(tmp_path / 'x'))
    assert (file.records, file.total, file.estimate) == (64, None, 100)
    limited = read_record_file(str(tmp_path / 'x'), limits=Limits(size=len(records([base()])) * 3 + 5))
    assert (limited.records, limited.estimate) == (3, 100)


def test_no_regular_file(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / 'pipe')
    for path, message in ((tmp_path, 'is a folder'), (tmp_path / 'pipe', 'is a named pipe, not a regular file')):
        file = read_record_file(str(path))
        assert (file.fault, file.message) == (RecordFault.UNREADABLE, message)


def test_sequences_are_frames(tmp_path: Path) -> None:
    from oracle.record_rows import ROWS

    row = next(row for row in ROWS if row.label == 'sequence')
    (tmp_path / 'x').write_bytes(row.data)
    images = read_record_file(str(tmp_path / 'x'), as_sequences=True).images
    assert [image.texts for image in images] == [('cat',), ('dog', 'bird')]
    assert images[0].size == (32, 32)
    assert len(images[1].boxes) == 2


def test_headers_of_images() -> None:
    jpeg = (
        b'\xff\xd8\xff\xe0\x00\x10JFIF'
        + bytes(10)
        + b'\xff\xfe\x00\x04hi\xff\xc2\x00\x11\x08\x01\x00\x02\x00\x03'
        + bytes(20)
    )
    assert read_image_header(jpeg) == ImageHeader('JPEG', 512, 256, 3)
    assert read_image_header(png(7, 5, 4)) == ImageHeader('PNG', 7, 5, 4)
    assert read_image_header(b'GIF89a\x10\x00\x20\x00' + bytes(20)) == ImageHeader('GIF', 16, 32, 3)
    assert read_image_header(b'RIFF\0\0\0\0WEBP') is None
    assert undecodable_format(b'RIFF\0\0\0\0WEBP') == 'WebP'
    assert undecodable_format(b'\0\0\0\x20ftypavif') == 'HEIF or AVIF'
    assert undecodable_format(b'path/to.jpg') is None


@given(st.binary(max_size=400))
def test_any_bytes_have_an_answer(data: bytes) -> None:
    read_image_header(b'\xff\xd8\xff' + data)
    read_image_header(b'\x89PNG\r\n\x1a\n\0\0\0\rIHDR' + data)
    undecodable_format(data)


@given(noise=st.binary(min_size=1, max_size=40), at=st.integers(0, 900))
def test_any_file_has_an_answer(tmp_path_factory: pytest.TempPathFactory, noise: bytes, at: int) -> None:
    example: dict[str, Values] = {**base(), 'image/object/mask': [b'x'], 'image/object/keypoint/x': [0.5]}
    data = bytearray(records([example, example]))
    data[at : at + len(noise)] = noise
    path = tmp_path_factory.getbasetemp() / 'fuzzed'
    path.write_bytes(data)
    assert read_record_file(str(path)).path == str(path)
    # The same with right checksums: the example itself is damaged.
    inner = bytearray(records([example])[12:-4])
    inner[at : at + len(noise)] = noise
    path.write_bytes(frame(bytes(inner)))
    assert all(isinstance(box, Box) for image in read_record_file(str(path)).images for box in image.boxes)
