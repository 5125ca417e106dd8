"""The recorded facts of TensorFlow 1 models. Needs no TensorFlow.

`tests/facts/slim/models.jsonl.xz` has one JSON object a line, one for each of oracle/slim_variants.py: `label` and `text`, and
either `variables`, {name: [shape, dtype]}, or what the API raised, `refusal`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from oracle.facts import FOLDER, read_rows, write_rows

PATH = FOLDER / 'slim/models.jsonl.xz'


class SlimFact(NamedTuple):
    """A variant and its model's variables, shape and dtype by name; None where the API refuses it, with what it raised."""

    label: str
    text: str
    variables: Mapping[str, tuple[tuple[int, ...], str]] | None
    refusal: str = ''


def read() -> Iterator[SlimFact]:
    """All facts, in the order of recording."""
    for row in read_rows(PATH):
        found = row.get('variables')
        variables = {name: (tuple(shape), dtype) for name, (shape, dtype) in found.items()} if found else None
        yield SlimFact(row['label'], row['text'], variables, row.get('refusal', ''))


def write(facts: Iterable[SlimFact]) -> None:
    """Replace the file."""
    PATH.parent.mkdir(exist_ok=True)
    write_rows(PATH, ({name: value for name, value in fact._asdict().items() if value} for fact in facts))
