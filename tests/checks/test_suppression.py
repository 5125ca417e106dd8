"""Comments that silence problems: what is still said, and what the quick fix writes."""

from __future__ import annotations

import pytest

from pipeline_config_ls.analysis.config_analysis import ConfigAnalysis
from pipeline_config_ls.analysis.project_context import ProjectContext
from pipeline_config_ls.checks import config_problems, text_problems
from pipeline_config_ls.checks.suppression import ignore_edit
from pipeline_config_ls.document import Document, open_document
from pipeline_config_ls.document.edits import apply
from pipeline_config_ls.schema import load_schema

SCHEMA = load_schema()
OCTAL = 'train_config { num_steps: 010 }'


def opened(text: str) -> Document:
    return open_document(text, '/nowhere/pipeline.config', SCHEMA)


def codes(text: str) -> list[str]:
    document = opened(text)
    found = (*text_problems(document), *config_problems(ConfigAnalysis(document, ProjectContext())))
    return [problem.code for problem in found if problem.code in ('octal-number', 'unused-suppression')]


@pytest.mark.parametrize(
    ('text', 'told'),
    [
        (OCTAL, ['octal-number']),
        (f'{OCTAL}  # pipeline-config: ignore[octal-number]', []),
        (f'{OCTAL}  # pipeline-config: ignore[control-character, octal-number] as measured', []),
        (f'{OCTAL}  # pipeline-config: ignore', []),
        (f'model {{ }}\n# pipeline-config: ignore[octal-number]\n{OCTAL}', []),
        (f'# pipeline-config: ignore[octal-number]\n\nmodel {{ }}\n{OCTAL}', []),
        (f'{OCTAL}  # pipeline-config: ignore[octal]', ['octal-number', 'unused-suppression']),
        ('model { }  # pipeline-config: ignore[octal-number]', ['unused-suppression']),
        (f'{OCTAL}\nmodel {{ }}  # pipeline-config: ignore[octal-number]', ['octal-number', 'unused-suppression']),
    ],
)
def test_a_comment_silences_its_line_the_line_below_or_the_file(text: str, told: list[str]) -> None:
    assert codes(text) == told


@pytest.mark.parametrize(
    ('before', 'after'),
    [
        (
            'train_config {\n  num_steps: 010\n}',
            'train_config {\n  # pipeline-config: ignore[octal-number]\n  num_steps: 010\n}',
        ),
        (
            'train_config {\n  num_steps: 010  # pipeline-config: ignore[merged-block]\n}',
            'train_config {\n  num_steps: 010  # pipeline-config: ignore[merged-block, octal-number]\n}',
        ),
    ],
)
def test_the_quick_fix_writes_the_comment(before: str, after: str) -> None:
    document = opened(before)
    (problem,) = text_problems(document)
    assert apply(before, [ignore_edit(document, problem)]) == after
    assert [problem.code for problem in text_problems(opened(after))] == []


def test_removing_an_unused_comment_leaves_the_line_as_it_was() -> None:
    text = 'model { }  # pipeline-config: ignore[octal-number]\n'
    (problem,) = (
        problem
        for problem in config_problems(ConfigAnalysis(opened(text), ProjectContext()))
        if problem.code == 'unused-suppression'
    )
    assert apply(text, problem.fixes[0].edits) == 'model { }\n'
