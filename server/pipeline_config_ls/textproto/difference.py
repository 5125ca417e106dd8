"""Where two versions of a text differ, as one edit."""

from __future__ import annotations

from typing import NamedTuple


class Change(NamedTuple):
    """What stood between `start` and `old_end` was replaced by what is now between `start` and `new_end`."""

    start: int
    old_end: int
    new_end: int

    @property
    def growth(self) -> int:
        """How much longer the text is now."""
        return self.new_end - self.old_end


def change_between(old: str, new: str) -> Change:
    """The smallest change that makes the one text of the other; compares slices, which is as fast as memory."""
    start = _common_prefix(old, new)
    longest = min(len(old), len(new)) - start
    end = _common_suffix(old, new, longest)
    return Change(start, len(old) - end, len(new) - end)


def _common_prefix(left: str, right: str) -> int:
    low, high = 0, min(len(left), len(right))
    while low < high:
        middle = (low + high + 1) // 2
        if left[low:middle] == right[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low


def _common_suffix(left: str, right: str, longest: int) -> int:
    low, high = 0, longest
    while low < high:
        middle = (low + high + 1) // 2
        if left[len(left) - middle : len(left) - low] == right[len(right) - middle : len(right) - low]:
            low = middle
        else:
            high = middle - 1
    return low
