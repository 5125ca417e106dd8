"""Texts with a `$0` for the cursor."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import pytest

from pipeline_config_ls.document import Document, open_document
from pipeline_config_ls.features.positions import Positions
from pipeline_config_ls.schema import Schema, load_schema


class Place(NamedTuple):
    """A document and the cursor in it."""

    document: Document
    offset: int
    positions: Positions


@pytest.fixture(scope='session')
def schema() -> Schema:
    return load_schema()


@pytest.fixture
def at(schema: Schema) -> Callable[[str], Place]:
    """Opens a text, the `$0` taken out."""

    def open_at(text: str) -> Place:
        before, _, after = text.partition('$0')
        document = open_document(before + after, 'pipeline.config', schema)
        return Place(document, len(before), Positions(document.lines))

    return open_at
