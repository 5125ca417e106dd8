"""What a text means: the sentence that the person reads, and the text that the fix would put in its place."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from checkpoints.kit import TableWriter, bundle_of
from pipeline_config_ls.checkpoints.resolution import (
    Correctable,
    NotFound,
    NotSet,
    Remote,
    Resolution,
    Resolved,
    Suggestion,
    resolve,
)
from pipeline_config_ls.files.search_context import Place, SearchContext

INDEX = TableWriter().table([bundle_of(['x'])])


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A person's folders: a zoo archive, a TF1 archive, a run whose folder was moved, and the config."""
    zoo = tmp_path / 'pretrained' / 'ssd'
    for prefix in (
        zoo / 'checkpoint' / 'ckpt-0',
        tmp_path / 'runs' / 'one' / 'ckpt-9',
        tmp_path / 'runs' / 'one' / 'ckpt-10',
    ):
        save(prefix)
    save(tmp_path / 'tf1' / 'model.ckpt')
    save(zoo / 'saved_model' / 'variables' / 'variables')
    (zoo / 'saved_model' / 'saved_model.pb').write_bytes(b'\0')
    (zoo / 'pipeline.config').write_text('model {}')
    (tmp_path / 'tf1' / 'frozen_inference_graph.pb').write_bytes(b'\0')
    (tmp_path / 'tf1.tar.gz').write_bytes(b'\0')
    state(zoo / 'checkpoint', 'ckpt-0')
    state(tmp_path / 'runs' / 'one', '/content/drive/MyDrive/runs/one/ckpt-10')
    (tmp_path / 'configs').mkdir()
    return tmp_path


def save(prefix: Path) -> None:
    prefix.parent.mkdir(parents=True, exist_ok=True)
    Path(f'{prefix}.index').write_bytes(INDEX)
    Path(f'{prefix}.data-00000-of-00001').write_bytes(b'\0\0\0\0')


def state(folder: Path, latest: str) -> None:
    (folder / 'checkpoint').write_text(f'model_checkpoint_path: "{latest}"\nall_model_checkpoint_paths: "{latest}"\n')


def ask(project: Path, text: str, **known: object) -> Resolution:
    search_context = SearchContext(workspace_folders=(str(project),), home=str(project), **known)  # type: ignore[arg-type]
    return resolve(text, str(project / 'configs' / 'pipeline.config'), search_context)


def meant(project: Path, text: str, **known: object) -> tuple[str, str]:
    """The message, and the text that is suggested; the suggestion names what was meant."""
    resolution = ask(project, text, **known)
    assert isinstance(resolution, Correctable), resolution
    (suggestion,) = resolution.suggestions
    assert suggestion.prefix == resolution.prefix
    after = ask(project, suggestion.text)
    assert isinstance(after, Resolved)
    assert after.prefix == resolution.prefix
    return resolution.message, suggestion.text


# It is there -----------------------------------------------------------------------------------------------------


def test_an_absolute_prefix(project: Path) -> None:
    prefix = f'{project}/pretrained/ssd/checkpoint/ckpt-0'
    assert ask(project, prefix) == Resolved(prefix, Place.ABSOLUTE)


def test_relative_to_where_training_starts(project: Path) -> None:
    found = ask(project, 'pretrained/ssd/checkpoint/ckpt-0', working_directory=str(project))
    assert found == Resolved(f'{project}/pretrained/ssd/checkpoint/ckpt-0', Place.WORKING_DIRECTORY)


def test_relative_and_nobody_knows_where_training_starts(project: Path) -> None:
    found = ask(project, 'tf1/model.ckpt')
    assert isinstance(found, Resolved)
    assert found.place is Place.WORKSPACE
    assert found.message == f'Relative paths start where training is started: this one is right in `{project}`.'
    assert [suggestion.text for suggestion in found.suggestions] == [f'{project}/tf1/model.ckpt']


