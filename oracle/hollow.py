"""Checkpoints of the second version without values: an index with names and shapes, and sparse shards of the right size.

Names and shapes are all that a TensorFlow 1 restore looks at, so these stand in for real ones, in tests and under the real
reader alike.
"""

from __future__ import annotations

from collections.abc import Mapping
from math import prod
from pathlib import Path

from checkpoints.kit import TableWriter
from pipeline_config_ls.checkpoints.messages import BundleEntry, BundleHeader

Shape = tuple[int, ...]
FLOAT, INT64 = 1, 9
STEP = 'global_step'


def write_hollow(prefix: Path, shapes: Mapping[str, Shape]) -> Path:
    """Writes a checkpoint of floats (the step is an integer) with these shapes; gives its prefix."""
    items, offset = [(b'', BundleHeader(num_shards=1).SerializeToString())], 0
    for name in sorted(shapes):
        shape = shapes[name]
        size = prod(shape) * (8 if name == STEP else 4)
        entry = BundleEntry(dtype=INT64 if name == STEP else FLOAT, offset=offset, size=size)
        for length in shape:
            entry.shape.dim.add(size=length)
        items.append((name.encode(), entry.SerializeToString()))
        offset += size
    Path(f'{prefix}.index').write_bytes(TableWriter().table([items]))
    with Path(f'{prefix}.data-00000-of-00001').open('wb') as shard:
        shard.truncate(offset)
    return prefix
