"""Our .proto files say what the package's descriptors say: names, numbers, types, labels, defaults, all of it."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest
from google.protobuf.descriptor_pb2 import FileDescriptorSet

from pipeline_config_ls.schema import Schema

TESTS = Path(__file__).parents[1]


@pytest.fixture(scope='module')
def recorder() -> ModuleType:
    spec = importlib.util.spec_from_file_location('record_schema', TESTS.parent / 'oracle' / 'record_schema.py')
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope='module')
def ours(schema: Schema, recorder: ModuleType) -> list[str]:
    facts: list[str] = recorder.facts(FileDescriptorSet.FromString(schema.descriptor_set).file)
    return facts


def test_every_fact_is_as_recorded(ours: list[str], recorder: ModuleType) -> None:
    recorded = recorder.RECORDED.read_text(encoding='utf-8').splitlines()
    assert ours == recorded
    assert sum(line.startswith('field\t') for line in recorded) == 840 + 3 + 11  # target assigner, label maps


@pytest.mark.live
def test_every_fact_is_as_in_the_installed_package(ours: list[str], recorder: ModuleType) -> None:
    pytest.importorskip('object_detection.protos')
    assert ours == recorder.facts(recorder.package_files())