def test_relative_to_the_config(project: Path) -> None:
    found = ask(project, '../tf1/model.ckpt')
    assert isinstance(found, Resolved)
    assert found.place is Place.CONFIG_FOLDER


def test_relative_to_the_wrong_folder(project: Path) -> None:
    (project / 'training').mkdir()
    found = ask(project, 'tf1/model.ckpt', working_directory=str(project / 'training'))
    assert isinstance(found, Resolved)
    assert found.message == (
        f'Training starts in `{project}/training`, where there is no `tf1/model.ckpt`; it is in the workspace, `{project}`.'
    )
    assert [suggestion.text for suggestion in found.suggestions] == [f'{project}/tf1/model.ckpt']


def test_below_a_configured_folder(project: Path) -> None:
    found = ask(project, 'ssd/checkpoint/ckpt-0', roots=(str(project / 'pretrained'),))
    assert isinstance(found, Resolved)
    assert found.place is Place.ROOT


# It is clear what was meant --------------------------------------------------------------------------------------

TO_PREFIX = '; TensorFlow wants the prefix `ckpt-0`.'


@pytest.mark.parametrize(
    ('text', 'message', 'becomes'),
    [
        ('ckpt-0.index', f'`ckpt-0.index` names the index file{TO_PREFIX}', 'ckpt-0'),
        ('ckpt-0.data-00000-of-00001', f'`ckpt-0.data-00000-of-00001` names a data file{TO_PREFIX}', 'ckpt-0'),
        ('ckpt-0.meta', f'`ckpt-0.meta` names the graph file{TO_PREFIX}', 'ckpt-0'),
        ('ckpt-0.ckpt', 'There is no checkpoint `ckpt-0.ckpt`, but there is `ckpt-0`.', 'ckpt-0'),
        ('ckpt', 'There is no checkpoint `ckpt`, but there is `ckpt-0`.', 'ckpt-0'),
        ('ckpt-0/', '', 'ckpt-0'),
        (' ckpt-0', 'TensorFlow takes the white space around the path as part of it.', 'ckpt-0'),
        (
            'checkpoint',
            '`checkpoint` only lists the checkpoints; TensorFlow wants the prefix of one, such as `ckpt-0`.',
            'ckpt-0',
        ),
    ],
)
def test_a_file_beside_the_prefix(project: Path, text: str, message: str, becomes: str) -> None:
    folder = 'pretrained/ssd/checkpoint'
    written = f' {folder}/ckpt-0' if text.startswith(' ') else f'{folder}/{text}'
    said, suggested = meant(project, written)
    assert suggested == f'{folder}/{becomes}'
    assert said == (message or '`ckpt-0/` ends in a slash; TensorFlow wants the prefix `ckpt-0`.')


@pytest.mark.parametrize(
    ('text', 'message', 'becomes'),
    [
        (
            'pretrained/ssd/checkpoint/',
            '`checkpoint` is a folder; TensorFlow wants the prefix of a checkpoint in it, `ckpt-0`.',
            'pretrained/ssd/checkpoint/ckpt-0',
        ),
        (
            './pretrained/ssd',
            '`ssd` is a folder; TensorFlow wants the prefix of a checkpoint in it, `checkpoint/ckpt-0`.',
            './pretrained/ssd/checkpoint/ckpt-0',
        ),
        (
            'pretrained/ssd/ckpt-0',
            '`ckpt-0` is in the folder `checkpoint` of its archive.',
            'pretrained/ssd/checkpoint/ckpt-0',
        ),
        (
            'pretrained/ssd/saved_model',
            '`saved_model` is a folder; TensorFlow wants the prefix of a checkpoint in it, `variables/variables`.',
            'pretrained/ssd/saved_model/variables/variables',
        ),
        (
            'pretrained/ssd/saved_model/saved_model.pb',
            '`saved_model.pb` is not a checkpoint; TensorFlow wants the prefix of one, such as `ckpt-0`.',
            'pretrained/ssd/checkpoint/ckpt-0',
        ),
        (
            'tf1/frozen_inference_graph.pb',
            '`frozen_inference_graph.pb` is not a checkpoint; TensorFlow wants the prefix of one, such as `model.ckpt`.',
            'tf1/model.ckpt',
        ),
        (
            'runs/one',  # its state file has the paths of another machine
            '`one` is a folder; TensorFlow wants the prefix of a checkpoint in it, `ckpt-10`.',
            'runs/one/ckpt-10',
        ),
    ],
)
def test_a_folder_or_another_file_of_it(project: Path, text: str, message: str, becomes: str) -> None:
    assert meant(project, text) == (message, becomes)


