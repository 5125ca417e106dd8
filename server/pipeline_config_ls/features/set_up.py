"""Set up for fine-tuning: from a sample config, a checkpoint and data that lie near to a config that trains here.

`propose` is a pure function of an analysis and a checkpoint: which fields get which values, why, and what is left for the
person. The config that comes out is predicted again: what would not restore is said.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from pipeline_config_ls.analysis.config_analysis import ConfigAnalysis
from pipeline_config_ls.analysis.inputs import InputReader
from pipeline_config_ls.datasets.label_map import LabelMap, NotALabelMap, read_label_map
from pipeline_config_ls.document import open_document
from pipeline_config_ls.document.edits import apply, quote, set_field, take_out
from pipeline_config_ls.features.set_up_checkpoint import TRAIN, Set, download, fields
from pipeline_config_ls.features.set_up_scale import BATCH, scaled
from pipeline_config_ls.files.named_file import Naming
from pipeline_config_ls.report.report import make_report
from pipeline_config_ls.report.short import short
from pipeline_config_ls.textproto import Edit

# Longer values are cut in what a change is called.
_WIDTH = 40
# What only a training on several TPUs or machines reads.
_ONLY_TPU = ('sync_replicas', 'replicas_to_aggregate', 'startup_delay_steps')


class Change(NamedTuple):
    """One change: what is set, why, and the edit."""

    label: str
    description: str
    edit: Edit


class Proposal(NamedTuple):
    """The changes, in the order of the file, and what is left for the person; `page` is where to download what is not here."""

    changes: tuple[Change, ...]
    remaining: tuple[str, ...]
    page: str = ''


def propose(analysis: ConfigAnalysis, prefix: str) -> Proposal:
    """What to change so that the config starts from this checkpoint and trains on the data that lie near."""
    wanted = [*fields(analysis, prefix), *_classes(analysis), *_files(analysis), *_machine(analysis)]
    return _proposed(analysis, prefix, wanted, whole=True)


def use_checkpoint(analysis: ConfigAnalysis, prefix: str) -> Proposal:
    """What to change so that the config starts from this checkpoint, and nothing besides."""
    return _proposed(analysis, prefix, list(fields(analysis, prefix)), whole=False)


def _proposed(analysis: ConfigAnalysis, prefix: str, wanted: list[Set], *, whole: bool) -> Proposal:
    changes = sorted(_changes(analysis, wanted), key=lambda change: change.edit.span)
    fetch = download(analysis, prefix)
    remaining = [fetch.text] if fetch else []
    after = _after(analysis, [change.edit for change in changes])
    if fetch is None:
        remaining += _restores(after)
    if whole:
        remaining += [*_data(after), *_steps(analysis)]
    return Proposal(tuple(changes), tuple(remaining), fetch.page if fetch else '')


def _classes(analysis: ConfigAnalysis) -> Iterator[Set]:
    """As many classes as the label map has."""
    architecture = analysis.config.model.WhichOneof('model')
    labels = _label_map(analysis)
    if labels is None or architecture is None:
        return
    model = getattr(analysis.config.model, architecture)
    if 'num_classes' in model.DESCRIPTOR.fields_by_name:
        highest = labels.highest_id
        yield Set(f'model.{architecture}.num_classes', str(highest), 'the classes of the label map')


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


def _files(analysis: ConfigAnalysis) -> Iterator[Set]:
    """Label maps and records of every reader, where what it names is not here and something near could be meant."""
    for reader in analysis.readers:
        yield from _label_map_of(reader)
        for index, named in enumerate(reader.inputs):
            if named.naming not in (Naming.FOUND, Naming.ELSEWHERE) and named.suggestions:
                yield Set(reader.input_field(index), quote(named.suggestions[0]), 'the records that lie near')


def _label_map_of(reader: InputReader) -> Iterator[Set]:
    named = reader.label_map_file
    if named.naming not in (Naming.FOUND, Naming.ELSEWHERE) and named.suggestions:
        yield Set(reader.label_map_field, quote(named.suggestions[0]), 'the label map that lies near')


def _machine(analysis: ConfigAnalysis) -> Iterator[Set]:
    """From a pod of TPUs to one machine: batch size and learning rates, and what only TPUs read."""
    train = analysis.config.train_config
    for path, value, why in scaled(analysis):
        yield Set(path, value, why)
    for name in _ONLY_TPU:
        if train.HasField(name):
            yield Set(f'{TRAIN}.{name}', None, 'only for training on several machines')
    if train.use_bfloat16:
        yield Set(f'{TRAIN}.use_bfloat16', 'false', 'bfloat16 is for TPUs')


def _changes(analysis: ConfigAnalysis, wanted: list[Set]) -> Iterator[Change]:
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


def _restores(analysis: ConfigAnalysis) -> Iterator[str]:
    """That the checkpoint does not restore, if so."""
    report = make_report(analysis, details=False)
    if report.first or report.sign in ('✗', '–'):
        yield f'The checkpoint: {short(report)}.'


def _data(analysis: ConfigAnalysis) -> Iterator[str]:
    """The label maps and records that were not found."""
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
