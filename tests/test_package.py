"""What is said in two places, and must be one: the version, and the names of commands and settings."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pipeline_config_ls

ROOT = Path(__file__).resolve().parent.parent
EXTENSION = json.loads((ROOT / 'client/package.json').read_text(encoding='utf-8'))


def test_the_extension_has_the_version_of_the_server():
    assert EXTENSION['version'] == pipeline_config_ls.__version__


def test_every_command_of_the_extension_is_registered():
    source = ''.join(path.read_text(encoding='utf-8') for path in (ROOT / 'client/src').glob('*.ts'))
    registered = set(re.findall(r"register\('(\w+)'|\$\{SECTION\}\.(\w+)`,", source))
    table = re.search(r'const ON_CONFIGS[^\n]* = \{\n(.*?)^\};', source, re.DOTALL | re.MULTILINE)
    assert table is not None
    names = {name for pair in registered for name in pair if name} | set(
        re.findall(r'^  (\w+)[,:]', table[1], re.MULTILINE)
    )
    assert {
        command['command'].removeprefix('pipelineConfig.') for command in EXTENSION['contributes']['commands']
    } <= names


def test_every_menu_names_a_command_that_is_there():
    commands = {command['command'] for command in EXTENSION['contributes']['commands']}
    menus = EXTENSION['contributes']['menus'].values()
    assert {entry['command'] for entries in menus for entry in entries} <= commands
