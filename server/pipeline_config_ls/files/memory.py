"""What was worked out from files, remembered until a file changes: the label maps and records that configs name.

A value is remembered for (path, what was worked out) as long as the file's stamp is the same. For several threads at a
time; two that ask at once may both do the work.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Any, TypeVar

from pipeline_config_ls.files.reading import Stamp, stamp_of

T = TypeVar('T')

KEPT = 256


class FileMemory:
    """Answers about files, the last `keep` of them."""

    def __init__(self, keep: int = KEPT) -> None:
        self._keep = keep
        self._lock = Lock()
        self._known: OrderedDict[tuple[str, Hashable], tuple[Stamp, Any]] = OrderedDict()

    def recall(self, path: str, kind: Hashable, work_out: Callable[[str], T]) -> T:
        """`work_out(path)`, from memory where the file has not changed. What is no regular file is not remembered."""
        key, stamp = (path, kind), stamp_of(path)
        with self._lock:
            remembered = self._known.get(key)
            if stamp is not None and remembered is not None and remembered[0] == stamp:
                self._known.move_to_end(key)
                value: T = remembered[1]
                return value
        value = work_out(path)
        if stamp is not None:
            with self._lock:
                self._known[key] = (stamp, value)
                self._known.move_to_end(key)
                while len(self._known) > self._keep:
                    self._known.popitem(last=False)
        return value
