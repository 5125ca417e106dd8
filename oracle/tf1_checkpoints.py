"""Names and shapes of real TensorFlow 1 checkpoints that people have published: which model each is of is known from its config.

`tests/facts/tf1/checkpoints.jsonl.xz` has one JSON object a line: `source` (repository, commit and file), `extractor` (of the
config beside it; empty where there is none) and `variables`, {name: shape}. A file that holds the same as another is left out.

usage: python -m oracle.tf1_checkpoints CORPUS

CORPUS has a table `checkpoints.tsv`, and beside each index what TensorFlow's reader found in it. Needs no TensorFlow.
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from oracle.facts import FOLDER, read_rows, write_rows

PATH = FOLDER / 'tf1/checkpoints.jsonl.xz'


class Published(NamedTuple):
    """A checkpoint, where it is from, and the extractor of its config."""

    source: str
    extractor: str
    variables: Mapping[str, tuple[int, ...]]


def read(path: Path = PATH) -> Iterator[Published]:
    """All that are recorded."""
    for row in read_rows(path):
        shapes = {name: tuple(shape) for name, shape in row['variables'].items()}
        yield Published(row['source'], row['extractor'], shapes)


def _in(corpus: Path) -> Iterator[Published]:
    with (corpus / 'checkpoints.tsv').open(encoding='utf-8') as lines:
        for row in csv.DictReader(lines, delimiter='\t'):
            if row['tf'] == 'TF1':
                keys = corpus / row['dir'] / f'{Path(row["index_path"]).name}.keys.tsv'
                source = f'{row["repo"]}@{row["commit"][:8]} {row["index_path"]}'
                yield Published(source, row['feature_extractor'].strip('?'), dict(_variables(keys)))


def _variables(keys: Path) -> Iterator[tuple[str, tuple[int, ...]]]:
    for line in keys.read_text(encoding='utf-8').splitlines():
        name, _, shape, *_ = (*line.split('\t'), '', '')
        if name and shape.startswith('['):
            yield name, tuple(int(length) for length in shape.strip('[]').split(',') if length.strip())


def main() -> None:
    """Read the corpus anew."""
    seen: dict[frozenset[tuple[str, tuple[int, ...]]], Published] = {}
    for one in _in(Path(sys.argv[1])):
        seen.setdefault(frozenset(one.variables.items()), one)
    write_rows(PATH, (one._asdict() for one in seen.values()))


if __name__ == '__main__':
    main()
