"""Where training is started, and what a command puts in a config's place."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from pipeline_config_ls.analysis.config_analysis import ConfigAnalysis
from pipeline_config_ls.analysis.project_context import Overrides, ProjectContext
from pipeline_config_ls.document import open_document
from pipeline_config_ls.files.interpreter import interpreter
from pipeline_config_ls.files.search_context import SearchContext
from pipeline_config_ls.verify.request import request_for, working_folder
from verify.conftest import CONFIG, EXAMPLES, Analysed


def test_overrides_come_after_the_text_and_are_one_config_with_it(analysed: Analysed) -> None:
    analysis = analysed().with_overrides(Overrides('C:\\a "b"/ckpt-0', 'full'))
    text = request_for(analysis, 'python').text
    assert text.startswith(analysis.document.text)
    config: Any = open_document(text).message
    train = config.train_config
    assert (train.fine_tune_checkpoint, train.fine_tune_checkpoint_type) == ('C:\\a "b"/ckpt-0', 'full')


def test_without_overrides_the_text_is_as_it_is(analysed: Analysed) -> None:
    assert request_for(analysed(), 'python').text == analysed().document.text


def test_training_starts_where_the_paths_lead_somewhere(tmp_path: Path) -> None:
    document = open_document(CONFIG.read_text(), CONFIG)
    here = ProjectContext(SearchContext(working_directory=str(tmp_path)))
    assert working_folder(ConfigAnalysis(document, here)) == str(EXAMPLES)


def test_a_checkpoint_in_a_bucket_is_not_restored(analysed: Analysed) -> None:
    assert request_for(analysed(), 'python').restores
    remote = analysed().with_overrides(Overrides('gs://bucket/ckpt-0'))
    assert not request_for(remote, 'python').restores


def test_the_interpreter_is_the_chosen_one_or_the_active_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    active = tmp_path / 'bin' / 'python'
    active.parent.mkdir()
    active.touch(mode=0o755)
    assert interpreter(None, {'VIRTUAL_ENV': str(tmp_path)}) == str(active)
    assert interpreter('/opt/python', {'VIRTUAL_ENV': str(tmp_path)}) == '/opt/python'
    monkeypatch.setenv('PATH', str(active.parent))
    assert interpreter('python', {}) == str(active)
