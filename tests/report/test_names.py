from __future__ import annotations

import pytest

from pipeline_config_ls.report.names import merge, rows


@pytest.mark.parametrize(
    ('names', 'merged'),
    [
        (['a/b'], 'a/b'),
        (['a/layer-0/k', 'a/layer-3/k', 'a/layer-61/k'], 'a/layer-{0…61}/k'),
        (['a/layer-1/k', 'a/layer-2/k'], 'a/layer-{1, 2}/k'),
        (['a/b/gamma', 'a/b/beta'], 'a/b/{gamma, beta}'),
        (['conv1/block2_0', 'conv1/block2_4'], 'conv1/block2_{0…4}'),
        (['a/b/c', 'a/b'], 'a/b/…'),
        (['a/one', 'a/two', 'a/three', 'a/four', 'a/five'], 'a/…'),
        (['x', 'y'], '{x, y}'),
    ],
)
def test_many_names_as_one(names: list[str], merged: str) -> None:
    assert merge(names) == merged


def test_rows_keep_apart_what_differs_in_more_than_numbers() -> None:
    found = rows(['a-0/k', 'a-0/b', 'a-1/k', 'a-1/b', 'c'])
    assert found == [('a-{0, 1}/k', ['a-0/k', 'a-1/k']), ('a-{0, 1}/b', ['a-0/b', 'a-1/b']), ('c', ['c'])]
