"""What `check` does besides telling all problems: fixing, choosing, comparing with a baseline, standard input."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from pathlib import Path

import pytest

from pipeline_config_ls.cli.main import main

WRONG = 'train_config {\n  batch_size: 8.0\n  num_steps: 010\n  batch_sise: 1\n}\n'
FIXED = 'train_config {\n  batch_size: 8\n  num_steps: 010\n  batch_sise: 1\n}\n'
Said = pytest.CaptureFixture[str]


@pytest.fixture
def config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    path = tmp_path / 'pipeline.config'
    path.write_text(WRONG)
    return path


def told(capsys: Said, *arguments: str) -> list[str]:
    """The codes that `check` tells, in the order of the file."""
    capsys.readouterr()
    main(['check', '--format', 'json', *arguments])
    files = json.loads(capsys.readouterr().out)['files']
    return [problem['code'] for file in files for problem in file['problems']]


def test_fix_writes_the_safe_fixes_and_tells_what_is_left(capsys: Said, config: Path) -> None:
    assert told(capsys, '--fix', 'pipeline.config') == ['octal-number', 'unknown-field']
    assert config.read_text() == FIXED


def test_diff_shows_what_fix_would_change_and_changes_nothing(capsys: Said, config: Path) -> None:
    assert main(['check', '--diff', 'pipeline.config']) == 1
    assert '-  batch_size: 8.0\n+  batch_size: 8\n' in capsys.readouterr().out
    assert config.read_text() == WRONG


def test_standard_input(capsys: Said, config: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr('sys.stdin', io.TextIOWrapper(io.BytesIO(b'item { id: 1 name: "bee" nam: 1 }')))
    assert told(capsys, '--stdin-filename', 'label_map.pbtxt', '-') == ['unknown-field']
    monkeypatch.setattr('sys.stdin', io.TextIOWrapper(io.BytesIO(WRONG.encode())))
    assert main(['check', '--fix', '-']) == 1
    assert capsys.readouterr().out == FIXED


@pytest.mark.parametrize(
    ('arguments', 'left'),
    [
        (['--select', 'octal-number'], ['octal-number']),
        (['--ignore', 'octal-number,wrong-type'], ['unknown-field']),
        (['--severity', 'octal-number=off'], ['wrong-type', 'unknown-field']),
        (['--exclude', '*.config', '.'], []),
    ],
)
def test_a_person_chooses(capsys: Said, config: Path, arguments: list[str], left: list[str]) -> None:
    (config.parent / 'label_map.pbtxt').write_text('item { id: 1 name: "bee" }')
    assert told(capsys, *arguments, *([] if '.' in arguments else ['pipeline.config'])) == left


def test_a_severity_decides_the_exit_status(capsys: Said, config: Path) -> None:
    config.write_text('train_config { num_steps: 010 }')
    assert main(['check', '--text-only', 'pipeline.config']) == 0
    assert main(['check', '--text-only', '--severity', 'octal-number=error', 'pipeline.config']) == 1
    assert main(['check', '--text-only', '--severity', 'octal-number=error', '--exit-zero', 'pipeline.config']) == 0


@pytest.mark.parametrize(
    ('arguments', 'message'),
    [
        (['--ignore', 'octal'], 'there is no problem `octal`; `pipeline-config-ls explain` lists all codes.'),
        (['--baseline', 'none.json'], 'the baseline none.json cannot be read: No such file or directory. '),
        (['--schema', 'nowhere'], 'could not be read'),
    ],
)
def test_what_cannot_be_done_is_said(capsys: Said, config: Path, arguments: list[str], message: str) -> None:
    assert main(['check', *arguments, 'pipeline.config']) == 2
    assert message in capsys.readouterr().err


def test_a_severity_that_is_none(config: Path) -> None:
    with pytest.raises(SystemExit, match='write CODE=LEVEL'):
        main(['check', '--severity', 'octal-number', 'pipeline.config'])


def test_a_baseline_leaves_only_what_is_new(capsys: Said, config: Path) -> None:
    assert main(['check', '--text-only', '--write-baseline', 'known.json', 'pipeline.config']) == 0
    assert capsys.readouterr().out == 'known.json: 3 known problems\n'
    config.write_text('# moved\n' + WRONG + 'num_step: 1\n')
    assert told(capsys, '--baseline', 'known.json', 'pipeline.config') == ['unknown-field']


def test_statistics(capsys: Said, config: Path) -> None:
    main(['check', '--statistics', '--text-only', 'pipeline.config'])
    assert capsys.readouterr().out.splitlines()[0].split() == ['1', 'warning', 'octal-number']


def test_one_bad_file_does_not_hide_the_others(capsys: Said, config: Path) -> None:
    (config.parent / 'a_pipeline.config').write_bytes('model { }'.encode('utf-16'))
    (config.parent / 'b_pipeline.config').symlink_to('nowhere')
    (config.parent / 'c_pipeline.config').mkdir()
    assert main(['check', '--format', 'json', '.']) == 2
    said = capsys.readouterr()
    answer = json.loads(said.out)
    assert [file['path'] for file in answer['files']] == ['pipeline.config']
    assert [one['path'] for one in answer['unreadable']] == ['a_pipeline.config', 'b_pipeline.config']
    assert 'a_pipeline.config cannot be read: it is UTF-16: save it as UTF-8.' in said.err


def test_jobs_judge_the_same(capsys: Said, config: Path) -> None:
    for number in range(3):
        (config.parent / f'{number}_pipeline.config').write_text(WRONG)
    assert told(capsys, '--jobs', '2', '.') == told(capsys, '.')


def test_github_is_detected(capsys: Said, config: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv('GITHUB_ACTIONS', 'true')
    main(['check', 'pipeline.config'])
    assert capsys.readouterr().out.startswith('::error file=pipeline.config,line=2,')


def test_colours_are_for_who_wants_them(capsys: Said, config: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv('FORCE_COLOR', '1')
    main(['check', 'pipeline.config'])
    assert '\x1b[31merror\x1b[0m' in capsys.readouterr().out
    monkeypatch.setenv('NO_COLOR', '1')
    main(['check', 'pipeline.config'])
    assert '\x1b' not in capsys.readouterr().out


def run(*words: str, cwd: Path) -> subprocess.CompletedProcess[bytes]:
    tool = [sys.executable, '-m', 'pipeline_config_ls', *words]
    return subprocess.run(
        tool, cwd=cwd, capture_output=True, env={'PYTHONIOENCODING': 'ascii', 'PATH': ''}, check=False
    )


def test_a_console_that_knows_ascii_only(config: Path) -> None:
    config.write_text('model { caf\u00e9: \u201cx\u201d }')
    done = run('check', 'pipeline.config', cwd=config.parent)
    assert done.returncode == 1
    assert b'Traceback' not in done.stderr
    assert rb'caf\xe9' in done.stdout


def test_a_closed_pipe_ends_quietly(config: Path) -> None:
    config.write_text('nonsense: 1\n' * 400)
    shell = f'{sys.executable} -m pipeline_config_ls check pipeline.config | head -1'
    done = subprocess.run(shell, shell=True, cwd=config.parent, capture_output=True, check=False)
    assert done.stderr == b''


def test_explain(capsys: Said) -> None:
    assert main(['explain', 'octal-number']) == 0
    assert '**What.** A whole number that starts with 0' in capsys.readouterr().out
    assert main(['explain', 'octal-numbers']) == 2
    assert 'Did you mean `octal-number`' in capsys.readouterr().err
    assert main(['explain']) == 0
    assert 'unknown-field' in capsys.readouterr().out


@pytest.mark.parametrize('shell', ['bash', 'zsh'])
def test_completion_for_shells(capsys: Said, shell: str) -> None:
    assert main(['completion', shell]) == 0
    assert '--no-checkpoint' in capsys.readouterr().out
