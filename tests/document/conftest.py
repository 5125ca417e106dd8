"""Opening texts with one schema, loaded once."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from pipeline_config_ls.document import Document, open_document
from pipeline_config_ls.schema import PIPELINE, Schema, load_schema

Open = Callable[[str], Document]


@pytest.fixture(scope='session')
def schema() -> Schema:
    return load_schema()


@pytest.fixture(scope='session')
def opened(schema: Schema) -> Open:
    """Opens a text as a pipeline config."""
    return lambda text: open_document(text, schema=schema, root=PIPELINE)
