"""Faults and values that the examples of the documentation do not fire."""

from __future__ import annotations

import pytest

from pipeline_config_ls.checks import text_problems
from pipeline_config_ls.document import open_document
from pipeline_config_ls.schema import load_schema

SCHEMA = load_schema()


@pytest.mark.parametrize(
    ('text', 'code', 'shown'),
    [
        ('model { ' * 200 + '} ' * 200, 'too-deep', '{'),
        ('[some.fork.extension] { a: 1 }', 'unknown-extension', 'some.fork.extension'),
    ],
)
def test_it_is_found_where_it_stands(text: str, code: str, shown: str) -> None:
    found = [text[slice(*one.span)] for one in text_problems(open_document(text, schema=SCHEMA)) if one.code == code]
    assert found
    assert shown in found[0]
