"""What is offered of the disk: paths folder by folder and what is near, what restores first, the number of classes."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from lsp.wire import applied
from pipeline_config_ls.analysis.config_analysis import ConfigAnalysis
from pipeline_config_ls.analysis.project_context import ProjectContext
from pipeline_config_ls.document import open_document
from pipeline_config_ls.features.completion import complete
from pipeline_config_ls.features.paths import complete_from_files
from pipeline_config_ls.features.positions import Positions
from pipeline_config_ls.files.search_context import SearchContext
from pipeline_config_ls.schema import Schema

EXAMPLES = Path(__file__).parents[2] / 'examples'
PREFIX = 'pretrained/ssd_mobilenet_v2_fpnlite_320x320_garden/checkpoint/ckpt-0'


@pytest.fixture
def items(tmp_path: Path, schema: Schema) -> Callable:
    for name in (
        'data/label_map.pbtxt',
        'data/train.record',
        'data/notes.txt',
        '.git/label_map.pbtxt',
        'home/mine/x.record',
    ):
        (tmp_path / name).parent.mkdir(exist_ok=True, parents=True)
        (tmp_path / name).touch()
    (tmp_path / 'data/eval.record-00000-of-00002').touch()
    (tmp_path / 'data/eval.record-00001-of-00002').touch()
    shutil.copytree(EXAMPLES / 'pretrained', tmp_path / 'pretrained')

    def offer(text: str, folder: str = '.') -> dict:
        """By label, what is said beside it and the text after it was taken, as an editor sorts them."""
        before, _, after = text.partition('$0')
        document = open_document(before + after, tmp_path / folder / 'pipeline.config', schema)
        positions = Positions(document.lines)
        search = SearchContext(workspace_folders=(str(tmp_path),), home=str(tmp_path / 'home'))
        analysis = ConfigAnalysis(document, ProjectContext(search))
        offset = len(before)
        found = complete_from_files(analysis, offset, positions, complete(document, offset, positions))
        return {
            item['label']: (
                item.get('labelDetails', {}).get('description', ''),
                applied(document.text, [item['textEdit']]),
            )
            for item in sorted(found, key=lambda item: item['sortText'])
        }

    return offer


def test_label_maps_and_records_by_the_field_that_names_them(items: Callable) -> None:
    found = items('train_input_reader { label_map_path: "$0" }')
    assert found['data/label_map.pbtxt'][1] == 'train_input_reader { label_map_path: "data/label_map.pbtxt" }'
    assert 'data/notes.txt' not in found
    assert '.git/' not in found
    records = items('train_input_reader { tf_record_input_reader { input_path: "$0" } }')
    assert [label for label in records if not label.endswith('/')] == [
        'data/eval.record-?????-of-00002',
        'data/train.record',
        'home/mine/x.record',
    ]


def test_paths_go_on_folder_by_folder(items: Callable) -> None:
    found = items('train_input_reader { label_map_path: "$0" }')
    assert found['data/'][1] == 'train_input_reader { label_map_path: "data/" }'
    found = items('train_input_reader { label_map_path: "data/$0" }')
    assert list(found) == ['data/label_map.pbtxt']


def test_paths_above_at_the_root_and_at_home(items: Callable, tmp_path: Path) -> None:
    field = 'train_input_reader { tf_record_input_reader { input_path: "%s" } }'
    above = items(field % '../data/tr$0', folder='home')
    assert above['../data/train.record'][1] == field % '../data/train.record'
    absolute = items(field % f'{tmp_path}/data/$0')
    assert field % f'{tmp_path}/data/train.record' in [text for _, text in absolute.values()]
    # TensorFlow does not know `~`: it is written out.
    home = items(field % '~/mine/$0')
    assert home['~/mine/x.record'][1] == field % f'{tmp_path}/home/mine/x.record'


def test_long_paths_show_their_end(items: Callable) -> None:
    (label,) = [label for label in items('train_config { fine_tune_checkpoint: "$0" }') if label.startswith('…')]
    assert label.endswith('/checkpoint/ckpt-0')
    assert len(label) <= 50


def test_quotes_come_with_a_path_that_has_none(items: Callable) -> None:
    found = items('train_input_reader { label_map_path: $0 }')
    assert found['data/label_map.pbtxt'][1] == 'train_input_reader { label_map_path: "data/label_map.pbtxt" }'


def test_a_checkpoint_that_fits_comes_before_one_that_does_not(items: Callable, tmp_path: Path) -> None:
    (tmp_path / 'a').mkdir()
    (tmp_path / 'a/ckpt-1.index').write_bytes(b'nothing')
    config = (EXAMPLES / 'restores/pipeline.config').read_text()
    found = items(config.replace(f'"{PREFIX}"', '"$0"'))
    first = next(iter(found.values()))
    assert first[0].endswith('restores 290 variables')
    assert 'class' in first[0]
    assert f'fine_tune_checkpoint: "{PREFIX}"' in first[1]
    assert found['a/ckpt-1'][0] == 'does not restore'


def test_the_type_that_restores_comes_first(items: Callable) -> None:
    config = (EXAMPLES / 'restores/pipeline.config').read_text()
    found = items(config.replace('fine_tune_checkpoint_type: "detection"', 'fine_tune_checkpoint_type: "$0"'))
    assert next(iter(found)) == 'detection'
    assert found['detection'][0] == 'restores 290 variables'
    assert found['full'][0] == 'does not restore'


def test_the_label_map_tells_the_number_of_classes(items: Callable, tmp_path: Path) -> None:
    (tmp_path / 'data/label_map.pbtxt').write_text('item { id: 1 name: "a" } item { id: 7 name: "b" }')
    reader = 'train_input_reader { label_map_path: "data/label_map.pbtxt" }'
    found = items('model { ssd { num_classes: $0 } } ' + reader)
    assert next(iter(found.items())) == (
        '7',
        ('the label map label_map.pbtxt', 'model { ssd { num_classes: 7 } } ' + reader),
    )


def test_no_paths_where_none_is_named(items: Callable) -> None:
    assert all('/' not in label for label in items('train_config { batch_size: $0 }'))
    assert items('eval_input_reader { name: "$0" }') == {}
