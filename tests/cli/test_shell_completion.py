"""The script of `completion`, loaded by the shell it is for: what Tab gives after a few words."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip('shtab')

BASH = """
source {script}
function=$(complete -p pipeline-config-ls | grep -o '_shtab[a-z_]*')
tab() {{ COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); $function; echo "${{COMPREPLY[@]}}"; }}
tab pipeline-config-ls che
tab pipeline-config-ls check --f
tab pipeline-config-ls check --format ''
tab pipeline-config-ls restore --framework tf
"""
ZSH = """
fpath=({folder} $fpath)
autoload -Uz compinit
compinit -u -D
print $_comps[pipeline-config-ls]
autoload +X _pipeline-config-ls && print loaded
"""


def script_for(shell: str) -> str:
    command = [sys.executable, '-m', 'pipeline_config_ls', 'completion', shell]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def said_by(shell: str, script: str) -> list[str]:
    done = subprocess.run([shell, '-c', script], capture_output=True, text=True, timeout=60, check=False)
    assert done.stderr == ''
    return done.stdout.splitlines()


def test_bash(tmp_path: Path) -> None:
    script = tmp_path / 'script'
    script.write_text(script_for('bash'))
    command, flags, formats, frameworks = (line.split() for line in said_by('bash', BASH.format(script=script)))
    assert set(command) == {'check', 'checkpoint', 'checkpoints'}
    assert {'--format', '--fix'} <= set(flags)
    assert formats == ['text', 'json', 'sarif', 'github']
    assert frameworks == ['tf1', 'tf2']


@pytest.mark.skipif(shutil.which('zsh') is None, reason='zsh is not installed')
def test_zsh(tmp_path: Path) -> None:
    (tmp_path / '_pipeline-config-ls').write_text(script_for('zsh'))
    assert said_by('zsh', ZSH.format(folder=tmp_path)) == ['_pipeline-config-ls', 'loaded']
