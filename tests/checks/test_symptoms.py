"""The table of symptoms: each is found where the table says, and its fix settles it."""

from __future__ import annotations

import shutil
from collections import Counter
from pathlib import Path

import pytest

from pipeline_config_ls.analysis.config_analysis import ConfigAnalysis
from pipeline_config_ls.analysis.project_context import ProjectContext
from pipeline_config_ls.checks import config_problems, text_problems
from pipeline_config_ls.checks.check import Problem, Severity
from pipeline_config_ls.checks.policy import Policy
from pipeline_config_ls.checks.registry import CHECKS
from pipeline_config_ls.document import open_document
from pipeline_config_ls.document.edits import apply
from pipeline_config_ls.files.search_context import SearchContext
from pipeline_config_ls.schema import load_schema
from tests.checks.symptom import Symptom
from tests.checks.symptoms import SYMPTOMS, page

SCHEMA = load_schema()
ROOT = Path(__file__).parents[2]


def problems(row: Symptom, folder: Path, text: str) -> list[Problem]:
    """What is said of the file of a row with this text."""
    (folder / row.file).write_text(text)
    document = open_document(text, folder / row.file, SCHEMA)
    model_dir = str(folder / row.model_dir) if row.model_dir else None
    project = ProjectContext(SearchContext(working_directory=str(folder)), model_dir, framework=row.framework)
    policy = Policy({row.code: Severity.WARNING}) if row.asked_for else Policy()
    return [*text_problems(document, policy), *config_problems(ConfigAnalysis(document, project), policy)]


def changed(row: Symptom, text: str) -> str:
    """The text with the mistake of the row."""
    for before, after in row.changes:
        assert before in text
        text = text.replace(before, after)
    return row.base or text


@pytest.mark.parametrize(
    'row', [row for row in SYMPTOMS if row.code and not row.tested_in], ids=lambda row: row.saw[:50]
)
def test_what_people_saw_is_said_before_training(row: Symptom, tmp_path: Path) -> None:
    shutil.copytree(ROOT / 'examples', tmp_path / 'examples')
    folder = tmp_path / 'examples'
    for name, content in row.files:
        (folder / name).write_text(content)
    text = changed(row, (folder / row.file).read_text())
    found = problems(row, folder, text)
    (first, *_) = (problem for problem in found if problem.code == row.code)
    assert row.says.lower() in first.message.lower()
    if row.fix:
        fix = next(fix for fix in first.fixes if fix.title.startswith(row.fix))
        after = apply(text, fix.edits)
        assert row.after in after
        before, left = Counter(map(_told, found)), Counter(map(_told, problems(row, folder, after)))
        assert left[_told(first)] < before[_told(first)]
        assert [code for code, severity in left - before if severity is Severity.ERROR] == []


def _told(problem: Problem) -> tuple[str, Severity]:
    return problem.code, problem.severity


@pytest.mark.parametrize('row', [row for row in SYMPTOMS if row.tested_in], ids=lambda row: row.saw[:50])
def test_what_is_tested_elsewhere_is(row: Symptom) -> None:
    assert row.code in CHECKS
    assert (ROOT / row.tested_in).is_file()


def test_what_nobody_can_decide_says_why() -> None:
    assert all(row.undecided for row in SYMPTOMS if not row.code)


def test_the_page_is_current() -> None:
    assert (ROOT / 'docs' / 'symptoms.md').read_text() == page(), 'run `make docs`'
