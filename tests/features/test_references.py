"""A workspace of texts: where the same path or class is named, and what a rename makes of them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline_config_ls.analysis.config_analysis import ConfigAnalysis
from pipeline_config_ls.analysis.project_context import ProjectContext
from pipeline_config_ls.document import open_document
from pipeline_config_ls.document.edits import apply
from pipeline_config_ls.features.definition import definition
from pipeline_config_ls.features.positions import Positions
from pipeline_config_ls.features.references import WorkspaceFile, references
from pipeline_config_ls.features.rename import CannotRename, prepare_rename, rename
from pipeline_config_ls.features.workspace_symbol import workspace_symbols
from pipeline_config_ls.files.search_context import SearchContext
from pipeline_config_ls.schema import Schema
from pipeline_config_ls.textproto import Edit

LABELS = 'item { id: 1 name: "bee" }\nitem { id: 2 name: "wasp" descendant_ids: [1] }\n'
KEYPOINTS = 'model { center_net { keypoint_estimation_task { keypoint_class_name: "bee" } } }\n'
CONFIG = KEYPOINTS + 'train_input_reader { label_map_path: "data/label_map.pbtxt" }\n'
OTHER = 'eval_input_reader { label_map_path: "label_map.pbtxt" }\neval_input_reader { label_map_path: "else.pbtxt" }\n'
WORKSPACE = {'pipeline.config': CONFIG, 'data/other.config': OTHER, 'data/label_map.pbtxt': LABELS}


class Files:
    """The files of a workspace on disk, and the cursor in one of them."""

    def __init__(self, folder: Path, schema: Schema, texts: dict[str, str]) -> None:
        self.folder, self.files, self.cursors = folder, {}, {}
        for name, marked in texts.items():
            before, cursor, after = marked.partition('$0')
            path = folder / name
            path.parent.mkdir(exist_ok=True)
            path.write_text(before + after)
            project = ProjectContext(SearchContext(workspace_folders=(str(folder),)))
            document = open_document(before + after, path, schema)
            self.files[name] = WorkspaceFile(name, ConfigAnalysis(document, project), Positions(document.lines))
            if cursor:
                self.asked, self.offset = self.files[name], len(before)

    def everything(self) -> list[WorkspaceFile]:
        return list(self.files.values())

    def text(self, name: str) -> str:
        return self.files[name].document.text


@pytest.fixture
def files(tmp_path: Path, schema: Schema) -> Callable[..., Files]:
    def make(**changed: str) -> Files:
        marked = {name.replace('__', '/').replace('_D_', '.'): text for name, text in changed.items()}
        return Files(tmp_path, schema, {**WORKSPACE, **marked})

    return make


def found(files: Files, **options: bool) -> list[str]:
    places = references(files.asked, files.offset, files.everything(), **options)
    return [f'{place.uri}: {cut(files, place)}' for place in places]


def cut(files: Files, place) -> str:
    span = files.files[place.uri].positions.span(place.range)
    return files.text(place.uri)[span.start : span.end]


def renamed(files: Files, name: str) -> dict[str, str]:
    answer = rename(files.asked, files.offset, name, files.everything())
    assert not isinstance(answer, CannotRename), answer
    return {
        uri: apply(
            files.text(uri), [Edit(files.files[uri].positions.span(edit.range), edit.new_text) for edit in edits]
        )
        for uri, edits in answer.changes.items()
    }


def test_a_path_is_the_file_that_it_leads_to_however_it_is_written(files: Callable) -> None:
    there = files(pipeline_D_config=CONFIG.replace('label_map.pb', 'label_$0map.pb'))
    assert found(there) == [
        'pipeline.config: data/label_map.pbtxt',
        'data/other.config: label_map.pbtxt',
    ]


def test_a_path_that_leads_nowhere_is_the_same_where_it_is_written_the_same(files: Callable) -> None:
    there = files(data__other_D_config=OTHER.replace('else', 'el$0se') + OTHER)
    assert found(there) == ['data/other.config: else.pbtxt'] * 2


def test_a_class_is_found_by_its_name_in_configs(files: Callable) -> None:
    there = files(data__label_map_D_pbtxt=LABELS.replace('bee', 'b$0ee'))
    assert found(there) == ['pipeline.config: bee', 'data/label_map.pbtxt: bee']
    assert found(there, with_declaration=False) == ['pipeline.config: bee']


def test_a_class_is_found_from_the_config(files: Callable) -> None:
    there = files(pipeline_D_config=CONFIG.replace('"bee', '"b$0ee'))
    assert found(there) == ['pipeline.config: bee', 'data/label_map.pbtxt: bee']


def test_a_class_is_found_by_its_id_in_its_own_file(files: Callable) -> None:
    there = files(data__label_map_D_pbtxt=LABELS.replace('id: 1', 'id: $01', 1))
    assert found(there) == ['data/label_map.pbtxt: 1', 'data/label_map.pbtxt: 1']


def test_a_path_is_renamed_in_every_file_as_it_is_written_there(files: Callable) -> None:
    there = files(pipeline_D_config=CONFIG.replace('label_map.pb', 'label_$0map.pb'))
    assert renamed(there, 'data/bees.pbtxt') == {
        'pipeline.config': CONFIG.replace('data/label_map.pbtxt', 'data/bees.pbtxt'),
        'data/other.config': OTHER.replace('label_map.pbtxt', 'bees.pbtxt'),
    }


def test_a_class_is_renamed_in_its_file_and_in_configs(files: Callable) -> None:
    there = files(data__label_map_D_pbtxt=LABELS.replace('bee', 'b$0ee'))
    assert renamed(there, 'honey "bee"') == {
        'data/label_map.pbtxt': LABELS.replace('"bee"', r'"honey \"bee\""'),
        'pipeline.config': CONFIG.replace('"bee"', r'"honey \"bee\""'),
    }


def test_an_id_is_changed_with_whatever_refers_to_it(files: Callable) -> None:
    there = files(data__label_map_D_pbtxt=LABELS.replace('id: 1', 'id: $01', 1))
    assert renamed(there, '7') == {'data/label_map.pbtxt': LABELS.replace('id: 1', 'id: 7').replace('[1]', '[7]')}


@pytest.mark.parametrize(
    ('cursor', 'name', 'why'),
    [
        ('id: $01', '2', '2 is the id of another class.'),
        ('id: $01', 'two', 'An id is a whole number; `two` is none.'),
        ('name: "b$0ee', 'wasp', '`wasp` is the name of another class.'),
        ('name: "b$0ee', ' ', 'A name is one line that is not empty.'),
    ],
)
def test_what_cannot_be_renamed_says_why(files: Callable, cursor: str, name: str, why: str) -> None:
    there = files(data__label_map_D_pbtxt=LABELS.replace(cursor.replace('$0', ''), cursor, 1))
    assert rename(there.asked, there.offset, name, there.everything()) == CannotRename(why)


def test_other_values_are_not_renamed(files: Callable) -> None:
    there = files(pipeline_D_config='train_config { batch_size: $08 }')
    assert prepare_rename(there.asked, there.offset) is None
    assert isinstance(rename(there.asked, there.offset, '9', there.everything()), CannotRename)


def test_symbols_are_found_by_the_letters_of_their_name(files: Callable) -> None:
    there = files(pipeline_D_config='model { ssd { feature_extractor { type: "ssd_mobilenet_v2_keras" } } }')
    names = {(symbol.name, symbol.container_name) for symbol in workspace_symbols('', there.everything())}
    assert ('wasp', 'label_map.pbtxt') in names
    assert ('ssd_mobilenet_v2_keras', 'pipeline.config › model') in names
    assert [symbol.name for symbol in workspace_symbols('mobv2', there.everything())] == ['ssd_mobilenet_v2_keras']


@pytest.mark.parametrize(
    'changed',
    [
        {'data__label_map_D_pbtxt': 'item { id: 1 name: "bee" }\nitem { id: 2 name: "wasp" descendant_ids: [$01] }\n'},
        {'data__label_map_D_pbtxt': 'item { id: $01 name: "bee" }\nitem { id: 2 name: "wasp" descendant_ids: [1] }\n'},
    ],
)
def test_an_id_is_defined_by_its_item(files: Callable[..., Files], changed: dict[str, str]) -> None:
    made = files(**changed)
    (found,) = definition(made.asked, made.offset, made.everything())
    assert (found.uri, found.range.start.line, found.range.start.character) == ('data/label_map.pbtxt', 0, 11)


def test_a_class_of_a_config_is_defined_in_its_label_map(files: Callable[..., Files]) -> None:
    made = files(pipeline_D_config=CONFIG.replace('"bee"', '"b$0ee"'))
    (found,) = definition(made.asked, made.offset, made.everything())
    assert (found.uri, found.range.start.line) == ('data/label_map.pbtxt', 0)
