"""An item of a completion list, as the JSON that travels: lists are asked for at every key, and have up to sixty items."""

from __future__ import annotations

from typing import Any, NamedTuple, TypedDict

from lsprotocol import types

from pipeline_config_ls.features.plain_json import Json

STRUCT = types.CompletionItemKind.Struct.value
FIELD = types.CompletionItemKind.Field.value
SNIPPET = types.CompletionItemKind.Snippet.value
ENUM_MEMBER = types.CompletionItemKind.EnumMember.value
VALUE = types.CompletionItemKind.Value.value
FILE = types.CompletionItemKind.File.value
FOLDER = types.CompletionItemKind.Folder.value

SNIPPET_TEXT: int = types.InsertTextFormat.Snippet.value
PLAIN_TEXT: int = types.InsertTextFormat.PlainText.value
TRIGGER = {'title': '', 'command': 'editor.action.triggerSuggest'}
DEPRECATED_TAG = types.CompletionItemTag.Deprecated.value


class _Always(TypedDict):
    """What every item has."""

    label: str
    kind: int
    textEdit: Json


class Item(_Always, total=False):
    """An item. `data` is what `resolve` reads to document it."""

    labelDetails: dict[str, str]
    detail: str
    sortText: str
    filterText: str
    tags: list[int]
    preselect: bool
    insertTextFormat: int
    additionalTextEdits: list[Json]
    data: dict[str, str]
    command: dict[str, str]


class Style(NamedTuple):
    """How items are inserted: with places to fill in, and whether the editor then asks for the next list by itself."""

    snippets: bool = True
    asks_for_next: bool = False

    @property
    def format(self) -> int:
        """How the client is to read what it inserts."""
        return SNIPPET_TEXT if self.snippets else PLAIN_TEXT


PLAIN = Style()


def describe(item: Item, words: str) -> Item:
    """The item with words beside its label, if there are any."""
    if words:
        item['labelDetails'] = {'description': words}
    return item


def listed(items: list[Item]) -> dict[str, Any]:
    """The answer: all there is at this place, whatever is typed next."""
    return {'isIncomplete': False, 'items': items}
