"""The checkpoint of a set-up for fine-tuning: those that lie near, and the archives of the model zoos that are of this network.

What lies near is predicted before it is offered. An archive that is not here is offered under the path where it would be unpacked:
nothing is downloaded, and nothing is predicted of it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from enum import Enum
from pathlib import Path, PurePath
from typing import NamedTuple

from pipeline_config_ls.analysis.advice import zoo_archives
from pipeline_config_ls.analysis.config_analysis import ConfigAnalysis
from pipeline_config_ls.analysis.project_context import Overrides
from pipeline_config_ls.architectures.framework import Framework
from pipeline_config_ls.checkpoints.nearby import is_of_saved_model
from pipeline_config_ls.checkpoints.reader import is_checkpoint
from pipeline_config_ls.checkpoints.resolution import NotSet, Resolved, Suggestion, resolve
from pipeline_config_ls.checkpoints.zoo import CLASSIFICATION, Archive, archive_of
from pipeline_config_ls.document.edits import quote
from pipeline_config_ls.files.search_context import spell
from pipeline_config_ls.restore.tf1.restore_map import TYPES as TF1_TYPES
from pipeline_config_ls.restore.tf1.verdict import Tf1Outcome
from pipeline_config_ls.restore.verdict import Outcome

TRAIN = 'train_config'
PREFIX = f'{TRAIN}.fine_tune_checkpoint'
TYPE = f'{TRAIN}.fine_tune_checkpoint_type'
VERSION = f'{TRAIN}.fine_tune_checkpoint_version'
# What restores the most of a model that has other classes comes first.
_TYPES = ('detection', 'classification', 'full')
# So many checkpoints are offered; each is predicted.
_MOST = 12
# What people call the folder of the archives that they start from, the usual first.
_FOLDERS = (
    'pretrained',
    'pre-trained-models',
    'pretrained_models',
    'pre_trained_models',
    'pretrained-models',
    'models',
)
_PAGES = 'https://github.com/tensorflow/models/blob/master/research/object_detection/g3doc/'


class Kind(Enum):
    """What is known of a candidate; the values are words of the command's answer."""

    FITS = 'fits'  # here, and it restores
    OTHER = 'other'  # here, and it does not restore into this model
    ZOO = 'zoo'  # to be downloaded


class Candidate(NamedTuple):
    """A checkpoint to start from: what it is called, what it is of, and what this config would take of it."""

    prefix: str
    label: str
    description: str
    detail: str
    kind: Kind


class Set(NamedTuple):
    """A field to set to a text (None: to take out), and why."""

    path: str
    value: str | None
    why: str


class Download(NamedTuple):
    """An archive that is to be fetched: what to do, and the page that has it."""

    text: str
    page: str


def candidates(analysis: ConfigAnalysis) -> list[Candidate]:
    """The checkpoints near a config, those that restore first; then archives of its network that are not among them."""
    prefixes = [suggestion.prefix for suggestion in _nearby(analysis)]
    if isinstance(analysis.resolution, Resolved) and not is_of_saved_model(analysis.resolution.prefix):
        prefixes.insert(0, analysis.resolution.prefix)
    near = [_candidate(analysis, prefix) for prefix in list(dict.fromkeys(prefixes))[:_MOST]]
    here = {archive_of(prefix) for prefix in prefixes}
    zoo = [_archive(analysis, archive) for archive in zoo_archives(analysis) if archive not in here]
    return [*sorted(near, key=lambda one: one.kind is not Kind.FITS), *zoo]


def _nearby(analysis: ConfigAnalysis) -> tuple[Suggestion, ...]:
    near = resolve('', analysis.path, analysis.project.search)
    return near.suggestions if isinstance(near, NotSet) else ()


def _candidate(analysis: ConfigAnalysis, prefix: str) -> Candidate:
    fit = _fit(analysis, prefix)
    of = analysis.with_overrides(Overrides(checkpoint=prefix)).identified
    path = PurePath(prefix)
    folder = path.parent.parent if path.parent.name == 'checkpoint' else path.parent
    detail = f'restores {fit[1]:,} variables as {fit[0]}' if fit else 'does not restore into this model'
    kind = Kind.FITS if fit else Kind.OTHER
    return Candidate(prefix, folder.name or path.name, str(of or ''), f'{detail} · {prefix}', kind)


