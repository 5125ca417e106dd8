"""Blocks that need structure, and whole files, ready to fill in: the texts are in `skeletons/`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from pipeline_config_ls.document import BoundField, Document
from pipeline_config_ls.schema import FieldType, MessageType

PACKAGE = 'object_detection.protos.'
HEAD = re.compile(r'#: (\w+): (.*)')
PLACE = re.compile(r'\$\{(\w+)(?::([^}]*))?\}')
NEXT_ID = '${NEXT_ID}'


class Skeleton(NamedTuple):
    """A text with places to fill in (`${1:default}`). `name` is the full name of a field, or of a message for a whole file."""

    name: str
    label: str
    detail: str
    body: str

    def plain(self) -> str:
        """The text with the defaults in its places."""
        return PLACE.sub(lambda place: place[2] or '', self.body)


def skeletons_of(field: FieldType) -> tuple[Skeleton, ...]:
    """The ways to begin a block."""
    return _skeletons().get(field.full_name, ())


def whole_files(message: MessageType) -> tuple[Skeleton, ...]:
    """What a file of this message can begin as."""
    return _skeletons().get(message.full_name, ())


def all_skeletons() -> Iterator[Skeleton]:
    """Every one of them."""
    for skeletons in _skeletons().values():
        yield from skeletons


def filled_in(skeleton: Skeleton, document: Document) -> Skeleton:
    """A skeleton for this file: a new class has the next id."""
    if NEXT_ID not in skeleton.body:
        return skeleton
    ids = [_id(item) for item in document.root.named('item')]
    return skeleton._replace(body=skeleton.body.replace(NEXT_ID, str(max(ids, default=0) + 1)))


def _id(item: BoundField) -> int:
    ids = [one.value for one in item.block.named('id')] if item.block else []
    return ids[-1] if ids and isinstance(ids[-1], int) else 0


@cache
def _skeletons() -> dict[str, tuple[Skeleton, ...]]:
    folder = files('pipeline_config_ls.features').joinpath('skeletons')
    texts = sorted((file.name, file.read_text('utf-8')) for file in folder.iterdir() if file.name.endswith('.txt'))
    found: dict[str, tuple[Skeleton, ...]] = {}
    for skeleton in (_read(text) for _, text in texts):
        found[skeleton.name] = (*found.get(skeleton.name, ()), skeleton)
    return found


def _read(text: str) -> Skeleton:
    lines = text.splitlines()
    head = {match[1]: match[2] for line in lines if (match := HEAD.match(line))}
    body = '\n'.join(line for line in lines if not HEAD.match(line))
    return Skeleton(PACKAGE + head['field'], head['label'], head['detail'], body)
