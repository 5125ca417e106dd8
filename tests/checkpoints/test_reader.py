"""Reading: equal to what TensorFlow read when the files were recorded, and a sentence for everything that is wrong."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from checkpoints.kit import TableWriter, bundle_of
from pipeline_config_ls.checkpoints.checkpoint import Checkpoint, Entry, Fault, Format, GraphNode, Unreadable
from pipeline_config_ls.checkpoints.graph import GRAPH_KEY
from pipeline_config_ls.checkpoints.messages import BundleHeader
from pipeline_config_ls.checkpoints.prefix import index_file
from pipeline_config_ls.checkpoints.reader import is_checkpoint, read_checkpoint

Copied = Callable[[str], str]


def readable(prefix: str) -> Checkpoint:
    checkpoint = read_checkpoint(prefix)
    assert isinstance(checkpoint, Checkpoint), checkpoint
    return checkpoint


def unreadable(prefix: str) -> Unreadable:
    checkpoint = read_checkpoint(prefix)
    assert isinstance(checkpoint, Unreadable)
    assert checkpoint.prefix == prefix
    return checkpoint


def test_names_shapes_and_dtypes(each_recorded: Any) -> None:
    checkpoint = readable(each_recorded.prefix)
    assert {name: tuple(entry) for name, entry in checkpoint.entries.items()} == each_recorded.tensors
    assert checkpoint.damage is None
    assert is_checkpoint(each_recorded.prefix)


def test_object_graph(each_recorded: Any) -> None:
    checkpoint = readable(each_recorded.prefix)
    if each_recorded.graph is None:
        assert checkpoint.format is Format.NAME_BASED
        assert checkpoint.graph is None
        assert checkpoint.graph_missing is None
        return
    assert checkpoint.format is Format.OBJECT_BASED
    assert checkpoint.graph is not None
    assert [list(node.children.items()) for node in checkpoint.graph] == [
        [tuple(child) for child in node['children']] for node in each_recorded.graph
    ]
    assert [node.key for node in checkpoint.graph] == [node['key'] for node in each_recorded.graph]
    assert [node.slots for node in checkpoint.graph] == [
        tuple(tuple(slot) for slot in node['slots']) for node in each_recorded.graph
    ]


def test_a_partitioned_variable_is_one_entry_of_its_full_shape(of_kind: Any) -> None:
    assert readable(of_kind('partitioned').prefix).entries == {
        'columns': Entry((2, 9), 'float32'),
        'rows': Entry((10, 4), 'float32'),
        'whole': Entry((2, 3), 'float32'),
    }


def test_a_single_file_is_named_as_such(of_kind: Any) -> None:
    assert readable(of_kind('single_file').prefix).single_file
    assert not readable(of_kind('name_based').prefix).single_file


def test_an_index_of_many_blocks(tmp_path: Path) -> None:
    items = bundle_of([f'layer/{number:04}/weights' for number in range(1500)])
    blocks = [items[start : start + 40] for start in range(0, len(items), 40)]
    (tmp_path / 'x.index').write_bytes(TableWriter().table(blocks))
    (tmp_path / 'x.data-00000-of-00001').write_bytes(bytes(6000))
    checkpoint = readable(str(tmp_path / 'x'))
    assert len(checkpoint.entries) == 1500
    assert checkpoint.entries['layer/1499/weights'] == Entry((), 'float32')
    assert checkpoint.damage is None


# What is wrong with a prefix -------------------------------------------------------------------------------------


def test_nothing_there(tmp_path: Path) -> None:
    nothing = unreadable(str(tmp_path / 'ckpt-0'))
    assert nothing.fault is Fault.NOT_FOUND
    assert nothing.message == f'There is no checkpoint `{tmp_path}/ckpt-0`: no file `ckpt-0.index`.'


def test_a_file_of_the_checkpoint(example: str) -> None:
    shard = unreadable(example + '.data-00000-of-00001')
    assert shard.fault is Fault.UNREADABLE
    assert (
        shard.message
        == '`ckpt-0.data-00000-of-00001` is one file of a checkpoint; TensorFlow wants the prefix `ckpt-0`.'
    )


def test_an_index_file_is_read_as_tensorflow_reads_it(example: str) -> None:
    # As a V1 checkpoint whose list of tensors is empty.
    checkpoint = readable(example + '.index')
    assert checkpoint.format is Format.NAME_BASED
    assert checkpoint.single_file
    assert not checkpoint.entries


def test_a_folder(tmp_path: Path) -> None:
    folder = unreadable(str(tmp_path))
    assert folder.fault is Fault.UNREADABLE
    assert folder.message == f'`{tmp_path}` is a folder; TensorFlow wants the prefix of a checkpoint in it.'


def test_some_other_file(tmp_path: Path) -> None:
    (tmp_path / 'model').write_text('<html>not found</html>' * 20)
    assert unreadable(str(tmp_path / 'model')).message == f'`{tmp_path}/model` is not a checkpoint.'


@pytest.mark.parametrize('name', ['a\0b', 'x' * 5000, '\udcff', ''])
def test_a_name_that_no_file_can_have(name: str) -> None:
    assert isinstance(read_checkpoint(name), Unreadable)


# What is wrong with an index -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ('contents', 'words'),
    [
        (b'', 'it is too short to be an index: 0 bytes, so it was probably cut off'),
    ],
)
def test_a_file_that_is_no_index(copied: Copied, contents: bytes, words: str) -> None:
    prefix = copied('object_based')
    Path(index_file(prefix)).write_bytes(contents)
    broken = unreadable(prefix)
    assert broken.fault is Fault.UNREADABLE
    assert broken.message.startswith(f'`{prefix}.index` cannot be read: {words}')
    assert broken.message.endswith('Copy or download the checkpoint again.')


def test_an_index_that_is_a_folder(tmp_path: Path) -> None:
    (tmp_path / 'x.index').mkdir()
    assert 'it is not a file' in unreadable(str(tmp_path / 'x')).message


def test_a_v1_file_under_the_name_of_an_index(copied: Copied, tmp_path: Path) -> None:
    prefix = copied('single_file')
    Path(prefix).rename(tmp_path / 'x.index')
    assert 'cannot be read' in unreadable(str(tmp_path / 'x')).message


@pytest.mark.parametrize(
    ('change', 'words'),
    [
        ({'num_shards': 0}, 'it places a tensor at 0 in shard 0 of 0'),
        ({'num_shards': 1, 'version': {'min_consumer': 2}}, 'its format is newer than any known (2)'),
    ],
)
def test_headers(tmp_path: Path, change: Any, words: str) -> None:
    items = [(b'', BundleHeader(**change).SerializeToString()), *bundle_of(['x'])[1:]]
    (tmp_path / 'x.index').write_bytes(TableWriter().table([items]))
    assert words in unreadable(str(tmp_path / 'x')).message


def test_an_index_without_a_header(tmp_path: Path) -> None:
    (tmp_path / 'x.index').write_bytes(TableWriter().table([bundle_of(['x'])[1:]]))
    assert 'a checkpoint index begins with a header' in unreadable(str(tmp_path / 'x')).message
    (tmp_path / 'x.index').write_bytes(TableWriter().table([]))
    assert 'a checkpoint index begins with a header' in unreadable(str(tmp_path / 'x')).message


# What is wrong with the values -----------------------------------------------------------------------------------


def test_the_shard_is_absent(copied: Copied) -> None:
    prefix = copied('object_based')
    Path(prefix + '.data-00000-of-00001').unlink()
    checkpoint = readable(prefix)
    assert checkpoint.graph is None
    assert checkpoint.graph_missing == 'The object graph is in `ckpt-1.data-00000-of-00001`, which is not there.'
    assert checkpoint.damage is not None
    assert checkpoint.damage.fault is Fault.NOT_FOUND
    assert checkpoint.damage.message == (
        '`ckpt-1.data-00000-of-00001`, which holds the values, is not beside `ckpt-1.index`: the folder has the index alone, without '
        'weights, as a git repository has that leaves large files out or keeps them in Git LFS. Run `git lfs pull` there, or download '
        'the checkpoint again.'
    )
    assert checkpoint.format is Format.OBJECT_BASED
    assert 'step/.ATTRIBUTES/VARIABLE_VALUE' in checkpoint.entries


def test_one_of_three_shards_is_absent(copied: Copied) -> None:
    prefix = copied('sharded')
    Path(prefix + '.data-00001-of-00003').unlink()
    checkpoint = readable(prefix)
    assert len(checkpoint.entries) == 3
    assert checkpoint.damage is not None
    assert '`model.ckpt-7.data-00001-of-00003`' in checkpoint.damage.message


def test_the_shard_is_of_another_checkpoint(copied: Copied) -> None:
    prefix = copied('object_based')
    Path(prefix + '.data-00000-of-00001').rename(prefix + '.data-00000-of-00002')
    damage = readable(prefix).damage
    assert damage is not None
    assert '`ckpt-1.data-00000-of-00002` is, but the index does not name it.' in damage.message


def test_the_shard_is_empty(copied: Copied) -> None:
    prefix = copied('object_based')
    Path(prefix + '.data-00000-of-00001').write_bytes(b'')
    damage = readable(prefix).damage
    assert damage is not None
    assert damage.message == (
        '`ckpt-1.data-00000-of-00001`, which holds the values, is empty. Copy or download the checkpoint again.'
    )


@pytest.mark.parametrize('suffix', ['.index', '.data-00000-of-00001'])
def test_a_file_is_still_in_git_lfs(copied: Copied, suffix: str) -> None:
    prefix = copied('object_based')
    Path(prefix + suffix).write_text('version https://git-lfs.github.com/spec/v1\noid sha256:12ab\nsize 34567\n')
    checkpoint = read_checkpoint(prefix)
    damage = checkpoint if isinstance(checkpoint, Unreadable) else checkpoint.damage
    assert damage is not None
    assert damage.message == (
        f'`ckpt-1{suffix}` is a Git LFS pointer, not the file itself. Run `git lfs pull` in its repository.'
    )


def test_the_counters_are_read(of_kind: Any) -> None:
    assert readable(of_kind('object_based').prefix).numbers['step'] == 7


def test_the_shard_is_cut_off(copied: Copied) -> None:
    prefix = copied('object_based')
    shard = Path(prefix + '.data-00000-of-00001')
    whole = shard.read_bytes()
    shard.write_bytes(whole[:-10])
    checkpoint = readable(prefix)
    assert checkpoint.graph is None
    assert checkpoint.damage is not None
    assert checkpoint.damage.fault is Fault.UNREADABLE
    assert f'is cut off: it has {len(whole) - 10} bytes, and its values take {len(whole)}.' in checkpoint.damage.message


def test_a_byte_of_the_graph_is_changed(copied: Copied) -> None:
    prefix = copied('object_based')
    shard = Path(prefix + '.data-00000-of-00001')
    data = bytearray(shard.read_bytes())
    data[-20] ^= 1
    shard.write_bytes(data)
    checkpoint = readable(prefix)
    assert checkpoint.graph is None
    assert checkpoint.graph_missing is not None
    assert 'its checksum is wrong' in checkpoint.graph_missing
    assert checkpoint.damage is not None
    assert checkpoint.damage.message == checkpoint.graph_missing


def test_a_graph_is_a_value(of_kind: Any) -> None:
    graph = readable(of_kind('object_based').prefix).graph
    assert graph == readable(of_kind('object_based').prefix).graph
    assert graph is not None
    root = graph[0]
    assert isinstance(root, GraphNode)
    assert root.children.keys() == {'step', 'model', 'optimizer', 'odd', 'save_counter'}
    assert graph[root.children['step']].key == 'step/.ATTRIBUTES/VARIABLE_VALUE'
    assert graph[root.children['optimizer']].slots[0][0] == 'momentum'


def test_graph_key_is_an_entry(of_kind: Any) -> None:
    assert readable(of_kind('empty').prefix).entries == {GRAPH_KEY: Entry((), 'string')}
