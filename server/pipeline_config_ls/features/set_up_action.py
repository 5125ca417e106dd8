"""The code action that begins a set-up for fine-tuning, on what a sample config leaves to be configured."""

from __future__ import annotations

from collections.abc import Sequence

from lsprotocol import types

from pipeline_config_ls.document import Document
from pipeline_config_ls.features.commands import SET_UP
from pipeline_config_ls.files.path_reading import is_placeholder
from pipeline_config_ls.textproto import Span


def set_up_action(
    document: Document, span: Span, uri: str, client_commands: frozenset[str], only: Sequence[str] | None = None
) -> list[types.CodeAction]:
    """The action where a placeholder is touched, for a client that has the command and asks for quick fixes."""
    kind = types.CodeActionKind.QuickFix
    if SET_UP not in client_commands or (only is not None and kind.value not in only):
        return []
    chain = document.fields_at(span.start)
    value = chain[-1].value if chain else None
    if not isinstance(value, str) or not is_placeholder(value):
        return []
    title = 'Set up for fine-tuning…'
    return [types.CodeAction(title, kind, command=types.Command(title, SET_UP, arguments=[uri]))]
