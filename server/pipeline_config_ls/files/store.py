"""What is remembered between sessions, as JSON files in a folder of the person's cache: answers of TensorFlow, by interpreter.

Written only after the person has asked for a verification. A file that cannot be read or written counts as absent.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
from pathlib import Path
from typing import Any

_MOST_FILES = 200


def cache_folder(environment: dict[str, str] | None = None) -> Path:
    """Where this system keeps what can be made again. `PIPELINE_CONFIG_LS_CACHE` names another folder."""
    known = dict(os.environ) if environment is None else environment
    if chosen := known.get('PIPELINE_CONFIG_LS_CACHE'):
        return Path(chosen)
    home = Path(os.path.expanduser('~'))  # Path.home() raises where nobody is known to run this
    if sys.platform == 'win32':
        base = Path(known.get('LOCALAPPDATA') or home / 'AppData/Local')
    elif sys.platform == 'darwin':
        base = home / 'Library/Caches'
    else:
        base = Path(known.get('XDG_CACHE_HOME') or home / '.cache')
    return base / 'pipeline-config-ls'


def mirror_folder() -> Path:
    """Where the copies of what was read from buckets are, by scheme and address (`remote.mirror`)."""
    return cache_folder() / 'remote'


def digest(*parts: Any) -> str:
    """A name for everything that an answer depends on."""
    return hashlib.sha256(json.dumps(parts, sort_keys=True, default=str).encode()).hexdigest()[:32]


class Store:
    """JSON values by name, in one folder; the oldest go when there are many."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def get(self, name: str) -> Any:
        """The value of this name, None where there is none."""
        try:
            return json.loads(self._file(name).read_text(encoding='utf-8'))
        except (OSError, ValueError):
            return None

    def put(self, name: str, value: Any) -> None:
        """Keeps a value, whole or not at all."""
        draft = self.folder / f'{name}.{os.getpid()}.draft'
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            draft.write_text(json.dumps(value), encoding='utf-8')
            draft.replace(self._file(name))
            self._drop_oldest()
        except OSError:
            draft.unlink(missing_ok=True)

    def _drop_oldest(self) -> None:
        files = sorted(self.folder.glob('*.json'), key=lambda file: file.stat().st_mtime)
        for file in files[:-_MOST_FILES]:
            file.unlink(missing_ok=True)

    def _file(self, name: str) -> Path:
        return self.folder / f'{name}.json'
