"""The 93 real indexes of the corpus, most of them in folders that people committed: each reads to what its list says."""

from __future__ import annotations

from pathlib import Path

from pipeline_config_ls.checkpoints.checkpoint import Checkpoint, Fault
from pipeline_config_ls.checkpoints.nearby import find_prefixes
from pipeline_config_ls.checkpoints.reader import read_checkpoint
from pipeline_config_ls.checkpoints.state import read_state

KEYS = '.index.keys.tsv'


def listed(keys: Path) -> dict[str, tuple[tuple[int, ...], str]]:
    rows = (line.split('\t') for line in keys.read_text().splitlines())
    return {
        name: (tuple(int(size) for size in shape.strip('[]').split(',') if size.strip()), dtype)
        for name, dtype, shape, _ in rows
    }


def test_every_index_reads_to_exactly_its_list(corpus: Path) -> None:
    lists = sorted((corpus / 'checkpoints').rglob(f'*{KEYS}'))
    assert len(lists) == 93
    for keys in lists:
        checkpoint = read_checkpoint(str(keys).removesuffix(KEYS))
        assert isinstance(checkpoint, Checkpoint), checkpoint
        assert {name: tuple(entry) for name, entry in checkpoint.entries.items()} == listed(keys), keys
        # None of them has its shard, and each says so.
        assert checkpoint.damage is not None
        assert checkpoint.damage.fault is Fault.NOT_FOUND


def test_every_index_is_found(corpus: Path) -> None:
    folder = corpus / 'checkpoints'
    assert sorted(find_prefixes(folder, limit=1000)) == sorted(
        str(p).removesuffix(KEYS) for p in folder.rglob(f'*{KEYS}')
    )


def test_every_state_file_is_understood(corpus: Path) -> None:
    states = [path for path in (corpus / 'checkpoints').rglob('checkpoint') if path.is_file()]
    assert states
    for path in states:
        state = read_state(path.parent)
        assert state is not None, path
        assert state.latest
