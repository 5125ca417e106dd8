"""A difference between prediction and TensorFlow as a text ready to paste: what anybody needs to see it again, without paths."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from typing import Any

from google.protobuf import text_format

from pipeline_config_ls import __version__
from pipeline_config_ls.analysis.config_analysis import ConfigAnalysis
from pipeline_config_ls.document.messages import copy_of
from pipeline_config_ls.verify.comparison import Row
from pipeline_config_ls.verify.outcome import Real

# Absolute paths of any system, and those below a home: names of variables have slashes, too, but begin with a name.
_SEGMENT = r'[^\s\\/\'"`:,;()]+'
_PATH = re.compile(rf'(?<![\w.\-])(?:[A-Za-z]:|~)?(?:[\\/]+{_SEGMENT}){{2,}}[\\/]?')
_HIDDEN = '…'
_MOST_DIFFERENCES = 20
_TRAIN_FIELDS = (
    'fine_tune_checkpoint_type',
    'fine_tune_checkpoint_version',
    'from_detection_checkpoint',
    'load_all_detection_checkpoint_vars',
    'run_fine_tune_checkpoint_dummy_computation',
)


def bug_report(analysis: ConfigAnalysis, real: Real, rows: Iterable[Row]) -> str:
    """Markdown for an issue: both sides, versions, and the config as far as it decides what is built and restored."""
    rows = list(rows)
    table = [f'| {row.what} | {row.predicted} | {row.real} |' for row in rows]
    differences = [line for row in rows for line in row.differences]
    shown = [*differences[:_MOST_DIFFERENCES], *(['…'] if len(differences) > _MOST_DIFFERENCES else [])]
    error = real.restore.error if real.restore else real.refusal
    lines = [
        '### What is predicted differs from what TensorFlow does',
        '',
        '| | predicted | TensorFlow |',
        '|---|---|---|',
        *table,
        *(['', '```', *shown, '```'] if shown else []),
        *(['', 'TensorFlow said:', '', '```', without_paths(str(error)), '```'] if error else []),
        '',
        f'pipeline-config-ls {__version__}, {real.framework.value}; {versions_text(real.versions)}',
        *[f'- stood in for: {one.name}' for one in real.stand_ins],
        '',
        '```textproto',
        decisive_text(analysis).rstrip(),
        '```',
    ]
    return '\n'.join(lines) + '\n'


def versions_text(versions: Any) -> str:
    """`tensorflow 2.15.1, keras 2.15.0, …`."""
    return ', '.join(f'{name} {version}' for name, version in versions.items())


def decisive_text(analysis: ConfigAnalysis) -> str:
    """The model and the fields of `train_config` that decide, with names of files left out."""
    config = copy_of(analysis.config)
    model, train = text_format.MessageToString(config.model, as_utf8=True), config.train_config
    hidden = re.sub(r'(_path): "[^"\n]*"', rf'\1: "{_HIDDEN}"', model)
    fields = [f'  {name}: {_value(train, name)}' for name in _TRAIN_FIELDS if train.HasField(name)]
    block = '\n'.join(['train_config {', *fields, '}']) if fields else ''
    return f'model {{\n{_indented(hidden)}}}\n{block}'


def without_paths(text: str) -> str:
    """The text without anything that looks like the path of a file."""
    return _PATH.sub(_HIDDEN, text)


def _indented(text: str) -> str:
    return ''.join(f'  {line}\n' for line in text.splitlines())


def _value(message: Any, name: str) -> str:
    value, field = getattr(message, name), message.DESCRIPTOR.fields_by_name[name]
    if field.enum_type is not None:
        return str(field.enum_type.values_by_number[value].name)
    return json.dumps(value, ensure_ascii=False)
