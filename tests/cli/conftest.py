"""The examples as a person uses them: from their folder, with a change here and there."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

EXAMPLES = Path(__file__).parents[2] / 'examples'

# Writes the config of `examples/restores` with some words replaced; gives its path.
Edited = Callable[..., str]


@pytest.fixture
def in_examples(monkeypatch: pytest.MonkeyPatch) -> Path:
    """The working directory that the examples' relative paths start from."""
    monkeypatch.chdir(EXAMPLES)
    return EXAMPLES


@pytest.fixture
def edited(in_examples: Path, tmp_path: Path) -> Edited:
    def edit(*replacements: tuple[str, str]) -> str:
        text = (in_examples / 'restores' / 'pipeline.config').read_text()
        for old, new in replacements:
            assert old in text
            text = text.replace(old, new)
        config = tmp_path / 'pipeline.config'
        config.write_text(text)
        return str(config)

    return edit
