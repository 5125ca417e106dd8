"""The command line itself: its version, its help, and words that it does not know."""

from __future__ import annotations

import re

import pytest

from pipeline_config_ls.cli.main import main


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as exit:
        main(['--version'])
    assert exit.value.code == 0
    assert re.fullmatch(r'pipeline-config-ls \d+\.\d+\.\d+\S*\n', capsys.readouterr().out)


def test_help_names_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as exit:
        main(['--help'])
    assert exit.value.code == 0
    said = capsys.readouterr().out
    for command in ('check', 'checkpoint', 'format', 'restore', 'serve', 'variables'):
        assert re.search(rf'^ {{4}}{command}\b', said, re.MULTILINE), command


@pytest.mark.parametrize(
    ('arguments', 'told'),
    [
        (['frobnicate'], "invalid choice: 'frobnicate'"),
        (['check'], 'the following arguments are required: PATH'),
        (['check', '--format', 'xml', 'x'], "invalid choice: 'xml'"),
        (['format', '--check', '--diff', 'x'], 'not allowed with argument'),
        (['serve', '--tcp', 'nowhere'], "'nowhere' is not HOST:PORT"),
    ],
)
def test_mistakes(capsys: pytest.CaptureFixture[str], arguments: list[str], told: str) -> None:
    with pytest.raises(SystemExit) as exit:
        main(arguments)
    assert exit.value.code == 2
    assert told in capsys.readouterr().err
