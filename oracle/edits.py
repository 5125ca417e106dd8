"""A variant's text: a base model with a few edits. Needs the API's protos, not TensorFlow itself.

An edit is a line. `a.b.c: value` and `a.b.c { ... }` set a field of the `model` block to exactly that, lists
and messages included; `a.b.c += { ... }` adds to a list or merges into a message; `-a.b.c` clears the field.
`b[0]` is an element of a list. The leading `ssd.`, `faster_rcnn.` or `center_net.` is left out.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from google.protobuf import text_format

MODELS = Path(__file__).parent / 'models'
_EDIT = re.compile(r'(?P<clear>-)?(?P<path>[\w.\[\]]+)(?P<add>\s*\+=)?\s*(?P<value>.*)', re.DOTALL)


def edited(base: str, edits: tuple[str, ...], message: Any) -> str:
    """The text of a base (a file in models/) after the edits; `message` is an empty DetectionModel."""
    text_format.Merge((MODELS / f'{base}.textproto').read_text(), message)
    settings = getattr(message, message.WhichOneof('model'))
    for edit in edits:
        apply(settings, edit)
    return str(text_format.MessageToString(message))


def apply(settings: Any, edit: str) -> None:
    """Apply one edit in place. Raises ValueError or AttributeError where it does not fit the message."""
    match = _EDIT.fullmatch(edit)
    if match is None:
        raise ValueError(f'not an edit: {edit!r}')
    *parents, field = match['path'].split('.')
    for parent in parents:
        name, _, number = parent.removesuffix(']').partition('[')
        settings = getattr(settings, name)[int(number)] if number else getattr(settings, name)
    if not match['add']:
        settings.ClearField(field)
    if not match['clear']:
        text_format.Merge(f'{field} {match["value"]}', settings)
