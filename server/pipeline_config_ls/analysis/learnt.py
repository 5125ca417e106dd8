"""What was learnt of an installation of the API when its TensorFlow was asked: a fork's extractors, models and messages.

Reads what `verify.learning` has written; it never asks itself. By interpreter: another one may have another fork.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

from google.protobuf.message import Message

from pipeline_config_ls.architectures.framework import Framework
from pipeline_config_ls.architectures.plan import Plan
from pipeline_config_ls.architectures.tf1.plan import Tf1Plan
from pipeline_config_ls.architectures.tf2.plan import Tf2Plan
from pipeline_config_ls.architectures.tf2.trackable import Trackable
from pipeline_config_ls.architectures.variable import Variable
from pipeline_config_ls.files.store import Store, cache_folder, digest
from pipeline_config_ls.schema import Schema, load_schema
from pipeline_config_ls.schema.fork import ForkFault, load_fork

SCHEMA_FILE = 'schema.binpb'
INSTALLATION = 'installation'
_BACKBONE = 'feature_extractor'


class Learnt:
    """What is known of the installation of one interpreter."""

    def __init__(self, executable: str, root: Path | None = None) -> None:
        self.executable = executable
        self.store = Store((root or cache_folder()) / 'learnt' / digest(os.path.realpath(executable)))

    @property
    def schema(self) -> Path | None:
        """The descriptor set of its messages; None where they are ours, or nobody has asked."""
        file = self.store.folder / SCHEMA_FILE
        return file if file.is_file() else None

    @property
    def versions(self) -> dict[str, str]:
        """The versions of what is installed there (`tensorflow`, `keras`), as of when it was last asked; empty if it never was."""
        known = self.store.get(INSTALLATION)
        versions = known.get('versions') if isinstance(known, dict) else None
        return versions if isinstance(versions, dict) else {}

    def source(self) -> str:
        """Where it is learnt from, for the person."""
        version = self.versions.get('tensorflow', '')
        return f'TensorFlow {version} of {self.executable}' if version else self.executable

    def plan(self, model: Message, framework: Framework) -> Plan | None:
        """What its builder has made of a `DetectionModel` message; None where it was not asked."""
        return self._read(self.store.get(model_key(model, framework)))

    @cached_property
    def models(self) -> tuple[Tf2Plan, ...]:
        """All its models for TensorFlow 2, to identify checkpoints by."""
        found = (self._read(self.store.get(file.stem)) for file in sorted(self.store.folder.glob('*.json')))
        return tuple(plan for plan in found if isinstance(plan, Tf2Plan))

    def _read(self, answer: Any) -> Plan | None:
        """A plan from what `verify.learning` has kept."""
        try:
            architecture, extractor = answer['architecture'], answer['extractor']
            if answer['framework'] == Framework.TF1.value:
                return Tf1Plan(architecture, extractor, _variables(answer['variables']), learnt_from=self.source())
            built, backbone = _objects(answer)
            return Tf2Plan(architecture, extractor, built, backbone, learnt_from=self.source())
        except (KeyError, IndexError, TypeError, ValueError):  # none, of another version, or damaged
            return None


def load_schema_with(fork: str | None, learnt: Learnt | None, ours: Schema | None = None) -> Schema | ForkFault:
    """Our schema with a fork's over it: the one that a setting names, else the one that was learnt, if that can be read."""
    ours = ours or load_schema()
    if fork:
        return load_fork(Path(fork), ours)
    if learnt is None or learnt.schema is None:
        return ours
    found = load_fork(learnt.schema, ours)
    return ours if isinstance(found, ForkFault) else found


def answer_for(model: Message, framework: Framework, built: Mapping[str, Any]) -> dict[str, Any]:
    """What is kept of a model: the worker's answer to `build`, and what it is."""
    architecture = str(model.WhichOneof('model'))
    extractor = getattr(model, architecture).feature_extractor.type
    return {**built, 'framework': framework.value, 'architecture': architecture, 'extractor': extractor}


def model_key(model: Message, framework: Framework) -> str:
    """The name under which the answer for a model is kept."""
    return digest(framework.value, model.SerializeToString(deterministic=True).hex())


def _variables(sent: list[Any]) -> dict[str, Variable]:
    return {name: Variable(tuple(shape), dtype) for name, shape, dtype in sent}


def _objects(answer: Mapping[str, Any]) -> tuple[Trackable, Trackable | None]:
    """The model and its classification network, from the graph that the worker describes (`real/inventory.py`)."""
    variables = _variables(answer['variables'])
    nodes = [
        Trackable() if key is None else Trackable(shape=variables[key].shape, dtype=variables[key].dtype)
        for _, key in answer['graph']
    ]
    for node, (children, _) in zip(nodes, answer['graph'], strict=True):
        node.children.update((edge, nodes[child]) for edge, child in children)
    model = nodes[0].children['model']
    roots = answer['roots']['classification']
    if isinstance(roots, str):
        return model, None
    strangers = answer['untracked'].get('classification', {})
    return model, _backbone(nodes, roots, strangers)


def _backbone(nodes: list[Trackable], roots: Mapping[str, int], strangers: Mapping[str, Any]) -> Trackable:
    if _BACKBONE in roots:
        return nodes[roots[_BACKBONE]]
    top = Trackable()
    found = {path: nodes[number] for path, number in roots.items()}
    found.update((path, Trackable(shape=tuple(shape), dtype=dtype)) for path, (shape, dtype) in strangers.items())
    for path, thing in found.items():
        *parents, edge = path.split('/')
        place = top
        for parent in parents:
            place = place.children.setdefault(parent, Trackable())
        place.children[edge] = thing
    return top.children[_BACKBONE]
