"""Paths of label maps and records: what is shown at which value, and the text after its first fix."""

from __future__ import annotations

import os
from pathlib import Path
from typing import NamedTuple

import pytest

from oracle.record_files import records
from oracle.record_rows import LABEL_MAP, base
from pipeline_config_ls.analysis.config_analysis import ConfigAnalysis
from pipeline_config_ls.analysis.project_context import ProjectContext
from pipeline_config_ls.checks import config_problems
from pipeline_config_ls.checks.check import Problem
from pipeline_config_ls.document import open_document
from pipeline_config_ls.document.edits import apply
from pipeline_config_ls.files.search_context import SearchContext

CONFIG = """\
model {{ ssd {{ num_classes: 3 }} }}
train_input_reader {{
  label_map_path: "{label_map}"
  tf_record_input_reader {{ input_path: "{train}" }}
}}
eval_input_reader {{
  label_map_path: "data/label_map.pbtxt"
  tf_record_input_reader {{ input_path: "{evaluation}" }}
}}
"""
OURS = ('path-', 'file', 'shards-', 'one-shard', 'evaluates-', 'exported-')


class Shown(NamedTuple):
    """A problem as the person sees it."""

    code: str
    severity: str
    at: str
    message: str


@pytest.fixture
def project(tmp_path: Path) -> Path:
    data = tmp_path / 'data'
    data.mkdir()
    (data / 'label_map.pbtxt').write_text(LABEL_MAP)
    for name in ('train.record', 'val.record'):
        (data / name).write_bytes(records([base(), base()]))
    return tmp_path


def config(
    label_map: str = 'data/label_map.pbtxt', train: str = 'data/train.record', evaluation: str = 'data/val.record'
) -> str:
    return CONFIG.format(label_map=label_map, train=train, evaluation=evaluation)


def problems(project: Path, text: str, *, folder: str = '') -> list[Problem]:
    document = open_document(text, project / folder / 'pipeline.config')
    search = SearchContext(working_directory=str(project), home=str(project))
    found = config_problems(ConfigAnalysis(document, ProjectContext(search)))
    return [problem for problem in found if problem.code.startswith(OURS)]


def shown(project: Path, text: str) -> list[Shown]:
    return [
        Shown(one.code, one.severity.value, text[slice(*one.span)].strip('"'), one.message)
        for one in problems(project, text)
    ]


def first_fixes(project: Path, text: str) -> list[str]:
    return [apply(text, one.fixes[0].edits) for one in problems(project, text) if one.fixes]


def test_paths_that_lead_somewhere(project: Path) -> None:
    assert shown(project, config()) == []
    assert shown(project, config(train='data/train.rec*')) == []


def test_placeholders(project: Path) -> None:
    text = config('PATH_TO_BE_CONFIGURED', '/path/to/train.record', 'PATH_TO_BE_CONFIGURED/val.record')
    assert [(one.code, one.severity, one.at) for one in shown(project, text)] == [
        ('path-placeholder', 'error', 'PATH_TO_BE_CONFIGURED'),
        ('path-placeholder', 'error', '/path/to/train.record'),
        ('path-placeholder', 'error', 'PATH_TO_BE_CONFIGURED/val.record'),
    ]
    assert first_fixes(project, text) == [
        text.replace('"PATH_TO_BE_CONFIGURED"', '"data/label_map.pbtxt"'),
        text.replace('/path/to/train.record', 'data/train.record'),
        text.replace('PATH_TO_BE_CONFIGURED/val.record', 'data/val.record'),
    ]


def test_what_tensorflow_takes_literally(project: Path) -> None:
    text = config('~/data/label_map.pbtxt', 'data/train.record,data/val.record')
    assert [(one.code, one.at) for one in shown(project, text)] == [
        ('path-taken-literally', '~/data/label_map.pbtxt'),
        ('path-taken-literally', 'data/train.record,data/val.record'),
    ]
    assert first_fixes(project, text) == [
        text.replace('~', str(project)),
        text.replace('"data/train.record,data/val.record"', '["data/train.record", "data/val.record"]'),
    ]


