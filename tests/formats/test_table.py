"""LevelDB's tables: what a plain writer wrote is read back, and each way to be broken has its sentence."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checkpoints.kit import TableWriter, one_literal, source_of
from pipeline_config_ls.formats.damage import Damage
from pipeline_config_ls.formats.table import Source, is_table, read_table


@given(
    st.dictionaries(st.binary(max_size=200), st.binary(max_size=200), max_size=40),
    st.integers(1, 7),
    st.sampled_from([None, one_literal]),
)
def test_what_was_written_is_read(items: dict[bytes, bytes], size: int, compress: Any) -> None:
    ordered = sorted(items.items())
    blocks = [ordered[start : start + size] for start in range(0, len(ordered), size)]
    assert list(read_table(source_of(TableWriter(compress).table(blocks)))) == ordered


def test_reads_no_block_that_is_not_asked_for() -> None:
    data = TableWriter().table([[(b'a', b'1')], [(b'b', b'2')]])
    reads = []

    def read(offset: int, size: int) -> bytes:
        reads.append(offset)
        return data[offset : offset + size]

    assert next(read_table(Source(len(data), read))) == (b'a', b'1')
    second = len(TableWriter().framed(TableWriter().entries([(b'a', b'1')])))
    assert second not in reads


def test_is_table_looks_at_the_end() -> None:
    data = TableWriter().table([])
    assert is_table(source_of(data))
    assert not is_table(source_of(data[:-1]))
    assert not is_table(source_of(b''))


def broken(case: str, writer: TableWriter) -> bytes:
    good = writer.table([[(b'a', b'1'), (b'b', b'2')]])
    block = writer.framed(writer.entries([(b'a', b'1')]))
    match case:
        case 'empty':
            return b''
        case 'cut':
            return good[:-3]
        case 'changed':
            return bytes([good[0] ^ 1]) + good[1:]
        case 'order':
            return writer.table([[(b'b', b'1'), (b'a', b'2')]])
        case 'twice':
            return writer.table([[(b'a', b'1')], [(b'a', b'2')]])
        case 'same block again':
            handle = b'\0' + bytes([len(block) - 5])
            return writer.footed(block, writer.entries([(b'1', handle), (b'2', handle)]))
        case 'beyond':
            return writer.footed(block, writer.entries([(b'1', b'\0' + b'\xff\xff\x7f')]))
        case 'restarts':
            return writer.assemble([(2**31).to_bytes(4, 'little')])
        case 'entry':
            return writer.assemble([b'\x05\x01\x01aa' + bytes(4) + b'\1\0\0\0'])
        case 'value':
            return writer.assemble([b'\x00\x01\x70a1' + bytes(4) + b'\1\0\0\0'])
    raise AssertionError(case)


@pytest.mark.parametrize(
    ('case', 'words'),
    [
        ('empty', 'too short to be an index: 0 bytes'),
        ('cut', 'does not end as an index does'),
        ('changed', 'the checksum of a block is wrong'),
        ('order', 'its keys are not in order'),
        ('twice', 'its keys are not in order'),
        ('same block again', 'its blocks overlap'),
        ('beyond', 'a block reaches beyond its end'),
        ('restarts', 'too short for its restart points'),
        ('entry', 'an entry reaches beyond its block'),
        ('value', 'an entry reaches beyond its block'),
    ],
)
def test_says_what_is_wrong(case: str, words: str) -> None:
    with pytest.raises(Damage, match=words):
        list(read_table(source_of(broken(case, TableWriter()))))


def test_unknown_compression() -> None:
    writer = TableWriter()
    writer.kind = b'\x07'
    with pytest.raises(Damage, match=r'compressed in a way that is not known \(7\)'):
        list(read_table(source_of(writer.table([[(b'a', b'1')]]))))


def test_keys_that_share_their_way_to_a_gigabyte() -> None:
    """40 KB that would make 60 million bytes of keys: each shares all of the 30,000 before it but the last."""
    long = b'k' * 30_000
    items = [(long + number.to_bytes(2, 'big'), b'') for number in range(2000)]
    with pytest.raises(Damage, match='take more room than the file can account for'):
        list(read_table(source_of(TableWriter().table([items]))))
