"""Completion of paths: the checkpoints, label maps and records that are near, as the person would write them."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from lsprotocol import types

from pipeline_config_ls.analysis.config_analysis import ConfigAnalysis
from pipeline_config_ls.checkpoints.nearby import find_prefixes
from pipeline_config_ls.document import Part
from pipeline_config_ls.features.positions import Positions
from pipeline_config_ls.files.walk import walk
from pipeline_config_ls.schema import FieldType, Kind
from pipeline_config_ls.textproto import Edit, Span

# What a field names, by how it ends: the endings of the files.
ENDINGS = {
    'label_map_path': ('.pbtxt', '.pbtxt.txt'),
    'input_path': ('.record', '.tfrecord', '.tfrecords'),
}
# A folder tree is looked at this deep, and no more files than this are offered.
DEPTH = 3
MOST = 100


def complete_path(analysis: ConfigAnalysis, offset: int, positions: Positions) -> list[types.CompletionItem]:
    """The files that the field at an offset could name; none where it names no file."""
    cursor = analysis.document.cursor_at(offset)
    field = cursor.field.type if cursor.field else None
    if cursor.part is not Part.VALUE or field is None or field.kind is not Kind.STRING:
        return []
    text = analysis.document.text[cursor.word.start : cursor.word.end]
    quoted = text.startswith(('"', "'"))
    closed = quoted and len(text) > 1 and text[-1] == text[0]
    span = Span(cursor.word.start + quoted, cursor.word.end - closed)
    return [
        types.CompletionItem(
            label=path,
            kind=types.CompletionItemKind.File,
            filter_text=path if quoted else f'"{path}"',
            sort_text=f'{path.count("/"):03}{path}',
            text_edit=positions.text_edit(Edit(span, path if quoted else f'"{path}"')),
        )
        for path in dict.fromkeys(_candidates(analysis, field))
    ]


def _candidates(analysis: ConfigAnalysis, field: FieldType) -> Iterator[str]:
    """Paths relative to each folder that relative paths may be meant from."""
    config = str(analysis.document.path) if analysis.document.path else None
    for base in analysis.project.search.bases(config):
        if field.name == 'fine_tune_checkpoint':
            found: Iterator[str] = iter(find_prefixes(base.folder))
        else:
            endings = next((ends for name, ends in ENDINGS.items() if field.name.endswith(name)), ())
            found = _files(base.folder, endings) if endings else iter(())
        for path in islice(found, MOST):
            yield Path(path).relative_to(base.folder).as_posix()


def _files(folder: str, endings: tuple[str, ...]) -> Iterator[str]:
    """The files below a folder that end so, nearer ones first."""
    for listing in walk(folder, deepest=DEPTH):
        yield from (str(Path(listing.folder, name)) for name in listing.files if name.endswith(endings))
