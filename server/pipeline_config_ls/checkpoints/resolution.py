"""What a person meant by the text of `fine_tune_checkpoint`, and what TensorFlow makes of it as it is written.

TensorFlow takes the text literally: a prefix, relative to the folder in which training was started; no `~`, no variables,
no folder, no `.index`. People write all of these, and a verdict is worth more than "not found": `resolve` finds the
checkpoint that was meant, and says in one message what TensorFlow would do with the text and what to write instead.

It looks at file names only. Reading is `reader`'s part, and whether a message is an error or a hint is the caller's.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from pipeline_config_ls.checkpoints.mistakes import correct
from pipeline_config_ls.checkpoints.nearby import find_prefixes, is_of_saved_model
from pipeline_config_ls.checkpoints.reader import is_checkpoint
from pipeline_config_ls.files.path_reading import (
    PLACEHOLDER,
    WEB,
    Reading,
    Scheme,
    is_placeholder,
    read_as_path,
    scheme_message,
    scheme_of,
)
from pipeline_config_ls.files.search_context import Place, SearchContext, SearchFolder, forward, has_drive, spell
from pipeline_config_ls.files.similarity import nearest

# So many are given, the nearest by name first; which of them fit is the caller's question.
_MOST_SUGGESTIONS = 24
_MOST_OF_A_FOLDER = 2
_ARCHIVE = ('.tar.gz', '.tgz', '.tar', '.zip')


class Suggestion(NamedTuple):
    """A text to write instead, in the person's own style, and the prefix that it then names."""

    text: str
    prefix: str


@dataclass(frozen=True, slots=True)
class Resolved:
    """The text is a prefix that exists.

    `message` is None for an absolute one, and for one that is there from where training is known to start; else it
    says on which folder the path depends, and `suggestions` do not depend on it.
    """

    prefix: str
    place: Place
    message: str | None = None
    suggestions: tuple[Suggestion, ...] = ()


@dataclass(frozen=True, slots=True)
class Correctable:
    """TensorFlow cannot use the text as it is written, but it is clear which checkpoint was meant: `prefix`."""

    prefix: str
    message: str
    suggestions: tuple[Suggestion, ...]


@dataclass(frozen=True, slots=True)
class NotFound:
    """There is no such checkpoint; `suggestions` are those that come nearest, the likeliest first.

    `is_near`: a part of it is here, or nothing with such an address can be anywhere.
    """

    message: str
    suggestions: tuple[Suggestion, ...] = ()
    is_near: bool = False


@dataclass(frozen=True, slots=True)
class Remote:
    """The text is for another machine (a bucket, another person's disk), so it is not checked.

    `prefix` is a checkpoint here that ends in the same folders and is likely a copy; None where there is none.
    """

    message: str
    prefix: str | None = None


@dataclass(frozen=True, slots=True)
class NotSet:
    """Nothing is written, or still the sample configs' placeholder; `suggestions` are checkpoints that are near."""

    placeholder: bool
    message: str
    suggestions: tuple[Suggestion, ...] = field(default=(), repr=False)


Resolution = Resolved | Correctable | NotFound | Remote | NotSet


def resolve(text: str, config_path: str | None, search_context: SearchContext) -> Resolution:
    """Finds the checkpoint that `text`, the value of `fine_tune_checkpoint` in the file `config_path`, is meant to name."""
    bases = search_context.bases(config_path)
    if not text:
        return NotSet(False, 'No checkpoint is set: training starts from random weights.', _near('', text, bases))
    if PLACEHOLDER in text:
        message = f'`{PLACEHOLDER}` is still to be replaced by the prefix of a checkpoint.'
        return NotSet(True, message, _near('', text, bases))
    if scheme := scheme_of(text):
        mirror = _mirror(text, scheme, search_context)
        return _at_address(text, scheme, (*mirror, *bases))
    everywhere = search_context.everywhere(config_path)
    for path, base in search_context.places(text, everywhere):
        if is_checkpoint(path) and text[-1] not in '/\\':
            return _found(text, path, base, search_context)
    reading = read_as_path(text, search_context)
    return (
        _meant(text, text, '', everywhere, search_context)
        or (reading and _meant(text, *reading, everywhere, search_context))
        or _missing(text, reading or Reading(text, ''), bases, search_context)
    )


def _meant(
    text: str, written: str, reason: str, bases: tuple[SearchFolder, ...], search_context: SearchContext
) -> Correctable | None:
    """What `text` means if it is read as the path `written`, which differs from it for this `reason`."""
    for path, base in search_context.places(written, bases):
        prefix, why = Reading(path, '') if is_checkpoint(path) else correct(path) or (None, '')
        if prefix is not None:
            name = os.path.basename(prefix)
            message = f'{reason} {why}'.strip() or f'`{name}/` ends in a slash; TensorFlow wants the prefix `{name}`.'
            return Correctable(prefix, message, (Suggestion(spell(prefix, base, text), prefix),))
    return None


def _found(text: str, path: str, base: SearchFolder | None, search_context: SearchContext) -> Resolved:
    if base is None:
        return Resolved(path, Place.ABSOLUTE)
    if base.place is Place.WORKING_DIRECTORY:
        return Resolved(path, base.place)
    absolute = Suggestion(forward(path), path)
    start = search_context.working_directory
    if start is None:
        message = f'Relative paths start where training is started: this one is right in `{forward(base.folder)}`.'
        return Resolved(path, base.place, message, (absolute,))
    message = (
        f'Training starts in `{forward(start)}`, where there is no `{text}`; it is in {base.place.value}, '
        f'`{forward(base.folder)}`.'
    )
    from_start = Suggestion(spell(path, SearchFolder(Place.WORKING_DIRECTORY, start), text), path)
    return Resolved(path, base.place, message, tuple(dict.fromkeys((from_start, absolute))))


