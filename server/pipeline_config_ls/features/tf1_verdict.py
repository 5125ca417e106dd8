"""What a TensorFlow 1 checkpoint would do, as a label behind its path and as a hover: how much of each part is restored."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline_config_ls.analysis.config_analysis import ConfigAnalysis
from pipeline_config_ls.restore.tf1.messages import percent
from pipeline_config_ls.restore.tf1.parts import Part, Share
from pipeline_config_ls.restore.tf1.verdict import Tf1Outcome, Tf1Verdict

_COMPARED = (Tf1Outcome.RESTORED, Tf1Outcome.PARTIAL, Tf1Outcome.NOTHING)
_PARTS = (Part.BACKBONE, Part.FEATURE_MAPS, Part.HEADS, Part.CLASS_HEAD)


def label(analysis: ConfigAnalysis) -> str:
    """A few words; empty where there is no verdict, and where the model cannot be built."""
    verdict = analysis.tf1_restore.verdict_of_meant
    if verdict is None or verdict.outcome is Tf1Outcome.CANNOT_BUILD:
        return ''
    if verdict.outcome not in _COMPARED:
        return '✗ does not restore'
    if verdict.outcome is Tf1Outcome.NOTHING:
        return '✗ restores nothing'
    share = verdict.coverage[Part.BACKBONE]
    if verdict.backbone_is_lost:
        return f'✗ restores {share.restored} of {share.variables} backbone variables'
    return f'✓ restores the backbone, {sum(one.restored for _, one in _shares(verdict))} variables'


def documentation(analysis: ConfigAnalysis) -> tuple[str, ...]:
    """The paragraphs of a hover: a head, the sentence, and a table of parts."""
    verdict = analysis.tf1_restore.verdict_of_meant
    if verdict is None:
        return ()
    head = f'**{label(analysis) or "✗ Cannot be built"}** as `{verdict.checkpoint_type}` (TensorFlow 1)'
    if verdict.outcome not in _COMPARED:
        return head, verdict.message
    rows = [
        f'| {part.value} | {one.restored} of {one.variables} | {percent(one.at_random)} |'
        for part, one in _shares(verdict)
    ]
    return (
        head,
        verdict.message,
        '\n'.join(['| part | variables restored | parameters at random |', '|:--|--:|--:|', *rows]),
    )


def _shares(verdict: Tf1Verdict) -> Iterator[tuple[Part, Share]]:
    """The parts that the model has."""
    for part in _PARTS:
        share = verdict.coverage[part]
        if share.variables:
            yield part, share
