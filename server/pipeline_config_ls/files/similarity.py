"""Which of some paths is written most like another one: what was probably meant by a path that leads nowhere."""

from __future__ import annotations

import re
from difflib import SequenceMatcher


def nearest(wanted: str, paths: list[str], limit: int) -> list[str]:
    """The paths that are written most like `wanted`, the best first."""
    parts = _parts(wanted)
    matcher = SequenceMatcher(autojunk=False)
    matcher.set_seq2('/'.join(parts))

    def similarity(path: str) -> tuple[int, float]:
        theirs = _parts(path)
        matcher.set_seq1('/'.join(theirs[-len(parts) :]))
        return len(set(parts) & set(theirs)), matcher.ratio()

    return sorted(paths, key=similarity, reverse=True)[:limit]


def _parts(path: str) -> list[str]:
    return [part.lower() for part in re.split(r'[/\\]+', path) if part not in ('', '.', '..')]
