"""Running the checks: limits, failures, severities, safe fixes."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest

from pipeline_config_ls.checks import running, text_problems
from pipeline_config_ls.checks.check import Family, Finding, Severity, TextCheck, text_check
from pipeline_config_ls.checks.fixing import safe_edits
from pipeline_config_ls.checks.limits import MOST_PROBLEMS
from pipeline_config_ls.checks.policy import policy_of
from pipeline_config_ls.checks.registry import TEXT_CHECKS
from pipeline_config_ls.document import Document, open_document
from pipeline_config_ls.document.edits import apply
from pipeline_config_ls.schema import load_schema

SCHEMA = load_schema()


def opened(text: str) -> Document:
    return open_document(text, schema=SCHEMA)


def test_a_file_that_is_wrong_throughout_is_said_to_be_so_once() -> None:
    problems = text_problems(opened('model { }\n' + 'nonsense: 1\n' * 2000))
    assert len(problems) == MOST_PROBLEMS + 1
    assert problems[-1].code == 'too-many-problems'
    assert problems[-1].message.startswith(f'{2000 - MOST_PROBLEMS} more problems')


def test_a_check_that_fails_is_logged_with_its_code_and_the_others_speak(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    @text_check('broken', family=Family.VALUE, severity=Severity.HINT)
    def broken(document: Document) -> Iterator[Finding]:
        """Fails."""
        raise ZeroDivisionError
        yield

    assert isinstance(broken, TextCheck)
    monkeypatch.setattr(running, 'TEXT_CHECKS', (broken, *TEXT_CHECKS))
    with caplog.at_level(logging.ERROR):
        assert [problem.code for problem in text_problems(opened('train_config { num_steps: 010 }'))] == [
            'octal-number'
        ]
    assert '`broken` failed' in caplog.text


def test_an_unknown_name_in_quotes_takes_no_other_problem_with_it() -> None:
    found = text_problems(opened('train_config { "batchsize": 8 nonsense: 1 }'))
    assert [problem.code for problem in found] == ['unknown-field', 'unknown-field']


def test_a_person_chooses_severities() -> None:
    document = opened('train_config { num_steps: 010 }')
    assert [one.severity for one in text_problems(document, policy_of({'octal-number': 'error'}))] == [Severity.ERROR]
    assert text_problems(document, policy_of({'octal-number': 'off'})) == []
    assert text_problems(document, policy_of({}, ignore=['octal-number'])) == []
    assert text_problems(document, policy_of({}, select=['merged-block'])) == []


def test_fix_all_takes_safe_fixes_alone() -> None:
    text = 'train_config {\n  batch_size: 8.0 // per GPU\n  num_steps: 010\n  unknown_thing: 1\n}\n'
    fixed = apply(text, list(safe_edits(text_problems(opened(text)))))
    assert fixed == 'train_config {\n  batch_size: 8 # per GPU\n  num_steps: 010\n  unknown_thing: 1\n}\n'
