"""Paths of label maps and records: what is still to be filled in, what TensorFlow takes literally, what is not there.

The checkpoint's path has checks of its own (`checkpoint`), with the same rules below them (`files`).
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from pipeline_config_ls.analysis.config_analysis import ConfigAnalysis
from pipeline_config_ls.checkpoints.resolution import Correctable, NotFound, NotSet, Remote, Resolved
from pipeline_config_ls.checks.check import Family, Finding, Fix, FixSafety, Severity, Span, config_check
from pipeline_config_ls.datasets.file_kinds import LABEL_MAP
from pipeline_config_ls.document.edits import quote, set_field
from pipeline_config_ls.files.named_file import NamedFile, Naming, find_named
from pipeline_config_ls.files.patterns import ShardSet, shard_of, shard_sets
from pipeline_config_ls.textproto import Edit, ListValue

_CHECKPOINT = 'train_config.fine_tune_checkpoint'
_GLOB = 'object_detection/builders/dataset_builder.py'


class _Named(NamedTuple):
    """A path of the config: its field, and what it names."""

    field: str
    file: NamedFile


def _named(analysis: ConfigAnalysis) -> Iterator[_Named]:
    """The paths of label maps and records: the model's, then those of the readers in their order."""
    keypoints = analysis.config.model.center_net.keypoint_label_map_path
    if keypoints:
        file = find_named(keypoints, analysis.path, analysis.project.search, LABEL_MAP)
        yield _Named('model.center_net.keypoint_label_map_path', file)
    for reader in analysis.readers:
        yield _Named(reader.label_map_field, reader.label_map_file)
        yield from (_Named(reader.input_field(index), file) for index, file in enumerate(reader.inputs))


def _of(analysis: ConfigAnalysis, *namings: Naming) -> Iterator[_Named]:
    """Those of which became this; none in a config that is a record of a training."""
    if analysis.exported is None:
        yield from (named for named in _named(analysis) if named.file.naming in namings)


def _at(analysis: ConfigAnalysis, named: _Named) -> Span:
    return analysis.document.where(named.field).value_span


def _uses(analysis: ConfigAnalysis, named: _Named) -> tuple[Fix, ...]:
    return tuple(
        Fix(f'Use `{text}`', (set_field(analysis.document, named.field, quote(text)),))
        for text in named.file.suggestions
    )


@config_check('path-placeholder', family=Family.FILES, severity=Severity.ERROR, fix=FixSafety.UNSAFE)
def path_placeholder(analysis: ConfigAnalysis) -> Iterator[Finding]:
    """A path is still the placeholder of a sample config: training stops with "No such file", at one after the other.

    Configs of the model zoo have five: the checkpoint, and label map and records twice.

    Offers the files that are near: label maps for `label_map_path`, records for `input_path`.
    """
    for named in _of(analysis, Naming.PLACEHOLDER):
        yield Finding(_at(analysis, named), named.file.message, _uses(analysis, named))
    for named in _of(analysis, Naming.EMPTY):
        if '.input_path' in named.field:
            yield Finding(_at(analysis, named), named.file.message, _uses(analysis, named))


@config_check('path-taken-literally', family=Family.FILES, severity=Severity.ERROR, fix=FixSafety.UNSAFE)
def path_taken_literally(analysis: ConfigAnalysis) -> Iterator[Finding]:
    """TensorFlow takes a path as it is written: it does not expand `~` or `$NAME`, and splits nothing at commas.

    It is clear which file was meant, but TensorFlow does not find it so.
    """
    for named in _of(analysis, Naming.MEANT):
        yield Finding(_at(analysis, named), named.file.message, _uses(analysis, named) or _apart(analysis, named))


