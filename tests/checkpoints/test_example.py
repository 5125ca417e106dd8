"""The example's checkpoint is the real thing, and small."""

from __future__ import annotations

from pathlib import Path

from pipeline_config_ls.checkpoints.checkpoint import Checkpoint, Format
from pipeline_config_ls.checkpoints.reader import read_checkpoint
from pipeline_config_ls.checkpoints.resolution import Correctable, Resolved, resolve
from pipeline_config_ls.files.search_context import SearchContext

EXAMPLES = Path(__file__).parents[2] / 'examples'
PREFIX = 'pretrained/ssd_mobilenet_v2_fpnlite_320x320_garden/checkpoint/ckpt-0'


def test_it_reads_whole(example: str) -> None:
    checkpoint = read_checkpoint(example)
    assert isinstance(checkpoint, Checkpoint)
    assert checkpoint.format is Format.OBJECT_BASED
    assert checkpoint.damage is None
    assert checkpoint.graph is not None
    keys = {node.key for node in checkpoint.graph if node.key}
    assert keys == {name for name in checkpoint.entries if name.endswith('VARIABLE_VALUE')}


def test_all_of_examples_is_small() -> None:
    assert sum(path.stat().st_size for path in EXAMPLES.rglob('*') if path.is_file()) <= 3 << 20


def test_the_configs_find_it() -> None:
    search_context = SearchContext(workspace_folders=(str(EXAMPLES),))
    config = str(EXAMPLES / 'restores' / 'pipeline.config')
    found = resolve(PREFIX, config, search_context)
    assert isinstance(found, Resolved)
    assert found.prefix == str(EXAMPLES / PREFIX)
    meant = resolve(PREFIX + '.index', config, search_context)
    assert isinstance(meant, Correctable)
    assert [suggestion.text for suggestion in meant.suggestions] == [PREFIX]
    for name in ('restores', 'three-mistakes'):
        assert PREFIX in (EXAMPLES / name / 'pipeline.config').read_text()
