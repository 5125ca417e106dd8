"""`--remote`: what is needed of a checkpoint in a bucket is fetched, because the person asks for it."""

from __future__ import annotations

import sys

from pipeline_config_ls.remote.mirror import CannotRead, mirror


def fetch(address: str) -> str | None:
    """Copies the checkpoint at an address to where it is found as its counterpart; why that cannot be, or None."""
    if '://' not in address:
        return None
    found = mirror(address, tell=_say)
    return found.message if isinstance(found, CannotRead) else None


def _say(message: str) -> None:
    """Progress, for a person who waits at a terminal."""
    if sys.stderr.isatty():
        sys.stderr.write(f'{message} …\n')
