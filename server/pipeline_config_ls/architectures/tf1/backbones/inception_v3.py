"""Inception V3 of TF-Slim (nets/inception_v3.py)."""

from __future__ import annotations

from pipeline_config_ls.architectures.rules.widths import Width
from pipeline_config_ls.architectures.tf1.backbones.inception import read_stages
from pipeline_config_ls.architectures.tf1.layers import After, Stages

MODULES = """
    Conv2d_1a_3x3 32
    Conv2d_2a_3x3 32
    Conv2d_2b_3x3 64
    Conv2d_3b_1x1 80
    Conv2d_4a_3x3 192
    Mixed_5b: 0a_1x1 64 | 0a_1x1 48, 0b_5x5 64 | 0a_1x1 64, 0b_3x3 96, 0c_3x3 96 | pool, 0b_1x1 32
    Mixed_5c: 0a_1x1 64 | 0b_1x1 48, Conv_1_0c_5x5 64 | 0a_1x1 64, 0b_3x3 96, 0c_3x3 96 | pool, 0b_1x1 64
    Mixed_5d: 0a_1x1 64 | 0a_1x1 48, 0b_5x5 64 | 0a_1x1 64, 0b_3x3 96, 0c_3x3 96 | pool, 0b_1x1 64
    Mixed_6a: 1a_1x1 384 3x3 | 0a_1x1 64, 0b_3x3 96, 1a_1x1 96 3x3 | pool
    Mixed_6b: 0a_1x1 192 | 0a_1x1 128, 0b_1x7 128, 0c_7x1 192 | 0a_1x1 128, 0b_7x1 128, 0c_1x7 128, 0d_7x1 128, 0e_1x7 192 | pool, 0b_1x1 192
    Mixed_6c: 0a_1x1 192 | 0a_1x1 160, 0b_1x7 160, 0c_7x1 192 | 0a_1x1 160, 0b_7x1 160, 0c_1x7 160, 0d_7x1 160, 0e_1x7 192 | pool, 0b_1x1 192
    Mixed_6d: 0a_1x1 192 | 0a_1x1 160, 0b_1x7 160, 0c_7x1 192 | 0a_1x1 160, 0b_7x1 160, 0c_1x7 160, 0d_7x1 160, 0e_1x7 192 | pool, 0b_1x1 192
    Mixed_6e: 0a_1x1 192 | 0a_1x1 192, 0b_1x7 192, 0c_7x1 192 | 0a_1x1 192, 0b_7x1 192, 0c_1x7 192, 0d_7x1 192, 0e_1x7 192 | pool, 0b_1x1 192
    Mixed_7a: 0a_1x1 192, 1a_3x3 320 | 0a_1x1 192, 0b_1x7 192, 0c_7x1 192, 1a_3x3 192 | pool
    Mixed_7b: 0a_1x1 320 | 0a_1x1 384, 0b_1x3 384 + 0b_3x1 384 | 0a_1x1 448, 0b_3x3 384, 0c_1x3 384 + 0d_3x1 384 | pool, 0b_1x1 192
    Mixed_7c: 0a_1x1 320 | 0a_1x1 384, 0b_1x3 384 + 0c_3x1 384 | 0a_1x1 448, 0b_3x3 384, 0c_1x3 384 + 0d_3x1 384 | pool, 0b_1x1 192
"""


def inception_v3(norm: After, width: Width) -> Stages:
    """The network without the classifier."""
    return read_stages(MODULES, norm, width)
