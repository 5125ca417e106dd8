"""The field that is to blame for each recorded refusal, as somebody has decided who looked at the config and at what the API said.

`tests/facts/blamed.tsv` has a row for each: the variant's label and the path of the field from the `model` message on. The API itself
names no field. A new refusal's row is written by hand, or proposed by

usage: python -m oracle.blamed

which adds what the planner says where there is no row yet, to be looked at, and drops the rows of variants that are gone. Needs no
TensorFlow.
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterator

from oracle import compare, compare_tf1, facts, tf1_facts
from pipeline_config_ls.architectures.plan import refusal_of

PATH = facts.FOLDER / 'blamed.tsv'


def read() -> dict[str, str]:
    """Fields by label."""
    if not PATH.exists():
        return {}
    with PATH.open(encoding='utf-8', newline='') as file:
        return dict(csv.reader(file, delimiter='\t'))


def refused() -> Iterator[tuple[str, str]]:
    """The label of each recorded refusal, and the field that the planner blames for it (empty for none)."""
    for fact in facts.read_all():
        if isinstance(fact.outcome, facts.BuildError):
            refusal = refusal_of(compare.planned(fact.text))
            yield f'{fact.family}: {fact.label}', refusal.field if refusal else ''
    for tf1_fact in tf1_facts.read():
        if isinstance(tf1_fact.outcome, tf1_facts.Refusal):
            refusal = refusal_of(compare_tf1.planned(tf1_fact.text))
            yield tf1_fact.label, refusal.field if refusal else ''


def main() -> None:
    """Bring the file up to the recorded refusals."""
    known = read()
    rows = [(label, known.get(label, field)) for label, field in refused()]
    with PATH.open('w', encoding='utf-8', newline='') as file:
        csv.writer(file, delimiter='\t', lineterminator='\n').writerows(rows)
    for label, field in rows:
        if label not in known:
            sys.stderr.write(f'new: {label}\n     {field}\n')


if __name__ == '__main__':
    main()
