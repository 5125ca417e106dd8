"""Inception-ResNet V2, in the notation of `architectures/inception_notation.py`."""

from __future__ import annotations

START = """
    Conv2d_1a_3x3 32
    Conv2d_2a_3x3 32
    Conv2d_2b_3x3 64
    MaxPool_3a_3x3 pool
    Conv2d_3b_1x1 80
    Conv2d_4a_3x3 192
    MaxPool_5a_3x3 pool
    Mixed_5b: 1x1 96 | 0a_1x1 48, 0b_5x5 64 | 0a_1x1 64, 0b_3x3 96, 0c_3x3 96 | pool, 0b_1x1 64
"""
BLOCK_35 = '1x1 32 | 0a_1x1 32, 0b_3x3 32 | 0a_1x1 32, 0b_3x3 48, 0c_3x3 64'
MIXED_6A = 'Mixed_6a: 1a_3x3 384 | 0a_1x1 256, 0b_3x3 256, 1a_3x3 384 | pool'
BLOCK_17 = '1x1 192 | 0a_1x1 128, 0b_1x7 160, 0c_7x1 192'
MIXED_7A = 'Mixed_7a: 0a_1x1 256, 1a_3x3 384 | 0a_1x1 256, 1a_3x3 288 | 0a_1x1 256, 0b_3x3 288, 1a_3x3 320 | pool'
BLOCK_8 = '1x1 192 | 0a_1x1 192, 0b_1x3 224, 0c_3x1 256'
LAST = 'Conv2d_7b_1x1 1536'

BLOCKS_35, BLOCKS_17, BLOCKS_8 = 10, 20, 9
"""How often each kind of block is repeated; one more of the last kind follows, without an activation."""
