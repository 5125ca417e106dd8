"""Every feature extractor that the API registers, for either TensorFlow, and what to say of a name that is none of them.

The only place of these names: what is completed, explained, identified and suggested is read from here.
"""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches
from typing import Any

from pipeline_config_ls.architectures.build_error import CannotBuild
from pipeline_config_ls.architectures.feature_extractor import FeatureExtractor
from pipeline_config_ls.architectures.framework import Framework
from pipeline_config_ls.architectures.tf1 import extractors as tf1
from pipeline_config_ls.architectures.tf2 import extractors as tf2
from pipeline_config_ls.schema.components import PROTOS, Availability, Component, ComponentTable
from pipeline_config_ls.schema.types import FieldType

AnyExtractor = FeatureExtractor[Any]

EXTRACTORS: tuple[AnyExtractor, ...] = (*tf2.SSD, *tf2.FASTER_RCNN, *tf2.CENTER_NET, *tf1.SSD, *tf1.FASTER_RCNN)
_BY_NAME: Mapping[str, tuple[AnyExtractor, ...]] = {
    extractor.name: tuple(other for other in EXTRACTORS if other.name == extractor.name) for extractor in EXTRACTORS
}
_NAMES_OF = {Framework.TF1: 'TensorFlow 1', Framework.TF2: 'TensorFlow 2'}
_KERAS = '_keras'
_MUCH_ALIKE = 0.9  # a slip of a letter or two
_TYPE_FIELDS = {
    'ssd': 'SsdFeatureExtractor.type',
    'faster_rcnn': 'FasterRcnnFeatureExtractor.type',
    'center_net': 'CenterNetFeatureExtractor.type',
}


def extractors(framework: Framework, architecture: str) -> tuple[AnyExtractor, ...]:
    """The extractors of a meta-architecture (`ssd`), for one TensorFlow."""
    return tuple(one for one in EXTRACTORS if (one.framework, one.architecture) == (framework, architecture))


def find(framework: Framework, architecture: str, name: str) -> AnyExtractor | CannotBuild:
    """The extractor of this name, or why the builder finds none."""
    for extractor in _BY_NAME.get(name, ()):
        if (extractor.framework, extractor.architecture) == (framework, architecture):
            return extractor
    return CannotBuild(f'{architecture}.feature_extractor.type', _not_found(framework, architecture, name))


def counterpart(extractor: AnyExtractor, framework: Framework) -> AnyExtractor | None:
    """The same network under the name that another TensorFlow has for it, if it has one."""
    if extractor.framework is framework:
        return extractor
    name = f'{extractor.name}{_KERAS}' if framework is Framework.TF2 else extractor.name.removesuffix(_KERAS)
    found = find(framework, extractor.architecture, name)
    return None if isinstance(found, CannotBuild) else found


def similar(framework: Framework, architecture: str, name: str, count: int = 3) -> list[str]:
    """The names of extractors that could be meant, the likeliest first: the same network's, then those that are spelled alike."""
    names = [extractor.name for extractor in extractors(framework, architecture)]
    same = [found.name for other in _BY_NAME.get(name, ()) if (found := counterpart(other, framework))]
    alike = get_close_matches(name, names, n=count, cutoff=0.6)
    return [found for found in dict.fromkeys((*same, *alike)) if found in names][:count]


def framework_of(name: str) -> Framework | None:
    """The TensorFlow that has an extractor of this name, or of one that is spelled much alike; None where neither does."""
    alike = [name] if name in _BY_NAME else get_close_matches(name, _BY_NAME, n=1, cutoff=_MUCH_ALIKE)
    return _BY_NAME[alike[0]][0].framework if alike else None


def components_of(field: FieldType) -> ComponentTable | None:
    """The extractors that a field named `type` may hold, as values with documentation; None for every other field."""
    return _TABLES.get(field.full_name)


def _not_found(framework: Framework, architecture: str, name: str) -> str:
    """One sentence on what the name is, and one on what to do."""
    here = f'`{architecture}` in {_NAMES_OF[framework]}'
    suggestions = similar(framework, architecture, name, 1)
    instead = f' Use `{suggestions[0]}`.' if suggestions else _example(framework, architecture)
    if not name:
        return f'No feature extractor is chosen: `type` is empty.{instead}'
    others = _BY_NAME.get(name, ())
    if name.startswith('lstm_'):
        return f'`{name}` belongs to research/lstm_object_detection, a project of its own that this API does not read.{instead}'
    if not others:
        return f'{here} has no feature extractor `{name}`.{instead}'
    if all(other.architecture != architecture for other in others):
        owners = ' and '.join(f'`{other.architecture}` in {_NAMES_OF[other.framework]}' for other in others)
        return f'`{name}` is a feature extractor of {owners}, not of {here}.{instead}'
    return (
        f'`{name}` is a feature extractor of {_NAMES_OF[others[0].framework]}, not of {_NAMES_OF[framework]}.{instead}'
    )


def _example(framework: Framework, architecture: str) -> str:
    names = [extractor.name for extractor in extractors(framework, architecture)]
    if not names:
        return f' {_NAMES_OF[framework]} has no `{architecture}` at all.'
    return f' {_NAMES_OF[framework]} has {", ".join(f"`{name}`" for name in names[:3])} and {len(names) - 3} others.'


def _table(architecture: str) -> ComponentTable:
    availability = {Framework.TF1: Availability.TF1, Framework.TF2: Availability.TF2}
    return ComponentTable(
        {
            one.name: Component(one.name, availability[one.framework], one.describe())
            for one in EXTRACTORS
            if one.architecture == architecture
        }
    )


_TABLES = {PROTOS + field: _table(architecture) for architecture, field in _TYPE_FIELDS.items()}
