"""A TensorFlow 1 checkpoint as a label behind its path, and as a hover."""

from __future__ import annotations

from pathlib import Path

import pytest

from checks.test_tf1 import CONFIG, OTHER_TYPE, SCHEMA, changed, shapes
from oracle.hollow import write_hollow
from pipeline_config_ls.analysis.config_analysis import ConfigAnalysis
from pipeline_config_ls.analysis.project_context import ProjectContext
from pipeline_config_ls.document import open_document
from pipeline_config_ls.features.markdown import verdict_documentation
from pipeline_config_ls.files.search_context import SearchContext
from pipeline_config_ls.report.report import make_report
from pipeline_config_ls.report.short import short

ALL = ('from_detection', 'load_all_detection_checkpoint_vars: true from_detection')


def analysis(folder: Path, *changes: tuple[str, str]) -> ConfigAnalysis:
    """A changed config, with the checkpoint of the plain one beside it."""
    write_hollow(folder / 'model.ckpt', shapes())
    document = open_document(changed(*changes), folder / 'pipeline.config', SCHEMA)
    return ConfigAnalysis(document, ProjectContext(SearchContext(working_directory=str(folder))))


@pytest.mark.parametrize(
    ('changes', 'words'),
    [
        ((), '✓ 292 restored · 24 heads fresh'),
        ((ALL,), '✓ 316 restored'),
        ((ALL, ('num_classes: 3', 'num_classes: 9')), '✓ restores the backbone, 304 variables'),
        ((OTHER_TYPE,), '✗ restores nothing'),
        ((('from_detection_checkpoint: true', 'fine_tune_checkpoint_type: "full"'),), '✗ this type is not supported'),
        ((('ssd_mobilenet_v2', 'ssd_mobilenet_v9'),), '✗ the model cannot be built'),
    ],
)
def test_the_label(tmp_path: Path, changes: tuple[tuple[str, str], ...], words: str) -> None:
    assert short(make_report(analysis(tmp_path, *changes))) == words


def test_the_hover_has_a_row_for_each_part(tmp_path: Path) -> None:
    said = verdict_documentation(make_report(analysis(tmp_path, ALL, ('num_classes: 3', 'num_classes: 9'))))
    assert said.startswith('**✓ restores the backbone, 304 variables**')
    assert '| ✓ | backbone | 260 |' in said
    assert '| ⚠ | class predictions | 12 |' in said


def test_the_text_of_a_config_that_restores_is_not_judged_for_tensorflow_2(tmp_path: Path) -> None:
    assert 'ssd_mobilenet_v2' in CONFIG
    assert analysis(tmp_path).verdict is None
