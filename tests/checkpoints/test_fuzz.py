"""Hostile and broken files: never an exception, and no more room than the file's own size warrants."""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from checkpoints.kit import TableWriter, masked, varint
from pipeline_config_ls.checkpoints.checkpoint import Checkpoint, Unreadable
from pipeline_config_ls.checkpoints.graph import read_graph
from pipeline_config_ls.checkpoints.messages import BundleEntry, BundleHeader, TrackableObjectGraph
from pipeline_config_ls.checkpoints.reader import read_checkpoint
from pipeline_config_ls.formats.crc32c import crc32c
from pipeline_config_ls.formats.damage import Damage

KINDS = ['object_based', 'partitioned', 'sharded', 'single_file', 'empty']
MANY = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def index_of(kind: str, of_kind: Callable[[str], Any]) -> bytes:
    prefix = of_kind(kind).prefix
    return Path(prefix if kind == 'single_file' else prefix + '.index').read_bytes()


def read_everywhere(folder: Path, data: bytes) -> Checkpoint | Unreadable:
    """As an index, and as a V1 file."""
    (folder / 'v1').write_bytes(data)
    assert isinstance(read_checkpoint(folder / 'v1'), Checkpoint | Unreadable)
    (folder / 'v2.index').write_bytes(data)
    return read_checkpoint(folder / 'v2')


@MANY
@given(data=st.data())
@pytest.mark.parametrize('kind', KINDS)
def test_an_index_cut_off_anywhere(tmp_path: Path, of_kind: Any, kind: str, data: st.DataObject) -> None:
    whole = index_of(kind, of_kind)
    cut = data.draw(st.integers(0, len(whole) - 1))
    assert isinstance(read_everywhere(tmp_path, whole[:cut]), Unreadable)


@MANY
@given(data=st.data())
@pytest.mark.parametrize('kind', KINDS)
def test_bytes_changed_anywhere(tmp_path: Path, of_kind: Any, kind: str, data: st.DataObject) -> None:
    """The checksums see to it that what is read is right or nothing."""
    changed = bytearray(index_of(kind, of_kind))
    for _ in range(data.draw(st.integers(1, 4))):
        changed[data.draw(st.integers(0, len(changed) - 1))] = data.draw(st.integers(0, 255))
    read_everywhere(tmp_path, bytes(changed))
    checkpoint = read_checkpoint(tmp_path / ('v1' if kind == 'single_file' else 'v2'))
    if isinstance(checkpoint, Checkpoint):
        assert {name: tuple(entry) for name, entry in checkpoint.entries.items()} == of_kind(kind).tensors


@MANY
@given(items=st.lists(st.tuples(st.binary(max_size=30), st.binary(max_size=60)), max_size=12))
def test_sound_tables_of_random_contents(tmp_path: Path, items: list[tuple[bytes, bytes]]) -> None:
    """Past the checksums: what the messages hold is as hostile as the frame."""
    table = TableWriter().table([[(b'', BundleHeader(num_shards=1).SerializeToString())], sorted(dict(items).items())])
    read_everywhere(tmp_path, table)


@MANY
@given(data=st.binary(max_size=300))
def test_random_bytes(tmp_path: Path, data: bytes) -> None:
    assert isinstance(read_everywhere(tmp_path, data), Unreadable)


numbers = st.integers(-(2**31), 2**31 - 1) | st.integers(-2, 4)


@MANY
@given(
    nodes=st.lists(
        st.tuples(
            st.dictionaries(st.text(max_size=3), numbers, max_size=3),
            st.lists(st.tuples(st.text(max_size=2), numbers, numbers), max_size=2),
        ),
        max_size=4,
    )
)
def test_graphs_refer_only_to_nodes_that_they_have(nodes: list[Any]) -> None:
    message = TrackableObjectGraph()
    for children, slots in nodes:
        node = message.nodes.add()
        for name, number in children.items():
            node.children.add(local_name=name, node_id=number)
        for name, original, slot in slots:
            node.slot_variables.add(slot_name=name, original_variable_node_id=original, slot_variable_node_id=slot)
    targets = [number for children, _ in nodes for number in children.values()]
    targets += [number for _, slots in nodes for _, original, slot in slots for number in (original, slot)]
    if nodes and all(0 <= number < len(nodes) for number in targets):
        assert len(read_graph(message.SerializeToString())) == len(nodes)
    else:
        with pytest.raises(Damage):
            read_graph(message.SerializeToString())


@MANY
@given(data=st.binary(max_size=200))
def test_random_graphs(data: bytes) -> None:
    try:
        graph = read_graph(data)
    except Damage:
        return
    assert all(0 <= number < len(graph) for node in graph for number in node.children.values())


def test_a_graph_that_says_it_is_enormous(tmp_path: Path) -> None:
    entry = BundleEntry(dtype=7, size=1 << 40)
    items = [(b'', BundleHeader(num_shards=1).SerializeToString())]
    items.append((b'_CHECKPOINTABLE_OBJECT_GRAPH', entry.SerializeToString()))
    (tmp_path / 'x.index').write_bytes(TableWriter().table([items]))
    with (tmp_path / 'x.data-00000-of-00001').open('wb') as shard:
        shard.truncate(1 << 40)
    checkpoint = read_checkpoint(tmp_path / 'x')
    assert isinstance(checkpoint, Checkpoint)
    assert checkpoint.graph_missing is not None
    assert f'it has {1 << 40} bytes' in checkpoint.graph_missing


def bomb(size: int) -> bytes:
    """Snappy for as many zeros as `size` bytes can stand for."""
    copies = size // 3
    return varint(1 + 64 * copies) + b'\0\0' + b'\xfe\1\0' * copies


@pytest.mark.parametrize('size', [100_000, 400_000])
def test_room_is_in_proportion(tmp_path: Path, size: int) -> None:
    """A block of zeros is a block of empty entries: the second is out of order, and that is the end."""
    writer = TableWriter()
    block = bomb(size) + b'\1'
    block += masked(crc32c(block))
    handle = varint(0) + varint(len(block) - 5)
    (tmp_path / 'x.index').write_bytes(writer.footed(block, writer.entries([(b'', handle)])))
    tracemalloc.start()
    try:
        assert isinstance(read_checkpoint(tmp_path / 'x'), Unreadable)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 100 * size + (1 << 20)
