"""The paths that are offered, for a cursor in a text, in a folder of files."""

from pathlib import Path

import pytest

from pipeline_config_ls.analysis.config_analysis import ConfigAnalysis, ProjectContext
from pipeline_config_ls.document import open_document
from pipeline_config_ls.document.edits import apply
from pipeline_config_ls.features.paths import complete_path
from pipeline_config_ls.features.positions import Positions
from pipeline_config_ls.schema import Schema
from pipeline_config_ls.textproto import Edit

EXAMPLES = Path(__file__).parents[2] / 'examples'


@pytest.fixture
def offered(tmp_path: Path, schema: Schema):
    for name in ('data/label_map.pbtxt', 'data/train.record', 'data/notes.txt', '.git/label_map.pbtxt'):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    (tmp_path / 'pretrained').symlink_to(EXAMPLES / 'pretrained' / 'ssd_mobilenet_v2_fpnlite_320x320_garden')

    def offer(text: str) -> dict[str, str]:
        before, _, after = text.partition('$0')
        document = open_document(before + after, tmp_path / 'pipeline.config', schema)
        positions = Positions(document.lines)
        items = complete_path(ConfigAnalysis(document, ProjectContext()), len(before), positions)
        return {
            item.label: apply(document.text, [Edit(positions.span(item.text_edit.range), item.text_edit.new_text)])
            for item in items
        }

    return offer


def test_label_maps_and_records_by_the_field_that_names_them(offered) -> None:
    assert offered('train_input_reader { label_map_path: "$0" }') == {
        'data/label_map.pbtxt': 'train_input_reader { label_map_path: "data/label_map.pbtxt" }'
    }
    text = 'train_input_reader { tf_record_input_reader { input_path: "$0" } }'
    assert list(offered(text)) == ['data/train.record']


def test_a_checkpoint_is_offered_by_its_prefix(offered) -> None:
    assert 'pretrained/checkpoint/ckpt-0' in offered('train_config { fine_tune_checkpoint: "pre$0" }')


def test_quotes_come_with_a_path_that_has_none(offered) -> None:
    found = offered('train_input_reader { label_map_path: $0 }')
    assert found['data/label_map.pbtxt'] == 'train_input_reader { label_map_path: "data/label_map.pbtxt" }'


def test_no_paths_where_none_is_named(offered) -> None:
    assert offered('train_config { batch_size: $0 }') == {}
    assert offered('eval_input_reader { name: "$0" }') == {}
