"""A baseline: problems that are known and shall not be told again, so that `check` reports only what is new.

A problem is known by its file, its code and the text that it marks, not by its line: lines move.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TypeAlias

from pipeline_config_ls.checks.check import Problem
from pipeline_config_ls.cli.judging import Judged

VERSION = 1

Known: TypeAlias = 'Counter[tuple[str, str, str]]'


def write_baseline(path: str, judged: Iterable[Judged]) -> int:
    """Writes every problem down as known; returns how many. Raises OSError where the file cannot be written."""
    counts = Counter(_key(one, problem) for one in judged for problem in one.problems)
    rows = [{'path': path, 'code': code, 'text': text, 'count': n} for (path, code, text), n in sorted(counts.items())]
    Path(path).write_text(json.dumps({'version': VERSION, 'problems': rows}, indent=1) + '\n', encoding='utf-8')
    return counts.total()


def read_baseline(path: str) -> Known | str:
    """The problems that are known, or a sentence that says why they cannot be read."""
    try:
        rows = json.loads(Path(path).read_text(encoding='utf-8'))['problems']
        return Counter({(row['path'], row['code'], row['text']): int(row['count']) for row in rows})
    except OSError as error:
        return f'the baseline {path} cannot be read: {error.strerror}. Write it with --write-baseline.'
    except (ValueError, KeyError, TypeError):
        return f'{path} is no baseline: write it anew with --write-baseline.'


def without_known(judged: Sequence[Judged], known: Known) -> list[Judged]:
    """The files without the problems that are known; of several alike, as many as are known are left out."""
    left = known.copy()
    told = []
    for one in judged:
        new = []
        for problem in one.problems:
            key = _key(one, problem)
            if left[key] > 0:
                left[key] -= 1
            else:
                new.append(problem)
        told.append(replace(one, problems=tuple(new)))
    return told


def _key(judged: Judged, problem: Problem) -> tuple[str, str, str]:
    name = Path(judged.source.name).as_posix()
    return name, problem.code, judged.source.text[problem.span.start : problem.span.end][:200]
