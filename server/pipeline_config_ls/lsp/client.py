"""What the session may ask of the editor at the other end. The connection implements it; tests have their own."""

from __future__ import annotations

from typing import Protocol

from lsprotocol import types


class Client(Protocol):
    """An editor. Nothing here waits but what is `async`, and nothing raises when the editor does not answer well."""

    def publish(self, params: types.PublishDiagnosticsParams) -> None:
        """Shows diagnostics."""

    def refresh_diagnostics(self) -> None:
        """Makes it ask for diagnostics again."""

    def refresh_inlay_hints(self) -> None:
        """Makes it ask for inlay hints again."""

    def refresh_code_lenses(self) -> None:
        """Makes it ask for code lenses again."""

    def warn(self, message: str) -> None:
        """Shows a message to the person."""

    async def settings(self) -> object:
        """The person's settings of this server, as they are; None where the editor does not tell."""

    async def register(self, registrations: list[types.Registration]) -> None:
        """Asks it to tell of changes."""

    async def unregister(self, unregistrations: list[types.Unregistration]) -> None:
        """Takes that back."""

    async def create_progress(self, token: str) -> bool:
        """Asks whether it shows something that takes a while, under this token."""

    def begin_progress(self, token: str, title: str, *, cancellable: bool = False) -> None:
        """Shows it. `cancellable`: the person may end it."""

    def report_progress(self, token: str, message: str) -> None:
        """Shows what is under way."""

    def send_part(self, token: types.ProgressToken, part: object) -> None:
        """Sends a part of an answer, of which the rest comes later."""

    def end_progress(self, token: str) -> None:
        """It is done."""
