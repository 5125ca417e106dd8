"""Learns from an installation what neither the schema nor the planner knows: a fork's messages, extractors and models.

Only where a verification was asked for, and only what differs from the API that is known. What is learnt is read by
`analysis.learnt`, with whatever else is asked of a config from then on.
"""

from __future__ import annotations

import base64
from collections.abc import Iterable, Mapping
from typing import Any

from google.protobuf.descriptor_pb2 import FileDescriptorProto, FileDescriptorSet
from google.protobuf.message import Message

from pipeline_config_ls.analysis.learnt import INSTALLATION, SCHEMA_FILE, Learnt, answer_for, model_key
from pipeline_config_ls.schema.schema import Schema
from pipeline_config_ls.verify.process import Failure, OnStage, Worker
from pipeline_config_ls.verify.request import Request


def learn_messages(worker: Worker, learnt: Learnt, ours: Schema, on_stage: OnStage | None = None) -> bool | Failure:
    """Asks for the messages of the installation. Keeps them where they differ from ours; whether they do."""
    described = worker.ask('describe', on_stage=on_stage)
    if isinstance(described, Failure):
        return described
    note_installation(learnt, described['versions'], described['extractors'])
    theirs = [FileDescriptorProto.FromString(base64.b64decode(file)) for file in described['protos']]
    known = FileDescriptorSet.FromString(ours.descriptor_set).file
    differs = bool(_declared(theirs) - _declared(known))
    if differs:
        learnt.store.folder.mkdir(parents=True, exist_ok=True)
        (learnt.store.folder / SCHEMA_FILE).write_bytes(FileDescriptorSet(file=theirs).SerializeToString())
    return differs


def learn_model(worker: Worker, learnt: Learnt, model: Message, request: Request) -> None:
    """Asks for the objects of the model of a config, and keeps them for this `DetectionModel` message."""
    built = worker.ask('build', config=request.text, folder=request.folder, graph=True)
    if isinstance(built, dict) and built['raised'] is None:
        note_installation(learnt, built['versions'])
        learnt.store.put(model_key(model, request.framework), answer_for(model, request.framework, built))


def note_installation(learnt: Learnt, versions: Mapping[str, str], extractors: Mapping[str, Any] | None = None) -> None:
    """Keeps the versions of an installation, and the extractors that it registers."""
    known = learnt.store.get(INSTALLATION)
    before = known if isinstance(known, dict) else {}
    told = {} if extractors is None else {'extractors': extractors}
    learnt.store.put(INSTALLATION, {**before, 'versions': dict(versions), **told})


def _declared(files: Iterable[FileDescriptorProto]) -> set[tuple[str, str, int, int]]:
    """What a config can say: each field and value of an enumeration, with number and type."""
    found: set[tuple[str, str, int, int]] = set()
    for file in files:
        messages = [(f'{file.package}.{message.name}', message) for message in file.message_type]
        enums = [(f'{file.package}.{enum.name}', enum) for enum in file.enum_type]
        for name, message in messages:
            found.update((name, field.name, field.number, field.type) for field in message.field)
            messages += [(f'{name}.{nested.name}', nested) for nested in message.nested_type]
            enums += [(f'{name}.{enum.name}', enum) for enum in message.enum_type]
        for name, enum in enums:
            found.update((name, value.name, value.number, 0) for value in enum.value)
    return found
