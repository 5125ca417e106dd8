"""Reads a checkpoint in a bucket for an editor: when the person asks, in a thread of its own, shown while it runs."""

from __future__ import annotations

import asyncio
from functools import partial
from itertools import count
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pipeline_config_ls.lsp.documents import File
    from pipeline_config_ls.lsp.session import Session

_numbers = count(1)


async def read_remote(session: Session, file: File) -> dict[str, Any]:
    """Copies what is read of the checkpoint that a config names; from then on it is known. `prefix` is the copy, or there is a `failure`."""
    from pipeline_config_ls.remote.mirror import CannotRead, mirror

    analysis = file.readable
    address = analysis.config.train_config.fine_tune_checkpoint if analysis else ''
    if '://' not in address:
        return {'failure': 'This config names no checkpoint in a bucket.'}
    token, loop, client = f'remote/{next(_numbers)}', asyncio.get_running_loop(), session.client
    shown = await client.create_progress(token)
    if shown:
        client.begin_progress(token, f'Reading {address}')

    def tell(message: str) -> None:
        if shown:
            loop.call_soon_threadsafe(client.report_progress, token, message)

    try:
        found = await loop.run_in_executor(None, partial(mirror, address, tell=tell))
    finally:
        if shown:
            client.end_progress(token)
    if isinstance(found, CannotRead):
        return {'failure': found.message}
    session.recheck_all()
    return {'prefix': found}
