"""The values of string fields that name a component."""

from __future__ import annotations

import pytest

from pipeline_config_ls.schema import Kind, Schema, components_of
from pipeline_config_ls.schema.components import PROTOS, TABLES
from registered import names_in


def test_tables_belong_to_string_fields(schema: Schema) -> None:
    for full_name, table in TABLES.items():
        message, _, name = full_name.rpartition('.')
        field = schema.messages[message].fields[name]
        assert field.kind is Kind.STRING
        assert components_of(field) is table
    assert components_of(schema.messages[PROTOS + 'InputReader'].fields['label_map_path']) is None


def test_every_component_is_documented() -> None:
    for table in TABLES.values():
        for name, component in table.components.items():
            assert component.name == name
            assert component.documentation.endswith('.')
            assert component.documentation.rstrip('.').lower() != name.replace('_', ' ')


def test_components_of_a_field_differ_in_what_they_say() -> None:
    for full_name, table in TABLES.items():
        texts = [component.documentation for component in table.components.values()]
        assert len(set(texts)) == len(texts), full_name


def test_defaults_are_known_components(schema: Schema) -> None:
    for full_name, table in TABLES.items():
        message, _, name = full_name.rpartition('.')
        default = schema.messages[message].fields[name].default
        assert not default or default in table.components


@pytest.mark.live
def test_metrics_are_those_that_the_api_knows() -> None:
    registered = names_in('eval_util.py', 'EVAL_METRICS_CLASS_DICT')
    assert set(TABLES[PROTOS + 'EvalConfig.metrics_set'].components) == registered
