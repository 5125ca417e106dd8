"""A reader of checkpoints that remembers: a checkpoint is read again only when one of its files has changed."""

from __future__ import annotations

import os
from collections import OrderedDict
from collections.abc import Callable
from typing import NamedTuple, TypeAlias

from pipeline_config_ls.checkpoints.checkpoint import Checkpoint, Unreadable

KEPT = 8

Read: TypeAlias = 'Callable[[str], Checkpoint | Unreadable]'


class _Stamp(NamedTuple):
    """What tells a file from its next version without reading it."""

    name: str
    modified: int
    size: int


def remembering(read: Read, keep: int = KEPT) -> Read:
    """`read`, with the last `keep` answers kept. The memory belongs to the returned function, for one thread at a time."""
    known: OrderedDict[str, tuple[tuple[_Stamp, ...], Checkpoint | Unreadable]] = OrderedDict()

    def remembered(prefix: str) -> Checkpoint | Unreadable:
        stamps = _stamps(prefix)
        if prefix not in known or known[prefix][0] != stamps:
            known[prefix] = (stamps, read(prefix))
        known.move_to_end(prefix)
        while len(known) > keep:
            known.popitem(last=False)
        return known[prefix][1]

    return remembered


def _stamps(prefix: str) -> tuple[_Stamp, ...]:
    """The files of a prefix: the index, the shards, the meta graph, and a file of that very name."""
    folder, name = os.path.split(prefix)
    stamps = []
    try:
        with os.scandir(folder or os.curdir) as entries:
            for entry in entries:
                if entry.name == name or entry.name.startswith(f'{name}.'):
                    status = entry.stat()
                    stamps.append(_Stamp(entry.name, status.st_mtime_ns, status.st_size))
    except (OSError, ValueError):  # ValueError: a null byte
        return ()
    return tuple(sorted(stamps))