def test_what_a_shell_would_expand(project: Path) -> None:
    absolute = f'{project}/tf1/model.ckpt'
    assert meant(project, '~/tf1/model.ckpt') == ('TensorFlow does not expand `~`.', absolute)
    environment = (('WORK', str(project)), ('MODEL', 'model.ckpt'))
    expands_no = 'TensorFlow does not expand environment variables.'
    assert meant(project, '$WORK/tf1/${MODEL}', environment=environment) == (expands_no, absolute)
    assert meant(project, '%WORK%/tf1/model.ckpt', environment=environment) == (expands_no, absolute)


def test_two_mistakes_at_once(project: Path) -> None:
    said, suggested = meant(project, '~/tf1/model.ckpt.index')
    assert said == (
        'TensorFlow does not expand `~`. `model.ckpt.index` names the index file; TensorFlow wants the prefix `model.ckpt`.'
    )
    assert suggested == f'{project}/tf1/model.ckpt'


def test_the_address_of_a_file(project: Path) -> None:
    said, suggested = meant(project, f'file://{project}/tf1/model.ckpt')
    assert said == 'This is an address of a file, not a path.'
    assert suggested == f'{project}/tf1/model.ckpt'


@pytest.mark.skipif(os.name == 'nt', reason='a backslash is right there')
def test_backslashes(project: Path) -> None:
    said, suggested = meant(project, 'pretrained\\ssd\\checkpoint\\ckpt-0')
    assert said == 'A backslash separates folders on Windows only; `/` does so everywhere.'
    assert suggested == 'pretrained/ssd/checkpoint/ckpt-0'


# It is not there -------------------------------------------------------------------------------------------------


def test_a_slip_of_the_pen(project: Path) -> None:
    missing = ask(project, 'pretraind/ssd/checkpoint/ckpt-0')
    assert isinstance(missing, NotFound)
    assert missing.message == (
        f'There is no checkpoint `pretraind/ssd/checkpoint/ckpt-0` in `{project}`, `{project}/configs`.'
    )
    assert missing.suggestions[0].text == 'pretrained/ssd/checkpoint/ckpt-0'


def test_absolute_and_missing(project: Path) -> None:
    missing = ask(project, f'{project}/runs/one/ckpt-99')
    assert isinstance(missing, NotFound)
    assert missing.message == f'There is no checkpoint `{project}/runs/one/ckpt-99`.'
    assert {suggestion.text for suggestion in missing.suggestions[:2]} == {
        f'{project}/runs/one/ckpt-9',
        f'{project}/runs/one/ckpt-10',
    }


def test_an_archive(project: Path) -> None:
    missing = ask(project, 'tf1.tar.gz')
    assert isinstance(missing, NotFound)
    assert missing.message == '`tf1.tar.gz` is an archive: unpack it, and give the prefix of the checkpoint in it.'


def test_nothing_is_set(project: Path) -> None:
    unset = ask(project, '')
    assert isinstance(unset, NotSet)
    assert unset.message == 'No checkpoint is set: training starts from random weights.'


