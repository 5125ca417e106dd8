"""Interpreters that are not TensorFlow's: scripts in place of a Python, and analyses of the example."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline_config_ls.analysis.config_analysis import ConfigAnalysis
from pipeline_config_ls.analysis.project_context import ProjectContext
from pipeline_config_ls.document import open_document
from pipeline_config_ls.files.search_context import SearchContext

EXAMPLES = Path(__file__).parents[2] / 'examples'
CONFIG = EXAMPLES / 'restores' / 'pipeline.config'

# Writes a script that stands for a Python; gives its path.
Interpreter = Callable[[str], str]
# The analysis of the example's config, some words of it replaced.
Analysed = Callable[..., ConfigAnalysis]


@pytest.fixture
def interpreter(tmp_path: Path) -> Interpreter:
    def write(body: str) -> str:
        script = tmp_path / 'python'
        script.write_text(f'#!/bin/sh\n{body}\n')
        script.chmod(0o755)
        return str(script)

    return write


@pytest.fixture
def bare(interpreter: Interpreter) -> str:
    """A Python with nothing installed."""
    return interpreter(f'exec "{sys.executable}" -S -E "$@"')


@pytest.fixture
def analysed() -> Analysed:
    def analyse(*replacements: tuple[str, str]) -> ConfigAnalysis:
        text = CONFIG.read_text()
        for old, new in replacements:
            assert old in text
            text = text.replace(old, new)
        document = open_document(text, CONFIG)
        return ConfigAnalysis(document, ProjectContext(SearchContext(working_directory=str(EXAMPLES))))

    return analyse
