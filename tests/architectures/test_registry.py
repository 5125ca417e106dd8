"""The feature extractors that the API registers, and what is said of a name that is none of them."""

from __future__ import annotations

import pytest
from google.protobuf import text_format

from pipeline_config_ls.architectures.build_error import CannotBuild
from pipeline_config_ls.architectures.framework import Framework
from pipeline_config_ls.architectures.plan import plan
from pipeline_config_ls.architectures.registry import (
    EXTRACTORS,
    AnyExtractor,
    components_of,
    counterpart,
    extractors,
    find,
    similar,
)
from pipeline_config_ls.schema import Availability, load_schema
from registered import names_in

TF1, TF2 = Framework.TF1, Framework.TF2
BUILDER = 'builders/model_builder.py'
REGISTERED = [
    (TF2, 'ssd', 15, 'SSD_KERAS_FEATURE_EXTRACTOR_CLASS_MAP'),
    (TF1, 'ssd', 25, 'SSD_FEATURE_EXTRACTOR_CLASS_MAP'),
    (TF2, 'faster_rcnn', 7, 'FASTER_RCNN_KERAS_FEATURE_EXTRACTOR_CLASS_MAP'),
    (TF1, 'faster_rcnn', 7, 'FASTER_RCNN_FEATURE_EXTRACTOR_CLASS_MAP'),
    (TF2, 'center_net', 14, 'CENTER_NET_EXTRACTOR_FUNCTION_MAP'),
]
EACH = pytest.mark.parametrize('extractor', [pytest.param(one, id=one.name) for one in EXTRACTORS])


def message_of(architecture: str, extractor: str = '') -> object:
    schema = load_schema()
    model = schema.message_class(schema.messages['object_detection.protos.DetectionModel'])
    return text_format.Merge(f'{architecture} {{ feature_extractor {{ {extractor} }} }}', model())


@pytest.mark.parametrize(('framework', 'architecture', 'count', 'table'), REGISTERED)
def test_none_is_left_out(framework: Framework, architecture: str, count: int, table: str) -> None:
    names = {extractor.name for extractor in extractors(framework, architecture)}
    assert len(extractors(framework, architecture)) == len(names) == count


@pytest.mark.live
@pytest.mark.parametrize(('framework', 'architecture', 'count', 'table'), REGISTERED)
def test_names_are_those_that_the_api_registers(
    framework: Framework, architecture: str, count: int, table: str
) -> None:
    assert {extractor.name for extractor in extractors(framework, architecture)} == names_in(BUILDER, table)


@EACH
def test_each_is_documented_and_names_fields_of_its_message(extractor: AnyExtractor) -> None:
    assert all(text.endswith('.') for text in (extractor.documentation, *extractor.ignores.values()))
    model = message_of(extractor.architecture)
    fields = getattr(model, extractor.architecture).feature_extractor.DESCRIPTOR.fields_by_name  # type: ignore[attr-defined]
    assert {*extractor.takes, *extractor.ignores} <= set(fields)


def test_values_of_a_type_field_are_all_extractors_of_both() -> None:
    field = load_schema().messages['object_detection.protos.FasterRcnnFeatureExtractor'].fields['type']
    table = components_of(field)
    assert table is not None
    assert table.components['faster_rcnn_resnet50'].availability is Availability.TF1
    assert table.components['faster_rcnn_resnet50_keras'].documentation.startswith('ResNet-50')


def test_no_other_field_names_extractors() -> None:
    field = load_schema().messages['object_detection.protos.InputReader'].fields['label_map_path']
    assert components_of(field) is None


def test_a_description_says_what_images_and_which_fields() -> None:
    found = find(TF2, 'ssd', 'ssd_resnet50_v1_fpn_keras')
    assert not isinstance(found, CannotBuild)
    assert found.describe() == (
        'ResNet-50 with a feature pyramid (RetinaNet).\n\n'
        'Images: usually 640×640 or 1024×1024, at least 129 pixels a side.\n\n'
        'Ignores\n'
        '- `fpn`: Its pyramid always has levels 3 to 7 and a depth of 256.\n'
        '- `use_depthwise`: Its convolutions are never depthwise.\n'
        '- `use_explicit_padding`: Its convolutions pad their own input.'
    )


@pytest.mark.parametrize(
    ('framework', 'architecture', 'name', 'reason'),
    [
        pytest.param(
            TF2,
            'faster_rcnn',
            'ssd_resnet50_v1_fpn_keras',
            '`ssd_resnet50_v1_fpn_keras` is a feature extractor of `ssd` in TensorFlow 2, not of `faster_rcnn` in '
            'TensorFlow 2. Use `faster_rcnn_resnet50_fpn_keras`.',
            id='of another meta-architecture',
        ),
        pytest.param(
            TF2,
            'ssd',
            'ssd_mobilenet_v2',
            '`ssd_mobilenet_v2` is a feature extractor of TensorFlow 1, not of TensorFlow 2. Use `ssd_mobilenet_v2_keras`.',
            id='of the other framework',
        ),
        pytest.param(
            TF1,
            'faster_rcnn',
            'faster_rcnn_resnet50_keras',
            '`faster_rcnn_resnet50_keras` is a feature extractor of TensorFlow 2, not of TensorFlow 1. '
            'Use `faster_rcnn_resnet50`.',
            id='and back',
        ),
        pytest.param(
            TF2,
            'ssd',
            'ssd_mobilnet_v2_keras',
            '`ssd` in TensorFlow 2 has no feature extractor `ssd_mobilnet_v2_keras`. Use `ssd_mobilenet_v2_keras`.',
            id='misspelt',
        ),
        pytest.param(
            TF1,
            'ssd',
            'lstm_mobilenet_v1',
            '`lstm_mobilenet_v1` belongs to research/lstm_object_detection, a project of its own that this API does not '
            'read. Use `ssd_mobilenet_v1`.',
            id='of another project',
        ),
        pytest.param(
            TF2,
            'ssd',
            '',
            'No feature extractor is chosen: `type` is empty. TensorFlow 2 has `ssd_mobilenet_v1_keras`, '
            '`ssd_mobilenet_v1_fpn_keras`, `ssd_mobilenet_v2_keras` and 12 others.',
            id='empty',
        ),
    ],
)
def test_what_is_said_of_a_name_that_is_none(framework: Framework, architecture: str, name: str, reason: str) -> None:
    model = message_of(architecture, f'type: "{name}"')
    assert plan(model, framework) == CannotBuild(f'{architecture}.feature_extractor.type', reason)


def test_the_same_network_comes_first_among_those_that_could_be_meant() -> None:
    assert similar(TF2, 'ssd', 'ssd_resnet50_v1_fpn')[0] == 'ssd_resnet50_v1_fpn_keras'
    assert similar(TF2, 'ssd', 'faster_rcnn_nas') == []


def test_a_network_has_another_name_in_the_other_framework() -> None:
    found = find(TF1, 'ssd', 'ssd_mobilenet_v1_ppn')
    assert not isinstance(found, CannotBuild)
    assert counterpart(found, TF2) is None
    assert counterpart(found, TF1) is found
