"""All symptoms, and docs/symptoms.md.

usage: python -m tests.checks.symptoms >docs/symptoms.md
"""

from __future__ import annotations

import sys

from tests.checks import symptoms_of_files, symptoms_of_slips, symptoms_of_texts
from tests.checks.symptom import Symptom

SYMPTOMS: tuple[Symptom, ...] = (
    *symptoms_of_texts.SYMPTOMS,
    *symptoms_of_slips.SYMPTOMS,
    *symptoms_of_files.SYMPTOMS,
)


def page() -> str:
    """docs/symptoms.md."""
    head = (
        '# Symptoms\n\nWhat people saw, as the threads have it, what was wrong, and which [problem](diagnostics.md) says so before training '
        'does. Each row is a test (`tests/checks/symptoms.py`), with the text after its fix.\n\n'
        'Threads of tensorflow/models are `models#...`, those of tensorflow/tensorflow `tensorflow#...`.\n\n'
        '| What people saw | Cause | Problem | Fix |\n| --- | --- | --- | --- |\n'
    )
    rows = (
        f'| {row.saw} ({row.threads}) | {row.cause} | {_link(row)} | {row.fix or ("" if row.code else "–")} |\n'
        for row in SYMPTOMS
    )
    return head + ''.join(rows)


def _link(row: Symptom) -> str:
    return f'[`{row.code}`](diagnostics.md#{row.code})' if row.code else f'Not decided: {row.undecided}'


if __name__ == '__main__':
    sys.stdout.write(page())
