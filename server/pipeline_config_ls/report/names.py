"""Many names as one: `backbone/layer_with_weights-{0…61}/{gamma, beta}`, as people write what repeats."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

_NUMBER = re.compile(r'\d+')
# So many alternatives are listed; more are counted.
_MOST = 4


def merge(names: Sequence[str]) -> str:
    """One pattern for all names: what they share, numbers as ranges, and where they part, the ways they go.

    It names all of them, and may name more: between the ends of a range some numbers may be absent.
    """
    if len(names) == 1:
        return names[0]
    split = [name.split('/') for name in names]
    merged: list[str] = []
    for depth in range(max(map(len, split))):
        steps = [parts[depth] for parts in split if depth < len(parts)]
        ends_here = len(steps) < len(split)
        step = _step(steps)
        if step is None or ends_here:
            merged.append('…')
            break
        merged.append(step)
    return '/'.join(merged)


def _step(steps: Iterable[str]) -> str | None:
    """One step of a path for several; None where they have nothing in common and are many."""
    different = list(dict.fromkeys(steps))
    if len(different) == 1:
        return different[0]
    shape = {_NUMBER.sub('#', step) for step in different}
    if len(shape) == 1:
        return _ranges(different)
    if len(different) <= _MOST:
        return '{' + ', '.join(different) + '}'
    return None


def _ranges(steps: Sequence[str]) -> str:
    """`layer-3` and `layer-7` as `layer-{3…7}`; a number that is the same in all stays."""
    numbers = [[int(number) for number in _NUMBER.findall(step)] for step in steps]
    columns = iter(zip(*numbers, strict=True))

    def column(match: re.Match[str]) -> str:
        values = next(columns)
        low, high = min(values), max(values)
        if low == high:
            return match.group()
        between = ', ' if high - low == 1 else '…'
        return f'{{{low}{between}{high}}}'

    return _NUMBER.sub(column, steps[0])


def rows(names: Iterable[str]) -> list[tuple[str, list[str]]]:
    """Names that differ in numbers only, together: each pattern with its names, in the order of their first."""
    alike: dict[str, list[str]] = {}
    for name in names:
        alike.setdefault(_NUMBER.sub('#', name), []).append(name)
    return [(merge(found), found) for found in alike.values()]
