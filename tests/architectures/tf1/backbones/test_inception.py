"""The notation of Inceptions."""

from __future__ import annotations

from pipeline_config_ls.architectures.tf1.backbones.inception import read_branches, read_stages
from pipeline_config_ls.architectures.tf1.layers import run


def weights(text: str) -> tuple[dict[str, tuple[int, ...]], int]:
    made = read_branches(text, ())(4)
    return {name.removesuffix('/weights'): shape for name, shape in made.variables.items()}, made.channels


def test_branches_side_by_side() -> None:
    assert weights('0a_1x1 8 | 0a_1x1 6, 0b_3x3 9 | pool') == (
        {
            'Branch_0/Conv2d_0a_1x1': (1, 1, 4, 8),
            'Branch_1/Conv2d_0a_1x1': (1, 1, 4, 6),
            'Branch_1/Conv2d_0b_3x3': (3, 3, 6, 9),
        },
        8 + 9 + 4,
    )


def test_a_fork_in_a_branch() -> None:
    assert weights('0a_1x1 8, 0b_1x3 6 + 0c_3x1 6') == (
        {
            'Branch_0/Conv2d_0a_1x1': (1, 1, 4, 8),
            'Branch_0/Conv2d_0b_1x3': (1, 3, 8, 6),
            'Branch_0/Conv2d_0c_3x1': (3, 1, 8, 6),
        },
        12,
    )


def test_a_name_that_tells_another_kernel_and_a_whole_name() -> None:
    assert weights('1a_1x1 8 3x3, Conv_1_0c_5x5 2')[0] == {
        'Branch_0/Conv2d_1a_1x1': (3, 3, 4, 8),
        'Branch_0/Conv_1_0c_5x5': (5, 5, 8, 2),
    }


def test_stages_in_scaled_channels() -> None:
    table = """
        Conv2d_2b_1x1 64
        Mixed_3b: 0a_1x1 32 | pool
    """
    network = run(read_stages(table, (), lambda channels: channels // 2), 3)
    assert network.variables == {
        'Conv2d_2b_1x1/weights': (1, 1, 3, 32),
        'Mixed_3b/Branch_0/Conv2d_0a_1x1/weights': (1, 1, 32, 16),
    }
    assert network.ends == {'Conv2d_2b_1x1': 32, 'Mixed_3b': 48}
