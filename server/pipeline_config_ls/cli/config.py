"""The config that a command is about: read, or why it cannot be."""

from __future__ import annotations

import argparse

from pipeline_config_ls.analysis.config_analysis import ConfigAnalysis
from pipeline_config_ls.cli.environment import project_context, schema_of, settings_of
from pipeline_config_ls.cli.files import CannotRead, read_source
from pipeline_config_ls.document import open_document
from pipeline_config_ls.schema import PIPELINE
from pipeline_config_ls.schema.fork import ForkFault


def read_config(path: str, arguments: argparse.Namespace) -> ConfigAnalysis | str:
    """The config in a file, in the project that the flags tell of, or a sentence that says why it sets no message."""
    settings = settings_of(arguments)
    schema = schema_of(settings)
    if isinstance(schema, ForkFault):
        return schema.message
    source = read_source(path)
    if isinstance(source, CannotRead):
        return source.message
    document = open_document(source.text, source.path, schema, root=PIPELINE)
    if document.faults:
        first = document.faults[0]
        line, column = document.lines.position(first.start)
        return f'{path}:{line + 1}:{column + 1}: {first.message}'
    return ConfigAnalysis(document, project_context(settings))
