"""The command line as a process, in folders, consoles and shells as they are: every file is judged or told of, nothing ends in
a traceback."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest

TOOL = [sys.executable, '-m', 'pipeline_config_ls']
WRONG = 'train_config {\n    batch_size: 8.0\n}\n'


def run(*words: str, cwd: Path, stdin: bytes | None = b'', **environment: str) -> subprocess.CompletedProcess[bytes]:
    env = {**os.environ, 'GITHUB_ACTIONS': '', **environment}
    done = subprocess.run([*TOOL, *words], cwd=cwd, input=stdin, capture_output=True, env=env, check=False, timeout=120)
    assert b'Traceback' not in done.stderr
    return done


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """One of everything, and one config with one mistake."""
    (tmp_path / 'good').mkdir()
    (tmp_path / 'good/pipeline.config').write_text(WRONG)
    (tmp_path / 'binary_pipeline.config').write_bytes(bytes(range(255)) * 9)
    (tmp_path / 'circle_pipeline.config').symlink_to('circle_pipeline.config')
    (tmp_path / 'dangling_pipeline.config').symlink_to('gone/away')
    (tmp_path / 'folder.config').mkdir()
    (tmp_path / 'utf16_pipeline.config').write_bytes(WRONG.encode('utf-16'))
    with (tmp_path / 'huge_pipeline.config').open('wb') as file:
        file.truncate(33 << 20)
    os.mkfifo(tmp_path / 'pipe_pipeline.config')
    (tmp_path / 'round').symlink_to('.')
    return tmp_path


TOLD = (
    'binary_pipeline.config cannot be read: it is not UTF-8 at byte 128.',
    'circle_pipeline.config cannot be read: it is a link to `circle_pipeline.config`, which is not there.',
    'dangling_pipeline.config cannot be read: it is a link to `gone/away`, which is not there.',
    'huge_pipeline.config cannot be read: it has 33 MB, more than the 32 MB that are read.',
    'utf16_pipeline.config cannot be read: it is UTF-16: save it as UTF-8.',
)


@pytest.mark.parametrize(
    'words', [('check', '--format', 'json', '.'), ('check', '--format', 'json', '--jobs', '2', '.')]
)
def test_what_cannot_be_read_is_told_and_the_rest_is_judged(words, folder):
    done = run(*words, cwd=folder)
    assert done.returncode == 2
    answer = json.loads(done.stdout)
    (file,) = answer['files']
    assert file['path'] == 'good/pipeline.config'
    assert [problem['code'] for problem in file['problems']] == ['wrong-type']
    assert tuple(one['message'] for one in answer['unreadable']) == TOLD
    assert done.stderr.decode().splitlines() == [f'pipeline-config-ls: {line}' for line in TOLD]


def test_names_as_a_shell_makes_them_of_a_star(folder):
    names = sorted(path.name for path in folder.glob('*.config'))
    done = run('check', *names, 'good/pipeline.config', './good/pipeline.config', cwd=folder)
    assert done.returncode == 2
    assert b'1 file, 1 problem\n' in done.stdout
    told = [line.removeprefix('pipeline-config-ls: ') for line in done.stderr.decode().splitlines()]
    assert set(told) == {
        *TOLD,
        'no config or label map in folder.config',
        'pipe_pipeline.config cannot be read: it is a named pipe, not a regular file.',
    }


def test_format_does_what_it_can(folder):
    done = run('format', '.', cwd=folder)
    assert done.returncode == 2
    assert done.stdout == b'1 file formatted\n'
    assert (folder / 'good/pipeline.config').read_text() == 'train_config {\n  batch_size: 8.0\n}\n'
    assert [line.removeprefix('pipeline-config-ls: ') for line in done.stderr.decode().splitlines()] == list(TOLD)


@pytest.mark.parametrize('name', ['a' * 300, 'b/' * 3000, '~no-such-person/x', ''])
def test_paths_that_lead_nowhere(name, tmp_path):
    config = f"""
    model {{ ssd {{ num_classes: 1 feature_extractor {{ type: 'ssd_mobilenet_v2_keras' }} box_coder {{ faster_rcnn_box_coder {{ }} }} }} }}
    train_config {{ fine_tune_checkpoint: "{name}" fine_tune_checkpoint_version: V2 }}
    train_input_reader {{ label_map_path: "{name}" tf_record_input_reader {{ input_path: "{name}" }} }}
    """
    (tmp_path / 'pipeline.config').write_text(config)
    for command in ('check', 'restore', 'checkpoints', 'dataset', 'variables'):
        assert run(command, '--model-dir', name or '.', 'pipeline.config', cwd=tmp_path).returncode in (0, 1, 2)
    for command in ('check', 'format', 'checkpoint', 'restore'):
        assert run(command, name, cwd=tmp_path).returncode == 2
    assert run('check', '--schema', name or 'nowhere', 'pipeline.config', cwd=tmp_path).returncode == 2


ASCII = (
    {'PYTHONIOENCODING': 'ascii'},
    {'LC_ALL': 'C', 'PYTHONUTF8': '0', 'PYTHONCOERCECLOCALE': '0'},
)
FOREIGN = 'train_config { optimizer { } # \u4e2d\u6587, \U0001f41d\n batch_size: 8.0 }\n'


@pytest.mark.parametrize('console', ASCII, ids=str)
def test_consoles_that_know_ascii_only(console, tmp_path):
    name = 'caf\u00e9_\u4e2d_pipeline.config'
    (tmp_path / name).write_text(FOREIGN, 'utf-8')
    for words in (
        ['check'],
        ['check', '--format', 'sarif'],
        ['check', '--diff'],
        ['format', '--diff'],
        ['format', '--check'],
    ):
        assert run(*words, name, cwd=tmp_path, **console).returncode == 1
    # What is a file is written as one.
    text = FOREIGN.encode('utf-8')
    assert run('check', '--fix', '-', cwd=tmp_path, stdin=text, **console).stdout == text.replace(b'8.0', b'8')
    assert '\u4e2d\u6587, \U0001f41d'.encode() in run('format', '-', cwd=tmp_path, stdin=text, **console).stdout


def test_a_diff_is_one_that_patch_takes(tmp_path):
    text = 'train_config {\r\n  # \u2028 \x0c \x85\r\n  batch_size: 8.0\r\n}'
    (tmp_path / 'pipeline.config').write_bytes(text.encode())
    shown = run('check', '--diff', 'pipeline.config', cwd=tmp_path).stdout
    done = subprocess.run(['git', 'apply', '-p0', '-'], input=shown, cwd=tmp_path, capture_output=True, check=False)
    assert done.stderr == b''
    assert (tmp_path / 'pipeline.config').read_bytes() == text.replace('8.0', '8').encode()


def shell(script: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    tool = f'{sys.executable} -m pipeline_config_ls'
    return subprocess.run(
        ['bash', '-c', script.replace('TOOL', tool)], cwd=cwd, capture_output=True, text=True, check=False, timeout=120
    )


@pytest.mark.parametrize(
    ('script', 'status', 'said'),
    [
        ('TOOL check pipeline.config > /dev/full', 2, 'pipeline-config-ls: output: No space left on device\n'),
        ('TOOL check pipeline.config >&-', 1, ''),
        ('TOOL check pipeline.config 2>&-', 1, ''),
        ('TOOL format - <&-', 0, ''),
        ('set -o pipefail; TOOL check --help | true', None, ''),
        ('TOOL explain | head -1', 0, ''),
    ],
)
def test_closed_and_full_streams(script, status, said, tmp_path):
    (tmp_path / 'pipeline.config').write_text(WRONG)
    done = shell(script, tmp_path)
    assert (done.returncode if status is not None else None, done.stderr) == (status, said)


def test_a_folder_that_is_gone(tmp_path):
    done = shell(f'mkdir here; cd here; rmdir ../here; TOOL check {tmp_path}/pipeline.config', tmp_path)
    assert 'Traceback' not in done.stderr
    assert done.returncode == 2


def test_a_long_line_is_cut_around_what_is_marked(tmp_path):
    (tmp_path / 'pipeline.config').write_text(
        f'train_config {{ {"num_steps: 5 " * 40}batch_size: 8.0 {"# x" * 300}\n}}'
    )
    shown = run('check', '--select', 'wrong-type', 'pipeline.config', cwd=tmp_path).stdout.decode().splitlines()
    assert shown[1].startswith('    \u2026teps: 5 batch_size: 8.0 # x')
    assert shown[1].endswith('\u2026')
    assert shown[1][shown[2].index('~') : len(shown[2])] == '8.0'
    assert max(map(len, shown[1:])) <= 160


def test_marks_stand_under_wide_characters_and_nothing_is_sent_to_the_terminal(tmp_path):
    (tmp_path / 'pipeline.config').write_text('train_config { /* \u4e2d\u6587\x1b[31m */ batch_size: 8.0 }\n')
    shown = run('check', '--select', 'wrong-type', 'pipeline.config', cwd=tmp_path, PYTHONUTF8='1').stdout.decode()
    assert '\x1b' not in shown
    assert shown.splitlines()[1:3] == [
        '    train_config { /* \u4e2d\u6587\ufffd[31m */ batch_size: 8.0 }',
        '                                               ~~~',
    ]


@pytest.mark.parametrize(
    ('environment', 'colours'),
    [({}, True), ({'NO_COLOR': '1'}, False), ({'TERM': 'dumb'}, False), ({'FORCE_COLOR': '0'}, False)],
    ids=str,
)
def test_a_terminal_of_40_columns(environment, colours, tmp_path):
    (tmp_path / 'pipeline.config').write_text(f'train_config {{ {"num_steps: 5 " * 9}batch_size: 8.0 }}')
    ours, theirs = pty.openpty()
    env = {**os.environ, 'GITHUB_ACTIONS': '', 'COLUMNS': '40', 'TERM': 'xterm', **environment}
    subprocess.run([*TOOL, 'check', 'pipeline.config'], cwd=tmp_path, stdout=theirs, env=env, check=False)
    os.close(theirs)
    shown = b''
    with suppress(OSError):  # the end, on Linux
        while piece := os.read(ours, 1 << 16):
            shown += piece
    os.close(ours)
    assert (b'\x1b[31m' in shown) is colours
    lines = shown.decode().splitlines()
    assert max(len(line) for line in lines if line.startswith('    ') and 'fix:' not in line) <= 40


@pytest.mark.skipif(os.geteuid() == 0, reason='root may read everything')
def test_what_may_not_be_read_or_entered(tmp_path):
    (tmp_path / 'closed').mkdir()
    (tmp_path / 'closed/pipeline.config').write_text(WRONG)
    (tmp_path / 'secret_pipeline.config').write_text(WRONG)
    (tmp_path / 'pipeline.config').write_text('train_config { fine_tune_checkpoint: "closed/ckpt-0" }')
    (tmp_path / 'secret_pipeline.config').chmod(0)
    (tmp_path / 'closed').chmod(0)
    try:
        done = run('check', '.', cwd=tmp_path)
        assert done.returncode == 2
        assert b'secret_pipeline.config cannot be read: it cannot be opened: Permission denied.' in done.stderr
        for command in ('restore', 'checkpoints', 'dataset'):
            assert run(command, 'pipeline.config', cwd=tmp_path).returncode in (0, 1, 2)
    finally:
        (tmp_path / 'closed').chmod(0o700)


def test_the_hooks_run_in_pre_commit(tmp_path):
    """As they are declared, but for the installation: that needs a network."""
    pytest.importorskip('pre_commit')
    hooks = (
        (Path(__file__).parents[2] / '.pre-commit-hooks.yaml')
        .read_text()
        .replace('language: python', 'language: system')
    )
    tool = tmp_path / 'bin/pipeline-config-ls'
    tool.parent.mkdir()
    tool.write_text(f'#!/bin/sh\nexec {sys.executable} -m pipeline_config_ls "$@"\n')
    tool.chmod(0o755)
    project = tmp_path / 'project'
    (project / 'models').mkdir(parents=True)
    indented = ''.join(f'      {line}\n' for line in hooks.splitlines())
    (project / '.pre-commit-config.yaml').write_text(f'repos:\n  - repo: local\n    hooks:\n{indented}')
    (project / 'models/pipeline.config').write_text(WRONG)
    (project / 'label_map.pbtxt').write_text('item {\n    id: 1\n    name: "bee"\n}\n')
    (project / 'nginx.config').write_text('server { }\n')
    env = {
        **os.environ,
        'PATH': f'{tool.parent}{os.pathsep}{os.environ["PATH"]}',
        'PRE_COMMIT_HOME': str(tmp_path / 'home'),
    }

    def git(*words: str) -> None:
        subprocess.run(['git', *words], cwd=project, env=env, capture_output=True, check=True)

    git('init')
    git('add', '.')
    command = [sys.executable, '-m', 'pre_commit', 'run', '--all-files']
    done = subprocess.run(command, cwd=project, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert 'models/pipeline.config:2:17: error' in done.stdout
    assert 'files were modified by this hook' in done.stdout
    assert 'nginx' not in done.stdout
    assert (project / 'models/pipeline.config').read_text() == 'train_config {\n  batch_size: 8.0\n}\n'
    git('rm', '-f', 'models/pipeline.config')
    (project / 'label_map.pbtxt').write_text('item {\n  id: 1\n  name: "bee"\n}\n')
    done = subprocess.run(command, cwd=project, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
