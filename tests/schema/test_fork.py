"""Forks: a descriptor set or a folder of .proto files, merged over our schema."""

from __future__ import annotations

from pathlib import Path

import pytest
from google.protobuf.descriptor_pb2 import FieldDescriptorProto, FileDescriptorProto, FileDescriptorSet
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline_config_ls.schema import PIPELINE, Schema
from pipeline_config_ls.schema.fork import ForkFault, load_fork, merge

SSD = 'object_detection.protos.Ssd'
EXTENSION = """
syntax = "proto2";
package my_fork.protos;
import "object_detection/protos/pipeline.proto";
// What my fork adds.
message Temporal {
  // Frames that one step sees. Two sentences.
  optional int32 frames = 1 [default = 4];
}
extend object_detection.protos.TrainEvalPipelineConfig {
  optional Temporal temporal = 205743444;
}
"""


def ours(schema: Schema, name: str) -> FileDescriptorProto:
    files = FileDescriptorSet.FromString(schema.descriptor_set).file
    return next(file for file in files if file.name == f'object_detection/protos/{name}.proto')


def saved(folder: Path, *files: FileDescriptorProto) -> Path:
    path = folder / 'fork.binpb'
    path.write_bytes(FileDescriptorSet(file=files).SerializeToString())
    return path


def with_new_field(file: FileDescriptorProto) -> FileDescriptorProto:
    message = next(message for message in file.message_type if message.name == 'Ssd')
    field = message.field.add(name='my_new_head', number=900, label=FieldDescriptorProto.LABEL_OPTIONAL)
    field.type = FieldDescriptorProto.TYPE_BOOL
    return file


def loaded(path: Path, base: Schema) -> Schema:
    fork = load_fork(path, base)
    assert isinstance(fork, Schema), fork
    return fork


def test_a_file_of_the_same_name_replaces_ours(schema: Schema, tmp_path: Path) -> None:
    fork = loaded(saved(tmp_path, with_new_field(ours(schema, 'ssd'))), schema)
    assert fork.messages[SSD].fields['my_new_head'].number == 900
    assert 'my_new_head' not in schema.messages[SSD].fields
    assert fork.messages.keys() == schema.messages.keys()
    assert fork.message_class(fork.messages[PIPELINE])().model.ssd.my_new_head is False  # type: ignore[attr-defined]


def test_a_file_under_another_name_replaces_ours(schema: Schema, tmp_path: Path) -> None:
    """As a set compiled inside `protos/` has it: `ssd.proto`, with model.proto still importing ours."""
    moved = with_new_field(ours(schema, 'ssd'))
    moved.name = 'protos/ssd.proto'
    fork = loaded(saved(tmp_path, moved), schema)
    assert 'my_new_head' in fork.messages[SSD].fields
    assert fork.messages['object_detection.protos.DetectionModel'].fields['ssd'].message is fork.messages[SSD]


def test_documentation_of_what_is_not_forked_stays(schema: Schema, tmp_path: Path) -> None:
    fork = loaded(saved(tmp_path, with_new_field(ours(schema, 'ssd'))), schema)
    train = 'object_detection.protos.TrainConfig'
    assert fork.documentation(fork.messages[train]) == schema.documentation(schema.messages[train])
    assert fork.location(fork.messages[train]) == schema.location(schema.messages[train])


def test_imports_of_google_may_be_left_out(schema: Schema, tmp_path: Path) -> None:
    file = FileDescriptorProto(name='mine.proto', package='mine', dependency=['google/protobuf/any.proto'])
    message = file.message_type.add(name='Holder')
    message.field.add(name='anything', number=1, label=1, type=11, type_name='.google.protobuf.Any')
    fork = loaded(saved(tmp_path, file), schema)
    held = fork.messages['mine.Holder'].fields['anything'].message
    assert held is fork.messages['google.protobuf.Any']


def test_other_imports_are_asked_for(schema: Schema, tmp_path: Path) -> None:
    file = FileDescriptorProto(name='mine.proto', dependency=['yours.proto'])
    fault = load_fork(saved(tmp_path, file), schema)
    assert isinstance(fault, ForkFault)
    assert (
        fault.message == '`fork.binpb` imports `yours.proto` but does not have it; compile it with --include_imports.'
    )


