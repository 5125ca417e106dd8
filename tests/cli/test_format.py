"""The `format` command: what it writes, what it says, and how it exits."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline_config_ls.cli.main import main

UGLY = 'train_config{\nbatch_size:8 # all that fits\n}\n'
PRETTY = 'train_config {\n  batch_size: 8  # all that fits\n}\n'


def test_a_file_is_rewritten(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    config = tmp_path / 'pipeline.config'
    config.write_text(UGLY)
    assert main(['format', str(config)]) == 0
    assert config.read_text() == PRETTY
    assert capsys.readouterr().out == '1 file formatted\n'
    assert main(['format', str(config)]) == 0
    assert capsys.readouterr().out == '1 file unchanged\n'


def test_check_names_the_files_and_writes_none(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    (tmp_path / 'ugly.config').write_text(UGLY)
    (tmp_path / 'pretty.config').write_text(PRETTY)
    assert main(['format', '--check', str(tmp_path)]) == 1
    assert capsys.readouterr().out == (
        f'{tmp_path}/ugly.config is not formatted\n1 file would be formatted, 1 file unchanged\n'
    )
    assert (tmp_path / 'ugly.config').read_text() == UGLY
    assert main(['format', '--check', str(tmp_path / 'pretty.config')]) == 0


def test_diff_is_one_that_patch_takes(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    config = tmp_path / 'pipeline.config'
    config.write_text(UGLY.rstrip('\n'))
    assert main(['format', '--diff', str(config)]) == 1
    assert capsys.readouterr().out == (
        f'--- {config}\n'
        f'+++ {config} (formatted)\n'
        '@@ -1,3 +1,3 @@\n'
        '-train_config{\n'
        '-batch_size:8 # all that fits\n'
        '-}\n'
        '\\ No newline at end of file\n'
        '+train_config {\n'
        '+  batch_size: 8  # all that fits\n'
        '+}\n'
    )
    assert config.read_text() == UGLY.rstrip('\n')


def test_folders_are_searched(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    (tmp_path / 'deep' / 'er').mkdir(parents=True)
    (tmp_path / 'deep' / 'er' / 'x.config').write_text(UGLY)
    (tmp_path / 'labels.pbtxt').write_text('item{id:1 name:"bee"}')
    (tmp_path / 'notes.txt').write_text(UGLY)
    assert main(['format', str(tmp_path)]) == 0
    assert capsys.readouterr().out == '2 files formatted\n'
    assert (tmp_path / 'deep' / 'er' / 'x.config').read_text() == PRETTY
    assert (tmp_path / 'labels.pbtxt').read_text() == 'item { id: 1 name: "bee" }\n'
    assert (tmp_path / 'notes.txt').read_text() == UGLY


def test_a_broken_file_is_named_and_left_alone(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    broken, other = tmp_path / 'broken.config', tmp_path / 'other.config'
    broken.write_text('model {}\ntrain_config{\n')
    other.write_text(UGLY)
    assert main(['format', str(tmp_path)]) == 2
    said = capsys.readouterr()
    assert said.err == (
        f'pipeline-config-ls: {broken}:2:1: left as it is: The block `train_config` is not closed: `}}` is missing.\n'
    )
    assert said.out == '1 file formatted, 1 file unchanged\n'
    assert broken.read_text() == 'model {}\ntrain_config{\n'
    assert other.read_text() == PRETTY


def test_line_ends_of_windows_stay(tmp_path: Path) -> None:
    config = tmp_path / 'pipeline.config'
    config.write_bytes(UGLY.replace('\n', '\r\n').encode())
    assert main(['format', str(config)]) == 0
    assert config.read_bytes() == PRETTY.replace('\n', '\r\n').encode()


def test_nothing_to_format(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert main(['format', str(tmp_path)]) == 2
    assert capsys.readouterr().err == f'pipeline-config-ls: no config or label map in {tmp_path}\n'
    assert main(['format', str(tmp_path / 'gone.config')]) == 2
    assert capsys.readouterr().err == (
        f'pipeline-config-ls: {tmp_path}/gone.config cannot be read: it does not exist.\n'
    )


def test_what_is_not_utf8_is_left_alone(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    config = tmp_path / 'pipeline.config'
    config.write_bytes(b'# caf\xe9\nmodel{}')
    assert main(['format', str(config)]) == 2
    assert f'{config} cannot be read: it is not UTF-8 at byte 5.' in capsys.readouterr().err
    assert config.read_bytes() == b'# caf\xe9\nmodel{}'
