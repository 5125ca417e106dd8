"""The config that a command is about: read, and set in a message, or why it cannot be."""

from __future__ import annotations

from typing import Any

from pipeline_config_ls.commands.files import CannotRead, read_text
from pipeline_config_ls.document import open_document
from pipeline_config_ls.schema import PIPELINE


def read_config(path: str) -> Any | str:
    """The `TrainEvalPipelineConfig` message of a file, or a sentence that says why there is none."""
    text = read_text(path)
    if isinstance(text, CannotRead):
        return text.message
    document = open_document(text, path, root=PIPELINE)
    if document.faults:
        first = document.faults[0]
        line, column = document.lines.position(first.start)
        return f'{path}:{line + 1}:{column + 1}: {first.message}'
    return document.message