@pytest.mark.parametrize('content', [b'', b'syntax = "proto2";', b'\xff' * 100])
def test_what_is_no_descriptor_set_is_told(schema: Schema, tmp_path: Path, content: bytes) -> None:
    path = tmp_path / 'fork.binpb'
    path.write_bytes(content)
    fault = load_fork(path, schema)
    assert isinstance(fault, ForkFault)
    assert fault.message.startswith('`fork.binpb` is not a descriptor set.')


def test_a_file_that_is_not_there_is_told(schema: Schema, tmp_path: Path) -> None:
    fault = load_fork(tmp_path / 'gone.binpb', schema)
    assert isinstance(fault, ForkFault)
    assert 'could not be read: No such file or directory.' in fault.message


def test_a_set_that_contradicts_itself_is_told(schema: Schema, tmp_path: Path) -> None:
    file = FileDescriptorProto(name='mine.proto', package='mine')
    file.message_type.add(name='Holder').field.add(name='x', number=1, label=1, type=11, type_name='.mine.Nobody')
    fault = load_fork(saved(tmp_path, file), schema)
    assert isinstance(fault, ForkFault)
    assert fault.message.startswith('`fork.binpb` does not agree with itself')


def test_files_that_import_each_other_are_told(schema: Schema, tmp_path: Path) -> None:
    files = [
        FileDescriptorProto(name='a.proto', dependency=['b.proto']),
        FileDescriptorProto(name='b.proto', dependency=['a.proto']),
    ]
    fault = load_fork(saved(tmp_path, *files), schema)
    assert isinstance(fault, ForkFault)
    assert fault.message.startswith('`fork.binpb` has files that import each other: ')


@given(data=st.data())
@settings(max_examples=60, deadline=None)
def test_no_damage_raises(schema: Schema, data: st.DataObject) -> None:
    """A cut, flipped or made-up descriptor set gives a schema or a fault."""
    whole = ours(schema, 'optimizer').SerializeToString()
    content = FileDescriptorSet(file=[ours(schema, 'optimizer')]).SerializeToString()
    at = data.draw(st.integers(0, len(content) - 1))
    damaged = data.draw(
        st.sampled_from((content[:at], content[:at] + b'\xff' + content[at + 1 :], content + whole)) | st.binary()
    )
    fork = merge(Path('fork.binpb'), damaged, schema, ())
    assert isinstance(fork, ForkFault) or fork.documentation(fork.messages[PIPELINE])


@pytest.mark.parametrize('named', ['.', 'my_fork', 'my_fork/protos'])
def test_a_folder_is_compiled_wherever_it_is_named(schema: Schema, tmp_path: Path, named: str) -> None:
    pytest.importorskip('grpc_tools', reason='compiling .proto files needs grpcio-tools')
    protos = tmp_path / 'my_fork' / 'protos'
    protos.mkdir(parents=True)
    (protos / 'temporal.proto').write_text(EXTENSION, encoding='utf-8')
    (protos / 'user.proto').write_text(
        'syntax = "proto2";\nimport "my_fork/protos/temporal.proto";\n'
        'message User { optional my_fork.protos.Temporal temporal = 1; }\n',
        encoding='utf-8',
    )
    fork = loaded(tmp_path / named, schema)
    extension = fork.messages[PIPELINE].extensions['my_fork.protos.temporal']
    assert extension is fork.extensions['my_fork.protos.temporal']
    assert extension.is_extension
    assert extension.message
    frames = extension.message.fields['frames']
    assert frames.default == 4
    assert fork.documentation(frames) == 'Frames that one step sees. Two sentences.'
    location = fork.location(frames)
    assert location is not None
    assert location.path == protos / 'temporal.proto'
    assert fork.messages['User'].full_name == 'User'


def test_a_proto_that_does_not_compile_is_told_in_the_words_of_protoc(schema: Schema, tmp_path: Path) -> None:
    pytest.importorskip('grpc_tools', reason='compiling .proto files needs grpcio-tools')
    (tmp_path / 'mine.proto').write_text('syntax = "proto2";\nmessage {', encoding='utf-8')
    fault = load_fork(tmp_path, schema)
    assert isinstance(fault, ForkFault)
    assert 'mine.proto:2:9: Expected message name.' in fault.message


def test_a_folder_without_protos_is_told(schema: Schema, tmp_path: Path) -> None:
    fault = load_fork(tmp_path, schema)
    assert isinstance(fault, ForkFault)
    assert fault.message.endswith('holds no .proto files.')
