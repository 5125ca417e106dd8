"""Messages in a stream of bytes: `Content-Length: 5`, a blank line, five bytes, and the next.

Takes headers as clients write them: names in any case, no space after the colon, further headers, lines that end with a line
feed alone. Knows no JSON.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

LENGTH = b'content-length'
# A header that has no end within so many bytes is none; what is no header is passed over.
LONGEST_HEADER = 64 * 1024
END_OF_HEADER = re.compile(rb'\n\r?\n')
# More digits than these are no length of anything.
MOST_DIGITS = 18


class Frames:
    """The messages of one stream, as its bytes come in."""

    def __init__(self) -> None:
        self._buffer = bytearray()
        self._missing: int | None = None  # of the body that is being read; None before the end of its header

    def feed(self, data: bytes) -> Iterator[bytes]:
        """The bodies that are complete with these bytes."""
        self._buffer += data
        while True:
            if self._missing is None and not self._read_header():
                return
            if self._missing is None:
                continue
            if len(self._buffer) < self._missing:
                return
            body = bytes(self._buffer[: self._missing])
            del self._buffer[: self._missing]
            self._missing = None
            yield body

    def _read_header(self) -> bool:
        """Takes one header off the buffer, whether it tells a length or not; False where there is no whole one."""
        end = END_OF_HEADER.search(self._buffer)
        if end is None:
            if len(self._buffer) > LONGEST_HEADER:
                del self._buffer[:-3]
            return False
        header = bytes(self._buffer[: end.start()])
        del self._buffer[: end.end()]
        for line in header.split(b'\n'):
            name, _, value = line.partition(b':')
            value = value.strip()
            if name.strip().lower() == LENGTH and value.isdigit() and len(value) <= MOST_DIGITS:
                self._missing = int(value)
        return True


def frame(body: bytes) -> bytes:
    """A message as it is sent."""
    return b'Content-Length: %d\r\n\r\n%s' % (len(body), body)
