"""Equal to TensorFlow: on what it writes here and now, and in what it refuses."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pipeline_config_ls.checkpoints.checkpoint import Checkpoint, Fault, Unreadable
from pipeline_config_ls.checkpoints.reader import read_checkpoint
from pipeline_config_ls.checkpoints.state import latest_checkpoint

pytestmark = pytest.mark.live

WRITERS = [
    'object_based',
    'modern_optimizer',
    'empty',
    'many',
    'saved_model',
    'name_based',
    'partitioned',
    'sharded',
    'single_file',
]


@pytest.fixture(scope='module')
def kinds() -> Any:
    """The module that writes them; importing it imports TensorFlow."""
    from oracle import checkpoints

    return checkpoints


def assert_equal(prefix: str, facts: dict[str, Any]) -> Checkpoint:
    checkpoint = read_checkpoint(prefix)
    assert isinstance(checkpoint, Checkpoint), checkpoint
    assert {name: [list(entry.shape), entry.dtype] for name, entry in checkpoint.entries.items()} == facts['tensors']
    graph = checkpoint.graph and [
        {
            'children': [list(child) for child in node.children.items()],
            'key': node.key,
            'slots': [list(slot) for slot in node.slots],
        }
        for node in checkpoint.graph
    ]
    assert graph == facts['graph']
    return checkpoint


@pytest.mark.parametrize('kind', WRITERS)
def test_what_tensorflow_writes(tmp_path: Path, kinds: Any, kind: str) -> None:
    prefix = getattr(kinds, kind)(tmp_path)
    checkpoint = assert_equal(prefix, kinds.read(prefix))
    assert checkpoint.damage is None
    assert latest_checkpoint(tmp_path) == kinds.tf.train.latest_checkpoint(str(tmp_path))


def test_every_kind_is_here(kinds: Any) -> None:
    assert sorted(write.__name__ for write in kinds.WRITERS) == sorted(WRITERS)


def test_the_recorded_ones(kinds: Any, each_recorded: Any) -> None:
    assert_equal(each_recorded.prefix, kinds.read(each_recorded.prefix))


def test_the_example(kinds: Any, example: str) -> None:
    assert_equal(example, kinds.read(example))


def test_the_real_api_writes_the_example(tmp_path: Path, example: str) -> None:
    """Byte for byte, from the config beside it."""
    from oracle.write_example import write_checkpoint

    archive = Path(example).parents[1]
    shutil.copy(archive / 'pipeline.config', tmp_path)
    assert write_checkpoint(tmp_path) == str(tmp_path / 'checkpoint' / 'ckpt-0')
    for name in ('checkpoint', 'ckpt-0.index', 'ckpt-0.data-00000-of-00001'):
        assert (tmp_path / 'checkpoint' / name).read_bytes() == (archive / 'checkpoint' / name).read_bytes(), name


def test_many_take_several_blocks(tmp_path: Path, kinds: Any) -> None:
    assert Path(kinds.many(tmp_path) + '.index').stat().st_size > 10 * 4096


def remove(path: str) -> None:
    Path(path).unlink()


def cut(path: str, size: int) -> None:
    Path(path).write_bytes(Path(path).read_bytes()[:size])


def change(path: str, position: int) -> None:
    data = bytearray(Path(path).read_bytes())
    data[position] ^= 1
    Path(path).write_bytes(data)


SHARD = '.data-00000-of-00001'
FAULTS: dict[str, Callable[[str], object]] = {
    'no index': lambda prefix: remove(prefix + '.index'),
    'empty index': lambda prefix: cut(prefix + '.index', 0),
    'cut index': lambda prefix: cut(prefix + '.index', -10),
    'changed index': lambda prefix: change(prefix + '.index', 20),
    'no shard': lambda prefix: remove(prefix + SHARD),
    'empty shard': lambda prefix: cut(prefix + SHARD, 0),
    'cut shard': lambda prefix: cut(prefix + SHARD, -10),
    'changed graph': lambda prefix: change(prefix + SHARD, -10),
}


@pytest.mark.parametrize('fault', FAULTS)
def test_where_tensorflow_fails_so_do_we(copied: Callable[[str], str], kinds: Any, fault: str) -> None:
    """Listing fails where there is no `Checkpoint`, reading the graph where there is none of it."""
    prefix = copied('object_based')
    FAULTS[fault](prefix)
    tf = kinds.tf
    checkpoint = read_checkpoint(prefix)
    if isinstance(checkpoint, Unreadable):
        with pytest.raises(tf.errors.OpError) as caught:
            tf.train.load_checkpoint(prefix)
        assert (type(caught.value) is tf.errors.NotFoundError) == (checkpoint.fault is Fault.NOT_FOUND)
        return
    reader = tf.train.load_checkpoint(prefix)
    assert checkpoint.graph is None
    assert checkpoint.damage is not None
    with pytest.raises((tf.errors.OpError, IndexError)) as caught:  # IndexError: a shard that ends too early
        reader.get_tensor('_CHECKPOINTABLE_OBJECT_GRAPH')
    assert ('No such file' in str(caught.value)) == (checkpoint.damage.fault is Fault.NOT_FOUND)


def test_the_state_file(tmp_path: Path, kinds: Any) -> None:
    """Which prefix is the latest: TensorFlow's answer for each state file is ours."""
    tf = kinds.tf
    prefix = kinds.empty(tmp_path)
    (tmp_path / 'v1').write_bytes(b'')
    for latest in ('ckpt-0', prefix, 'v1', 'gone', '/nowhere/ckpt-0', './ckpt-0'):
        (tmp_path / 'checkpoint').write_text(f'model_checkpoint_path: "{latest}"\n')
        assert latest_checkpoint(tmp_path) == tf.train.latest_checkpoint(str(tmp_path)), latest
    for text in ('nonsense', 'model_checkpoint_path: 3', 'model_checkpoint_path: "ckpt-0" # with a comment'):
        (tmp_path / 'checkpoint').write_text(text)
        assert latest_checkpoint(tmp_path) == tf.train.latest_checkpoint(str(tmp_path)), text
