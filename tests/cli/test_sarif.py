"""SARIF: valid by the schema of the format itself, with rules, fixes and URIs that services can use."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from pipeline_config_ls import __version__
from pipeline_config_ls.cli.main import main

RIG = Path(__file__).parents[2] / '.rig/node_modules/@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json'


def sarif(capsys: pytest.CaptureFixture[str], *paths: str) -> Any:
    main(['check', '--format', 'sarif', *paths])
    return json.loads(capsys.readouterr().out)


def test_the_log_is_valid(capsys: pytest.CaptureFixture[str], in_examples: Path, tmp_path: Path) -> None:
    if not RIG.is_file():
        pytest.skip('the schema comes with `make setup-vscode`')
    broken = tmp_path / 'caf\u00e9 pipeline.config'
    broken.write_text('model { "batchsize": 8 \U0001d11e: 010 }')
    log = sarif(capsys, '.', str(broken))
    jsonschema.validate(log, json.loads(RIG.read_text(encoding='utf-8')))
    assert len(log['runs'][0]['results']) > 5


def test_rules_results_and_fixes(capsys: pytest.CaptureFixture[str], in_examples: Path, tmp_path: Path) -> None:
    config = tmp_path / 'my pipeline.config'
    config.write_text('train_config { batch_size: 8.0 }')
    (run,) = sarif(capsys, str(config))['runs']
    driver = run['tool']['driver']
    assert driver['version'] == __version__
    (rule,) = driver['rules']
    assert rule['id'] == 'wrong-type'
    assert rule['help']['markdown'].startswith('### wrong-type\n')
    assert 'batch_size: 8.0' in rule['help']['markdown']
    (result,) = run['results']
    assert run['tool']['driver']['rules'][result['ruleIndex']] is rule
    artifact = result['locations'][0]['physicalLocation']['artifactLocation']
    assert artifact['uri'].endswith('/my%20pipeline.config')
    (change,) = result['fixes'][0]['artifactChanges']
    assert change['replacements'][0]['insertedContent'] == {'text': '8'}
