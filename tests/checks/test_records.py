"""What is in the records: what is shown at which value, and the text after its fix."""

from __future__ import annotations

import gzip
from pathlib import Path
from typing import NamedTuple

import pytest

from oracle.record_files import png, records
from oracle.record_rows import LABEL_MAP, SIZE, base, changed
from pipeline_config_ls.analysis.config_analysis import ConfigAnalysis
from pipeline_config_ls.analysis.project_context import ProjectContext
from pipeline_config_ls.checks import config_problems
from pipeline_config_ls.document import open_document
from pipeline_config_ls.document.edits import apply
from pipeline_config_ls.files.search_context import SearchContext

CONFIG = """\
model { ssd { num_classes: 3 } }
train_input_reader {
  label_map_path: "label_map.pbtxt"
  tf_record_input_reader { input_path: "train.record" }
}
"""
GOOD = records([base(), base(), base()])


class Shown(NamedTuple):
    """A problem as the person sees it, and the texts after its fixes."""

    code: str
    severity: str
    at: str
    message: str
    after: tuple[str, ...] = ()


def shown(folder: Path, data: bytes, text: str = CONFIG, label_map: str = LABEL_MAP) -> list[Shown]:
    (folder / 'label_map.pbtxt').write_text(label_map)
    (folder / 'train.record').write_bytes(data)
    document = open_document(text, folder / 'pipeline.config')
    analysis = ConfigAnalysis(document, ProjectContext(SearchContext(working_directory=str(folder))))
    return [
        Shown(
            one.code,
            one.severity.value,
            text[slice(*one.span)],
            one.message,
            tuple(apply(text, fix.edits) for fix in one.fixes),
        )
        for one in config_problems(analysis)
        if one.code.startswith(('record-', 'more-boxes'))
    ]


def reading(settings: str) -> str:
    return CONFIG.replace('train_input_reader {\n', f'train_input_reader {{\n  {settings}\n')


INPUT = '"train.record"'


def test_good_records(tmp_path: Path) -> None:
    assert shown(tmp_path, GOOD) == []


@pytest.mark.parametrize(
    ('data', 'message'),
    [
        (b'', '`train.record` is empty.'),
        (
            gzip.compress(GOOD),
            '`train.record` is compressed (GZIP); the API reads records that are not: decompress the file, or write it anew.',
        ),
        (
            b'version https://git-lfs.github.com/spec/v1\noid x\n',
            '`train.record` holds no records: it is a pointer of Git LFS. The file itself was not downloaded: run `git lfs pull`.',
        ),
        (b'filename,class\na.jpg,cat\n', '`train.record` holds no records: it is a text.'),
    ],
)
def test_files_that_hold_none(tmp_path: Path, data: bytes, message: str) -> None:
    assert shown(tmp_path, data) == [Shown('record-unreadable', 'error', INPUT, message)]


def test_a_folder(tmp_path: Path) -> None:
    (tmp_path / 'records').mkdir()
    (found,) = shown(tmp_path, GOOD, CONFIG.replace('"train.record"', '"records"'))
    assert found.message == '`records` is a folder.'


def test_one_empty_shard_of_several(tmp_path: Path) -> None:
    (tmp_path / 'train.record-2').touch()
    (found,) = shown(tmp_path, GOOD, CONFIG.replace('train.record', 'train.record*'))
    assert (found.code, found.severity, found.message) == (
        'record-unreadable',
        'warning',
        '`train.record-2` is empty.',
    )


def test_images_that_stop_training(tmp_path: Path) -> None:
    inverted = changed(o__bbox__xmin=[0.9, 0.2])
    assert shown(tmp_path, records([base(), inverted, base()])) == [
        Shown(
            'record-stops-training',
            'error',
            INPUT,
            '1 of 3 images in `train.record` has a box that ends before it begins: x from 0.9 to 0.6, y from 0.1 to 0.5. '
            'Training stops there.',
        )
    ]
    (found,) = shown(tmp_path, records([changed(encoded=[b'RIFF\0\0\0\0WEBP'])]))
    assert found.message == (
        'The image in `train.record` is WebP: the API decodes JPEG, PNG and BMP. Training stops there.'
    )
    (found,) = shown(tmp_path, records([changed(o__class__label=[1.0, 2.0])] * 2))
    assert found.message == (
        'All 2 images in `train.record` cannot be used; the first one has floats in `image/object/class/label`, where the '
        'API reads integers. Training stops there.'
    )


