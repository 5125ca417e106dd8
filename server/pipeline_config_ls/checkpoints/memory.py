"""A reader of checkpoints that remembers: a checkpoint is read again only when one of its files has changed."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from typing import TypeAlias

from pipeline_config_ls.checkpoints.checkpoint import Checkpoint, Unreadable
from pipeline_config_ls.checkpoints.prefix import Fingerprint, fingerprint

KEPT = 8

Read: TypeAlias = 'Callable[[str], Checkpoint | Unreadable]'


def remembering(read: Read, keep: int = KEPT) -> Read:
    """`read`, with the last `keep` answers kept. The memory belongs to the returned function, for one thread at a time."""
    known: OrderedDict[str, tuple[Fingerprint, Checkpoint | Unreadable]] = OrderedDict()

    def remembered(prefix: str) -> Checkpoint | Unreadable:
        stamps = fingerprint(prefix)
        if prefix not in known or known[prefix][0] != stamps:
            known[prefix] = (stamps, read(prefix))
        known.move_to_end(prefix)
        while len(known) > keep:
            known.popitem(last=False)
        return known[prefix][1]

    return remembered
