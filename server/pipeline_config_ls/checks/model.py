"""The model: configs that the builder refuses, and single changes after which it would not."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches
from typing import Any

from pipeline_config_ls.analysis.config_analysis import ConfigAnalysis
from pipeline_config_ls.architectures.build_error import CannotBuild
from pipeline_config_ls.checks.check import Family, Finding, Fix, FixSafety, Severity, config_check
from pipeline_config_ls.document.edits import quote, remove_field, set_field
from pipeline_config_ls.schema.components import TABLES, Framework

EXTRACTOR = 'feature_extractor'
# More feature maps than any extractor gives.
MOST_MAPS = 8


@config_check(
    'cannot-build',
    family=Family.MODEL,
    severity=Severity.ERROR,
    fix=FixSafety.UNSAFE,
    source='object_detection.builders.model_builder.build',
)
def cannot_build(analysis: ConfigAnalysis) -> Iterator[Finding]:
    """The builder, or the first forward pass, raises on this config, so training cannot start.

    Wrong:

        feature_extractor { type: "ssd_mobilenet_v2_keras" fpn { } }

    Right:

        feature_extractor { type: "ssd_mobilenet_v2_fpn_keras" fpn { } }
    """
    planned = analysis.plan
    nothing_yet = not analysis.document.root.fields
    if isinstance(planned, CannotBuild) and not nothing_yet:
        path = f'model.{planned.field}' if planned.field else 'model'
        yield Finding(analysis.document.where(path).value_span, planned.reason, tuple(_fixes(analysis, path)))


def _fixes(analysis: ConfigAnalysis, path: str) -> Iterator[Fix]:
    """Changes that were planned, and build: another extractor, another number of feature maps, or the field left out."""
    steps = path.split('.')
    if path.endswith(f'.{EXTRACTOR}.type'):
        for name in _extractors_like(analysis, steps[1]):
            if _builds(analysis, path, name):
                yield Fix(f'Change to `{name}`', (set_field(analysis.document, path, quote(name)),))
    elif path.endswith('.anchor_generator'):
        layers = f'{path}.ssd_anchor_generator.num_layers'
        for count in range(1, MOST_MAPS + 1) if analysis.document.where(layers).is_set else ():
            if _builds(analysis, layers, count):
                yield Fix(f'Set num_layers to {count}', (set_field(analysis.document, layers, str(count)),))
    else:
        field = analysis.document.where(path).field
        if field is not None and _builds(analysis, path, None):
            yield Fix(f'Remove `{steps[-1]}`', (remove_field(analysis.document, field),))


def _extractors_like(analysis: ConfigAnalysis, architecture: str) -> list[str]:
    """The names of TensorFlow 2 extractors that are written most like the one that is set."""
    written = getattr(analysis.config.model, architecture).feature_extractor.type
    tables = [table for field, table in TABLES.items() if field.lower().endswith(_table_of(architecture))]
    names = [name for table in tables for name, one in table.components.items() if one.framework is not Framework.TF1]
    return get_close_matches(written, names, n=3, cutoff=0.6)


def _table_of(architecture: str) -> str:
    """The end of the full name of the field that holds an extractor's name: `SsdFeatureExtractor.type`, in small letters."""
    return f'{architecture.replace("_", "")}featureextractor.type'


def _builds(analysis: ConfigAnalysis, path: str, value: object) -> bool:
    """Whether the model builds with a field set to a value, or left out where that is None."""
    config: Any = type(analysis.config)()
    config.CopyFrom(analysis.config)
    *blocks, name = path.split('.')
    message = config
    for block in blocks:
        if not hasattr(message, block):
            return False
        message = getattr(message, block)
    if value is None:
        message.ClearField(name)
    else:
        setattr(message, name, value)
    return not isinstance(analysis.plan_of(config.model), CannotBuild)
