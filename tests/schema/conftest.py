"""The schema under test: always what schemas/ says now, even where the installed set was compiled earlier."""

from __future__ import annotations

import pytest

from pipeline_config_ls.schema import Schema, load_schema
from pipeline_config_ls.schema.fork import ForkFault, compile_folder
from pipeline_config_ls.schema.schema import COMPILED, REPOSITORY_PROTOS


@pytest.fixture(scope='session')
def schema() -> Schema:
    newest = max(path.stat().st_mtime for path in REPOSITORY_PROTOS.rglob('*.proto'))
    if COMPILED.stat().st_mtime >= newest:
        return load_schema()
    compiled = compile_folder(REPOSITORY_PROTOS)
    if isinstance(compiled, ForkFault):
        pytest.skip(f'schemas/ is newer than the compiled set (pip install -e . compiles it). {compiled.message}')
    return load_schema(compiled.descriptor_set)
