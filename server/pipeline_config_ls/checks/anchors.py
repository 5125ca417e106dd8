"""Anchors against the objects in the records."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline_config_ls.analysis.anchor_coverage import Coverage, side_of
from pipeline_config_ls.analysis.config_analysis import ConfigAnalysis
from pipeline_config_ls.checks.check import Family, Finding, Fix, FixSafety, Severity, config_check
from pipeline_config_ls.datasets.summary import quartiles
from pipeline_config_ls.document.edits import set_field

# Fewer objects tell nothing, and a few that are missed are usual.
_FEWEST_OBJECTS = 10
_WORTH_TELLING = 0.2
# A change is offered where it helps this much.
_HELPS = 0.7


@config_check('anchors-miss-objects', family=Family.TRAINING, severity=Severity.INFORMATION, fix=FixSafety.UNSAFE)
def anchors_miss_objects(analysis: ConfigAnalysis) -> Iterator[Finding]:
    """Many objects in the records overlap with no anchor as much as the matcher asks for.

    They are matched with the one anchor that comes nearest, or with none, and are learned late or never. Most often the objects are
    small once the image is resized: larger images, smaller scales, or crops of the images help.

    Sets the scales, among some, with which the fewest objects are missed. No variable changes, so a checkpoint restores as before.
    """
    found = analysis.anchor_coverage
    if found is None or not tells_of_anchors(analysis):
        return
    fixes = []
    better = found.better()
    advice = ''
    if better is not None and better.missed < found.missed * _HELPS:
        edits = tuple(set_field(analysis.document, field, text) for field, text in better.fields)
        texts = ', '.join(text for _, text in better.fields)
        name = better.fields[0][0].rpartition('.')[2].partition('[')[0]
        fixes.append(Fix(f'Set {name} to {texts}', edits))
        advice = f' With `{name}: {texts}` it would be {better.missed:.0%}.'
    span = analysis.document.where(found.field).span
    yield Finding(span, _message(found) + advice, tuple(fixes))


def tells_of_anchors(analysis: ConfigAnalysis) -> bool:
    """Whether anchors miss so many objects that it is told."""
    found = analysis.anchor_coverage
    return found is not None and len(found.met) >= _FEWEST_OBJECTS and found.missed >= _WORTH_TELLING


def _message(found: Coverage) -> str:
    missed = quartiles(found.missed_sides)
    sizes = (
        f'; they measure {missed.lower:.0f} to {missed.upper:.0f} pixels once the image is resized' if missed else ''
    )
    return (
        f'{found.missed:.0%} of the {len(found.met)} objects that were read overlap with no anchor by {found.threshold:g}{sizes}. '
        f'Anchors measure {side_of(found.anchors[0]):.0f} to {side_of(found.anchors[-1]):.0f}.'
    )
