"""Kakoune with the recipe of docs/editors.md, as far as it goes without kakoune-lsp, which Debian does not have."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from editors.conftest import RECIPES, need


@pytest.mark.parametrize(
    ('name', 'filetype'),
    [('pipeline.config', 'pipeline-config'), ('label_map.pbtxt', 'tf-label-map'), ('app.config', '')],
)
def test_the_recipe_as_it_stands(
    run: Callable[..., str], workspace: Path, tmp_path: Path, name: str, filetype: str
) -> None:
    kak = need('kak')
    (tmp_path / 'kakrc').write_text(RECIPES['kakoune'])
    out = tmp_path / 'out'
    script = f'source {tmp_path}/kakrc; edit {name}; echo -to-file {out} %opt{{filetype}} %opt{{indentwidth}}; quit!'
    run(kak, '-n', '-ui', 'dummy', '-e', script)
    assert out.read_text().split() == ([filetype, '2'] if filetype else ['4'])
