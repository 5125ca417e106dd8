"""Settings as edits: what a predicted fix changes, in the text that the person wrote."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import SequenceMatcher
from itertools import accumulate, pairwise

from pipeline_config_ls.architectures.build_error import CannotBuild
from pipeline_config_ls.checks.check import Fix
from pipeline_config_ls.document import Document, open_document
from pipeline_config_ls.document.edits import apply, remove_field, set_field
from pipeline_config_ls.restore.field_changes import FieldChange
from pipeline_config_ls.restore.moving import Move
from pipeline_config_ls.textproto import Edit, Span


def setting_fix(document: Document, settings: tuple[FieldChange, ...], title: str = '') -> tuple[Fix, ...]:
    """The fix that makes the settings, with a title that lists them if none is given; none where there is nothing to edit."""
    edits = settings_edits(document, settings)
    return (Fix(title or _title(settings), edits),) if edits else ()


def moving_fix(document: Document, move: Move | CannotBuild | None, title: str) -> tuple[Fix, ...]:
    """The fix that moves a config to the other TensorFlow, as `ConfigAnalysis.moved_to` found it; none where it cannot be moved."""
    if not isinstance(move, Move):
        return ()
    return setting_fix(document, move.changes, title if move.same_network else f'{title}, with `{move.extractor}`')


def settings_edits(document: Document, settings: Iterable[FieldChange]) -> tuple[Edit, ...]:
    """The edits that make settings, ascending; a field to remove that is not there needs none."""
    settings = tuple(settings)
    edits = sorted((edit for one in settings for edit in _edits(document, one)), key=lambda edit: edit.span)
    if any(after.span.start < before.span.end for before, after in pairwise(edits)):
        return _one_by_one(document, settings)
    return tuple(edits)


def _edits(document: Document, setting: FieldChange) -> tuple[Edit, ...]:
    if setting.value is not None:
        return (set_field(document, setting.field, setting.value),)
    field = document.where(setting.field).field
    return (remove_field(document, field),) if field is not None else ()


def _one_by_one(document: Document, settings: tuple[FieldChange, ...]) -> tuple[Edit, ...]:
    """The lines that differ after one setting was made after the other, as where a field is set in the place of one that goes."""
    changed = document
    for setting in settings:
        text = apply(changed.text, _edits(changed, setting))
        changed = open_document(text, document.path, document.schema)
    before, after = document.text.splitlines(keepends=True), changed.text.splitlines(keepends=True)
    starts = [0, *accumulate(map(len, before))]
    return tuple(
        Edit(Span(starts[low], starts[high]), ''.join(after[new_low:new_high]))
        for kind, low, high, new_low, new_high in SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
        if kind != 'equal'
    )


def _title(settings: tuple[FieldChange, ...]) -> str:
    parts = []
    for field, value in settings:
        name = field.rpartition('.')[2]
        parts.append(f'remove `{name}`' if value is None else f'set {name} to {value}')
    words = parts[0] if len(parts) == 1 else f'{", ".join(parts[:-1])} and {parts[-1]}'
    return words[:1].upper() + words[1:]
