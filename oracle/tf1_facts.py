"""The recorded facts of TensorFlow 1 models. Needs no TensorFlow.

`tests/facts/tf1/models.jsonl.xz` has one JSON object a line, one for each of oracle/variants_tf1.py: `label` and `text`, and
either `variables`, {name: [shape, dtype]}, or what the API raised, `refusal`: [stage, error, message].
`tests/facts/tf1/random.jsonl.xz` has the same of random variants that `oracle.tf1_fuzz --keep` has built.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from oracle.facts import FOLDER, read_rows, write_rows

PATH = FOLDER / 'tf1/models.jsonl.xz'
RANDOM = FOLDER / 'tf1/random.jsonl.xz'

Shapes = Mapping[str, tuple[tuple[int, ...], str]]
"""Shape and dtype of each variable, by name."""


class Refusal(NamedTuple):
    """The API raised at a stage: 'builder', 'resizer' (of the image), 'prediction' or 'loss'."""

    stage: str
    error: str
    message: str


class Tf1Fact(NamedTuple):
    """A variant, and its model's variables or what the API raised."""

    label: str
    text: str
    outcome: Shapes | Refusal


def read(path: Path = PATH) -> Iterator[Tf1Fact]:
    """All facts, in the order of recording."""
    for row in read_rows(path):
        if 'refusal' in row:
            yield Tf1Fact(row['label'], row['text'], Refusal(*row['refusal']))
        else:
            variables = {name: (tuple(shape), dtype) for name, (shape, dtype) in row['variables'].items()}
            yield Tf1Fact(row['label'], row['text'], variables)


def write(facts: Iterable[Tf1Fact], path: Path = PATH) -> None:
    """Replace the file."""
    write_rows(path, map(_encode, facts))


def _encode(fact: Tf1Fact) -> dict[str, object]:
    kind = 'refusal' if isinstance(fact.outcome, Refusal) else 'variables'
    return {'label': fact.label, 'text': fact.text, kind: fact.outcome}
