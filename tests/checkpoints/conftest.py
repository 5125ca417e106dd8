"""Checkpoints to read: recorded from TensorFlow, and the example's."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest

ROOT = Path(__file__).parents[2]
RECORDED = Path(__file__).parent / 'recorded'
EXAMPLE = ROOT / 'examples/pretrained/ssd_mobilenet_v2_fpnlite_320x320_garden/checkpoint/ckpt-0'


class Recorded(NamedTuple):
    """A checkpoint that TensorFlow wrote, and what TensorFlow reads from it."""

    prefix: str
    tensors: dict[str, tuple[tuple[int, ...], str]]
    graph: list[dict[str, Any]] | None


def recorded(kind: str) -> Recorded:
    facts = json.loads((RECORDED / kind / 'facts.json').read_text())
    tensors = {name: (tuple(shape), dtype) for name, (shape, dtype) in facts['tensors'].items()}
    return Recorded(str(RECORDED / kind / facts['prefix']), tensors, facts['graph'])


@pytest.fixture(params=sorted(folder.name for folder in RECORDED.iterdir()))
def each_recorded(request: pytest.FixtureRequest) -> Recorded:
    return recorded(request.param)


@pytest.fixture
def of_kind() -> Callable[[str], Recorded]:
    return recorded


@pytest.fixture
def example() -> str:
    return str(EXAMPLE)


@pytest.fixture
def copied(tmp_path: Path) -> Callable[[str], str]:
    """A recorded checkpoint where a test may change it: its prefix."""

    def copy(kind: str) -> str:
        shutil.copytree(RECORDED / kind, tmp_path / kind)
        return str(tmp_path / kind / Path(recorded(kind).prefix).relative_to(RECORDED / kind))

    return copy
