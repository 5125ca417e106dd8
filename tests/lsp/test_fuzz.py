"""A short run of `message_fuzz`; its own command runs 100,000 messages."""

from __future__ import annotations

import pytest

from lsp.message_fuzz import Fuzz, resident_bytes


@pytest.mark.parametrize('seed', range(3))
def test_whatever_comes_in_whatever_order_is_answered_once(seed):
    fuzz = Fuzz(seed)
    try:
        fuzz.run(400)
        before = resident_bytes(fuzz.wire)
        fuzz.run(1200)
        assert resident_bytes(fuzz.wire) < 1.5 * before
        assert fuzz.finish() == 0
        assert [line for line in fuzz.wire.log if 'Traceback' in line] == []
    finally:
        fuzz.wire.kill()
