"""Set up for fine-tuning: from a sample config, a checkpoint and data that lie near to a config that trains here.

`propose` is a pure function of an analysis and a checkpoint: which fields get which values, why, and what is left for the
person. The config that comes out is predicted again: what would not restore is said.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePath
from typing import NamedTuple

from pipeline_config_ls.analysis.config_analysis import ConfigAnalysis
from pipeline_config_ls.analysis.inputs import InputReader
from pipeline_config_ls.analysis.project_context import Overrides
from pipeline_config_ls.architectures.framework import Framework
from pipeline_config_ls.checkpoints.nearby import find_prefixes
from pipeline_config_ls.checkpoints.resolution import Resolved
from pipeline_config_ls.datasets.label_map import LabelMap, NotALabelMap, read_label_map
from pipeline_config_ls.document import open_document
from pipeline_config_ls.document.edits import apply, quote, set_field, take_out
from pipeline_config_ls.features.set_up_scale import BATCH, scaled
from pipeline_config_ls.files.named_file import Naming
from pipeline_config_ls.files.search_context import SearchFolder, spell
from pipeline_config_ls.report.report import make_report
from pipeline_config_ls.report.short import short
from pipeline_config_ls.restore.tf1.restore_map import TYPES as TF1_TYPES
from pipeline_config_ls.restore.tf1.verdict import Tf1Outcome
from pipeline_config_ls.restore.verdict import Outcome
from pipeline_config_ls.textproto import Edit

TRAIN = 'train_config'
PREFIX = f'{TRAIN}.fine_tune_checkpoint'
TYPE = f'{TRAIN}.fine_tune_checkpoint_type'
VERSION = f'{TRAIN}.fine_tune_checkpoint_version'
# What restores the most of a model that has other classes comes first.
_TYPES = ('detection', 'classification', 'full')
# So many checkpoints are offered; each is predicted.
_MOST = 12
# Longer values are cut in what a change is called.
_WIDTH = 40
# What only a training on several TPUs or machines reads.
_ONLY_TPU = ('sync_replicas', 'replicas_to_aggregate', 'startup_delay_steps')


class Candidate(NamedTuple):
    """A checkpoint to start from: what it is called, what it is of, and what this config would take of it."""

    prefix: str
    label: str
    description: str
    detail: str


class Change(NamedTuple):
    """One change: what is set, why, and the edit."""

    label: str
    description: str
    edit: Edit


class Proposal(NamedTuple):
    """The changes, in the order of the file, and what is left for the person."""

    changes: tuple[Change, ...]
    remaining: tuple[str, ...]


class _Set(NamedTuple):
    """A field to set to a text (None: to take out), and why."""

    path: str
    value: str | None
    why: str


def candidates(analysis: ConfigAnalysis) -> list[Candidate]:
    """The checkpoints near a config, those that restore first."""
    prefixes = [suggestion.prefix for suggestion in getattr(analysis.resolution, 'suggestions', ())]
    if isinstance(analysis.resolution, Resolved):
        prefixes.insert(0, analysis.resolution.prefix)
    for base in analysis.project.search.bases(analysis.path):
        prefixes += find_prefixes(base.folder, _MOST)
    found = [_candidate(analysis, prefix) for prefix in list(dict.fromkeys(prefixes))[:_MOST]]
    return [one for _, one in sorted(found, key=lambda ranked: ranked[0])]


def _candidate(analysis: ConfigAnalysis, prefix: str) -> tuple[int, Candidate]:
    fit = _fit(analysis, prefix)
    of = analysis.with_overrides(Overrides(checkpoint=prefix)).identified
    path = PurePath(prefix)
    folder = path.parent.parent if path.parent.name in ('checkpoint', 'variables') else path.parent
    detail = f'restores {fit[1]:,} variables as {fit[0]}' if fit else 'does not restore into this model'
    return (0 if fit else 1), Candidate(prefix, folder.name or path.name, str(of or ''), f'{detail} · {prefix}')


def _fit(analysis: ConfigAnalysis, prefix: str) -> tuple[str, int] | None:
    """The type with which a checkpoint restores into this model, and how many variables then."""
    types = [kind for kind in _TYPES if analysis.framework is Framework.TF2 or kind in TF1_TYPES]
    for kind in types:
        other = analysis.with_overrides(Overrides(prefix, kind))
        if analysis.framework is Framework.TF1:
            verdict = other.tf1_restore.verdict_of_meant
            if (
                verdict
                and verdict.outcome in (Tf1Outcome.RESTORED, Tf1Outcome.PARTIAL)
                and not verdict.backbone_is_lost
            ):
                return kind, len(verdict.restored)
        else:
            of_tf2 = other.verdict_ignoring_version
            if of_tf2 is not None and of_tf2.outcome is Outcome.RESTORED:
                return kind, of_tf2.restored
    return None


def propose(analysis: ConfigAnalysis, prefix: str) -> Proposal:
    """What to change so that the config starts from this checkpoint and trains on the data that lie near."""
    wanted = [*_checkpoint(analysis, prefix), *_classes(analysis), *_files(analysis), *_machine(analysis)]
    changes = sorted(_changes(analysis, wanted), key=lambda change: change.edit.span)
    after = _after(analysis, [change.edit for change in changes])
    return Proposal(tuple(changes), (*_remaining(after), *_steps(analysis)))


def _checkpoint(analysis: ConfigAnalysis, prefix: str) -> Iterator[_Set]:
    fit = _fit(analysis, prefix)
    of = analysis.with_overrides(Overrides(checkpoint=prefix)).identified
    yield _Set(PREFIX, quote(_spelled(analysis, prefix)), f'the checkpoint to start from{f", of {of}" if of else ""}')
    if fit is not None:
        yield _Set(TYPE, quote(fit[0]), f'restores {fit[1]:,} variables; the rest starts fresh')
        if analysis.config.train_config.HasField('from_detection_checkpoint'):
            yield _Set(f'{TRAIN}.from_detection_checkpoint', None, 'fine_tune_checkpoint_type says it')
    if analysis.framework is Framework.TF2:
        yield _Set(VERSION, 'V2', 'TensorFlow 2 training refuses V1')
        if analysis.config.train_config.load_all_detection_checkpoint_vars:
            yield _Set(f'{TRAIN}.load_all_detection_checkpoint_vars', None, 'TensorFlow 2 training refuses it')


def _spelled(analysis: ConfigAnalysis, prefix: str) -> str:
    """A prefix relative to the folder that training is likely started in, if it lies below it."""
    resolution = analysis.resolution
    if isinstance(resolution, Resolved) and resolution.prefix == prefix:
        return str(analysis.config.train_config.fine_tune_checkpoint)
    for suggestion in getattr(resolution, 'suggestions', ()):
        if suggestion.prefix == prefix:
            return str(suggestion.text)
    bases: tuple[SearchFolder, ...] = analysis.project.search.bases(analysis.path)
    below = [base for base in bases if PurePath(prefix).is_relative_to(base.folder)]
    return spell(prefix, below[0] if below else None, '')


def _classes(analysis: ConfigAnalysis) -> Iterator[_Set]:
    """As many classes as the label map has."""
    architecture = analysis.config.model.WhichOneof('model')
    labels = _label_map(analysis)
    if labels is None or architecture is None:
        return
    model = getattr(analysis.config.model, architecture)
    if 'num_classes' in model.DESCRIPTOR.fields_by_name:
        highest = labels.highest_id
        yield _Set(f'model.{architecture}.num_classes', str(highest), 'the classes of the label map')


def _label_map(analysis: ConfigAnalysis) -> LabelMap | None:
    """The label map that the set-up uses: what the training reader names, else the nearest."""
    for reader in analysis.readers:
        if isinstance(reader.label_map, LabelMap):
            return reader.label_map
        for path in reader.label_map_file.suggestions:
            for place in analysis.places(path):
                found = read_label_map(str(place), analysis.document.schema)
                if not isinstance(found, NotALabelMap) and found.items:
                    return found
    return None


def _files(analysis: ConfigAnalysis) -> Iterator[_Set]:
    """Label maps and records of every reader, where what it names is not here and something near could be meant."""
    for reader in analysis.readers:
        yield from _label_map_of(reader)
        for index, named in enumerate(reader.inputs):
            if named.naming not in (Naming.FOUND, Naming.ELSEWHERE) and named.suggestions:
                yield _Set(reader.input_field(index), quote(named.suggestions[0]), 'the records that lie near')


def _label_map_of(reader: InputReader) -> Iterator[_Set]:
    named = reader.label_map_file
    if named.naming not in (Naming.FOUND, Naming.ELSEWHERE) and named.suggestions:
        yield _Set(reader.label_map_field, quote(named.suggestions[0]), 'the label map that lies near')


def _machine(analysis: ConfigAnalysis) -> Iterator[_Set]:
    """From a pod of TPUs to one machine: batch size and learning rates, and what only TPUs read."""
    train = analysis.config.train_config
    for path, value, why in scaled(analysis):
        yield _Set(path, value, why)
    for name in _ONLY_TPU:
        if train.HasField(name):
            yield _Set(f'{TRAIN}.{name}', None, 'only for training on several machines')
    if train.use_bfloat16:
        yield _Set(f'{TRAIN}.use_bfloat16', 'false', 'bfloat16 is for TPUs')


def _changes(analysis: ConfigAnalysis, wanted: list[_Set]) -> Iterator[Change]:
    """The edits of what is not as wanted already."""
    document = analysis.document
    for path, value, why in wanted:
        place = document.where(path)
        name = _name(path)
        if value is None:
            if place.field is not None:
                yield Change(f'Take out {name}', why, take_out(document, place.field))
            continue
        written = place.value.syntax if place.value is not None else None
        if written is None or document.text[written.start : written.end] != value:
            yield Change(f'{name}: {_shortened(value)}', why, set_field(document, path, value))


def _name(path: str) -> str:
    """What a change is called: the field, and for one of a reader whose."""
    first, *_, last = path.split('.')
    field = last.partition('[')[0]
    return f'{first.partition("_")[0]} {field}' if 'input_reader' in first else field


def _shortened(value: str) -> str:
    """A value that fits a line: the end of a path says the most."""
    return value if len(value) <= _WIDTH else f'"…{value[-_WIDTH:]}'


def _after(analysis: ConfigAnalysis, edits: list[Edit]) -> ConfigAnalysis:
    text = apply(analysis.document.text, edits)
    document = open_document(text, analysis.document.path, analysis.document.schema, analysis.document.type.full_name)
    return ConfigAnalysis(document, analysis.project)


def _remaining(analysis: ConfigAnalysis) -> Iterator[str]:
    """What the set-up cannot know, or did not find."""
    report = make_report(analysis, details=False)
    if report.first or report.sign in ('✗', '–'):
        yield f'The checkpoint: {short(report)}.'
    for reader in analysis.readers:
        if reader.label_map_file.naming in (Naming.PLACEHOLDER, Naming.MISSING, Naming.EMPTY):
            yield f'{reader.label_map_field}: no label map was found near the config.'
        for index, named in enumerate(reader.inputs):
            if named.naming in (Naming.PLACEHOLDER, Naming.MISSING):
                yield f'{reader.input_field(index)}: no records were found near the config.'


def _steps(analysis: ConfigAnalysis) -> Iterator[str]:
    steps = analysis.config.train_config.num_steps
    if steps and any(path == BATCH for path, _, _ in scaled(analysis)):
        yield f'num_steps is {steps:,}, as for the larger batch: choose what your data set takes.'
