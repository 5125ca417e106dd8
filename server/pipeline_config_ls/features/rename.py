"""Rename: a path, or the name or id of a class, wherever the workspace has it. Changes texts, never files on disk."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable
from typing import NamedTuple

from lsprotocol import types

from pipeline_config_ls.document.edits import quote
from pipeline_config_ls.features.references import ID, Reference, WorkspaceFile, find_references
from pipeline_config_ls.textproto import Edit, Span

INT32 = range(-(2**31), 2**31)


class CannotRename(NamedTuple):
    """Why something is not renamed, in words for the person."""

    message: str


def prepare_rename(file: WorkspaceFile, offset: int) -> types.PrepareRenamePlaceholder | None:
    """What would be renamed at an offset; None where it is nothing that can be."""
    place = _under(file, offset, (file,))
    if place is None:
        return None
    return types.PrepareRenamePlaceholder(file.positions.range(place.span), str(place.value.value))


def rename(
    file: WorkspaceFile, offset: int, new_name: str, workspace: Iterable[WorkspaceFile]
) -> types.WorkspaceEdit | CannotRename:
    """The edits that give the path or the class under the cursor another name, in each file."""
    places = find_references(file, offset, workspace)
    under = next((place for place in places if place.file.uri == file.uri and _holds(place, offset)), None)
    if under is None:
        return CannotRename('Only paths and the names and ids of classes can be renamed.')
    old = under.value.value
    fault = _fault(new_name, old, places)
    if fault:
        return CannotRename(fault)
    changes: dict[str, list[types.TextEdit]] = {}
    for place in places:
        edit = Edit(Span(place.value.syntax.start, place.value.syntax.end), _text(place, str(old), new_name))
        changes.setdefault(place.file.uri, []).append(place.file.positions.text_edit(edit))
    return types.WorkspaceEdit(changes)


def _under(file: WorkspaceFile, offset: int, workspace: Iterable[WorkspaceFile]) -> Reference | None:
    return next((place for place in find_references(file, offset, workspace) if _holds(place, offset)), None)


def _holds(place: Reference, offset: int) -> bool:
    return place.value.syntax.start <= offset <= place.value.syntax.end


def _fault(new: str, old: object, places: list[Reference]) -> str:
    """What is wrong with a new name."""
    if isinstance(old, str):
        if not new.strip() or '\n' in new:
            return 'A name is one line that is not empty.'
        taken = _siblings(places, 'name')
        return f'`{new}` is the name of another class.' if new != old and new in taken else ''
    if not new.removeprefix('-').isdecimal() or int(new) not in INT32:
        return f'An id is a whole number; `{new}` is none.'
    taken = _siblings(places, 'id')
    return f'{new} is the id of another class.' if int(new) != old and int(new) in taken else ''


def _siblings(places: list[Reference], field: str) -> set[object]:
    """The names or ids of the label map that the places are about."""
    declared = next((place for place in places if place.is_declaration), None)
    if declared is None or declared.field.type is None:
        return set()
    if (declared.field.type.full_name == ID) != (field == 'id'):
        return set()
    return {getattr(item, field) for item in declared.file.document.message.item}  # type: ignore[attr-defined]


def _text(place: Reference, old: str, new: str) -> str:
    """The new scalar at one place."""
    written = place.value.value
    if not isinstance(written, str):
        return str(int(new))
    return quote(new if written == old else _as_written(written, old, new))


def _as_written(written: str, old: str, new: str) -> str:
    """The new path as a place writes it that starts from another folder: what both end with is exchanged."""
    parts, others = old.split('/'), written.split('/')
    shared = 0
    while shared < min(len(parts), len(others)) and parts[-1 - shared] == others[-1 - shared]:
        shared += 1
    head = '/'.join(parts[: len(parts) - shared])
    prefix = f'{head}/' if head else ''
    if not shared or not new.startswith(prefix):
        return new
    return (
        posixpath.join(*others[: len(others) - shared], new[len(prefix) :]) if others[:-shared] else new[len(prefix) :]
    )
