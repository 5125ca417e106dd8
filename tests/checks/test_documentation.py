"""The documentation of the checks is true: what it calls wrong is found, and what it calls right is not."""

from __future__ import annotations

import re
from inspect import cleandoc
from pathlib import Path

import pytest

from pipeline_config_ls.checks import FILES, TEXT, text_problems
from pipeline_config_ls.checks.check import Check
from pipeline_config_ls.checks.documentation import page
from pipeline_config_ls.document import open_document
from pipeline_config_ls.schema import PIPELINE, load_schema

SCHEMA = load_schema()
EXAMPLE = re.compile(r'^(Wrong|Right):\n\n((?:    .*\n?|\n)+)', re.MULTILINE)


def examples(check: Check) -> dict[str, str]:
    return {kind: cleandoc(text) for kind, text in EXAMPLE.findall(cleandoc(check.documentation))}


def codes(text: str) -> set[str]:
    """The codes of the problems of a text, read as the message that has its first field."""
    name = re.search(r'[a-z_]+', text)
    root = PIPELINE
    if name and name[0] not in SCHEMA.messages[PIPELINE].fields:
        root = next((full for full, message in SCHEMA.messages.items() if name[0] in message.fields), PIPELINE)
    return {problem.code for problem in text_problems(open_document(text, schema=SCHEMA, root=root))}


WITH_EXAMPLES = [check for check in TEXT if examples(check) and check.code != 'byte-order-mark']


@pytest.mark.parametrize('check', WITH_EXAMPLES, ids=lambda check: check.code)
def test_what_is_called_wrong_is_found_and_what_is_called_right_is_not(check: Check) -> None:
    shown = examples(check)
    assert check.code in codes(shown['Wrong'])
    assert check.code not in codes(shown['Right'])


def test_a_byte_order_mark_is_found() -> None:
    assert codes('\ufeffmodel { }') == {'byte-order-mark'}


def test_every_check_says_what_it_is_about_and_has_a_code_of_its_own() -> None:
    assert all(check.documentation.strip() for check in (*TEXT, *FILES))
    every = [check.code for check in (*TEXT, *FILES)]
    assert len(set(every)) == len(every)


def test_the_page_is_current() -> None:
    written = Path(__file__).parents[2] / 'docs' / 'diagnostics.md'
    assert written.read_text(encoding='utf-8') == page(), 'run `make docs`'
