"""A fix from the changes that were predicted to help."""

from __future__ import annotations

from difflib import SequenceMatcher
from itertools import accumulate, pairwise

from pipeline_config_ls.checks.check import Fix
from pipeline_config_ls.document import Document, open_document
from pipeline_config_ls.document.edits import apply, remove_field, set_field
from pipeline_config_ls.restore.changes import Change
from pipeline_config_ls.textproto.tree import Edit, Span


def changing(document: Document, changes: tuple[Change, ...], title: str = '') -> tuple[Fix, ...]:
    """The fix that makes the changes, with a title of its own if none is given; none where there is nothing to edit."""
    edits = tuple(sorted(edit for change in changes for edit in _edits(document, change)))
    if any(after.span.start < before.span.end for before, after in pairwise(edits)):
        edits = _one_by_one(document, changes)
    return (Fix(title or _title(changes), edits),) if edits else ()


def _edits(document: Document, change: Change) -> tuple[Edit, ...]:
    if change.value is not None:
        return (set_field(document, change.field, change.text),)
    field = document.where(change.field).field
    return (remove_field(document, field),) if field is not None else ()


def _one_by_one(document: Document, changes: tuple[Change, ...]) -> tuple[Edit, ...]:
    """The lines that differ after one change was made after the other, as where a field is set in the place of one that goes."""
    changed = document
    for change in changes:
        text = apply(changed.text, _edits(changed, change))
        changed = open_document(text, document.path, document.schema)
    before, after = document.text.splitlines(keepends=True), changed.text.splitlines(keepends=True)
    starts = [0, *accumulate(map(len, before))]
    return tuple(
        Edit(Span(starts[low], starts[high]), ''.join(after[new_low:new_high]))
        for kind, low, high, new_low, new_high in SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
        if kind != 'equal'
    )


def _title(changes: tuple[Change, ...]) -> str:
    parts = [f'set {one.name} to {one.text}' if one.value is not None else f'remove `{one.name}`' for one in changes]
    words = parts[0] if len(parts) == 1 else f'{", ".join(parts[:-1])} and {parts[-1]}'
    return words[:1].upper() + words[1:]
