"""What the text of a `label_map_path` or an `input_path` names, in a folder of files."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline_config_ls.datasets.file_kinds import LABEL_MAP, records_of
from pipeline_config_ls.files.named_file import NamedFile, Naming, find_named
from pipeline_config_ls.files.search_context import SearchContext

FILES = {
    'annotations/label_map.pbtxt': 'item {}',
    'annotations/classes.txt': 'item {}',
    'annotations/notes.txt': 'cats',
    'annotations/train.record-00000-of-00002': '',
    'annotations/train.record-00001-of-00002': '',
    'annotations/valid.tfrecord': '',
    'models/pipeline.config': '',
}


@pytest.fixture
def project(tmp_path: Path) -> Path:
    for name, text in FILES.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    return tmp_path


def label_map(project: Path, text: str, **context: object) -> NamedFile:
    search = SearchContext(working_directory=str(project), home=str(project), **context)  # type: ignore[arg-type]
    return find_named(text, str(project / 'models' / 'pipeline.config'), search, LABEL_MAP)


def records(project: Path, text: str, reader: str = 'train_input_reader') -> NamedFile:
    search = SearchContext(working_directory=str(project), home=str(project))
    return find_named(text, str(project / 'models' / 'pipeline.config'), search, records_of(reader))


def test_what_is_there(project: Path) -> None:
    for text in ('annotations/label_map.pbtxt', './annotations/label_map.pbtxt', '../annotations/label_map.pbtxt'):
        assert label_map(project, text).naming is Naming.FOUND
    assert label_map(project, f'{project}/annotations/label_map.pbtxt').naming is Naming.FOUND
    assert label_map(project, f'file://{project}/annotations/label_map.pbtxt').naming is Naming.FOUND
    found = records(project, 'annotations/train.record-?????-of-00002')
    assert [Path(file).name for file in found.files] == ['train.record-00000-of-00002', 'train.record-00001-of-00002']


@pytest.mark.parametrize(
    ('text', 'message', 'suggestion'),
    [
        ('~/annotations/label_map.pbtxt', 'TensorFlow does not expand `~`.', '{}/annotations/label_map.pbtxt'),
        (
            '$DATA/label_map.pbtxt',
            'TensorFlow does not expand environment variables.',
            '{}/annotations/label_map.pbtxt',
        ),
        (
            'annotations\\label_map.pbtxt',
            'A backslash separates folders on Windows only; `/` does so everywhere.',
            'annotations/label_map.pbtxt',
        ),
        (
            ' annotations/label_map.pbtxt',
            'TensorFlow takes the white space around the path as part of it.',
            'annotations/label_map.pbtxt',
        ),
    ],
)
def test_what_is_meant(project: Path, text: str, message: str, suggestion: str) -> None:
    found = label_map(project, text, environment=(('DATA', f'{project}/annotations'),))
    assert (found.naming, found.message) == (Naming.MEANT, message)
    assert found.suggestions == (suggestion.format(project),)


def test_several_paths_in_one(project: Path) -> None:
    found = records(project, 'annotations/valid.tfrecord, annotations/train.record-00000-of-00002')
    assert found.naming is Naming.MEANT
    assert 'commas' in found.message


def test_the_shorthand_of_shards(project: Path) -> None:
    found = records(project, 'annotations/train.record@2')
    assert (found.naming, found.suggestions) == (Naming.MEANT, ('annotations/train.record-?????-of-00002',))
    assert "`@2` is expanded by Google's own tools only" in found.message


@pytest.mark.parametrize(
    ('text', 'message', 'suggestions'),
    [
        (
            'gcc://b/x.pbtxt',
            'TensorFlow has no file system for `gcc://`; Google Cloud Storage is `gs://b/x.pbtxt`.',
            ('gs://b/x.pbtxt',),
        ),
        (
            'gs:/b/x.pbtxt',
            'An address has two slashes: `gs://b/x.pbtxt`. This is read as a folder named `gs:`.',
            ('gs://b/x.pbtxt',),
        ),
        ('s3a://b/x', 'TensorFlow has no file system for `s3a://`; write `s3://b/x`.', ('s3://b/x',)),
        ('ssh://host/x', 'TensorFlow has no file system for `ssh://`.', ()),
    ],
)
def test_schemes_that_tensorflow_does_not_know(
    project: Path, text: str, message: str, suggestions: tuple[str, ...]
) -> None:
    found = label_map(project, text)
    assert (found.naming, found.message, found.suggestions) == (Naming.NO_SUCH_SCHEME, message, suggestions)


@pytest.mark.parametrize('text', ['gs://bucket/label_map.pbtxt', '/content/label_map.pbtxt', 'C:/data/label_map.pbtxt'])
def test_other_machines(project: Path, text: str) -> None:
    assert label_map(project, text).naming is Naming.ELSEWHERE


@pytest.mark.parametrize(
    'text',
    ['PATH_TO_BE_CONFIGURED/label_map.pbtxt', '/path/to/label_map.pbtxt', '<your label map>', 'path/label_map.pbtxt'],
)
def test_placeholders(project: Path, text: str) -> None:
    found = label_map(project, text)
    assert found.naming is Naming.PLACEHOLDER
    assert set(found.suggestions) == {'annotations/label_map.pbtxt', 'annotations/classes.txt'}


def test_what_is_not_there_and_what_could_be_meant(project: Path) -> None:
    found = label_map(project, 'annotations/labelmap.pbtxt')
    assert (found.naming, found.message) == (
        Naming.MISSING,
        f'There is no file `annotations/labelmap.pbtxt` in `{project}`, `{project}/models`.',
    )
    assert found.suggestions[0] == 'annotations/label_map.pbtxt'
    assert records(project, 'data/train.record').suggestions[0] == 'annotations/train.record-?????-of-00002'
    assert records(project, 'data/test.record', 'eval_input_reader[0]').suggestions[0] == 'annotations/valid.tfrecord'


def test_a_config_alone(tmp_path: Path) -> None:
    found = find_named('data/x.pbtxt', str(tmp_path / 'pipeline.config'), SearchContext(), LABEL_MAP)
    assert (found.naming, found.is_near) == (Naming.MISSING, False)
    assert find_named('data/x.pbtxt', None, SearchContext(), LABEL_MAP).naming is Naming.ELSEWHERE
    assert find_named('', None, SearchContext(), LABEL_MAP).naming is Naming.EMPTY
