"""The config that a checkpoint was trained with, which the archives of the model zoo keep one folder up, and how ours differs.

A difference matters if the model that it makes has other variables: that is planned, not guessed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from google.protobuf import text_format

from pipeline_config_ls.document import Document, open_document
from pipeline_config_ls.document.messages import copy_of
from pipeline_config_ls.files.reading import Text, read_text
from pipeline_config_ls.restore.identify import Identified
from pipeline_config_ls.schema import PIPELINE, Schema

NAME = 'pipeline.config'
_LIMIT = 1 << 20
# So many differences are planned, each once.
_MOST = 24
# Parts of a model that have no variables.
_WITHOUT_VARIABLES = frozenset(
    {'post_processing', 'second_stage_post_processing', 'loss', 'matcher', 'similarity_calculator', 'image_resizer'}
)

Variables = Callable[[Any], dict[str, tuple[int, ...]] | None]
"""The variables of a `DetectionModel` message, by name; None where it cannot be planned."""


class OwnConfig(NamedTuple):
    """A checkpoint's config, and where it lies."""

    path: str
    document: Document


class Difference(NamedTuple):
    """A field of the model in which two configs differ: its path, both values as text format writes them, and whether it matters."""

    field: str
    theirs: str
    ours: str
    matters: bool


def own_config(prefix: str, schema: Schema) -> OwnConfig | None:
    """The config beside a checkpoint or one folder up, if there is one that can be read."""
    folder = Path(prefix).parent
    for place in (folder / NAME, folder.parent / NAME):
        read = read_text(str(place), _LIMIT)
        if isinstance(read, Text):
            document = open_document(read.text, place, schema, root=PIPELINE)
            return None if document.faults else OwnConfig(str(place), document)
    return None


def made(model: Any, identified: Identified | None) -> bool:
    """Whether a `DetectionModel` message may have made the checkpoint that was identified: in a folder of runs another config may lie
    beside it."""
    architecture = model.WhichOneof('model')
    if identified is None or not identified.whole or architecture is None:
        return True
    settings = getattr(model, architecture)
    same = identified.extractor == settings.feature_extractor.type
    return same and identified.classes in (None, settings.num_classes)


def is_record(path: str) -> bool:
    """Whether a config lies with a checkpoint, as the archives of the model zoo keep it and training writes it into its folder.

    It tells how that checkpoint was trained, and nobody trains with it: its paths are of another machine.
    """
    folder = Path(path).parent
    places = (folder, folder / 'checkpoint')
    return Path(path).name == NAME and any(next(place.glob('*.index'), None) is not None for place in places)


def differences(ours: Any, theirs: Any, variables: Variables) -> tuple[Difference, ...]:
    """Where two `DetectionModel` messages differ, what matters first."""
    before = variables(ours)
    found = []
    for number, (path, values) in enumerate(_differences(ours, theirs, ())):
        matters = number < _MOST and before is not None and _matters(ours, theirs, path, before, variables)
        # Another meta-architecture is another member of the block's only oneof.
        field = '.'.join(('model', *path)) if path != ('model',) else 'model'
        found.append(Difference(field, *values, matters))
    return tuple(sorted(found, key=lambda one: not one.matters))


def _matters(
    ours: Any, theirs: Any, path: tuple[str, ...], before: dict[str, tuple[int, ...]], variables: Variables
) -> bool:
    """Whether the variables change when this one field is as in their model."""
    if _WITHOUT_VARIABLES.intersection(path):
        return False
    changed = copy_of(ours)
    *blocks, name = path
    target, source = changed, theirs
    for block in blocks:
        target, source = getattr(target, block), getattr(source, block)
    _take(target, source, name)
    return variables(changed) not in (before, None)


def _take(target: Any, source: Any, name: str) -> None:
    """Makes one field of a message what it is in another; for a oneof, its member."""
    oneof = source.DESCRIPTOR.oneofs_by_name.get(name)
    if oneof is not None:
        target.ClearField(target.WhichOneof(name) or name)
        name = source.WhichOneof(name) or ''
    if not name:
        return
    target.ClearField(name)
    value = getattr(source, name)
    if hasattr(value, 'MergeFrom'):  # a message, or the container of a repeated field
        getattr(target, name).MergeFrom(value)
    elif source.HasField(name):
        setattr(target, name, value)


def _differences(ours: Any, theirs: Any, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], tuple[str, str]]]:
    """Paths and the two values (theirs, ours), depth first, in the order of the schema."""
    for oneof in ours.DESCRIPTOR.oneofs:
        mine, other = ours.WhichOneof(oneof.name), theirs.WhichOneof(oneof.name)
        if mine != other:
            yield (*path, oneof.name), (other or '', mine or '')
    for field in ours.DESCRIPTOR.fields:
        if field.containing_oneof is not None and not (ours.HasField(field.name) and theirs.HasField(field.name)):
            continue
        mine, other = getattr(ours, field.name), getattr(theirs, field.name)
        below = (*path, field.name)
        if isinstance(mine, type(other)) and hasattr(mine, 'DESCRIPTOR'):
            if mine != other:
                yield from _differences(mine, other, below)
        elif mine != other:
            yield below, (_written(field, other), _written(field, mine))


def _written(field: Any, value: Any) -> str:
    """A value as the text format writes it; a list on one line."""
    if isinstance(value, str):
        return f'"{value}"'
    if field.enum_type is not None and isinstance(value, int):
        known = field.enum_type.values_by_number.get(value)
        return known.name if known else str(value)
    if isinstance(value, bool):
        return 'true' if value else 'false'
    if isinstance(value, float):
        return f'{value:.7g}'
    if isinstance(value, int):
        return str(value)
    if field.message_type is None:
        return '[' + ', '.join(_written(field, one) for one in value) + ']'
    return '; '.join(text_format.MessageToString(one, as_one_line=True) for one in value)
