"""What the input pipeline makes of records, against what the API's own made of them (oracle/records.py)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from oracle.record_files import records
from oracle.record_rows import ROWS, Row, base
from pipeline_config_ls.datasets.decoding import Reader, find_obstacle, trained_objects
from pipeline_config_ls.datasets.label_map import LabelMap, NotALabelMap, label_map_of
from pipeline_config_ls.datasets.records import RecordFault, read_record_file
from pipeline_config_ls.files.path_reading import scheme_of
from pipeline_config_ls.schema import load_schema

SCHEMA = load_schema()
FACTS = Path(__file__).parents[1] / 'facts' / 'records.jsonl'
RECORDED: dict[str, dict[str, Any]] = {
    fact['label']: fact for line in FACTS.read_text(encoding='utf-8').splitlines() for fact in [json.loads(line)]
}
CLASSES, MOST_BOXES = 3, 100


def predicted(row: Row, folder: Path) -> list[int] | str:
    """The classes of the first batch, 0 for none of the model's; or why there is none."""
    path = folder / 'x.record'
    path.write_bytes(row.data)
    label_map: LabelMap | None = None
    if row.label_map is not None:
        read = label_map_of(row.label_map, None, SCHEMA)
        if isinstance(read, NotALabelMap):
            return read.message
        label_map = read
    as_sequences = 'SEQUENCE' in row.reader
    file = read_record_file(str(path), as_sequences=as_sequences)
    if not file.images:
        return file.message or 'no image'
    reader = Reader(
        label_map,
        'load_instance_masks: true' in row.reader,
        'PNG_MASKS' in row.reader,
        3 if 'num_keypoints: 3' in row.reader else 0,
    )
    image = file.images[-1] if as_sequences else file.images[0]  # `frame_index: 1`
    obstacle = find_obstacle(image, reader)
    if obstacle:
        return obstacle.message
    found = [one.id if 0 < one.id <= CLASSES else 0 for one in trained_objects(image, label_map)]
    return found[: 3 if 'max_number_of_boxes: 3' in row.reader else MOST_BOXES]


def test_every_row_is_recorded() -> None:
    assert [row.label for row in ROWS] == list(RECORDED)


@pytest.mark.parametrize('row', ROWS, ids=lambda row: row.label)
def test_as_the_api(row: Row, tmp_path: Path) -> None:
    fact = RECORDED[row.label]
    found = predicted(row, tmp_path)
    if fact['outcome'] == 'ok':
        assert found == fact['classes']
    else:
        assert isinstance(found, str), fact


def test_a_file_of_zeros_is_damaged(tmp_path: Path) -> None:
    (tmp_path / 'x').write_bytes(bytes(64))
    assert read_record_file(str(tmp_path / 'x')).fault is RecordFault.DAMAGED


@pytest.mark.live
@pytest.mark.parametrize(
    'label', ['good', 'gif', 'sequence', 'one unknown text', 'keypoints', 'png masks', 'inverted box']
)
def test_the_api_still_does(label: str, tmp_path: Path) -> None:
    from oracle.records import run

    row = next(row for row in ROWS if row.label == label)
    assert {'label': label, **run(row, tmp_path)} == RECORDED[label]


@pytest.mark.live
def test_records_as_tensorflow_reads_them(tmp_path: Path) -> None:
    from oracle.real_api import tf

    examples = [base(), base(0), base(5)]
    path = str(tmp_path / 'x.record')
    Path(path).write_bytes(records(examples))
    read = [tf.train.Example.FromString(data.numpy()) for data in tf.data.TFRecordDataset(path)]
    for theirs, ours in zip(read, read_record_file(path).images, strict=True):
        feature = theirs.features.feature
        assert ours.labels == tuple(feature['image/object/class/label'].int64_list.value)
        assert ours.texts == tuple(text.decode() for text in feature['image/object/class/text'].bytes_list.value)
        assert [box.xmax for box in ours.boxes] == list(feature['image/object/bbox/xmax'].float_list.value)
        assert ours.size == (feature['image/width'].int64_list.value[0], feature['image/height'].int64_list.value[0])


@pytest.mark.live
def test_the_schemes_that_tensorflow_has_itself_are_known() -> None:
    from oracle.real_api import tf

    for scheme in tf.io.gfile.get_registered_schemes():
        known = scheme_of(f'{scheme}://bucket/x')
        assert scheme in ('', 'file') or (known is not None and known.is_known), scheme
    assert 'gcc' not in tf.io.gfile.get_registered_schemes()
