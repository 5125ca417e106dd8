"""The documentation of the checks is true: what it calls wrong is found, and what it calls right is not."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from pipeline_config_ls.checks import text_problems
from pipeline_config_ls.checks.check import Declaration, FixSafety, SchemaCheck, SyntaxCheck, TextCheck
from pipeline_config_ls.checks.documentation import link_to, page, sections
from pipeline_config_ls.checks.policy import policy_of
from pipeline_config_ls.checks.registry import CHECKS
from pipeline_config_ls.document import open_document
from pipeline_config_ls.schema import PIPELINE, load_schema

SCHEMA = load_schema()
TEXT = [check for check in CHECKS.values() if isinstance(check, SyntaxCheck | SchemaCheck | TextCheck)]


def codes(text: str, switched_on: str = '') -> set[str]:
    """The codes of the problems of a text, read as the message that has its first field; one may be switched on."""
    name = re.search(r'[a-z_]+', text)
    root = PIPELINE
    if name and name[0] not in SCHEMA.messages[PIPELINE].fields:
        root = next((full for full, message in SCHEMA.messages.items() if name[0] in message.fields), PIPELINE)
    policy = policy_of({switched_on: 'hint'} if switched_on else {})
    return {problem.code for problem in text_problems(open_document(text, schema=SCHEMA, root=root), policy)}


TESTS = [test.read_text(encoding='utf-8') for test in Path(__file__).parents[1].rglob('test_*.py')]
WITH_EXAMPLES = [check for check in TEXT if sections(check).wrong and check.code != 'byte-order-mark']


@pytest.mark.parametrize('check', WITH_EXAMPLES, ids=lambda check: check.code)
def test_what_is_called_wrong_is_found_and_what_is_called_right_is_not(check: Declaration) -> None:
    shown = sections(check)
    assert check.code in codes(shown.wrong, check.code)
    assert check.code not in codes(shown.right, check.code)


def test_a_byte_order_mark_is_found() -> None:
    assert codes('\ufeffmodel { }') == {'byte-order-mark'}


@pytest.mark.parametrize('check', CHECKS.values(), ids=lambda check: check.code)
def test_every_check_says_what_it_is_about_and_is_fired_by_a_test(check: Declaration) -> None:
    assert sections(check).what
    shown_wrong = check in WITH_EXAMPLES
    tested = any(f"'{check.code}'" in text for text in TESTS)
    assert shown_wrong or tested, 'no example and no test fires this check'


def test_a_page_tells_what_why_example_fix_and_whether_it_is_safe() -> None:
    text = page()
    assert (
        '### octal-number\n\n*warning · value*\n\n**What.** A whole number that starts with 0 is read as octal' in text
    )
    assert '**Fix.** On offer, but not safe: fix-all leaves it to you.' in text


def test_the_page_is_current() -> None:
    written = Path(__file__).parents[2] / 'docs' / 'diagnostics.md'
    assert written.read_text(encoding='utf-8') == page(), 'run `make docs`'


def test_a_diagnostic_links_to_the_heading_of_its_page() -> None:
    link = link_to('octal-number')
    assert link is not None
    path, _, line = link.partition('#L')
    written = Path(path.removeprefix('file://')).read_text(encoding='utf-8').split('\n')
    assert written[int(line) - 1] == '### octal-number'


def test_only_checks_that_say_so_have_fixes() -> None:
    for check in WITH_EXAMPLES:
        text = sections(check).wrong
        for problem in text_problems(open_document(text, schema=SCHEMA)):
            declared = CHECKS[problem.code].fix
            assert not problem.fixes or declared is not FixSafety.NONE
            assert not any(fix.safe for fix in problem.fixes) or declared in (FixSafety.SAFE, FixSafety.MIXED)
