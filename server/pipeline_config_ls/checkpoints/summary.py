"""What a checkpoint holds, as the `checkpoint` command's JSON and text."""

from __future__ import annotations

from collections import Counter
from math import prod
from typing import Any

from pipeline_config_ls.checkpoints.checkpoint import Checkpoint
from pipeline_config_ls.checkpoints.roles import Kind, kind_of, variables


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
    number = kinds[Kind.QUANTIZATION.value]
    ranges = f', {number} of quantization' if number else ''
    lines = [
        f'{summary["prefix"]}: {summary["format"]}{", a single file (V1)" if summary["single_file"] else ""}',
        f'{kinds[Kind.MODEL.value]} model variables ({parameters:,} parameters), '
        f'{kinds[Kind.SLOT.value]} optimizer slots, {kinds[Kind.COUNTER.value]} counters{ranges}',
    ]
    if model:
        lines.insert(1, f'This is {model}.')
    if summary['damage']:
        lines.append(summary['damage'])
    width = max((len(row['name']) for row in rows), default=0)
    lines += ['', *(f'{row["name"]:{width}}  {row["dtype"]} {row["shape"]}' for row in rows)]
    return '\n'.join(lines)