def _archive(analysis: ConfigAnalysis, archive: Archive) -> Candidate:
    known = (archive.accuracy, archive.speed, archive.outputs, archive.kind)
    folder = _where_archives_lie(analysis)
    what = ' · '.join(dict.fromkeys(one for one in known if one))
    return Candidate(
        str(Path(folder, archive.name, archive.prefix)),
        archive.name,
        what,
        f'to be downloaded, and unpacked in {_told(analysis, folder)}',
        Kind.ZOO,
    )


def _where_archives_lie(analysis: ConfigAnalysis) -> str:
    """The folder in which an archive is unpacked: beside the others, else one that is called so, else `pretrained`."""
    beside = Counter(
        str(parent.parent)
        for suggestion in _nearby(analysis)
        for parent in PurePath(suggestion.prefix).parents
        if archive_of(parent.name)
    )
    if beside:
        return beside.most_common(1)[0][0]
    bases = [base.folder for base in analysis.project.search.bases(analysis.path)]
    named = [Path(base, name) for base in bases for name in _FOLDERS]
    return str(next((folder for folder in named if folder.is_dir()), named[0] if named else _FOLDERS[0]))


def _told(analysis: ConfigAnalysis, path: str) -> str:
    """A path as it is written in this config: relative to the folder that training is likely started in, if it lies below it."""
    bases = analysis.project.search.bases(analysis.path)
    below = [base for base in bases if PurePath(path).is_relative_to(base.folder)]
    return spell(path, below[0] if below else None, '')


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


def fields(analysis: ConfigAnalysis, prefix: str) -> Iterator[Set]:
    """What a config sets to start from this checkpoint."""
    train = analysis.config.train_config
    yield Set(PREFIX, quote(_spelled(analysis, prefix)), _of(analysis, prefix))
    kind = _type(analysis, prefix)
    if kind is not None:
        yield kind
        if train.HasField('from_detection_checkpoint'):
            yield Set(f'{TRAIN}.from_detection_checkpoint', None, 'fine_tune_checkpoint_type says it')
    if analysis.framework is Framework.TF2:
        yield Set(VERSION, 'V2', 'TensorFlow 2 training refuses V1')
        if train.load_all_detection_checkpoint_vars:
            yield Set(f'{TRAIN}.load_all_detection_checkpoint_vars', None, 'TensorFlow 2 training refuses it')


def _of(analysis: ConfigAnalysis, prefix: str) -> str:
    if not is_checkpoint(prefix):
        return 'where the archive would be unpacked'
    of = analysis.with_overrides(Overrides(checkpoint=prefix)).identified
    return f'the checkpoint to start from{f", of {of}" if of else ""}'


def _type(analysis: ConfigAnalysis, prefix: str) -> Set | None:
    """The type: the one that was predicted to restore the most, or what an archive that is not here is for."""
    if is_checkpoint(prefix):
        fit = _fit(analysis, prefix)
        return Set(TYPE, quote(fit[0]), f'restores {fit[1]:,} variables; the rest starts fresh') if fit else None
    archive = archive_of(prefix)
    if archive is None:
        return None
    what = 'a classifier: its backbone' if archive.kind == CLASSIFICATION else 'a detector of other classes'
    return Set(TYPE, quote(archive.kind), f'the archive is of {what}')


def _spelled(analysis: ConfigAnalysis, prefix: str) -> str:
    """A prefix as the config has it already, or as it writes paths."""
    resolution = analysis.resolution
    if isinstance(resolution, Resolved) and resolution.prefix == prefix:
        return str(analysis.config.train_config.fine_tune_checkpoint)
    for suggestion in getattr(resolution, 'suggestions', ()):
        if suggestion.prefix == prefix:
            return str(suggestion.text)
    return _told(analysis, prefix)


def download(analysis: ConfigAnalysis, prefix: str) -> Download | None:
    """What is to be fetched so that a prefix is there; None where it is, or nobody knows whence."""
    archive = archive_of(prefix)
    if archive is None or is_checkpoint(prefix):
        return None
    folder = prefix.removesuffix(archive.prefix).rstrip('/\\').removesuffix(archive.name)
    zoo = 'classification' if archive.kind == CLASSIFICATION else 'detection'
    number = archive.framework[-1]
    text = f'Download {archive.name}.tar.gz from the {zoo} zoo of TensorFlow {number}, and unpack it in {_told(analysis, folder)}.'
    return Download(text, f'{_PAGES}tf{number}_{zoo}_zoo.md')
