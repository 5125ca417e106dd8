"""Every figure of docs/benchmarks.md, in one run: what, figure, budget. Prints, and judges nothing.

usage: python benchmarks/run.py [text] [plans] [verdicts] [tf1] [records] [editing] [server]     (all unless some are named)
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import editing
import plans
import records
import text
import tf1_verdicts
import verdicts
from rows import Row, milliseconds

import server

BUDGETS = {'parse': '1.0 x', 'parse + bind + text checks': '2.0 x'}


def text_rows() -> Iterator[Row]:
    """Reading, against Merge on the same texts."""
    texts = [path.read_text('utf-8') for path in sorted(text.EXAMPLES.rglob('*.config'))]
    totals = text.medians(texts)
    merge = totals.pop('text_format.Merge')
    yield Row('text_format.Merge, a config of the examples', milliseconds(merge / len(texts)))
    for what, total in totals.items():
        yield Row(f'{what}, against Merge', f'{total / merge:.2f} x', BUDGETS.get(what, ''))


GROUPS: dict[str, Callable[[], Iterable[Row]]] = {
    'text': text_rows,
    'plans': plans.rows,
    'verdicts': verdicts.rows,
    'tf1': tf1_verdicts.rows,
    'records': records.rows,
    'editing': editing.rows,
    'server': server.rows,
}


def main(arguments: list[str]) -> None:
    """Prints the rows as they come."""
    unknown = [name for name in arguments if name not in GROUPS]
    if unknown:
        raise SystemExit(f'{Path(sys.argv[0]).name}: no benchmark {", ".join(unknown)}; there are {", ".join(GROUPS)}')
    for name in arguments or GROUPS:
        for row in GROUPS[name]():
            line = f'{row.what:52} {row.figure:28} {row.budget}'
            sys.stdout.write(line.rstrip() + '\n')
            sys.stdout.flush()


if __name__ == '__main__':
    main(sys.argv[1:])
