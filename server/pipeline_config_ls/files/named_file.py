"""A file or pattern that a config names: label maps and records. What TensorFlow finds there, and what was meant.

As `checkpoints.resolution` for checkpoints: TensorFlow takes the text literally, from the folder in which training is
started. Here is decided what the text names; whether an answer is an error is the caller's to say.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from enum import Enum

from pipeline_config_ls.files.path_reading import Reading, is_placeholder, read_as_path, scheme_message, scheme_of
from pipeline_config_ls.files.patterns import expand, shorthand
from pipeline_config_ls.files.search_context import SearchContext, SearchFolder, has_drive, spell
from pipeline_config_ls.files.similarity import nearest
from pipeline_config_ls.files.walk import Listing, walk

_MOST_SUGGESTIONS = 5
_LOOK_DEPTH = 4


class Naming(Enum):
    """What became of a text that should name files."""

    EMPTY = 'empty'
    FOUND = 'found'
    MEANT = 'meant'  # TensorFlow takes it literally and finds nothing, but it is clear what was meant
    PLACEHOLDER = 'placeholder'
    NO_SUCH_SCHEME = 'no-such-scheme'
    MISSING = 'missing'
    ELSEWHERE = 'elsewhere'  # in a bucket, or of a kind that this machine does not have


@dataclass(frozen=True, slots=True)
class NamedFile:
    """What a text names: its files (absolute), why not what it says, and texts to write instead.

    `is_near`: the folder that a missing file would be in is there, or in the same project files that it could be.
    """

    text: str
    naming: Naming
    files: tuple[str, ...] = ()
    message: str = ''
    suggestions: tuple[str, ...] = ()
    is_near: bool = False


@dataclass(frozen=True, slots=True)
class Wanted:
    """What kind of file a field names: in words, which files could be one, and which of them are likelier here.

    `expands`: the text is a pattern. `gather` makes of the files of a folder what one would write: of shards their pattern.
    """

    what: str
    is_one: Callable[[str], bool]
    hints: tuple[str, ...] = ()
    expands: bool = False
    gather: Callable[[list[str]], list[str]] = list


Look = Callable[[str], Sequence[Listing]]
"""The folders below one, as `look_around` gives them: whoever asks for several files remembers them."""


def look_around(folder: str) -> list[Listing]:
    """The folders in which files are looked for that could be meant."""
    return list(walk(folder, deepest=_LOOK_DEPTH))


def find_named(
    text: str, config_path: str | None, search: SearchContext, wanted: Wanted, look: Look = look_around
) -> NamedFile:
    """What `text`, in the config of this path, names."""
    if not text:
        near = tuple(_near('', text, search.bases(config_path), wanted, look)) if wanted.expands else ()
        return NamedFile(text, Naming.EMPTY, message=f'The path of {wanted.what} is empty.', suggestions=near)
    if scheme := scheme_of(text):
        if scheme.is_known:
            return NamedFile(text, Naming.ELSEWHERE, message=f'`{scheme.name}://` is not on this machine')
        suggestions = (scheme.meant,) if scheme.meant else ()
        return NamedFile(text, Naming.NO_SUCH_SCHEME, message=scheme_message(scheme, text), suggestions=suggestions)
    folders = search.everywhere(config_path)
    path = text[len('file://') :] if text.startswith('file:///') else text
    if found := _look(path, folders, search, wanted):
        return NamedFile(text, Naming.FOUND, found[0])
    bases = search.bases(config_path)
    if is_placeholder(text):
        message = f'`{text}` is still to be replaced by the path of {wanted.what}.'
        return NamedFile(
            text, Naming.PLACEHOLDER, message=message, suggestions=tuple(_near('', text, bases, wanted, look))
        )
    return _meant(text, folders, search, wanted) or _missing(text, config_path, search, wanted, look)


def others_near(
    named: NamedFile, config_path: str | None, search: SearchContext, wanted: Wanted, look: Look
) -> NamedFile:
    """The same, with texts to write instead: for a file that is there, and is not what is wanted."""
    near = _near(named.text, named.text, search.bases(config_path), wanted, look)
    return replace(named, suggestions=tuple(text for text, path in near.items() if path not in named.files))


def _look(
    path: str, folders: tuple[SearchFolder, ...], search: SearchContext, wanted: Wanted
) -> tuple[tuple[str, ...], SearchFolder | None] | None:
    """The files at the first place where there are any, and the folder that the place is in."""
    for place, base in search.places(path, folders):
        found = expand(place) if wanted.expands else [place] if os.path.exists(place) else []
        if found:
            return tuple(found), base
    return None


def _meant(text: str, folders: tuple[SearchFolder, ...], search: SearchContext, wanted: Wanted) -> NamedFile | None:
    """What is there if the text is read as people mean it."""
    reading = read_as_path(text, search)
    if reading and (found := _look(reading.path, folders, search, wanted)):
        files, base = found
        right = reading.path if search.is_absolute(reading.path) or base is None else spell(reading.path, None, text)
        return NamedFile(text, Naming.MEANT, files, reading.reason, (right,))
    if not wanted.expands:
        return None
    parts = [part.strip() for part in text.split(',')]
    if len(parts) > 1 and all(parts) and all(_look(part, folders, search, wanted) for part in parts):
        files = tuple(file for part in parts for file in (_look(part, folders, search, wanted) or ((), None))[0])
        message = 'TensorFlow reads this as one path with commas in it; give several paths as `["a", "b"]`.'
        return NamedFile(text, Naming.MEANT, files, message)
    short = shorthand(text)
    found = _look(short[0], folders, search, wanted) if short else None
    if short and found:
        message = (
            f"`@{short[1]}` is expanded by Google's own tools only; the pattern `{short[0]}` names the same shards."
        )
        return NamedFile(text, Naming.MEANT, found[0], message, (short[0],))
    return None


def _missing(text: str, config_path: str | None, search: SearchContext, wanted: Wanted, look: Look) -> NamedFile:
    reading = read_as_path(text, search) or Reading(text, '')
    bases = search.bases(config_path)
    is_absolute = search.is_absolute(reading.path) or has_drive(text)
    if (is_absolute and not search.could_be_here(reading.path)) or (not is_absolute and not bases):
        message = f'`{text}` is on another machine' if is_absolute else f'`{text}` starts from an unknown folder'
        return NamedFile(text, Naming.ELSEWHERE, message=f'{reading.reason} {message}'.strip())
    near = _near(reading.path, text, bases, wanted, look)
    suggestions = tuple(near)
    places = [place for place, _ in search.places(reading.path, bases)]
    what = f'No file matches `{text}`' if wanted.expands and set(text) & set('*?[') else f'There is no file `{text}`'
    looked = '' if is_absolute or not bases else ' in ' + ', '.join(f'`{base.folder}`' for base in bases[:3])
    if (short := shorthand(text)) and wanted.expands:
        looked += f"; `@{short[1]}` is expanded by Google's own tools only"
        suggestions = suggestions or (short[0],)
    known = {base.folder for base in bases}
    is_near = (
        any(_belongs(path, reading.path, config_path) for path in near.values())
        or (suggestions != () and not near)
        or any(_has_folder(place, known) for place in places)
    )
    return NamedFile(text, Naming.MISSING, (), f'{reading.reason} {what}{looked}.'.strip(), suggestions, is_near)


def _belongs(path: str, wanted: str, config_path: str | None) -> bool:
    """Whether a file is of the project that a config belongs to: below its folder, or of the name and in a folder of the name
    that is wanted.
    """
    names = wanted.replace('\\', '/').split('/')[-2:]
    same_name = len(names) == 2 and names[0] not in ('', '.', '..') and path.split(os.sep)[-2:] == names
    folder = os.path.dirname(config_path) if config_path else ''
    return same_name or (folder != '' and path.startswith(os.path.join(folder, '')))


def _has_folder(place: str, known: set[str]) -> bool:
    """Whether the folder that a file would be in is there, and not merely one that is looked into anyway."""
    folder = os.path.dirname(place)
    return folder not in known and os.path.isdir(folder) and os.path.dirname(folder) != folder


def _near(path: str, text: str, bases: tuple[SearchFolder, ...], wanted: Wanted, look: Look) -> dict[str, str]:
    """Files below the bases that could be what is wanted, by the text to write: those with a hint in their names first."""
    owners: dict[str, SearchFolder] = {}
    for base in bases:
        for listing in look(base.folder):
            mine = [name for name in listing.files if wanted.is_one(os.path.join(listing.folder, name))]
            for name in wanted.gather(mine):
                owners.setdefault(os.path.join(listing.folder, name), base)
    ranked = nearest(path or ' '.join(wanted.hints), list(owners), len(owners))
    ranked.sort(key=lambda found: not any(hint in os.path.basename(found).lower() for hint in wanted.hints))
    return {spell(found, owners[found], text): found for found in ranked[:_MOST_SUGGESTIONS]}