def _apart(analysis: ConfigAnalysis, named: _Named) -> tuple[Fix, ...]:
    """Several paths that stand in one string with commas between them, each in a string of its own."""
    value = analysis.document.where(named.field).value
    if value is None or ',' not in named.file.text:
        return ()
    parts = ', '.join(quote(part.strip()) for part in named.file.text.split(','))
    field = analysis.document.where(named.field).field
    in_list = field is not None and isinstance(field.syntax.value, ListValue)
    return (Fix('Give several paths', (Edit(value.syntax.span, parts if in_list else f'[{parts}]'),)),)


@config_check('path-scheme', family=Family.FILES, severity=Severity.ERROR, fix=FixSafety.UNSAFE)
def path_scheme(analysis: ConfigAnalysis) -> Iterator[Finding]:
    """TensorFlow has no file system for this address: "File system scheme 'gcc' not implemented".

    Google Cloud Storage is `gs://`, with two slashes. Files of the web have to be downloaded.
    """
    for named in _of(analysis, Naming.NO_SUCH_SCHEME):
        yield Finding(_at(analysis, named), named.file.message, _uses(analysis, named))


def _is_here(analysis: ConfigAnalysis) -> bool:
    """Whether this is the machine that the config is for: something that it names is here."""
    return isinstance(analysis.resolution, Resolved | Correctable) or any(
        named.file.naming in (Naming.FOUND, Naming.MEANT) for named in _named(analysis)
    )


def is_elsewhere(analysis: ConfigAnalysis) -> bool:
    """Whether this is most likely not the machine that the config is for: none of the files that it names is here, nor near."""
    away = (Naming.MISSING, Naming.ELSEWHERE)
    named = [one.file for one in _named(analysis)]
    return bool(named) and all(file.naming in away and not file.is_near for file in named)


@config_check('file-missing', family=Family.FILES, severity=Severity.ERROR, fix=FixSafety.UNSAFE, source=_GLOB)
def file_missing(analysis: ConfigAnalysis) -> Iterator[Finding]:
    """A label map or a file of records is not there: training stops before its first step.

    "No such file or directory", or "Did not find any input files matching the glob pattern". Relative paths start in the folder
    in which training is started.

    Offers the files of that kind that are near.
    """
    is_here = _is_here(analysis)
    for named in _of(analysis, Naming.MISSING):
        if is_here or named.file.is_near:
            yield Finding(_at(analysis, named), named.file.message, _uses(analysis, named))


@config_check('files-elsewhere', family=Family.FILES, severity=Severity.INFORMATION)
def files_elsewhere(analysis: ConfigAnalysis) -> Iterator[Finding]:
    """Files that the config names are not on this machine, so they are not checked.

    Nothing is wrong with that: configs are often edited on another machine than the one that trains. `searchRoots` in the settings
    names folders in which to look for them.
    """
    is_here = _is_here(analysis)
    missing = [] if is_here else [named for named in _of(analysis, Naming.MISSING) if not named.file.is_near]
    away = [*_of(analysis, Naming.ELSEWHERE), *missing]
    if away:
        first = min(away, key=lambda named: _at(analysis, named))
        what = f'`{first.file.text}` is' if len(away) == 1 else f'`{first.file.text}` and {len(away) - 1} more are'
        yield Finding(_at(analysis, first), f'{what} not on this machine, and not checked.')


@config_check('shards-missing', family=Family.FILES, severity=Severity.WARNING, source=_GLOB)
def shards_missing(analysis: ConfigAnalysis) -> Iterator[Finding]:
    """Some shards of the records are not there: training silently runs with the others.

    A pattern takes what it finds. Most often a copy or an upload that did not come to its end.
    """
    for reader in analysis.readers:
        for index, file in enumerate(reader.inputs):
            for shards in shard_sets(file.files):
                if _is_for_all(file.text, shards):
                    span = analysis.document.where(reader.input_field(index)).value_span
                    yield Finding(span, _shards_message(shards))


def _is_for_all(text: str, shards: ShardSet) -> bool:
    """Whether a pattern is meant for all shards, of which some are missing."""
    return bool(shards.missing) and shard_of(text) is None and set(text) & set('*?[') != set()


