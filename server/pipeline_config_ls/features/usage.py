"""What real configs set, and to what: the counts that completion ranks by. `scripts/count_usage.py` writes the table."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from pipeline_config_ls.schema import FieldType

PACKAGE = 'object_detection.protos.'


class Use(NamedTuple):
    """How many configs set a field, the commonest values with their counts, and the least and largest number."""

    configs: int = 0
    values: Mapping[str, int] = {}
    least: str = ''
    largest: str = ''


def use_of(field: FieldType) -> Use:
    """The use of a field; nothing for one that no config sets."""
    return _table().get(field.full_name.removeprefix(PACKAGE), Use())


@cache
def _table() -> Mapping[str, Use]:
    text = files('pipeline_config_ls.features').joinpath('usage.tsv').read_text('utf-8')
    return dict(_row(line) for line in text.splitlines() if not line.startswith('#'))


def _row(line: str) -> tuple[str, Use]:
    name, configs, values, span, *_ = f'{line}\t\t'.split('\t')
    counts = {value: int(count) for value, _, count in (pair.rpartition(':') for pair in values.split())}
    least, _, largest = span.partition(' ')
    return name, Use(int(configs), counts, least, largest)