def test_an_empty_path(project: Path) -> None:
    text = config(train='')
    assert [(one.code, one.message) for one in shown(project, text)] == [
        ('path-placeholder', 'The path of the records is empty.')
    ]
    assert first_fixes(project, text) == [text.replace('input_path: ""', 'input_path: "data/train.record"')]


def test_another_kind_of_file_is_replaced_by_what_is_near(project: Path) -> None:
    (project / 'data' / 'classes.txt').write_text('cat\ndog\n')
    (project / 'data' / 'train.csv').write_text('filename,class,xmin\na.jpg,cat,3\nb.jpg,dog,3\n')
    text = config('data/classes.txt', 'data/train.csv')
    document = open_document(text, project / 'pipeline.config')
    search = SearchContext(working_directory=str(project))
    found = config_problems(ConfigAnalysis(document, ProjectContext(search)))
    assert {
        one.code: apply(text, one.fixes[0].edits) for one in found if one.code.endswith(('unusable', 'unreadable'))
    } == {
        'label-map-unusable': text.replace('data/classes.txt', 'data/label_map.pbtxt'),
        'record-unreadable': text.replace('data/train.csv', 'data/train.record'),
    }


def test_addresses(project: Path) -> None:
    text = config('gcc://bucket/label_map.pbtxt', 'gs:/bucket/train.record', 'https://example.com/val.record')
    assert [(one.code, one.at) for one in shown(project, text)] == [
        ('path-scheme', 'gcc://bucket/label_map.pbtxt'),
        ('path-scheme', 'gs:/bucket/train.record'),
        ('path-scheme', 'https://example.com/val.record'),
    ]
    assert first_fixes(project, text) == [
        text.replace('gcc://', 'gs://'),
        text.replace('gs:/', 'gs://'),
    ]


def test_missing_files(project: Path) -> None:
    text = config('data/labelmap.pbtxt', 'records/train.tfrecord')
    assert shown(project, text) == [
        Shown(
            'file-missing', 'error', 'data/labelmap.pbtxt', f'There is no file `data/labelmap.pbtxt` in `{project}`.'
        ),
        Shown(
            'file-missing',
            'error',
            'records/train.tfrecord',
            f'There is no file `records/train.tfrecord` in `{project}`.',
        ),
    ]
    assert first_fixes(project, text) == [
        text.replace('data/labelmap.pbtxt', 'data/label_map.pbtxt'),
        text.replace('records/train.tfrecord', 'data/train.record'),
    ]
    (pattern,) = shown(project, config(train='data/none-*'))
    assert pattern.message == f'No file matches `data/none-*` in `{project}`.'


def test_another_machine_is_no_mistake(project: Path) -> None:
    text = config('gs://bucket/label_map.pbtxt', '/content/train.record', 'C:/data/val.record')
    assert shown(project, text) == [
        Shown(
            'files-elsewhere',
            'information',
            'gs://bucket/label_map.pbtxt',
            '`gs://bucket/label_map.pbtxt` and 2 more are not on this machine, and not checked.',
        )
    ]


def test_a_config_alone_is_no_mistake(tmp_path: Path) -> None:
    assert [(one.code, one.severity) for one in shown(tmp_path, config())] == [('files-elsewhere', 'information')]


def test_shards(project: Path) -> None:
    for number in (0, 1, 4):
        (project / 'data' / f'train.record-0000{number}-of-00010').write_bytes(records([base()]))
    (found,) = shown(project, config(train='data/train.record-?????-of-00010'))
    assert found == Shown(
        'shards-missing',
        'warning',
        'data/train.record-?????-of-00010',
        '3 of 10 shards are here; `train.record-00002-of-00010`, `train.record-00003-of-00010`, '
        '`train.record-00005-of-00010`, ... are missing. Training reads what is there, and tells nothing.',
    )
    assert shown(project, config(train='data/train.record-00000-of-00010')) == []


