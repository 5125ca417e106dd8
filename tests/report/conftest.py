"""Reports on the example, with a change here and there."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline_config_ls.analysis.config_analysis import ConfigAnalysis
from pipeline_config_ls.analysis.project_context import ProjectContext
from pipeline_config_ls.document import open_document
from pipeline_config_ls.files.search_context import SearchContext

EXAMPLES = Path(__file__).parents[2] / 'examples'

Analyse = Callable[..., ConfigAnalysis]


@pytest.fixture
def analyse() -> Analyse:
    """The analysis of examples/restores/pipeline.config with some words replaced, training started in examples/."""
    path = EXAMPLES / 'restores/pipeline.config'
    project = ProjectContext(SearchContext(working_directory=str(EXAMPLES)))

    def run(*replacements: tuple[str, str]) -> ConfigAnalysis:
        text = path.read_text(encoding='utf-8')
        for old, new in replacements:
            assert old in text
            text = text.replace(old, new)
        return ConfigAnalysis(open_document(text, path), project)

    return run
