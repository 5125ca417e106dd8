"""The config that a command is about: read, and set in a message, or why it cannot be."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from google.protobuf import text_format

from pipeline_config_ls.schema.schema import load_schema

ROOT = 'object_detection.protos.TrainEvalPipelineConfig'


def read_config(path: str) -> Any | str:
    """The `TrainEvalPipelineConfig` message of a file, or a sentence that says why there is none."""
    try:
        text = Path(path).read_text(encoding='utf-8')
    except (OSError, UnicodeDecodeError) as error:
        return f'{path} cannot be read: {error}'
    schema = load_schema()
    try:
        return text_format.Merge(text, schema.message_class(schema.messages[ROOT])())
    except text_format.ParseError as error:
        return f'{path} is not a valid config, line {error.GetLine()}: {error}'