def test_the_placeholder(project: Path) -> None:
    unset = ask(project, 'PATH_TO_BE_CONFIGURED/mobilenet_v2.ckpt-1')
    assert isinstance(unset, NotSet)
    assert unset.placeholder
    assert unset.message == '`PATH_TO_BE_CONFIGURED` is still to be replaced by the prefix of a checkpoint.'
    assert 'pretrained/ssd/checkpoint/ckpt-0' in [suggestion.text for suggestion in unset.suggestions]


# It is on another machine ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    'text',
    [
        '/content/drive/MyDrive/hive/pretrained/ssd/checkpoint/ckpt-0',
        '/home/somebody-else/hive/pretrained/ssd/checkpoint/ckpt-0',
        'gs://bucket/hive/pretrained/ssd/checkpoint/ckpt-0',
        'C:\\Users\\me\\hive\\pretrained\\ssd\\checkpoint\\ckpt-0',
        '\\\\server\\share\\pretrained\\ssd\\checkpoint\\ckpt-0',
        'D:/hive/pretrained/ssd/checkpoint/ckpt-0',
    ],
)
@pytest.mark.skipif(os.name == 'nt', reason='drives are checked there')
def test_a_copy_of_it_is_here(project: Path, text: str) -> None:
    elsewhere = ask(project, text)
    here = f'{project}/pretrained/ssd/checkpoint/ckpt-0'
    assert isinstance(elsewhere, Remote)
    assert elsewhere.prefix == here
    assert elsewhere.message.endswith(f'; `{here}` is taken for a copy of it.')


def test_nothing_like_it_is_here(project: Path) -> None:
    assert ask(project, 's3://bucket/other/ckpt-3') == Remote(
        '`s3://` is not on this machine, so this checkpoint is not checked.'
    )
    assert ask(project, '/content/other/ckpt-3') == Remote(
        '`/content/other/ckpt-3` is on another machine, so this checkpoint is not checked.'
    )


def test_the_web(project: Path) -> None:
    assert ask(project, 'http://download.tensorflow.org/models/ssd.tar.gz') == NotFound(
        'TensorFlow cannot load a checkpoint from the web: download and unpack it, and give its prefix.', is_near=True
    )
    bucket = 'gs://models/ckpt-0'
    assert ask(project, 'https://storage.googleapis.com/models/ckpt-0') == NotFound(
        f'TensorFlow has no file system for `https://`; Google Cloud Storage is `{bucket}`.',
        (Suggestion(bucket, bucket),),
        is_near=True,
    )
    assert ask(project, 'GS://models/ckpt-0') == NotFound(
        f'Schemes are written in small letters: `{bucket}`.', (Suggestion(bucket, bucket),), is_near=True
    )


# Whatever is written ---------------------------------------------------------------------------------------------


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    text=st.text(max_size=20)
    | st.lists(
        st.sampled_from(
            ['~', '/', '\\', '..', '.', '$', 'HOME', 'C:', 'ssd', 'ckpt-0', '.index', 'file:', '\0', '://']
        ),
        max_size=7,
    ).map(''.join),
    windows=st.booleans(),
)
def test_every_text_has_an_answer(tmp_path: Path, text: str, windows: bool) -> None:
    (tmp_path / 'ssd').mkdir(exist_ok=True)
    resolution = ask(tmp_path, text, windows=windows, environment=(('HOME', '/root'),))
    assert isinstance(resolution, Resolved | Correctable | NotFound | Remote | NotSet)


def test_a_path_from_a_folder_above_the_config_is_found_there(tmp_path: Path) -> None:
    save(tmp_path / 'pretrained' / 'ckpt-0')
    config = tmp_path / 'runs' / 'first' / 'pipeline.config'
    found = resolve('pretrained/ckpt-0', str(config), SearchContext())
    assert isinstance(found, Resolved)
    assert found.place is Place.ABOVE
    assert found.prefix == f'{tmp_path}/pretrained/ckpt-0'
    assert found.message is not None
