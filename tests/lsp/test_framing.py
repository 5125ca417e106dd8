"""Messages out of bytes, however clients write their headers and however the bytes are cut."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline_config_ls.lsp.framing import LONGEST_HEADER, Frames, frame


@pytest.mark.parametrize(
    'header',
    [
        b'Content-Length: 2\r\n\r\n',
        b'Content-Length:2\r\n\r\n',
        b'content-length:  2 \r\n\r\n',
        b'CONTENT-LENGTH: 2\r\nContent-Type: application/vscode-jsonrpc; charset=utf-8\r\n\r\n',
        b'Content-Type: text\r\nContent-Length: 2\r\n\r\n',
        b'Content-Length: 2\n\n',
        b'Content-Type: text\nContent-Length: 2\n\r\n',
        b'Content-Length: ' + b'9' * 5000 + b'\r\n\r\nContent-Length: -2\r\n\r\nContent-Length: 2\r\n\r\n',
        b'no header\r\n\r\nContent-Length: two\r\n\r\nContent-Length: 2\r\n\r\n',
    ],
)
def test_a_header_as_clients_write_it(header):
    assert list(Frames().feed(header + b'{}' + frame(b'[]'))) == [b'{}', b'[]']


@given(bodies=st.lists(st.binary(max_size=40)), cuts=st.lists(st.integers(1, 30), min_size=1))
def test_however_the_bytes_are_cut(bodies, cuts):
    stream, frames, received = b''.join(map(frame, bodies)), Frames(), []
    while stream:
        for cut in cuts:
            received += frames.feed(stream[:cut])
            stream = stream[cut:]
    assert received == bodies


def test_what_is_no_header_takes_no_memory():
    frames = Frames()
    for _ in range(100):
        assert list(frames.feed(b'x' * LONGEST_HEADER)) == []
    assert len(frames._buffer) <= LONGEST_HEADER
    assert list(frames.feed(b'\r\n\r\n' + frame(b'{}'))) == [b'{}']
