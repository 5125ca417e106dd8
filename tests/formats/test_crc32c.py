"""The checksum, against its published values and its definition."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline_config_ls.formats.crc32c import crc32c, unmask


def by_definition(data: bytes) -> int:
    """Division by the polynomial, a bit at a time."""
    register = 0xFFFFFFFF
    for byte in data:
        register ^= byte
        for _ in range(8):
            register = (register >> 1) ^ (0x82F63B78 if register & 1 else 0)
    return register ^ 0xFFFFFFFF


@pytest.mark.parametrize(
    ('data', 'crc'),
    [  # RFC 3720, B.4
        (b'', 0),
        (bytes(32), 0x8A9136AA),
        (b'\xff' * 32, 0x62A8AB43),
        (bytes(range(32)), 0x46DD794E),
        (bytes(range(31, -1, -1)), 0x113FDB5C),
        (b'123456789', 0xE3069283),
    ],
)
def test_published_values(data: bytes, crc: int) -> None:
    assert crc32c(data) == crc


@given(st.integers(0, 1200), st.randoms(use_true_random=False))
def test_equals_its_definition_at_every_length(length: int, random: object) -> None:
    data = random.randbytes(length)  # type: ignore[attr-defined]
    assert crc32c(data) == by_definition(data)


@given(st.binary(max_size=400), st.binary(max_size=400))
def test_goes_on_where_it_stopped(first: bytes, second: bytes) -> None:
    assert crc32c(second, crc32c(first)) == crc32c(first + second)


def test_a_long_message_with_one_bit_changed() -> None:
    data = bytearray(bytes(range(256)) * 300)
    before = crc32c(bytes(data))
    data[50_000] ^= 4
    assert crc32c(bytes(data)) != before
    assert crc32c(bytes(data)) == by_definition(bytes(data))


def test_unmask_takes_back_what_leveldb_does() -> None:
    # The checksum of "foo", and its mask as LevelDB's own test has it.
    crc = crc32c(b'foo')
    assert unmask(((crc >> 15 | crc << 17) + 0xA282EAD8) & 0xFFFFFFFF) == crc
