"""Inception V2 of TF-Slim (nets/inception_v2.py)."""

from __future__ import annotations

from pipeline_config_ls.architectures.rules.widths import Width, as_they_are
from pipeline_config_ls.architectures.tf1.backbones.inception import read_stages
from pipeline_config_ls.architectures.tf1.layers import After, Stages, separable_conv2d

FIRST_CHANNELS = 64
MODULES = """
    Conv2d_2b_1x1 64
    Conv2d_2c_3x3 192
    Mixed_3b: 0a_1x1 64 | 0a_1x1 64, 0b_3x3 64 | 0a_1x1 64, 0b_3x3 96, 0c_3x3 96 | pool, 0b_1x1 32
    Mixed_3c: 0a_1x1 64 | 0a_1x1 64, 0b_3x3 96 | 0a_1x1 64, 0b_3x3 96, 0c_3x3 96 | pool, 0b_1x1 64
    Mixed_4a: 0a_1x1 128, 1a_3x3 160 | 0a_1x1 64, 0b_3x3 96, 1a_3x3 96 | pool
    Mixed_4b: 0a_1x1 224 | 0a_1x1 64, 0b_3x3 96 | 0a_1x1 96, 0b_3x3 128, 0c_3x3 128 | pool, 0b_1x1 128
    Mixed_4c: 0a_1x1 192 | 0a_1x1 96, 0b_3x3 128 | 0a_1x1 96, 0b_3x3 128, 0c_3x3 128 | pool, 0b_1x1 128
    Mixed_4d: 0a_1x1 160 | 0a_1x1 128, 0b_3x3 160 | 0a_1x1 128, 0b_3x3 160, 0c_3x3 160 | pool, 0b_1x1 96
    Mixed_4e: 0a_1x1 96 | 0a_1x1 128, 0b_3x3 192 | 0a_1x1 160, 0b_3x3 192, 0c_3x3 192 | pool, 0b_1x1 96
    Mixed_5a: 0a_1x1 128, 1a_3x3 192 | 0a_1x1 192, 0b_3x3 256, 1a_3x3 256 | pool
    Mixed_5b: 0a_1x1 352 | 0a_1x1 192, 0b_3x3 320 | 0a_1x1 160, 0b_3x3 224, 0c_3x3 224 | pool, 0b_1x1 128
    Mixed_5c: 0a_1x1 352 | 0a_1x1 192, 0b_3x3 320 | 0a_1x1 192, 0b_3x3 224, 0c_3x3 224 | pool, 0b_1x1 128
"""


def inception_v2(norm: After, width: Width = as_they_are) -> Stages:
    """The network without the classifier."""
    first = width(FIRST_CHANNELS)
    multiplier = min(first // 3, 8)
    return {
        'Conv2d_1a_7x7': separable_conv2d('Conv2d_1a_7x7', first, 7, norm, multiplier=multiplier),
        **read_stages(MODULES, norm, width),
    }
