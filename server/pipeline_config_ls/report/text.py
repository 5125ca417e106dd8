"""The report as text: what `restore` prints, and what "copy as text" copies. What matters comes first; what is expected is folded."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pipeline_config_ls.report import words
from pipeline_config_ls.report.groups import Group, Tone
from pipeline_config_ls.report.names import rows
from pipeline_config_ls.report.report import Report
from pipeline_config_ls.report.type_rows import TypeRow
from pipeline_config_ls.restore.fates import Fate, VariableFate

FRAMEWORKS = {'tf1': 'TensorFlow 1', 'tf2': 'TensorFlow 2'}
# So many differences to the checkpoint's own config are shown.
_MOST_DIFFERENCES = 8


def to_text(report: Report, *, verbose: bool = False) -> str:
    """Lines for a terminal. `verbose` unfolds what is expected, and lists every variable."""
    lines = [
        *_head(report),
        *_resume(report),
        *_groups(report, verbose),
        *_types(report.types),
        *_differences(report),
    ]
    return '\n'.join(lines)


def _head(report: Report) -> Iterator[str]:
    if report.first:
        yield f'{report.first_outcome}: {report.first}'
        yield f'Once that is mended: {report.sign} {report.headline}'
    elif report.outcome:
        yield f'{report.outcome}: {report.headline}'
    else:
        yield report.headline
    model = f'{report.model}, {FRAMEWORKS[report.framework.value]}' if report.model else ''
    if report.checkpoint and model:
        identified = f' ({report.identified})' if report.identified else ''
        yield f'{report.checkpoint}{identified} into {model}'
    if report.share and report.share.variables and report.share.of_parameters:
        share = report.share
        part = share.parameters / share.of_parameters
        yield (
            f'{words.parameters(share.parameters)} of {words.parameters(share.of_parameters)} parameters ({part:.0%}) '
            f'{"would be restored" if _stops(report) else "are restored"}'
        )


def _resume(report: Report) -> Iterator[str]:
    """What the run in model_dir does: it is what training goes on from."""
    if report.resume is not None:
        yield ''
        yield f'{report.resume.outcome.value} in {report.resume.folder}: {report.resume.message}'


def _groups(report: Report, verbose: bool) -> Iterator[str]:
    shown = [one for one in report.groups if verbose or one.tone is not Tone.EXPECTED]
    for one in shown:
        yield ''
        yield from _group(one, verbose)
    if not verbose:
        yield from _folded(report.groups, restored='would be restored' if _stops(report) else 'restored')


def _group(found: Group, verbose: bool) -> Iterator[str]:
    size = f'{words.count(found.count, "variable")}, {words.parameters(found.parameters)} parameters'
    yield f'{words.sign(found)} {found.part.name}: {size} {words.FATES[found.fate]}'
    if found.fate is not Fate.RESTORED:
        field = f' [{found.field}]' if found.field else ''
        yield f'    {found.cause}{field}'
    if not verbose:
        yield f'    {found.names}'
        return
    by_name = {one.name: one for one in found.variables}
    for pattern, names in rows(by_name):
        yield f'    {pattern}' + (f' ({len(names)})' if len(names) > 1 else '')
        yield from (f'      {name}  {_shapes(by_name[name])}' for name in names)


def _shapes(one: VariableFate) -> str:
    """Its shape, with the side named where the two differ."""
    if one.model_shape is not None and one.checkpoint_shape not in (None, one.model_shape):
        assert one.checkpoint_shape is not None
        return f'{words.shape(one.model_shape)} in the model, {words.shape(one.checkpoint_shape)} in the checkpoint'
    either = one.model_shape if one.model_shape is not None else one.checkpoint_shape
    return words.shape(either or ())


def _stops(report: Report) -> bool:
    """Whether training stops, so that nothing is restored after all."""
    return bool(report.first) or report.tone is Tone.STOPS


def _folded(groups: Iterable[Group], restored: str) -> Iterator[str]:
    """What is as it should be: one line a fate."""
    expected = [one for one in groups if one.tone is Tone.EXPECTED]
    if expected:
        yield ''
    for fate in (Fate.RESTORED, Fate.NOT_ASKED, Fate.NOT_TAKEN):
        parts = [one for one in expected if one.fate is fate]
        if parts:
            listed = ', '.join(f'{one.part.name} {one.count:,}' for one in parts)
            yield f'  {restored if fate is Fate.RESTORED else words.FATES[fate]}: {listed}'


def _types(types: Iterable[TypeRow]) -> Iterator[str]:
    others = [one for one in types if not one.is_chosen and one.restores]
    for one in others:
        yield ''
        yield f'  fine_tune_checkpoint_type: "{one.checkpoint_type}" would restore {words.count(one.restored, "variable")}'


def _differences(report: Report) -> Iterator[str]:
    matters = [one for one in report.differences if one.matters]
    if not matters or report.tone is Tone.EXPECTED:
        return
    yield ''
    yield "  The checkpoint's own config differs in what makes its variables:"
    for one in matters[:_MOST_DIFFERENCES]:
        yield f'    {one.field}: {one.theirs or "not set"} there, {one.ours or "not set"} here'
    if len(matters) > _MOST_DIFFERENCES:
        yield f'    and {len(matters) - _MOST_DIFFERENCES} more'