def test_one_of_several_shards(project: Path) -> None:
    for number in (0, 1):
        (project / 'data' / f'train.record-0000{number}-of-00002').write_bytes(records([base()]))
    text = config(train='data/train.record-00000-of-00002')
    assert [one.code for one in shown(project, text)] == ['one-shard-only']
    assert first_fixes(project, text) == [text.replace('-00000-of', '-?????-of')]
    text = config(train='data/train.record@2')
    assert [one.code for one in shown(project, text)] == ['path-taken-literally']
    assert first_fixes(project, text) == [text.replace('@2', '-?????-of-00002')]


def test_evaluation_on_training_data(project: Path) -> None:
    text = config(evaluation='./data/train.record')
    assert [(one.code, one.severity, one.at) for one in shown(project, text)] == [
        ('evaluates-on-training-data', 'warning', './data/train.record')
    ]


@pytest.mark.parametrize('name', ['ckpt-0.index', 'ckpt-0.data-00000-of-00001'])
def test_a_config_beside_its_own_weights(tmp_path: Path, name: str) -> None:
    (tmp_path / 'zoo' / 'checkpoint').mkdir(parents=True)
    (tmp_path / 'zoo' / 'checkpoint' / name).touch()
    text = config('PATH_TO_BE_CONFIGURED', 'PATH_TO_BE_CONFIGURED', 'data/val.record')
    (found,) = problems(tmp_path, text, folder='zoo')
    assert (found.code, found.severity.value) == ('exported-config', 'hint')
    assert '`checkpoint/ckpt-0`' in found.message


def checkpoint_severities(folder: Path, text: str) -> list[str]:
    text += 'train_config { fine_tune_checkpoint: "models/ckpt-0" fine_tune_checkpoint_version: V2 }\n'
    document = open_document(text, folder / 'pipeline.config')
    found = config_problems(ConfigAnalysis(document, ProjectContext(SearchContext(working_directory=str(folder)))))
    return [one.severity.value for one in found if one.code == 'checkpoint-path']


def test_a_checkpoint_is_missed_where_the_other_files_are(
    project: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    elsewhere = tmp_path_factory.mktemp('elsewhere')
    assert checkpoint_severities(project, config()) == ['error']
    assert checkpoint_severities(elsewhere, config()) == ['information']
    assert checkpoint_severities(elsewhere, config(*['PATH_TO_BE_CONFIGURED'] * 3)) == ['error']


def test_an_export_of_another_machine_has_one_quiet_note(tmp_path: Path) -> None:
    (tmp_path / 'saved_model').mkdir()
    (tmp_path / 'saved_model' / 'saved_model.pb').touch()
    text = config('gs://b/x.pbtxt', '/content/train.record', '/content/val.record')
    text += 'train_config { fine_tune_checkpoint: "gs://b/ckpt-0" fine_tune_checkpoint_version: V2 }\n'
    document = open_document(text, tmp_path / 'pipeline.config')
    found = config_problems(ConfigAnalysis(document, ProjectContext(SearchContext(working_directory=str(tmp_path)))))
    assert [one.code for one in found if one.family.value in ('files', 'checkpoint')] == ['exported-config']


def test_a_config_beside_weights_that_is_in_use(project: Path) -> None:
    (project / 'saved_model').mkdir()
    (project / 'saved_model' / 'saved_model.pb').touch()
    text = config(train='PATH_TO_BE_CONFIGURED')
    assert [one.code for one in problems(project, text)] == ['path-placeholder']


def test_a_pipe_is_no_file_and_blocks_nothing(project: Path) -> None:
    os.mkfifo(project / 'data' / 'pipe')
    text = config('data/pipe', 'data/pipe')
    document = open_document(text, project / 'pipeline.config')
    found = config_problems(ConfigAnalysis(document, ProjectContext(SearchContext(working_directory=str(project)))))
    told = [(one.code, one.message) for one in found if one.message.startswith('`pipe`')]
    assert told == [
        ('label-map-unusable', '`pipe` is a named pipe, not a regular file.'),
        ('record-unreadable', '`pipe` is a named pipe, not a regular file.'),
    ]
