"""Settings as edits: what a predicted fix changes, in the text that the person wrote."""

from __future__ import annotations

from collections.abc import Iterable

from pipeline_config_ls.document import Document
from pipeline_config_ls.document.edits import remove_field, set_field
from pipeline_config_ls.restore.settings import Setting
from pipeline_config_ls.textproto import Edit


def settings_edits(document: Document, settings: Iterable[Setting]) -> tuple[Edit, ...]:
    """The edits that make settings, ascending; a field to remove that is not there needs none."""
    edits = []
    for setting in settings:
        if setting.value is not None:
            edits.append(set_field(document, setting.field, setting.value))
            continue
        place = document.where(setting.field)
        if place.field is not None:
            edits.append(remove_field(document, place.field))
    return tuple(sorted(edits, key=lambda edit: edit.span))
