"""Which numbers the rules refuse whatever else is set, for completion. `scripts/find_limits.py` asks them and writes the table."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from pipeline_config_ls.schema import FieldType

PACKAGE = 'object_detection.protos.'


class Limits(NamedTuple):
    """The interval of the numbers that a field may have: `[1,` is 1 or more, `(0,1]` more than 0 and at most 1."""

    low: str = ''
    high: str = ''

    def __str__(self) -> str:
        """In words, for the person."""
        low, high = self.low[1:], self.high[:-1]
        if self.low.startswith('[') and self.high.endswith(']'):
            return f'{low} to {high}'
        least = f'{low} or more' if self.low.startswith('[') else low and f'more than {low}'
        most = f'at most {high}' if self.high.endswith(']') else high and f'less than {high}'
        return ', '.join(filter(None, (least, most)))

    def allow(self, text: str) -> bool:
        """Whether a number, as it is written, is within."""
        try:
            number = float(text)
        except ValueError:
            return True
        low, high = float(self.low[1:] or '-inf'), float(self.high[:-1] or 'inf')
        return (low < number or (self.low.startswith('[') and low == number)) and (
            number < high or (self.high.endswith(']') and number == high)
        )


def limits_of(field: FieldType) -> Limits:
    """The limits of a field; none for one that has none by itself."""
    return _table().get(field.full_name.removeprefix(PACKAGE), Limits())


@cache
def _table() -> Mapping[str, Limits]:
    text = files('pipeline_config_ls.features').joinpath('limits.tsv').read_text('utf-8')
    rows = (line.split('\t') for line in text.splitlines() if not line.startswith('#'))
    return {name: Limits(*interval.split(',')) for name, interval in rows}
