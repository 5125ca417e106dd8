"""Fields that an extractor is said to ignore: whatever they are set to, the same variables are planned."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from google.protobuf import text_format

from oracle import facts, tf1_facts
from oracle.compare import label_map, message
from pipeline_config_ls.architectures.build_error import CannotBuild
from pipeline_config_ls.architectures.framework import Framework
from pipeline_config_ls.architectures.plan import plan
from pipeline_config_ls.architectures.registry import EXTRACTORS

OTHER_VALUES = {
    'conv_hyperparams': 'conv_hyperparams { batch_norm { center: false } }',
    'depth_multiplier': 'depth_multiplier: 0.5',
    'first_stage_features_stride': 'first_stage_features_stride: 8',
    'fpn': 'fpn { min_level: 4 max_level: 6 additional_layer_depth: 64 }',
    'min_depth': 'min_depth: 200',
    'num_layers': 'num_layers: 3',
    'override_base_feature_extractor_hyperparams': 'override_base_feature_extractor_hyperparams: true',
    'pad_to_multiple': 'pad_to_multiple: 64',
    'upsampling_interpolation': 'upsampling_interpolation: "bilinear"',
    'use_depthwise': 'use_depthwise: true',
    'use_explicit_padding': 'use_explicit_padding: true',
    'use_separable_conv': 'use_separable_conv: true',
}


def texts() -> Iterator[tuple[Framework, str]]:
    """The `model` blocks that the real API has built."""
    for fact in facts.read_all():
        if isinstance(fact.outcome, facts.Inventory):
            yield Framework.TF2, fact.text
    for tf1_fact in tf1_facts.read():
        if not isinstance(tf1_fact.outcome, tf1_facts.Refusal):
            yield Framework.TF1, tf1_fact.text


def built() -> dict[tuple[Framework, str], Any]:
    """For each extractor a message that builds."""
    found: dict[tuple[Framework, str], Any] = {}
    for framework, text in texts():
        model = message('DetectionModel', text)
        kind = getattr(model, model.WhichOneof('model')).feature_extractor.type
        found.setdefault((framework, kind), model)
    return found


BUILT = built()
IGNORED = [
    pytest.param(BUILT[extractor.framework, extractor.name], extractor.framework, name, id=f'{extractor.name} {name}')
    for extractor in EXTRACTORS
    for name in extractor.ignores
    if (extractor.framework, extractor.name) in BUILT
]


def test_most_extractors_that_ignore_something_are_tried() -> None:
    tried = {case.id.split()[0] for case in IGNORED if case.id}  # type: ignore[union-attr]
    assert len(tried) > 0.8 * sum(bool(extractor.ignores) for extractor in EXTRACTORS)


@pytest.mark.parametrize(('model', 'framework', 'name'), IGNORED)
def test_an_ignored_field_changes_nothing(model: Any, framework: Framework, name: str) -> None:
    before = plan(model, framework, label_map)
    changed = type(model)()
    changed.CopyFrom(model)
    text_format.Merge(OTHER_VALUES[name], getattr(changed, model.WhichOneof('model')).feature_extractor)
    after = plan(changed, framework, label_map)
    assert not isinstance(before, CannotBuild)
    assert not isinstance(after, CannotBuild), after
    assert after.variables == before.variables
