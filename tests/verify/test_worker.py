"""The worker stands alone: any Python from 3.8 on reads it, and it imports nothing that is not there before it is asked to."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from pipeline_config_ls.verify.process import WORKER

FILES = (WORKER, *sorted(WORKER.with_name('real').glob('*.py')))
EVALUATED = ('tuple', 'list', 'dict', 'set', 'type')


@pytest.mark.parametrize('file', FILES, ids=lambda file: file.name)
def test_python_3_8_reads_it(file: Path) -> None:
    tree = ast.parse(file.read_text(), feature_version=(3, 8))
    assert len(tree.body) == 1 or ast.unparse(tree.body[1]) == 'from __future__ import annotations'
    for node in tree.body:
        # `Shape = tuple[int, ...]` is evaluated, and fails before 3.9.
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Subscript):
            assert not (isinstance(node.value.value, ast.Name) and node.value.value.id in EVALUATED), ast.unparse(node)


def test_the_server_imports_nothing_of_it() -> None:
    asked = (
        'import sys\n'
        'import pipeline_config_ls.lsp.transport, pipeline_config_ls.lsp.handlers, pipeline_config_ls.lsp.session\n'
        'import pipeline_config_ls.cli.main, pipeline_config_ls.cli.check\n'
        'print([name for name in sys.modules if name.startswith("pipeline_config_ls.verify")])\n'
    )
    printed = subprocess.run([sys.executable, '-c', asked], capture_output=True, text=True, check=True).stdout
    assert printed.strip() == '[]'
