"""What an installation of the API registers: its feature extractors, and the messages of its configs. For forks."""

from __future__ import annotations

import base64
import importlib
import pkgutil
from typing import Any, Dict, List

from object_detection import protos
from object_detection.builders import model_builder

# The builder's tables by meta-architecture, for TensorFlow 2 and 1.
_TABLES = {
    'tf2': {
        'ssd': 'SSD_KERAS_FEATURE_EXTRACTOR_CLASS_MAP',
        'faster_rcnn': 'FASTER_RCNN_KERAS_FEATURE_EXTRACTOR_CLASS_MAP',
        'center_net': 'CENTER_NET_EXTRACTOR_FUNCTION_MAP',
    },
    'tf1': {
        'ssd': 'SSD_FEATURE_EXTRACTOR_CLASS_MAP',
        'faster_rcnn': 'FASTER_RCNN_FEATURE_EXTRACTOR_CLASS_MAP',
        'center_net': 'CENTER_NET_EXTRACTOR_FUNCTION_MAP',
    },
}


def describe(framework: str) -> Dict[str, Any]:
    """`extractors` {meta-architecture: {name: where it is defined}}, and `protos`, the descriptor set of all its messages."""
    return {'extractors': extractors(framework), 'protos': descriptors()}


def extractors(framework: str) -> Dict[str, Dict[str, str]]:
    """The names that the builder knows, each with the class or function that it calls."""
    found: Dict[str, Dict[str, str]] = {}
    for architecture, table in _TABLES[framework].items():
        made: Dict[str, Any] = getattr(model_builder, table, {})
        found[architecture] = {name: _origin(make) for name, make in sorted(made.items())}
    return found


def _origin(make: Any) -> str:
    while hasattr(make, 'func'):  # functools.partial
        make = make.func
    return f'{getattr(make, "__module__", "")}.{getattr(make, "__qualname__", type(make).__name__)}'


def descriptors() -> List[str]:
    """Each file of the API's protos and what they import, as a serialized FileDescriptorProto in base64, dependencies first."""
    done: Dict[str, str] = {}
    for module in pkgutil.iter_modules(protos.__path__):
        if module.name.endswith('_pb2'):
            _add(importlib.import_module(f'object_detection.protos.{module.name}').DESCRIPTOR, done)
    return list(done.values())


def _add(file: Any, done: Dict[str, str]) -> None:
    if file.name not in done:
        for dependency in file.dependencies:
            _add(dependency, done)
        done[file.name] = base64.b64encode(file.serialized_pb).decode()