def test_keypoints_that_are_not_there(tmp_path: Path) -> None:
    (found,) = shown(tmp_path, GOOD, reading('num_keypoints: 17'))
    assert (found.at, found.after) == ('num_keypoints: 17', (CONFIG,))
    assert 'the first one has 2 boxes and no keypoints' in found.message


def test_masks(tmp_path: Path) -> None:
    (found,) = shown(tmp_path, GOOD, reading('load_instance_masks: true'))
    assert found.after == (reading('load_instance_masks: false'),)
    masked = records([changed(o__mask=[png(SIZE, SIZE, 1)] * 2)])
    (found,) = shown(tmp_path, masked, reading('load_instance_masks: true'))
    assert found.message == (
        'The image in `train.record` has masks that are PNG images, and `mask_type` reads numbers. Training stops there.'
    )
    assert 'mask_type: PNG_MASKS' in found.after[0]
    assert shown(tmp_path, masked, reading('load_instance_masks: true mask_type: PNG_MASKS')) == []


def test_classes_that_the_label_map_lacks(tmp_path: Path) -> None:
    data = records([base(), changed(o__class__text=[b'Cat', b'horse'])])
    assert shown(tmp_path, data) == [
        Shown(
            'record-unknown-class',
            'warning',
            INPUT,
            '`Cat`, `horse` are in the records, and not in the label map: 2 of 4 objects that were read are dropped. '
            'The label map has `cat`.',
        )
    ]


def test_a_label_map_of_some_of_the_classes(tmp_path: Path) -> None:
    data = records([base(), changed(o__class__text=[b'cat', b'horse'])])
    (found,) = shown(tmp_path, data)
    assert (found.code, found.severity) == ('record-unknown-class', 'information')
    (found,) = shown(tmp_path, records([changed(o__class__text=[b'cow', b'horse'])]))
    assert found.severity == 'warning'


def test_ids_that_are_no_class(tmp_path: Path) -> None:
    data = records([changed(o__class__text=None, o__class__label=[0, 7]), base()])
    assert shown(tmp_path, data) == [
        Shown(
            'record-class-out-of-range',
            'warning',
            INPUT,
            '2 of 4 objects that were read have the ids 0, 7, which is no class of the model: ids go from 1 to 3.',
        )
    ]
    # A class of the label map above the count is told where the count is.
    assert shown(tmp_path, GOOD, label_map=LABEL_MAP.replace('id: 2', 'id: 5')) == []


def test_boxes_in_pixels(tmp_path: Path) -> None:
    data = records([changed(o__bbox__xmax=[30.0, 20.0], o__bbox__ymax=[30.0, 0.5])])
    (found,) = shown(tmp_path, data)
    assert (found.code, found.severity) == ('record-boxes-in-pixels', 'warning')
    assert found.message == (
        'All 2 boxes that were read reach out of their images, as x from 0.2 to 30 and y from 0.1 to 30. They look like '
        'pixels: divide by width and height when you write the records.'
    )
    (found,) = shown(tmp_path, data, CONFIG.replace('ssd', 'faster_rcnn'))
    assert found.severity == 'error'
    # A little outside happens, and harms nobody.
    assert shown(tmp_path, records([changed(o__bbox__xmax=[1.02, 0.6])])) == []


def test_no_objects(tmp_path: Path) -> None:
    (found,) = shown(tmp_path, records([base(0)] * 3))
    assert (found.code, found.message) == (
        'record-without-objects',
        'None of the 3 images that were read has an object.',
    )


def test_more_boxes_than_are_taken(tmp_path: Path) -> None:
    (found,) = shown(tmp_path, records([base(), base(123)]))
    assert (found.code, found.message) == (
        'more-boxes-than-taken',
        '1 of 2 images that were read has up to 123 objects; 100 are taken of each.',
    )
    assert 'max_number_of_boxes: 130' in found.after[0]
    assert shown(tmp_path, records([base(), base(123)]), reading('max_number_of_boxes: 200')) == []


def test_without_a_label_map_that_can_be_read_nothing_is_said_of_classes(tmp_path: Path) -> None:
    data = records([changed(o__class__text=[b'horse', b'cow'], o__class__label=None)])
    assert shown(tmp_path, data, label_map='<html>') == []
