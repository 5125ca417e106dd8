"""The examples that a newcomer opens: each shows what its README says, and its first fix mends it."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline_config_ls.analysis.config_analysis import ConfigAnalysis
from pipeline_config_ls.analysis.project_context import ProjectContext
from pipeline_config_ls.checks import config_problems
from pipeline_config_ls.checks.check import Problem, Severity
from pipeline_config_ls.document import open_document
from pipeline_config_ls.document.edits import apply
from pipeline_config_ls.files.search_context import SearchContext
from pipeline_config_ls.schema import load_schema

EXAMPLES = Path(__file__).parents[1] / 'examples'
SCHEMA = load_schema()


def problems(text: str, name: str) -> list[Problem]:
    document = open_document(text, EXAMPLES / name / 'pipeline.config', SCHEMA)
    project = ProjectContext(SearchContext(working_directory=str(EXAMPLES)))
    seen = (Severity.ERROR, Severity.WARNING)
    return [problem for problem in config_problems(ConfigAnalysis(document, project)) if problem.severity in seen]


@pytest.mark.parametrize(
    ('name', 'code', 'at', 'says'),
    [
        ('other-classes', 'checkpoint-mismatch', '4', '`num_classes` 12 (this model has 4)'),
        ('other-config', 'checkpoint-mismatch', '0.35', '`additional_layer_depth` 64 (this model has 128)'),
        ('wrong-path', 'checkpoint-path', '"pretrained/', 'is in the folder `checkpoint` of its archive'),
        ('other-optimizer', 'run-optimizer', 'adam_optimizer', 'the saved momentum is dropped'),
    ],
)
def test_an_example_shows_its_mistake_and_its_first_fix_mends_it(name: str, code: str, at: str, says: str) -> None:
    text = (EXAMPLES / name / 'pipeline.config').read_text()
    (problem,) = problems(text, name)
    assert problem.code == code
    assert text[slice(*problem.span)].startswith(at)
    assert says in problem.message
    if problem.fixes:
        assert problems(apply(text, problem.fixes[0].edits), name) == []
