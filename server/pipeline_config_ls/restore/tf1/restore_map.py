"""Which variable of the graph asks for which name in the checkpoint: `restore_map` of the meta-architectures.

Mirrors meta_architectures/ssd_meta_arch.py, faster_rcnn_meta_arch.py and the extractors that override the map of
classification checkpoints.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

from pipeline_config_ls.architectures.variable import Shape
from pipeline_config_ls.restore.roots import CLASSIFICATION, DETECTION
from pipeline_config_ls.restore.tf1.graph_variables import AVERAGE

TYPES = (CLASSIFICATION, DETECTION)

SCOPES: Mapping[str, tuple[str, ...]] = {
    'ssd': ('FeatureExtractor',),
    'faster_rcnn': ('FirstStageFeatureExtractor', 'SecondStageFeatureExtractor'),
}
"""The scopes of a meta-architecture's feature extractor."""

AVERAGED = ('faster_rcnn_nas', 'faster_rcnn_pnas', 'ssd_pnasnet')
"""Extractors whose classification checkpoints are taken to hold moving averages only."""


class Mapped(NamedTuple):
    """A variable that the restore asks for: its name in the graph, and its shape."""

    variable: str
    shape: Shape


RestoreMap = Mapping[str, Mapped]
"""By the name that is looked up in the checkpoint."""


def restore_map(
    variables: Mapping[str, Shape], architecture: str, extractor: str, checkpoint_type: str, *, load_all: bool
) -> RestoreMap:
    """The map for one of `TYPES`; `load_all` is `load_all_detection_checkpoint_vars`, which only `detection` heeds."""
    scopes = SCOPES[architecture]
    if checkpoint_type == CLASSIFICATION:
        keys = _classification_keys(variables, scopes, _renamer(extractor))
    elif load_all:
        keys = ((name, name) for name in variables)
    else:
        inside = re.compile('|'.join(f'^{scope}' if architecture == 'ssd' else scope for scope in scopes))
        keys = ((name, name) for name in variables if inside.search(name))
    return {key: Mapped(name, variables[name]) for key, name in keys}


def _classification_keys(
    variables: Mapping[str, Shape], scopes: tuple[str, ...], rename: Callable[[str, str], str]
) -> Iterator[tuple[str, str]]:
    """Key and variable. Where two variables have one key, as the fourth block of a ResNet in both stages, the later takes it."""
    for name in variables:
        for scope in scopes:
            if name.startswith(f'{scope}/'):
                yield rename(scope, name.replace(f'{scope}/', '')), name


def _renamer(extractor: str) -> Callable[[str, str], str]:
    """What else an extractor does to a name from which the scope was taken off."""
    if extractor in AVERAGED:
        return lambda scope, name: f'{name}/{AVERAGE}'
    if extractor == 'faster_rcnn_inception_resnet_v2':
        return _repeat_2
    return lambda scope, name: name


def _repeat_2(scope: str, name: str) -> str:
    """The repeated blocks of the second stage are the third such series of the classifier."""
    if scope.startswith('Second') and name.startswith('InceptionResnetV2/Repeat'):
        return name.replace('InceptionResnetV2/Repeat', 'InceptionResnetV2/Repeat_2', 1)
    return name
