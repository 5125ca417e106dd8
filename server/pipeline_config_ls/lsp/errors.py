"""A request that is answered with an error on purpose. What is not one of these is a bug."""

from __future__ import annotations

REQUEST_FAILED = -32803


class RequestFailed(Exception):
    """The client shows the message to the person."""

    def __init__(self, message: str, code: int = REQUEST_FAILED) -> None:
        super().__init__(message)
        self.message = message
        self.code = code
