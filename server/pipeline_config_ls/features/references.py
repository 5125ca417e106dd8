"""References: where else in the workspace a path is named, or a class of a label map.

A path is the file that it leads to, however it is written. A class is an `item` of one label map: its own file refers to
it by its id, configs that name the file by its name.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from lsprotocol import types

from pipeline_config_ls.analysis.config_analysis import ConfigAnalysis
from pipeline_config_ls.document import BoundField, BoundValue, Document
from pipeline_config_ls.features.named_files import NamedFile, named_files
from pipeline_config_ls.features.positions import Positions
from pipeline_config_ls.files.kinds import exists, real
from pipeline_config_ls.schema.roots import LABEL_MAP
from pipeline_config_ls.textproto import Scalar, Span

ITEM = 'object_detection.protos.StringIntLabelMapItem.'
NAME, ID = ITEM + 'name', ITEM + 'id'
# What refers to a class by its id in its own file, and by its name in a config.
BY_ID = frozenset((ITEM + 'ancestor_ids', ITEM + 'descendant_ids'))
BY_NAME = frozenset(
    (
        'object_detection.protos.CenterNet.KeypointEstimation.keypoint_class_name',
        'object_detection.protos.CocoKeypointMetrics.class_label',
    )
)


class WorkspaceFile(NamedTuple):
    """One file of the workspace, open or not."""

    uri: str
    analysis: ConfigAnalysis
    positions: Positions

    @property
    def document(self) -> Document:
        """Its text, bound."""
        return self.analysis.document


class Reference(NamedTuple):
    """One place: a scalar of a file. `is_declaration` tells the `item` of a label map from what refers to it."""

    file: WorkspaceFile
    value: BoundValue
    field: BoundField
    is_declaration: bool = False

    @property
    def span(self) -> Span:
        """The scalar, its quotes left out."""
        syntax = self.value.syntax
        quoted = isinstance(self.value.value, str)
        return Span(syntax.start + quoted, syntax.end - quoted)


def references(
    file: WorkspaceFile, offset: int, workspace: Iterable[WorkspaceFile], *, with_declaration: bool = True
) -> list[types.Location]:
    """Every place in the workspace that means the same as the value at an offset."""
    return [
        types.Location(place.file.uri, place.file.positions.range(place.span))
        for place in find_references(file, offset, workspace)
        if with_declaration or not place.is_declaration
    ]


def find_references(file: WorkspaceFile, offset: int, workspace: Iterable[WorkspaceFile]) -> list[Reference]:
    """The same, as places to change."""
    chain = file.document.fields_at(offset)
    field = chain[-1] if chain else None
    value = next((one for one in field.values if _is_at(one, offset)), None) if field else None
    if field is None or value is None or field.type is None:
        return []
    named = next((one for one in named_files(file.document) if one.value is value), None)
    if named is not None:
        return list(_of_path(file, named, workspace))
    subject = _class_at(file, field, value)
    return list(_of_class(*subject, workspace)) if subject else []


def _is_at(value: BoundValue, offset: int) -> bool:
    return isinstance(value.syntax, Scalar) and value.syntax.start <= offset <= value.syntax.end


def _of_path(file: WorkspaceFile, named: NamedFile, workspace: Iterable[WorkspaceFile]) -> Iterator[Reference]:
    """Where the same file is named; a path that leads nowhere is the same where it is written the same."""
    wanted = _meant(file.analysis, named.path)
    for other in workspace:
        for one in named_files(other.document):
            if _meant(other.analysis, one.path) == wanted if wanted else one.path == named.path:
                yield Reference(other, one.value, one.field)


def _meant(analysis: ConfigAnalysis, path: str) -> Path | None:
    """The file or the checkpoint that a path leads to."""
    for place in analysis.places(path):
        if exists(place) or exists(f'{place}.index'):
            return real(place)
    return None


class _Class(NamedTuple):
    """A class of a label map; one that an item does not tell is None."""

    label_map: Path
    name: str | None
    id: int | None


def _class_at(file: WorkspaceFile, field: BoundField, value: BoundValue) -> tuple[_Class, bool] | None:
    """The class that a scalar names, and whether it is known by its name."""
    kind = field.type.full_name if field.type else ''
    path = file.document.path
    if path is not None and file.document.type.full_name == LABEL_MAP and kind in (NAME, ID, *BY_ID):
        name, number = (value.value, None) if kind == NAME else (None, value.value)
        subject = _Class(real(path), *_completed(file.document, name, number))
        return subject, kind == NAME
    if kind in BY_NAME and isinstance(value.value, str):
        label_map = next(iter(_label_maps(file)), None)
        return (_Class(label_map, value.value, None), True) if label_map else None
    return None


def _completed(document: Document, name: object, number: object) -> tuple[str | None, int | None]:
    """Name and id of the item that has the one or the other."""
    for item_name, item_id in ((item.name, item.id) for item in document.message.item):  # type: ignore[attr-defined]
        if (name is not None and item_name == name) or (name is None and item_id == number):
            return item_name or None, item_id
    return (name if isinstance(name, str) else None), (number if isinstance(number, int) else None)


def _label_maps(file: WorkspaceFile) -> Iterator[Path]:
    for named in named_files(file.document):
        if named.field.name.endswith('label_map_path') and (path := _meant(file.analysis, named.path)):
            yield path


def _of_class(subject: _Class, is_by_name: bool, workspace: Iterable[WorkspaceFile]) -> Iterator[Reference]:
    for other in workspace:
        path = other.document.path
        if path is not None and real(path) == subject.label_map:
            yield from _in_label_map(other, subject, is_by_name)
        elif is_by_name and subject.name and subject.label_map in _label_maps(other):
            for field, value in _scalars(other.document):
                if field.type and field.type.full_name in BY_NAME and value.value == subject.name:
                    yield Reference(other, value, field)


def _in_label_map(file: WorkspaceFile, subject: _Class, is_by_name: bool) -> Iterator[Reference]:
    for field, value in _scalars(file.document):
        kind = field.type.full_name if field.type else ''
        if is_by_name and kind == NAME and value.value == subject.name:
            yield Reference(file, value, field, is_declaration=True)
        elif not is_by_name and (kind == ID or kind in BY_ID) and value.value == subject.id:
            yield Reference(file, value, field, is_declaration=kind == ID)


def _scalars(document: Document) -> Iterator[tuple[BoundField, BoundValue]]:
    for field in document.fields:
        for value in field.values:
            if isinstance(value.syntax, Scalar) and value.value is not None:
                yield field, value
