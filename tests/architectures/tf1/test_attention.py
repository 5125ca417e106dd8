"""Attention blocks, in and beside their scopes."""

from __future__ import annotations

from google.protobuf import text_format

from pipeline_config_ls.architectures.tf1.attention import attention
from pipeline_config_ls.schema.schema import load_schema

SCHEMA = load_schema()


def weights(text: str) -> dict[str, tuple[int, ...]]:
    message = SCHEMA.message_class(SCHEMA.messages['object_detection.protos.Context'])
    found = attention(text_format.Merge(text, message()), 8)
    return {name.removesuffix('/weights'): shape for name, shape in found.items() if name.endswith('/weights')}


def test_a_block_projects_queries_keys_values_and_back() -> None:
    assert weights('attention_bottleneck_dimension: 4 context_feature_length: 5') == {
        'AttentionBlock0_AttentionLayer0/fully_connected': (8, 4),
        'AttentionBlock0_AttentionLayer0/fully_connected_1': (5, 4),
        'AttentionBlock0_AttentionLayer0/fully_connected_2': (5, 4),
        'fully_connected': (4, 8),
    }


def test_attention_to_itself_comes_first() -> None:
    found = weights('use_self_attention: true num_attention_heads: 2')
    assert [name for name in found if '/' not in name] == ['fully_connected', 'fully_connected_1', 'fully_connected_2']
    assert found['SelfAttentionBlock/fully_connected_1'] == (8, 2048)
    assert 'AttentionBlock1_AttentionLayer0/fully_connected' in found
