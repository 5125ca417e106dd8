"""A checkpoint in a bucket (fsspec's own, in memory): read when asked, and no more of it than is needed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from pipeline_config_ls.checkpoints.checkpoint import Checkpoint, Unreadable
from pipeline_config_ls.checkpoints.reader import read_checkpoint
from pipeline_config_ls.checkpoints.resolution import Remote, resolve
from pipeline_config_ls.cli.main import main
from pipeline_config_ls.files.search_context import SearchContext
from pipeline_config_ls.remote.mirror import CannotRead, mirror

fsspec = pytest.importorskip('fsspec')
memory = pytest.importorskip('fsspec.implementations.memory')

GARDEN = Path(__file__).parents[2] / 'examples/pretrained/ssd_mobilenet_v2_fpnlite_320x320_garden/checkpoint'
ADDRESS = 'counted://bucket/garden/checkpoint/ckpt-0'


class Counted(memory.MemoryFileSystem):  # type: ignore[misc, name-defined]
    """A bucket that counts what is fetched from it."""

    protocol = 'counted'
    store: dict[str, Any] = {}  # noqa: RUF012, as in fsspec
    pseudo_dirs = ['']  # noqa: RUF012
    fetched = 0

    @classmethod
    def _strip_protocol(cls, path: str) -> str:
        return str(super()._strip_protocol(path.replace('counted://', 'memory://').replace('gs://', 'memory://')))

    def cat_file(self, path: str, start: int | None = None, end: int | None = None, **options: Any) -> bytes:
        data: bytes = super().cat_file(path, start=start, end=end, **options)
        Counted.fetched += len(data)
        return data


fsspec.register_implementation('counted', Counted, clobber=True)
fsspec.register_implementation('gs', Counted, clobber=True)


@pytest.fixture
def bucket() -> Iterator[Counted]:
    system = Counted()
    for file in GARDEN.glob('ckpt-0.*'):
        system.pipe_file(f'/bucket/garden/checkpoint/{file.name}', file.read_bytes())
    Counted.fetched = 0
    yield system
    Counted.store.clear()


def test_the_copy_is_read_as_the_checkpoint(bucket: Counted, tmp_path: Path) -> None:
    told: list[str] = []
    prefix = mirror(ADDRESS, tmp_path, told.append)
    assert prefix == str(tmp_path / 'counted/bucket/garden/checkpoint/ckpt-0')
    copy, original = read_checkpoint(prefix), read_checkpoint(GARDEN / 'ckpt-0')
    assert isinstance(copy, Checkpoint)
    assert isinstance(original, Checkpoint)
    assert (copy.entries, copy.graph, copy.damage) == (original.entries, original.graph, None)
    assert [line.rsplit('/', 1)[1] for line in told] == ['ckpt-0.index', 'ckpt-0.data-00000-of-00001']


def test_the_values_are_not_fetched(bucket: Counted, tmp_path: Path) -> None:
    whole = sum(file.stat().st_size for file in GARDEN.glob('ckpt-0.*'))
    assert isinstance(mirror(ADDRESS, tmp_path), str)
    assert Counted.fetched < whole / 8


def test_a_shard_that_is_not_there_is_told_by_the_reader(bucket: Counted, tmp_path: Path) -> None:
    bucket.rm('/bucket/garden/checkpoint/ckpt-0.data-00000-of-00001')
    prefix = mirror(ADDRESS, tmp_path)
    assert isinstance(prefix, str)
    copy = read_checkpoint(prefix)
    assert isinstance(copy, Checkpoint)
    assert copy.damage is not None


def test_a_damaged_index_is_told_by_the_reader(bucket: Counted, tmp_path: Path) -> None:
    bucket.pipe_file('/bucket/garden/checkpoint/ckpt-0.index', b'no index')
    prefix = mirror(ADDRESS, tmp_path)
    assert isinstance(prefix, str)
    assert isinstance(read_checkpoint(prefix), Unreadable)


@pytest.mark.parametrize(
    ('address', 'said'),
    [
        ('counted://bucket/none/ckpt-0', 'There is no checkpoint `counted://bucket/none/ckpt-0`'),
        ('nothing-known://bucket/ckpt-0', '`nothing-known://bucket/ckpt-0` cannot be read'),
    ],
)
def test_what_cannot_be_read_is_told(bucket: Counted, tmp_path: Path, address: str, said: str) -> None:
    failure = mirror(address, tmp_path)
    assert isinstance(failure, CannotRead)
    assert failure.message.startswith(said)


def test_an_address_leads_nowhere_but_below_the_folder(bucket: Counted, tmp_path: Path) -> None:
    bucket.pipe_file('/up/ckpt-0.index', b'')
    prefix = mirror('counted://../../up/ckpt-0', tmp_path)
    assert not isinstance(prefix, str) or Path(prefix).is_relative_to(tmp_path)


def test_a_copy_stands_for_its_address(tmp_path: Path) -> None:
    address = 'gs://bucket/garden/checkpoint/ckpt-0'
    place = tmp_path / 'gs/bucket/garden/checkpoint'
    place.mkdir(parents=True)
    for file in GARDEN.glob('ckpt-0.*'):
        (place / file.name).write_bytes(file.read_bytes())
    found = resolve(address, None, SearchContext(mirrors=str(tmp_path)))
    assert isinstance(found, Remote)
    assert found.prefix == str(place / 'ckpt-0')
    assert resolve(address, None, SearchContext()) == Remote(
        '`gs://` is not on this machine, so this checkpoint is not checked.'
    )


def test_restore_and_checkpoint_read_a_bucket_when_asked(
    bucket: Counted, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(GARDEN.parents[2])
    address = 'gs://bucket/garden/checkpoint/ckpt-0'
    asked = ['restore', '--format', 'json', '--checkpoint', address, 'restores/pipeline.config']
    assert main(asked) == 2
    assert 'is not on this machine' in json.loads(capsys.readouterr().out)['error']
    assert Counted.fetched == 0
    assert main(['checkpoint', '--format', 'json', '--remote', address]) == 0
    assert json.loads(capsys.readouterr().out)['identified']['classes'] == 12
    assert main([*asked, '--remote']) == 0
    assert json.loads(capsys.readouterr().out)['restored'] == 290
    # What was read stays known: from now on no flag is needed, and nothing is fetched.
    fetched = Counted.fetched
    assert main(asked) == 0
    assert Counted.fetched == fetched


def test_what_cannot_be_read_ends_the_command(bucket: Counted, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(['checkpoint', '--remote', 'gs://bucket/none/ckpt-0']) == 2
    assert 'There is no checkpoint `gs://bucket/none/ckpt-0`' in capsys.readouterr().err
