"""What lies at a path is said of any path, where pathlib raises."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from pipeline_config_ls.files import kinds
from pipeline_config_ls.files.walk import walk

NOWHERE = ('a' * 300, 'b/' * 3000, 'nul\0', 'in-a-circle', 'in-a-circle/x')


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / 'in-a-circle').symlink_to('in-a-circle')
    (tmp_path / 'pipeline.config').touch()
    (tmp_path / 'below').mkdir()
    return tmp_path


@pytest.mark.parametrize('name', NOWHERE, ids=lambda name: ascii(name)[:20])
def test_nothing_is_there(name, folder):
    path = os.path.join(folder, name)  # noqa: PTH118, pathlib does not take a null byte everywhere
    assert not kinds.exists(path)
    assert not kinds.is_file(path)
    assert not kinds.is_folder(path)


def test_a_circle_of_links_leads_somewhere_all_the_same(folder):
    assert kinds.real(folder / 'in-a-circle').name == 'in-a-circle'
    assert kinds.real(folder / 'below' / '..' / 'pipeline.config') == (folder / 'pipeline.config').resolve()


def test_a_listing_has_what_lies_beside_a_circle_of_links(folder):
    (listing, below) = walk(str(folder))
    assert listing.files == ['in-a-circle', 'pipeline.config']
    assert Path(below.folder).name == 'below'


def test_the_home_of_nobody_is_a_name_like_others():
    assert kinds.with_home('~no-such-person/x') == '~no-such-person/x'
