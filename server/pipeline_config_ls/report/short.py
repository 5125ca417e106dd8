"""The report in a few words: what fits above a line, behind a value, and into a status bar."""

from __future__ import annotations

from collections.abc import Mapping

from pipeline_config_ls.report.groups import Tone
from pipeline_config_ls.report.report import Report
from pipeline_config_ls.report.words import count
from pipeline_config_ls.restore.fates import Fate

_OUTCOMES: Mapping[str, str] = {
    'not_found': 'there is no such checkpoint',
    'unreadable': 'the checkpoint cannot be read',
    'version_not_v2': 'fine_tune_checkpoint_version must be V2',
    'refused': 'training refuses it',
    'not_object_based': 'a checkpoint of TensorFlow 1',
    'unsupported_type': 'this type is not supported',
    'cannot_build': 'the model cannot be built',
}


def short(report: Report) -> str:
    """`✓ 290 restored · 94 heads fresh`."""
    if report.first:
        return f'✗ {_OUTCOMES.get(report.first_outcome, "training stops")} · then {_then(report)}'
    return _then(report)


def _then(report: Report) -> str:
    if report.label:
        return report.label
    if not report.outcome:
        return f'– {report.headline.removeprefix("No verdict: ").partition(". ")[0].rstrip(".").replace("`", "")}'
    known = _OUTCOMES.get(report.outcome)
    if known is not None:
        return f'✗ {known}'
    ours = [one for one in report.groups if not one.is_of_checkpoint]
    if report.tone is Tone.STOPS:
        shapes = sum(one.count for one in ours if one.fate is Fate.OTHER_SHAPE)
        missing = sum(one.count for one in ours if one.fate is Fate.MISSING)
        if shapes:
            return f'✗ {count(shapes, "variable")} {"has" if shapes == 1 else "have"} another shape in the checkpoint'
        return f'✗ {count(missing, "variable")} {"is" if missing == 1 else "are"} not in the checkpoint'
    restored = sum(one.count for one in ours if one.fate is Fate.RESTORED)
    return f'{report.sign} {restored:,} restored' + ''.join(_rest(report))


def _rest(report: Report) -> list[str]:
    ours = [one for one in report.groups if not one.is_of_checkpoint]
    fresh = [one for one in ours if one.fate is Fate.NOT_ASKED]
    lost = sum(one.count for one in ours if one.tone is Tone.SILENT)
    dropped = sum(one.count for one in report.groups if one.fate is Fate.UNUSED)
    parts = []
    if lost:
        parts.append(f' · {lost:,} silently not')
    if dropped:
        parts.append(f' · {dropped:,} of the checkpoint dropped')
    if fresh:
        heads = ' heads' if all(one.part.is_head for one in fresh) else ''
        parts.append(f' · {sum(one.count for one in fresh):,}{heads} fresh')
    return parts
