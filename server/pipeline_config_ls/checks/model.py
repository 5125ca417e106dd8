"""The model: configs that the builder refuses, and changes after which it would not."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pipeline_config_ls.analysis.config_analysis import ConfigAnalysis
from pipeline_config_ls.architectures.build_error import CannotBuild, Change, Suggestion
from pipeline_config_ls.architectures.plan import refusal_of
from pipeline_config_ls.architectures.registry import find, similar
from pipeline_config_ls.checks.check import Edit, Family, Finding, Fix, FixSafety, Severity, config_check
from pipeline_config_ls.document import Document, open_document
from pipeline_config_ls.document.edits import apply, quote, remove_field, set_field
from pipeline_config_ls.textproto import Span
from pipeline_config_ls.training.refusals import refusals

EXTRACTOR = 'feature_extractor'


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
        keypoints = analysis.document.where(path).scalar if path.endswith('.keypoint_label_map_path') else None
        if isinstance(keypoints, str) and analysis.label_map(keypoints) is None:
            return  # what is wrong with the path is said of it; of the model nothing is known
        fixes = tuple(fix for fix in _fixes(analysis, refusal, path) if _helps(analysis, fix))
        yield Finding(_place(analysis, refusal, path), refusal.reason, fixes)


def _place(analysis: ConfigAnalysis, refusal: CannotBuild, path: str) -> Span:
    """The field to blame; where it is not set, one of those that may be changed instead of it, if that is."""
    others = (f'model.{change.field}' for suggestion in refusal.suggestions for change in suggestion)
    places = [analysis.document.where(one) for one in (path, *others)]
    return next((place for place in places if place.is_set), places[0]).value_span


def _fixes(analysis: ConfigAnalysis, refusal: CannotBuild, path: str) -> Iterator[Fix]:
    """Changes after which the model builds: another extractor, what the rule suggests, or the field left out."""
    document = analysis.document
    if path.endswith(f'.{EXTRACTOR}.type'):
        architecture = path.split('.')[1]
        written = getattr(analysis.config.model, architecture).feature_extractor.type
        for name in similar(analysis.framework, architecture, written):
            yield Fix(f'Change to `{name}`', (set_field(document, path, quote(name)),))
    elif f'.{EXTRACTOR}.' in path:
        yield from _taking(analysis, path)
    for suggestion in refusal.suggestions:
        written_out = ', '.join(_written(change) for change in suggestion)
        yield Fix(f'Set {written_out}', _edits(document, suggestion))
    field = document.where(path).field
    if field is not None and not path.endswith(f'.{EXTRACTOR}.type'):
        yield Fix(f'Remove `{path.rpartition(".")[2]}`', (remove_field(document, field),))


def _taking(analysis: ConfigAnalysis, path: str) -> Iterator[Fix]:
    """Extractors alike that take the option which the one that is written refuses: with `fpn`, its sister with a pyramid."""
    around, _, option = path.rpartition('.')
    architecture = path.split('.')[1]
    written = getattr(analysis.config.model, architecture).feature_extractor.type
    for name in similar(analysis.framework, architecture, written):
        extractor = find(analysis.framework, architecture, name)
        if name != written and not isinstance(extractor, CannotBuild) and option in extractor.takes:
            edit = set_field(analysis.document, f'{around}.type', quote(name))
            yield Fix(f'Change `type` to `{name}`', (edit,))


def _written(change: Change) -> str:
    name = change.field.rpartition('.')[2]
    return f'`{name} {change.value}`' if change.value.startswith('{') else f'`{name}: {change.value}`'


def _edits(document: Document, suggestion: Suggestion) -> tuple[Edit, ...]:
    """Edits that make all changes; those at one place become one, in their order."""
    edits: dict[Span, Edit] = {}
    for change in suggestion:
        edit = set_field(document, f'model.{change.field}', change.value)
        earlier = edits.get(edit.span)
        edits[edit.span] = Edit(edit.span, earlier.text + edit.text) if earlier else edit
    return tuple(edits[span] for span in sorted(edits))


def _helps(analysis: ConfigAnalysis, fix: Fix) -> bool:
    """Whether the model builds after a fix, and training refuses nothing that it did not refuse before."""
    document = analysis.document
    after = open_document(apply(document.text, fix.edits), document.path, document.schema)
    changed: Any = after.message
    if after.faults or refusal_of(analysis.plan_of(changed.model)) is not None:
        return False
    before = {refusal.field for refusal in analysis.training_refusals}
    return not changed.HasField('train_config') or before.issuperset(
        refusal.field for refusal in refusals(changed, analysis.framework)
    )
