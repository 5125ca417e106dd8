"""The recorded outcomes of mutants (oracle/mutants.py). Needs no TensorFlow.

`tests/facts/mutants/<framework>.jsonl.xz` has one JSON list a line: the bases first, `[name, text]`, then the mutants,
`[base, edits, stage, error, message]`. The last three are empty where the real pipeline came through to the end of its first step.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from oracle.facts import FOLDER, read_rows, write_rows
from oracle.mutants import Mutant

FRAMEWORKS = ('tf2', 'tf1')


class MutantFact(NamedTuple):
    """A mutant, and at which stage the real pipeline raised what: config, model, input, optimizer, step or evaluation."""

    mutant: Mutant
    stage: str = ''
    error: str = ''
    message: str = ''


def read(framework: str) -> tuple[dict[str, str], list[MutantFact]]:
    """The texts of the bases by name, and the facts in the order of recording."""
    bases: dict[str, str] = {}
    facts = []
    for row in read_rows(FOLDER / f'mutants/{framework}.jsonl.xz'):
        if len(row) == 2:
            bases[row[0]] = row[1]
        else:
            facts.append(MutantFact(Mutant(row[0], tuple(row[1])), *row[2:]))
    return bases, facts


def write(framework: str, bases: Mapping[str, str], facts: Iterable[MutantFact]) -> None:
    """Replace a framework's file."""
    write_rows(FOLDER / f'mutants/{framework}.jsonl.xz', _rows(bases, facts))


def _rows(bases: Mapping[str, str], facts: Iterable[MutantFact]) -> Iterator[list[object]]:
    for name, text in bases.items():
        yield [name, text]
    for fact in facts:
        yield [fact.mutant.base, fact.mutant.edits, fact.stage, fact.error, fact.message]


def shortened(message: str) -> str:
    """The head of what an exception says; of one that passed through traced functions or Keras, its last line; no path of a machine."""
    lines = [line.strip() for line in message.strip().splitlines() if line.strip()] or ['']
    if lines[0].startswith(('in user code', 'Error in')):
        lines = lines[-1:]
    elif lines[0] == 'Graph execution error:':
        node = next((number for number, line in enumerate(lines) if line.startswith('Node:')), 0)
        lines = lines[node + 1 :] or lines
    elif lines[0].startswith('Exception encountered when calling layer'):
        lines = lines[1:2]
    return re.sub(r'[\w./-]*site-packages/', '', lines[0])[:160]
