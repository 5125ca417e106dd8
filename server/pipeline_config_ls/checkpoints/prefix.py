"""A checkpoint's prefix and the names of its files: `ckpt-0` stands for `ckpt-0.index` and `ckpt-0.data-00000-of-00001`.

Names only; whether the files exist is the caller's question, but for `fingerprint`.
"""

from __future__ import annotations

import os
import re
import stat

INDEX = '.index'
_FILE = re.compile(r'(?P<prefix>.+?)(?P<suffix>\.index|\.data-\d{5}-of-\d{5}|\.meta)', re.DOTALL)


def index_file(prefix: str) -> str:
    """The file that lists the tensors."""
    return prefix + INDEX


def shard_file(prefix: str, shard: int, shards: int) -> str:
    """The file that holds the values of one shard."""
    return f'{prefix}.data-{shard:05d}-of-{shards:05d}'


def split_suffix(path: str) -> tuple[str, str]:
    """A path without the ending that makes it one file of a checkpoint, and that ending ('' where there is none)."""
    match = _FILE.fullmatch(path)
    return (match['prefix'], match['suffix']) if match else (path, '')


Fingerprint = tuple[tuple[str, int, int], ...]


def fingerprint(prefix: str | os.PathLike[str]) -> Fingerprint:
    """(name, mtime in ns, size in bytes) of every file of a checkpoint, sorted; () where there is none.

    What a caller keeps beside a `Checkpoint` to know whether it must be read again. It lists the folder once.
    """
    folder, name = os.path.split(os.fspath(prefix))
    found = []
    try:
        with os.scandir(folder or os.curdir) as files:
            for file in files:
                if file.name.startswith(name) and name in (file.name, split_suffix(file.name)[0]):
                    status = file.stat()
                    if stat.S_ISREG(status.st_mode):
                        found.append((file.name, status.st_mtime_ns, status.st_size))
    except (OSError, ValueError):  # no folder, or it went away while it was listed; a null byte in its name
        return ()
    return tuple(sorted(found))
