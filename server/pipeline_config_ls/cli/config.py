"""The config that a command is about: read, or why it cannot be."""

from __future__ import annotations

from pathlib import Path

from pipeline_config_ls.analysis.config_analysis import ConfigAnalysis, ProjectContext
from pipeline_config_ls.cli.environment import search_context
from pipeline_config_ls.cli.files import CannotRead, read_text
from pipeline_config_ls.document import open_document
from pipeline_config_ls.schema import PIPELINE


def read_config(path: str) -> ConfigAnalysis | str:
    """The config in a file, with the files that it names, or a sentence that says why it sets no message."""
    text = read_text(path)
    if isinstance(text, CannotRead):
        return text.message
    document = open_document(text, Path(path).absolute(), root=PIPELINE)
    if document.faults:
        first = document.faults[0]
        line, column = document.lines.position(first.start)
        return f'{path}:{line + 1}:{column + 1}: {first.message}'
    return ConfigAnalysis(document, ProjectContext(search_context()))
