"""Settings are declared once: what an editor sends is read, and the VS Code extension offers all of them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pipeline_config_ls.settings import SECTION, Kind, Setting, Settings, declared, settings_from

PACKAGE = json.loads((Path(__file__).parents[1] / 'client' / 'package.json').read_text(encoding='utf-8'))
OFFERED = PACKAGE['contributes']['configuration']['properties']


@pytest.mark.parametrize('setting', declared().values(), ids=lambda setting: setting.key)
def test_the_extension_offers_every_setting(setting: Setting) -> None:
    offered = OFFERED[f'{SECTION}.{setting.key}']
    kinds = {Kind.CHOICE: 'string', Kind.PROGRAM: 'string', Kind.LEVELS: 'object'}
    assert offered['type'] == kinds.get(setting.kind, setting.kind.value)
    if setting.kind is Kind.CHOICE:
        assert offered['enum'] == list(setting.choices)
    if setting.kind is Kind.LEVELS:
        assert offered['additionalProperties']['enum'] == list(setting.choices)


def test_values_of_a_wrong_type_count_as_not_set() -> None:
    assert settings_from({'modelDir': 3, 'framework': 'tf3', 'searchRoots': 'x', 'severities': []}) == Settings()


def test_severities_are_read() -> None:
    sent = {'severities': {'octal-number': 'error', 'checkpoint-path': 'loud'}}
    assert settings_from(sent).severities == (('octal-number', 'error'),)
