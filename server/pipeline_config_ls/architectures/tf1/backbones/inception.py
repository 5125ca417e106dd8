"""The Inceptions of TF-Slim, from their tables (`architectures/inception_notation.py`)."""

from __future__ import annotations

from pipeline_config_ls.architectures.inception_notation import Branch, Step, read_table
from pipeline_config_ls.architectures.inception_notation import read_branches as read_notation
from pipeline_config_ls.architectures.rules.widths import Width, as_they_are
from pipeline_config_ls.architectures.tf1.layers import After, Layer, Stages, concatenated, conv2d, scope, sequence


def read_stages(table: str, norm: After, width: Width = as_they_are) -> Stages:
    """The stages of a table; `width` scales its channels."""
    return {
        stage.name: _step(stage.step, norm, width)
        if stage.branches is None
        else scope(stage.name, _branches(stage.branches, norm, width))
        for stage in read_table(table)
    }


def read_branches(text: str, norm: After, width: Width = as_they_are) -> Layer:
    """The branches of a module, side by side."""
    return _branches(read_notation(text), norm, width)


def _branches(branches: tuple[Branch, ...], norm: After, width: Width) -> Layer:
    return concatenated(
        *(
            scope(f'Branch_{index}', *(_step(step, norm, width) for step in branch))
            for index, branch in enumerate(branches)
        )
    )


def _step(step: Step, norm: After, width: Width) -> Layer:
    convolutions = [conv2d(name, width(channels), kernel, norm) for name, channels, kernel in step]
    return concatenated(*convolutions) if len(convolutions) > 1 else sequence(*convolutions)
