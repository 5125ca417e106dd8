"""Checks that take a while, as the editor shows them: a token each, agreed on first, from beginning to end."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from itertools import count
from typing import Any

from pipeline_config_ls.lsp.client import Client
from pipeline_config_ls.lsp.documents import name_of


class CheckProgress:
    """The checks that are shown to be under way, or soon will be: tokens by file."""

    stop: Callable[[str], None]

    def __init__(self, client: Client, is_shown: bool, start: Callable[[Coroutine[Any, Any, None]], object]) -> None:
        self._client = client
        self._is_shown = is_shown
        self._start = start
        self._numbers = count(1)
        self._tokens: dict[str, str] = {}
        self._begun: set[str] = set()

    def begin(self, uri: str) -> None:
        """The checks of a file take a while."""
        if self._is_shown:
            self._tokens[uri] = token = f'checking-{next(self._numbers)}'
            self._start(self._show(uri, token))

    def end(self, uri: str) -> None:
        """They are through, or given up."""
        token = self._tokens.pop(uri, None)
        if token in self._begun:
            self._begun.discard(token)
            self._client.end_progress(token)

    def give_up(self, token: str | int) -> None:
        """The person does not want to wait for the checks that are shown under a token."""
        for uri in [uri for uri, shown in self._tokens.items() if shown == token]:
            self.stop(uri)

    async def _show(self, uri: str, token: str) -> None:
        """Begins once the client has agreed, if the checks are still under way then."""
        if await self._client.create_progress(token) and self._tokens.get(uri) == token:
            self._begun.add(token)
            self._client.begin_progress(token, f'Checking {name_of(uri)}')
