"""The extension in a real VS Code, headless. Each scenario is a script beside this file that a person can run, too:

tests/e2e/node24.sh tests/e2e/three-mistakes.mjs
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

HERE = Path(__file__).parent
SECONDS = 240
ATTEMPTS = 3

pytestmark = pytest.mark.vscode


def run_scenario(name: str) -> None:
    """Runs a scenario until it passes, a few times at the most.

    Now and then a busy machine loses a key press, a widget closes before it was read, or a browser dies. What the extension
    gets wrong it gets wrong every time.
    """
    for attempt in range(1, ATTEMPTS + 1):
        passed, output = run_once(name)
        sys.stdout.write(f'--- {name}, attempt {attempt}\n{output}')
        if passed:
            return
    pytest.fail(f'{name} failed {ATTEMPTS} times; its output is below, its last picture in tests/e2e/pictures/')


def run_once(name: str) -> tuple[bool, str]:
    """Whether a scenario passed, and what it said; in a process group of its own, which is ended with it, however that ends."""
    command = [str(HERE / 'node24.sh'), str(HERE / f'{name}.mjs')]
    with subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    ) as scenario:
        try:
            output, _ = scenario.communicate(timeout=SECONDS)
        except subprocess.TimeoutExpired:
            os.killpg(scenario.pid, signal.SIGKILL)
            return False, f'not done after {SECONDS} seconds\n'
        except BaseException:
            os.killpg(scenario.pid, signal.SIGTERM)
            raise
    return scenario.returncode == 0, output


def test_three_mistakes_are_seen_explained_and_mended():
    run_scenario('three-mistakes')


def test_tensorflow_1_is_told_of_a_checkpoint_that_restores_nothing():
    run_scenario('tensorflow-1')


def test_typing_with_completion_and_formatting():
    run_scenario('typing')


def test_the_packaged_extension_runs_with_a_bare_python_and_no_network():
    run_scenario('packaged')


def test_the_report_the_lenses_the_comparison_and_the_schema_in_every_theme():
    run_scenario('report')


def test_a_sample_config_is_set_up_in_three_actions():
    run_scenario('set-up')


def test_every_safe_fix_at_once_and_one_undo():
    run_scenario('fix-all')


def test_in_restricted_mode_nothing_that_the_workspace_names_is_run():
    run_scenario('restricted')


def test_with_a_python_that_is_too_old_the_person_is_told_what_to_do():
    run_scenario('no-server')


def test_the_package_holds_what_it_needs_and_nothing_else():
    package = HERE.parents[1] / 'client/pipeline-config-ls.vsix'
    assert package.stat().st_size < 2_500_000
    names = {name.removeprefix('extension/') for name in zipfile.ZipFile(package).namelist()}
    libs = 'bundled/libs/'
    wanted = ('pipeline_config_ls/schema/object_detection.binpb', 'pygls/__init__.py', 'google/protobuf/message.py')
    assert {f'{libs}{name}' for name in (*wanted, 'exceptiongroup/__init__.py')} <= names
    assert {'out/extension.js', 'bundled/start.py', 'readme.md', 'changelog.md', 'media/report.png'} <= names
    tops = {name.partition('/')[0] for name in names if name.count('/')}
    assert tops == {'bundled', 'example', 'images', 'media', 'out', 'snippets', 'syntaxes'}
    assert not [name for name in names if name.endswith(('.so', '.pyc', '.ts', '.map')) or '/tests/' in name]
