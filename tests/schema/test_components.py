"""The values of string fields that name a component."""

from __future__ import annotations

import ast
import importlib.util
from pathlib import Path

import pytest

from pipeline_config_ls.schema import Framework, Kind, Schema, components_of
from pipeline_config_ls.schema.components import PROTOS, TABLES

# The tables of the API, by the file that has them: (name of the dict, field, framework).
REGISTERED = [
    ('builders/model_builder.py', 'SSD_KERAS_FEATURE_EXTRACTOR_CLASS_MAP', 'SsdFeatureExtractor.type', Framework.TF2),
    ('builders/model_builder.py', 'SSD_FEATURE_EXTRACTOR_CLASS_MAP', 'SsdFeatureExtractor.type', Framework.TF1),
    (
        'builders/model_builder.py',
        'FASTER_RCNN_KERAS_FEATURE_EXTRACTOR_CLASS_MAP',
        'FasterRcnnFeatureExtractor.type',
        Framework.TF2,
    ),
    (
        'builders/model_builder.py',
        'FASTER_RCNN_FEATURE_EXTRACTOR_CLASS_MAP',
        'FasterRcnnFeatureExtractor.type',
        Framework.TF1,
    ),
    (
        'builders/model_builder.py',
        'CENTER_NET_EXTRACTOR_FUNCTION_MAP',
        'CenterNetFeatureExtractor.type',
        Framework.TF2,
    ),
    ('eval_util.py', 'EVAL_METRICS_CLASS_DICT', 'EvalConfig.metrics_set', Framework.BOTH),
]


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


def test_defaults_are_known_components(schema: Schema) -> None:
    for full_name, table in TABLES.items():
        message, _, name = full_name.rpartition('.')
        default = schema.messages[message].fields[name].default
        assert not default or default in table.components


@pytest.mark.parametrize(
    ('field', 'framework', 'count'),
    [
        ('SsdFeatureExtractor.type', Framework.TF2, 15),
        ('SsdFeatureExtractor.type', Framework.TF1, 25),
        ('FasterRcnnFeatureExtractor.type', Framework.TF2, 7),
        ('FasterRcnnFeatureExtractor.type', Framework.TF1, 7),
        ('CenterNetFeatureExtractor.type', Framework.TF2, 14),
        ('EvalConfig.metrics_set', Framework.BOTH, 13),
    ],
)
def test_none_is_left_out(field: str, framework: Framework, count: int) -> None:
    components = TABLES[PROTOS + field].components.values()
    assert sum(component.framework is framework for component in components) == count


@pytest.mark.live
@pytest.mark.parametrize(('file', 'dictionary', 'field', 'framework'), REGISTERED)
def test_names_are_those_that_the_api_registers(file: str, dictionary: str, field: str, framework: Framework) -> None:
    """Read from the installed source: the TF1 tables do not even exist when it is imported under TF2."""
    spec = importlib.util.find_spec('object_detection')
    if spec is None or spec.origin is None:
        pytest.skip('the Object Detection API is not installed (make setup-tensorflow)')
    source = ast.parse((Path(spec.origin).parent / file).read_text(encoding='utf-8'))
    registered = {
        key.value
        for node in ast.walk(source)
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Dict)
        if isinstance(node.targets[0], ast.Name) and node.targets[0].id == dictionary
        for key in node.value.keys
        if isinstance(key, ast.Constant)
    }
    components = TABLES[PROTOS + field].components.values()
    assert {component.name for component in components if component.framework is framework} == registered
