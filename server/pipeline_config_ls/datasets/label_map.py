"""A label map: its classes, and what the API makes of it.

The API reads it with `text_format.Merge` into a `StringIntLabelMap`, refuses some ids, and looks class names up in two
tables, by `name` and by `display_name`. Knows no configs: whether the classes fit a model is not decided here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import PurePath
from typing import Any, NamedTuple

from pipeline_config_ls.document import Document, open_document
from pipeline_config_ls.files.foreign import foreign_bytes, foreign_text
from pipeline_config_ls.files.reading import Reason, Unread, read_bytes, read_text
from pipeline_config_ls.schema import LABEL_MAP, PIPELINE, Schema
from pipeline_config_ls.schema.roots import LABEL_MAP_WORDS

# The largest label map of the wild has 220 KB, for 2,854 classes.
MOST = 4 << 20
BACKGROUND = 'background'
_HEAD = 1024


class LabelMapKeypoint(NamedTuple):
    """A keypoint of a class: its index in the records, and its name."""

    id: int
    label: str


class LabelMapItem(NamedTuple):
    """One class, as the API reads it: what is not set is 0 or empty."""

    id: int
    name: str
    display_name: str
    keypoints: tuple[LabelMapKeypoint, ...]

    @property
    def shown(self) -> str:
        """The name that people know it by."""
        return self.display_name or self.name or f'class {self.id}'


@dataclass(frozen=True)
class LabelMap:
    """The classes of a file that the API can read."""

    items: tuple[LabelMapItem, ...]

    @cached_property
    def ids(self) -> frozenset[int]:
        """The ids that are given to classes; the background's 0 is none of them."""
        return frozenset(item.id for item in self.items if item.id > 0)

    @property
    def highest_id(self) -> int:
        """The highest id, which is what `num_classes` has to be at least; 0 where there is no class."""
        return max(self.ids, default=0)

    @cached_property
    def names(self) -> Mapping[int, str]:
        """What to call each id: the first item of an id counts."""
        return {item.id: item.shown for item in reversed(self.items)}

    @cached_property
    def _tables(self) -> tuple[dict[str, int], dict[str, int]]:
        return (
            {item.name: item.id for item in self.items},
            {item.display_name: item.id for item in self.items},
        )

    def look_up(self, text: str) -> int:
        """The id that the API finds for a class's text in a record: -1 where there is none, and the object is dropped."""
        by_name, by_display_name = self._tables
        return max(by_name.get(text, -1), by_display_name.get(text, -1))


class NotALabelMap(NamedTuple):
    """Why the API cannot use a file as a label map. `message` is a clause that follows the file's name.

    `is_in_text`: it is a label map, with mistakes in its text.
    """

    message: str
    is_in_text: bool = False


def read_label_map(path: str, schema: Schema) -> LabelMap | NotALabelMap:
    """The label map in a file."""
    read = read_text(path, MOST)
    if isinstance(read, Unread):
        head = read_bytes(path, MOST) if read.reason is Reason.NOT_TEXT else None
        foreign = foreign_bytes(head[:_HEAD]) if isinstance(head, bytes) else None
        message = f'is {foreign.what}, not a label map' if foreign else read.message
        return NotALabelMap(message)
    return label_map_of(read.text, path, schema)


def label_map_of(text: str, path: str | None, schema: Schema) -> LabelMap | NotALabelMap:
    """The label map in a text."""
    if foreign := foreign_text(text):
        return NotALabelMap(f'is {foreign.what}, not a label map')
    document = open_document(text, PurePath(path) if path else None, schema, root=LABEL_MAP)
    if document.faults:
        if (other := _something_else(document)) is not None:
            return NotALabelMap(f'is {other}, not a label map')
        fault = document.faults[0]
        line = document.lines.position(fault.start).line + 1
        return NotALabelMap(f'cannot be read: line {line}: {fault.message}', is_in_text=True)
    label_map = LabelMap(items_of(document))
    refused = refusal(label_map)
    return NotALabelMap(refused, is_in_text=True) if refused else label_map


def _something_else(document: Document) -> str | None:
    """What a text is that has no name of a label map at its top, however misspelt."""
    names = {field.name for field in document.root.fields if field.name}
    if any(name.lower() in LABEL_MAP_WORDS for name in names):
        return None
    pipeline = document.schema.messages.get(PIPELINE)
    is_config = pipeline is not None and names and names <= pipeline.fields.keys()
    return 'a pipeline config' if is_config else 'something else' if len(document.faults) > 1 else None


def items_of(document: Document) -> tuple[LabelMapItem, ...]:
    """The classes that a document of a label map sets."""
    message: Any = document.message
    return tuple(
        LabelMapItem(
            item.id, item.name, item.display_name, tuple(LabelMapKeypoint(one.id, one.label) for one in item.keypoints)
        )
        for item in message.item
    )


def refusal(label_map: LabelMap) -> str | None:
    """What the API raises on when it reads the classes, as a clause."""
    for item in label_map.items:
        if item.id < 0:
            return f'is refused: the id {item.id} of `{item.shown}` is below 0'
        if item.id == 0 and BACKGROUND not in (item.name, item.display_name):
            return f'is refused: {_has_zero(item)}, which is kept for the background'
    if not label_map.items:
        return 'has no classes'
    return None


def _has_zero(item: LabelMapItem) -> str:
    names = item.display_name or item.name
    return f'`{names}` has the id 0' if names else 'an item has the id 0'


def classes_without_id(label_map: LabelMap) -> Iterator[LabelMapItem]:
    """The classes that have no id of their own."""
    return (item for item in label_map.items if item.id <= 0 and BACKGROUND not in (item.name, item.display_name))
