"""One symptom: what users saw, what was wrong, what the checks say of it.

Its row changes the project of examples/ in one place, names the code that must be said there, and what the text is after one of its fixes,
after which that problem is gone. A row without a code says why nobody can tell from the files.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

Changes: TypeAlias = tuple[tuple[str, str], ...]

CONFIG, LABEL_MAP = 'restores/pipeline.config', 'annotations/label_map.pbtxt'
CHECKPOINT = 'pretrained/ssd_mobilenet_v2_fpnlite_320x320_garden/checkpoint/ckpt-0'


@dataclass(frozen=True, slots=True, kw_only=True)
class Symptom:
    """`changes` are made in `file`; `base` is another text to begin with. `fix` begins the title of the fix whose text has `after`."""

    saw: str
    threads: str
    cause: str
    code: str = ''
    says: str = ''
    fix: str = ''
    after: str = ''
    changes: Changes = ()
    base: str = ''
    file: str = CONFIG
    files: tuple[tuple[str, str], ...] = ()
    framework: str = 'auto'
    model_dir: str | None = None
    asked_for: bool = False
    tested_in: str = ''
    undecided: str = ''
