"""The model: configs that the builder refuses, and single changes after which it would not."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pipeline_config_ls.analysis.config_analysis import ConfigAnalysis
from pipeline_config_ls.architectures.plan import refusal_of
from pipeline_config_ls.architectures.registry import similar
from pipeline_config_ls.checks.check import Family, Finding, Fix, FixSafety, Severity, config_check
from pipeline_config_ls.document.edits import quote, remove_field, set_field

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
    refusal = refusal_of(analysis.plan)
    nothing_yet = not analysis.document.root.fields
    if refusal is not None and not nothing_yet:
        path = f'model.{refusal.field}' if refusal.field else 'model'
        yield Finding(analysis.document.where(path).value_span, refusal.reason, tuple(_fixes(analysis, path)))


def _fixes(analysis: ConfigAnalysis, path: str) -> Iterator[Fix]:
    """Changes that were planned, and build: another extractor, another number of feature maps, or the field left out."""
    steps = path.split('.')
    if path.endswith(f'.{EXTRACTOR}.type'):
        written = getattr(analysis.config.model, steps[1]).feature_extractor.type
        for name in similar(analysis.framework, steps[1], written):
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
    return refusal_of(analysis.plan_of(config.model)) is None