def _mirror(text: str, scheme: Scheme, search_context: SearchContext) -> tuple[SearchFolder, ...]:
    """Where the copy of what was read from an address is, before all other folders."""
    if search_context.mirrors is None:
        return ()
    return (SearchFolder(Place.ROOT, os.path.join(search_context.mirrors, scheme.name)),)


def _at_address(text: str, scheme: Scheme, bases: tuple[SearchFolder, ...]) -> Remote | NotFound:
    if scheme.name in WEB and not scheme.meant:
        return NotFound(
            'TensorFlow cannot load a checkpoint from the web: download and unpack it, and give its prefix.',
            is_near=True,
        )
    if not scheme.is_known:
        suggestions = (Suggestion(scheme.meant, scheme.meant),) if scheme.meant else ()
        return NotFound(scheme_message(scheme, text), suggestions, is_near=True)
    return _elsewhere(f'`{scheme.name}://` is not on this machine', _counterpart(text, bases))


def _elsewhere(what: str, counterpart: str | None) -> Remote:
    if counterpart is None:
        return Remote(f'{what}, so this checkpoint is not checked.')
    return Remote(f'{what}; `{forward(counterpart)}` is taken for a copy of it.', counterpart)


def _counterpart(text: str, bases: tuple[SearchFolder, ...]) -> str | None:
    """A checkpoint here whose path ends as `text` does, in two names or more: a copy of what is on the other machine."""
    parts = [part for part in re.split(r'[/\\]+', text) if part]
    for start in range(len(parts) - 1):
        for base in bases:
            path = os.path.join(base.folder, *parts[start:])
            if '..' not in parts and is_checkpoint(path):
                return path
    return None


def _missing(
    text: str, reading: Reading, bases: tuple[SearchFolder, ...], search_context: SearchContext
) -> NotFound | Remote | NotSet:
    path = reading.path
    if is_placeholder(text):
        return NotSet(True, f'`{text}` is still to be replaced by the prefix of a checkpoint.', _near('', text, bases))
    if search_context.is_absolute(path) or has_drive(text):
        counterpart = _counterpart(path, bases)
        if counterpart or not search_context.could_be_here(path):
            return _elsewhere(f'`{text}` is on another machine', counterpart)
    if shard := _shard_without_index(path, bases):
        message = f'`{os.path.basename(path)}.index` is missing: `{shard}` is here, but nothing says what is in it.'
        return NotFound(f'{reading.reason} {message}'.strip(), _near(path, text, bases), is_near=True)
    if path.lower().endswith(_ARCHIVE):
        message = f'`{text}` is an archive: unpack it, and give the prefix of the checkpoint in it.'
    elif search_context.is_absolute(path) or not bases:
        message = f'There is no checkpoint `{text}`.'
    else:
        looked = ', '.join(f'`{forward(base.folder)}`' for base in bases)
        message = f'There is no checkpoint `{text}` in {looked}.'
    return NotFound(f'{reading.reason} {message}'.strip(), _near(path, text, bases))


def _shard_without_index(path: str, bases: tuple[SearchFolder, ...]) -> str | None:
    """The name of a data file of a checkpoint whose index was not copied with it."""
    for base in bases:
        folder, name = os.path.split(os.path.join(base.folder, path))
        try:
            with os.scandir(folder) as entries:
                found = next((entry.name for entry in entries if entry.name.startswith(f'{name}.data-')), None)
        except (OSError, ValueError):
            continue
        if found is not None and name:
            return found
    return None


def _near(path: str, text: str, bases: tuple[SearchFolder, ...]) -> tuple[Suggestion, ...]:
    """The prefixes below the bases that are written most like `path`, as texts to write instead of `text`."""
    owners: dict[str, SearchFolder | None] = {}
    if os.path.isabs(path):
        # What exists of the path, but not so far above that it would be another project, or the whole disk.
        above = next((folder for folder in _ancestors(path)[:3] if os.path.isdir(folder)), '')
        if len(_ancestors(above)) > 1:
            owners.update(dict.fromkeys(find_prefixes(above)))
    for base in bases:
        for prefix in find_prefixes(base.folder):
            owners.setdefault(prefix, base)
    ranked = nearest(path, _offered(owners), _MOST_SUGGESTIONS)
    return tuple(Suggestion(spell(prefix, owners[prefix], text), prefix) for prefix in ranked)


def _offered(prefixes: Iterable[str]) -> list[str]:
    """Without the variables of a SavedModel, which no training restores, and of a folder of many steps the latest alone."""
    found: dict[str, list[str]] = {}
    for prefix in prefixes:
        if not is_of_saved_model(prefix):
            found.setdefault(os.path.dirname(prefix), []).append(prefix)
    return [prefix for of_folder in found.values() for prefix in of_folder[:_MOST_OF_A_FOLDER]]


def _ancestors(path: str) -> list[str]:
    """The folders above a path, the nearest first."""
    above: list[str] = []
    while (parent := os.path.dirname(path)) != path and parent:
        above.append(parent)
        path = parent
    return above
