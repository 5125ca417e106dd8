"""Real files: the verdict of Merge, the line that it names, and the message.

The corpus is not part of the repository. It is looked for beside it (../shared/corpus), or in $PIPELINE_CORPUS.
"""

from __future__ import annotations

import csv
import os
from pathlib import Path

import pytest

from pipeline_config_ls.document import Document, open_document
from pipeline_config_ls.schema import PIPELINE, Schema
from pipeline_config_ls.textproto import merge_line

REPOSITORY = Path(__file__).parents[2]
CORPUS = Path(os.environ.get('PIPELINE_CORPUS', REPOSITORY.parent / 'shared' / 'corpus'))

pytestmark = pytest.mark.skipif(not CORPUS.is_dir(), reason=f'no corpus of real configs at {CORPUS}')


def rows() -> list[dict[str, str]]:
    with (CORPUS / 'configs.tsv').open(encoding='utf-8', newline='') as file:
        return list(csv.DictReader(file, delimiter='\t'))


def read(row: dict[str, str], schema: Schema) -> Document:
    path = CORPUS / 'configs' / row['file']
    return open_document(path.read_bytes().decode('utf-8'), path, schema, PIPELINE)


def test_verdict_and_line_are_those_of_merge(schema: Schema) -> None:
    different = []
    for row in rows():
        document = read(row, schema)
        line = None
        if document.faults:
            first = document.faults[0]
            line = merge_line(document.text, first.noticed if first.reported is None else first.reported)
        # `ParseError: 18:31 : Extension ...`
        expected = int(row['message'].split()[1].split(':')[0]) if row['verdict'] == 'error' else None
        if line != expected:
            different.append((row['file'], expected, line))
    assert different == []
