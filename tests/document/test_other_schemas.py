"""What the API's own protos have no example of: extensions, Any, groups, maps of messages, enums that are open."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from google.protobuf import any_pb2, text_format
from google.protobuf.descriptor_pb2 import FileDescriptorProto, FileDescriptorSet
from google.protobuf.message import Message

from pipeline_config_ls.checks import text_problems
from pipeline_config_ls.document import open_document
from pipeline_config_ls.schema import Schema, load_schema
from pipeline_config_ls.textproto import merge_line

PROTO2 = """
syntax = "proto2";
package test;
import "google/protobuf/any.proto";
import "test/open.proto";
message Root {
  optional int32 number = 1;
  optional google.protobuf.Any any = 2;
  map<string, Root> named = 3;
  map<int32, string> by_number = 4;
  repeated group Entry = 5 { optional string key = 1; }
  optional Closed closed = 6;
  optional Opened opened = 7;
  optional bytes data = 8;
  optional Root inner = 9;
  optional group Single = 12 { optional int32 number = 1; }
  oneof choice { int32 first = 10; Root second = 11; }
  extensions 100 to 200;
}
message Plain { optional int32 number = 1; extensions 100 to 200; }
enum Closed { ZERO = 0; ONE = 1; }
extend Root {
  optional int32 extra = 100;
  repeated Plain extra_plain = 101;
  optional Root extra_root = 102;
  repeated string extra_strings = 103;
}
extend Plain { optional int32 of_plain = 100; }
"""
PROTO3 = """
syntax = "proto3";
package test;
message Opened { int32 number = 1; optional int32 maybe = 2; Kind kind = 3; }
enum Kind { NONE = 0; SOME = 1; }
"""


@pytest.fixture(scope='module')
def other(tmp_path_factory: pytest.TempPathFactory) -> Schema:
    folder: Path = tmp_path_factory.mktemp('protos')
    (folder / 'test').mkdir()
    (folder / 'test' / 'root.proto').write_text(PROTO2)
    (folder / 'test' / 'open.proto').write_text(PROTO3)
    compiled = folder / 'set.binpb'
    files = ['test/open.proto', 'test/root.proto']
    # In a process of its own: protoc and TensorFlow bring a libprotobuf each, and one process cannot hold both.
    protoc = [sys.executable, '-m', 'grpc_tools.protoc', f'-I{folder}', f'--descriptor_set_out={compiled}']
    subprocess.run([*protoc, *files], check=True)
    any_file = FileDescriptorProto()
    any_pb2.DESCRIPTOR.CopyToProto(any_file)
    ours = FileDescriptorSet.FromString(compiled.read_bytes())
    return load_schema(FileDescriptorSet(file=[any_file, *ours.file]).SerializeToString())


@pytest.mark.parametrize(
    'text',
    [
        'number: 1 [test.extra]: 2',
        '[test.extra]: 1 [test.extra]: 2',
        '[test.extra_plain] { number: 1 [test.of_plain]: 2 } [test.extra_plain]: [{ number: 3 }, {}]',
        '[test.extra_root] { [test . extra]: 1 } [test.extra_root] { number: 2 }',
        '[test.extra_strings]: ["a", "b"] inner { [test.extra_strings]: "c" }',
        '[test.unheard]: 1',
        '[test.of_plain]: 1',
        '[test.extra: 1',
        '[test.extra x]: 1',
        '[test.]: 1',
        '[\ntest\n.\nunheard test\n.\nunheard',
        'closed: ONE[\nclosed x\nclosed: ONE',
        'closed: ONE [\n test\n.\nunheard\n]: 1',
        'any { [type.googleapis.com/test.Plain] { number: 1 [test.of_plain]: 2 } }',
        'any { [type.googleapis.com/test.Plain] < number: 1 > }',
        'any { [type.googleapis.com/test.Plain]: { number: "x" } }',
        'any { [type.googleapis.com/test.Unheard] { } }',
        'any { [test.Plain] { } }',
        'any { [/test.Plain] { } }',
        'any { type_url: "a/b" value: "\\x01" }',
        'any {\n[type.googleapis.com/test.Plain]: 1 }',
        'inner { [type.googleapis.com/test.Plain] { } }',
        'named { key: "a" value { number: 1 } } named { key: "b" } named { value { number: 2 } }',
        'named { key: "a" value { number: 1 } } named { key: "a" value { data: "x" } }',
        'named [{ key: "a" }, { key: "b" value { named { key: "c" } } }]',
        'by_number { key: 1 value: "x" } by_number { value: "y" } by_number { key: 1 }',
        'named { key: 1 }',
        'Entry { key: "a" } Entry { key: "b" }',
        'entry { key: "a" }',
        'Single { number: 1 } single { number: 2 } Single { }',
        'ENTRY { key: "a" }',
        'closed: 1 opened { kind: 7 number: 0 maybe: 0 }',
        'opened { kind: -1 } opened { kind: SOME }',
        'closed: 7',
        'data: "\\xff\\001" data: "é"',
        'second { number: 1 } first: 1 second { data: "x" }',
        'first: 1 second { } first: 2',
        'inner { inner { inner { number: 1 } } } inner { inner { inner { data: "x" } number: 2 } }',
    ],
)
def test_agrees_with_merge(other: Schema, text: str) -> None:
    document = open_document(text, schema=other, root='test.Root')
    merged, error = merge(other, text)
    if error is None:
        assert document.faults == ()
        assert document.message == merged
    else:
        assert document.faults, error
        first = document.faults[0]
        noticed = first.noticed if first.reported is None else first.reported
        assert error.GetLine() in (None, merge_line(text, noticed)), error


def merge(schema: Schema, text: str) -> tuple[Message, text_format.ParseError | None]:
    merged = schema.message_class(schema.messages['test.Root'])()
    try:
        text_format.Merge(text, merged, descriptor_pool=schema.pool)
    except text_format.ParseError as error:
        return merged, error
    return merged, None


def test_deep_blocks_are_bound(other: Schema) -> None:
    document = open_document('inner {' * 90 + 'number: 1' + '}' * 90, schema=other, root='test.Root')
    assert document.faults == ()
    assert document.where('.'.join(['inner'] * 90 + ['number'])).scalar == 1


@pytest.mark.parametrize(
    ('text', 'code'),
    [
        ('any { [type.googleapis.com/test.Unheard] { } }', 'unknown-type-url'),
        ('any { [test.Plain] { } }', 'bad-type-url'),
    ],
)
def test_what_an_any_cannot_hold_has_a_code(other: Schema, text: str, code: str) -> None:
    assert code in [problem.code for problem in text_problems(open_document(text, schema=other, root='test.Root'))]
