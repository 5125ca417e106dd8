"""Code lenses: the verdict above `fine_tune_checkpoint`, what is built above `model`, what is read above the input readers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import prod
from typing import NamedTuple

from lsprotocol import types

from pipeline_config_ls.analysis.config_analysis import ConfigAnalysis
from pipeline_config_ls.architectures.build_error import CannotBuild
from pipeline_config_ls.document import Document
from pipeline_config_ls.features.commands import CHOOSE, COMPARE, READ_REMOTE, SET_UP, SHOW_REPORT, VERIFY, command
from pipeline_config_ls.features.positions import Positions
from pipeline_config_ls.report.model_facts import anchor_levels, input_image
from pipeline_config_ls.report.report import Report, make_report
from pipeline_config_ls.report.short import short
from pipeline_config_ls.report.words import count, parameters
from pipeline_config_ls.settings import Settings
from pipeline_config_ls.textproto import Span

PREFIX = 'train_config.fine_tune_checkpoint'
DEFAULTS = Settings()
# Lenses with these commands tell something, the others offer something.
_ANSWERS = ('', SHOW_REPORT)


class Lens(NamedTuple):
    """A lens before it has a place: above the field of this path, what it says, and the client's command."""

    path: str
    title: str
    command: str = ''


def lenses(analysis: ConfigAnalysis, client_commands: frozenset[str], settings: Settings = DEFAULTS) -> list[Lens]:
    """What is worth saying about a config, for a client with these commands; the settings may leave lenses out."""
    return [
        *(_checkpoint(analysis, client_commands) if settings.lens_checkpoint else ()),
        *(_model(analysis) if settings.lens_model else ()),
        *(_inputs(analysis) if settings.lens_inputs else ()),
    ]


def placed(
    found: Sequence[Lens],
    document: Document,
    positions: Positions,
    uri: str,
    client_commands: frozenset[str],
    *,
    is_outdated: bool = False,
) -> list[types.CodeLens]:
    """Lenses where their fields are now. Those of an earlier text say so: while a line is half typed, the last answer stays."""
    placed = []
    for lens in found:
        place = document.where(lens.path)
        if place.field is None:
            continue
        name = place.field.syntax.name
        title = f'… {lens.title}' if is_outdated and lens.command in _ANSWERS else lens.title
        shown = command(title, lens.command, client_commands, uri)
        placed.append(types.CodeLens(positions.range(Span(name.start, name.end)), command=shown))
    return placed


def _checkpoint(analysis: ConfigAnalysis, client_commands: frozenset[str]) -> Iterator[Lens]:
    report = make_report(analysis, details=False)
    yield Lens(PREFIX, short(report), SHOW_REPORT if SHOW_REPORT in client_commands else '')
    if READ_REMOTE in client_commands and report.is_in_bucket:
        yield Lens(PREFIX, 'Read it', READ_REMOTE)
    if VERIFY in client_commands and report.outcome not in ('', 'not_found'):
        yield Lens(PREFIX, 'Verify with TensorFlow', VERIFY)
    if COMPARE in client_commands and analysis.own_config is not None:
        yield Lens(PREFIX, 'Compare configs', COMPARE)
    if SET_UP in client_commands and _is_fresh(report):
        yield Lens(PREFIX, 'Set up for fine-tuning', SET_UP)
    if CHOOSE in client_commands and report.sign == '✗' and not report.first:
        yield Lens(PREFIX, 'Which one fits?', CHOOSE)


def _is_fresh(report: Report) -> bool:
    """Whether a config still waits for a checkpoint."""
    return report.outcome in ('', 'not_found')


def _model(analysis: ConfigAnalysis) -> Iterator[Lens]:
    plan = analysis.plan
    if isinstance(plan, CannotBuild):
        return
    total = sum(prod(variable.shape) for variable in plan.variables.values())
    said = [f'{parameters(total)} parameters', f'{len(plan.variables):,} variables']
    image = input_image(analysis)
    if image is not None:
        said.append(f'{image[0]}×{image[1]} pixels')
        counts = [level.anchors for level in anchor_levels(analysis, image)]
        if counts and None not in counts:
            said.append(f'{sum(filter(None, counts)):,} anchors')
    yield Lens('model', ' · '.join(said))


def _inputs(analysis: ConfigAnalysis) -> Iterator[Lens]:
    """What each input reader reads: images, objects and classes, as far as the beginnings of the files tell."""
    for reader in analysis.readers:
        said = []
        dataset, label_map = reader.dataset, reader.usable_label_map
        if dataset is not None:
            images = (
                count(dataset.total, 'image') if dataset.total is not None else f'about {dataset.estimate:,} images'
            )
            said.append(images)
            if dataset.total is not None:
                said.append(count(dataset.objects, 'object'))
        if label_map is not None and label_map.items:
            number = len(label_map.items)
            said.append(f'{number} {"class" if number == 1 else "classes"}')
        if said:
            yield Lens(reader.path, ' · '.join(said))
