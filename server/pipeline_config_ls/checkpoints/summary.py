"""What a checkpoint holds, as the `checkpoint` command's JSON and text."""

from __future__ import annotations

from collections import Counter
from math import prod
from typing import Any

from pipeline_config_ls.checkpoints.checkpoint import Checkpoint
from pipeline_config_ls.checkpoints.roles import Kind, kind_of, variables

_AVERAGE = '/ExponentialMovingAverage'


def summarise(checkpoint: Checkpoint) -> dict[str, Any]:
    """The JSON object of the command line's contract, but for `identified`, which takes a layer above this one."""
    return {
        'prefix': checkpoint.prefix,
        'format': checkpoint.format.value,
        'single_file': checkpoint.single_file,
        'damage': checkpoint.damage.message if checkpoint.damage else None,
        'variables': [
            {
                'name': name,
                'shape': list(entry.shape),
                'dtype': entry.dtype,
                'kind': kind_of(name, checkpoint.format).value,
            }
            for name, entry in variables(checkpoint).items()
        ],
    }


def describe(summary: dict[str, Any], model: str | None = None) -> str:
    """The same for people: a head line, which `model` it is of, what is wrong, and a line for each variable."""
    rows = summary['variables']
    kinds = Counter(row['kind'] for row in rows)
    parameters = sum(prod(row['shape']) for row in rows if row['kind'] == Kind.MODEL.value)
    averages = sum(row['name'].endswith(_AVERAGE) for row in rows if row['kind'] == Kind.SLOT.value)
    besides = {'moving average': averages, 'number of quantization': kinds[Kind.QUANTIZATION.value]}
    listed = ''.join(f', {_count(number, what)}' for what, number in besides.items() if number)
    lines = [
        f'{summary["prefix"]}: {summary["format"]}{", a single file (V1)" if summary["single_file"] else ""}',
        f'{_count(kinds[Kind.MODEL.value], "model variable")} ({parameters:,} parameters), '
        f'{_count(kinds[Kind.SLOT.value] - averages, "optimizer slot")}, {_count(kinds[Kind.COUNTER.value], "counter")}{listed}',
    ]
    if model:
        lines.insert(1, f'This is {model}.')
    if summary['damage']:
        lines.append(summary['damage'])
    width = max((len(row['name']) for row in rows), default=0)
    lines += ['', *(f'{row["name"]:{width}}  {row["dtype"]} {row["shape"]}' for row in rows)]
    return '\n'.join(lines)


def _count(number: int, noun: str) -> str:
    """ "1 counter", "2 counters", "2 numbers of quantization"."""
    first, space, rest = noun.partition(' of ')
    return f'{number:,} {first}{"" if number == 1 else "s"}{space}{rest}'
