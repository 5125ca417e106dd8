"""How the Inceptions of TF-Slim are written here: modules of branches, whose convolutions are named by their place and kernel.

    Conv2d_2b_1x1 64
    Mixed_3b: 0a_1x1 64 | 0a_1x1 64, 0b_3x3 96 | pool, 0b_1x1 32

is a convolution to 64 channels, and a module of three branches, whose outputs are joined. `0b_3x3` is short for
`Conv2d_0b_3x3`; the name tells the kernel, unless it follows the channels (there are two whose name tells another). `+`
stands between two convolutions that have the same input, and whose outputs are joined.
"""

from __future__ import annotations

from collections.abc import Callable

from pipeline_config_ls.architectures.tf1.layers import After, Layer, Stages, concatenated, conv2d, scope, sequence

Width = Callable[[int], int]


def read_stages(table: str, norm: After, width: Width = lambda channels: channels) -> Stages:
    """The stages of a table of this kind; `width` scales its channels."""
    stages: dict[str, Layer] = {}
    for line in filter(None, map(str.strip, table.splitlines())):
        name, colon, branches = line.partition(':')
        if colon:
            stages[name] = scope(name, read_branches(branches, norm, width))
        else:
            stages[name.split()[0]] = _convolution(line, norm, width)
    return stages


def read_branches(text: str, norm: After, width: Width = lambda channels: channels) -> Layer:
    """The branches of a module, side by side."""
    branches = (
        [_step(step, norm, width) for step in map(str.strip, branch.split(',')) if step != 'pool']
        for branch in text.split('|')
    )
    return concatenated(*(scope(f'Branch_{index}', *branch) for index, branch in enumerate(branches)))


def _step(text: str, norm: After, width: Width) -> Layer:
    convolutions = [_convolution(part, norm, width) for part in text.split('+')]
    return concatenated(*convolutions) if len(convolutions) > 1 else sequence(*convolutions)


def _convolution(text: str, norm: After, width: Width) -> Layer:
    place, channels, *other = text.split()
    height, breadth = (other[0] if other else place.rpartition('_')[2]).split('x')
    name = place if place.startswith('Conv') else f'Conv2d_{place}'
    return conv2d(name, width(int(channels)), (int(height), int(breadth)), norm)
