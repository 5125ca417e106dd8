"""Recipes for editors that are not run here: they are well written, and know the same files by the same names as the server."""

from __future__ import annotations

import json
import re
from fnmatch import fnmatch

import pytest
from lsprotocol import types

from editors.conftest import RECIPES
from pipeline_config_ls.lsp.capabilities import ClientCapabilities, server_capabilities
from pipeline_config_ls.schema.languages import RECOGNITION, Language
from pipeline_config_ls.settings import SECTION, declared

CONFIGS = RECOGNITION[Language.PIPELINE]


def test_helix() -> None:
    tomllib = pytest.importorskip('tomllib')
    recipe = tomllib.loads(RECIPES['helix'])
    languages = {one['name']: one for one in recipe['language']}
    assert languages.keys() == {language.value for language in Language}
    for language in languages.values():
        assert language['language-servers'] == list(recipe['language-server'])
        assert (language['comment-token'], language['indent']['tab-width']) == ('#', 2)
    globs = [one['glob'] for one in languages['pipeline-config']['file-types']]
    assert globs == list(CONFIGS.patterns)
    assert {one['glob'] for one in languages['tf-label-map']['file-types']} <= set(
        RECOGNITION[Language.LABEL_MAP].patterns
    )
    (server,) = recipe['language-server'].values()
    assert server['command'] == 'pipeline-config-ls'
    assert server['config'].keys() <= {setting.key for setting in declared().values()}


@pytest.mark.parametrize(
    'name',
    [pattern.replace('*', 'x') for pattern in CONFIGS.patterns]
    + [pattern.replace('*', '') for pattern in CONFIGS.patterns],
)
def test_kakoune_knows_every_name_of_a_config(name: str) -> None:
    (pattern,) = re.findall(r'BufCreate (.*config) %', RECIPES['kakoune'])
    assert re.fullmatch(pattern, f'/models/{name}') or not any(fnmatch(name, known) for known in CONFIGS.patterns)


def test_sublime() -> None:
    yaml = pytest.importorskip('yaml')
    syntax = yaml.safe_load(RECIPES['sublime'].partition('---')[2])
    assert syntax['scope'] == f'source.{Language.PIPELINE.value}'
    for rule in syntax['contexts']['main']:
        re.compile(rule['match'])
    settings = json.loads(RECIPES['sublimesettings'])
    (client,) = settings['clients'].values()
    assert client['command'] == ['pipeline-config-ls']
    assert client['selector'].split(' | ') == [f'source.{language.value}' for language in Language]
    assert {name.removeprefix(f'{SECTION}.') for name in client['settings']} <= {one.key for one in declared().values()}
    (kind,) = settings['lsp_code_actions_on_save']
    offered = server_capabilities(ClientCapabilities(), 'x').code_action_provider
    assert isinstance(offered, types.CodeActionOptions)
    assert kind in (offered.code_action_kinds or ())