def _shards_message(shards: ShardSet) -> str:
    present, total = len(shards.present), shards.total
    gone = [Path(shards.name(number)).name for number in shards.missing[:3]]
    names = ', '.join(f'`{name}`' for name in gone) + (', ...' if len(shards.missing) > 3 else '')
    verb = 'is' if len(shards.missing) == 1 else 'are'
    return f'{present} of {total} shards are here; {names} {verb} missing. Training reads what is there, and tells nothing.'


@config_check('one-shard-only', family=Family.FILES, severity=Severity.WARNING, fix=FixSafety.UNSAFE)
def one_shard_only(analysis: ConfigAnalysis) -> Iterator[Finding]:
    """`input_path` names single shards, and the others lie beside them: training reads a part of the data.

    Names all of them by their pattern.
    """
    for reader in analysis.readers:
        for index, file in enumerate(reader.inputs):
            shard = shard_of(file.text)
            if shard is None or file.naming is not Naming.FOUND or len(reader.inputs) > 1:
                continue
            folder = Path(file.files[0]).parent
            beside = shard_sets(str(path) for path in _siblings(folder))
            mine = next((one for one in beside if file.files[0] == one.name(int(shard.number))), None)
            if mine is not None and len(mine.present) > 1 and not mine.missing:
                pattern = f'{shard.stem}-{"?" * len(shard.number)}-of-{shard.total}{shard.suffix}'
                fix = Fix(
                    f'Use `{pattern}`', (set_field(analysis.document, reader.input_field(index), quote(pattern)),)
                )
                message = f'This reads one of {mine.total} shards; the others lie beside it.'
                yield Finding(analysis.document.where(reader.input_field(index)).value_span, message, (fix,))


def _siblings(folder: Path) -> Iterator[Path]:
    try:
        yield from folder.iterdir()
    except OSError:
        return


@config_check('evaluates-on-training-data', family=Family.TRAINING, severity=Severity.WARNING, fix=FixSafety.UNSAFE)
def evaluates_on_training_data(analysis: ConfigAnalysis) -> Iterator[Finding]:
    """Evaluation reads what training reads: its figures say how well the data was learned by heart.

    Give evaluation records of images that training does not see.
    """
    training = next((reader for reader in analysis.readers if reader.is_training), None)
    if training is None:
        return
    known = {_identity(file): index for index, file in enumerate(training.inputs)}
    for reader in analysis.readers:
        if reader.is_training:
            continue
        for index, file in enumerate(reader.inputs):
            if file.naming in (Naming.EMPTY, Naming.PLACEHOLDER) or _identity(file) not in known:
                continue
            message = f'Evaluation reads what training reads, `{file.text}`: its figures tell nothing about new images.'
            yield Finding(analysis.document.where(reader.input_field(index)).value_span, message)


def _identity(file: NamedFile) -> tuple[str, ...]:
    return file.files or (file.text,)


@config_check('exported-config', family=Family.FILES, severity=Severity.HINT)
def exported_config(analysis: ConfigAnalysis) -> Iterator[Finding]:
    """The config lies beside the weights that were trained with it: a record of that training, whose paths are not checked.

    To train with it, copy it to a folder of its own and set its paths.
    """
    if analysis.exported is None:
        return
    gone = (Naming.PLACEHOLDER, Naming.MISSING, Naming.ELSEWHERE, Naming.NO_SUCH_SCHEME)
    unset = [_at(analysis, named) for named in _named(analysis) if named.file.naming in gone]
    if (
        isinstance(analysis.resolution, NotFound | NotSet | Remote)
        and analysis.config.train_config.fine_tune_checkpoint
    ):
        unset.append(analysis.document.where(_CHECKPOINT).value_span)
    if unset:
        message = (
            f'This config lies beside the weights that were trained with it (`{analysis.exported}`): its paths are not checked. '
            'Copy it to train with it.'
        )
        yield Finding(min(unset), message)
