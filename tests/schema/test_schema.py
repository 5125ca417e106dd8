"""Loading our own schema: look-ups, defaults, declarations, and a pool that nothing else shares."""

from __future__ import annotations

import subprocess
import sys

from pipeline_config_ls.schema import LABEL_MAP, PIPELINE, Kind, Label, Schema

PACKAGE = 'object_detection.protos.'


def reached(schema: Schema, root: str) -> set[str]:
    """The files that a message needs: its own, and those of the messages of its fields."""
    seen, waiting = set(), [schema.messages[root]]
    while waiting:
        message = waiting.pop()
        if message.full_name not in seen:
            seen.add(message.full_name)
            waiting += [field.message for field in message.fields.values() if field.message]
    return {schema.messages[name].file for name in seen}


def test_what_a_pipeline_config_may_hold_is_counted(schema: Schema) -> None:
    """pipeline.proto and its imports; label maps and the target assigner are files of their own."""
    others = {f'object_detection/protos/{name}.proto' for name in ('string_int_label_map', 'target_assigner')}
    messages = [message for message in schema.messages.values() if message.file not in others]
    assert len({message.file for message in messages}) == 32
    assert len(messages) == 162
    assert sum(len(message.fields) for message in messages) == 840
    assert len(schema.enums) - 1 == 20  # without LVISFrequency, of label maps
    assert sum(message.is_map_entry for message in messages) == 5
    assert sum(bool(message.extension_ranges) for message in messages) == 3
    assert others.isdisjoint(reached(schema, PIPELINE))


def test_a_field_has_its_facts(schema: Schema) -> None:
    train = schema.messages[PACKAGE + 'TrainConfig']
    field = train.fields['from_detection_checkpoint']
    assert (field.number, field.kind, field.label) == (8, Kind.BOOL, Label.OPTIONAL)
    assert (field.deprecated, field.default, field.parent) == (True, False, train)
    version = train.fields['fine_tune_checkpoint_version']
    assert version.enum is schema.enums[PACKAGE + 'CheckpointVersion']
    assert isinstance(version.default, int)
    assert version.enum.by_number[version.default].name == 'V1'
    assert [value.name for value in version.enum.by_name.values()] == ['UNKNOWN', 'V1', 'V2']


def test_a_repeated_message_has_no_default(schema: Schema) -> None:
    field = schema.messages[PACKAGE + 'TrainConfig'].fields['data_augmentation_options']
    assert field.is_repeated
    assert not field.is_map
    assert field.default is None
    assert field.message is schema.messages[PACKAGE + 'PreprocessingStep']


def test_a_map_is_repeated_messages_of_key_and_value(schema: Schema) -> None:
    field = schema.messages[PACKAGE + 'CenterNet.KeypointEstimation'].fields['keypoint_label_to_std']
    assert field.is_map
    assert field.message is not None
    assert {name: entry.kind for name, entry in field.message.fields.items()} == {
        'key': Kind.STRING,
        'value': Kind.FLOAT,
    }


def test_members_of_a_oneof_know_each_other(schema: Schema) -> None:
    model = schema.messages[PACKAGE + 'DetectionModel']
    oneof = model.fields['ssd'].oneof
    assert oneof is model.oneofs['model']
    assert oneof.members == ('faster_rcnn', 'ssd', 'experimental_model', 'center_net')


def test_a_declaration_is_found_in_its_proto_file(schema: Schema) -> None:
    for item in (
        schema.messages[PIPELINE],
        schema.messages[LABEL_MAP].fields['item'],
        schema.enums[PACKAGE + 'Hyperparams.Op'].by_name['CONV'],
        schema.messages[PACKAGE + 'DetectionModel'].oneofs['model'],
    ):
        location = schema.location(item)
        assert location is not None
        line = location.path.read_text(encoding='utf-8').splitlines()[location.line]
        assert line[location.start : location.end] == item.name


def test_a_map_entry_is_declared_nowhere(schema: Schema) -> None:
    entry = schema.messages[PACKAGE + 'CenterNet.KeypointEstimation.KeypointLabelToStdEntry']
    assert schema.location(entry) is None
    assert schema.documentation(entry) == ''


def test_a_message_class_takes_text(schema: Schema) -> None:
    message = schema.message_class(schema.messages[PIPELINE])()
    assert message.DESCRIPTOR.full_name == PIPELINE
    assert message.train_config.batch_size == 32  # type: ignore[attr-defined]


def test_the_default_pool_stays_as_it_was() -> None:
    """The API's own modules register in the default pool, and would clash with ours."""
    program = (
        'from google.protobuf import descriptor_pool\n'
        'from pipeline_config_ls.schema import PIPELINE, load_schema\n'
        'load_schema().message_class(load_schema().messages[PIPELINE])\n'
        'try:\n    descriptor_pool.Default().FindMessageTypeByName(PIPELINE)\n'
        'except KeyError:\n    print("untouched")\n'
    )
    run = subprocess.run([sys.executable, '-c', program], capture_output=True, text=True, check=True)
    assert run.stdout == 'untouched\n'
