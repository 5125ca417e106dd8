"""Completion that looks at the disk: paths folder by folder and what is near, checkpoint types, the number of classes."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from pipeline_config_ls.analysis.config_analysis import ConfigAnalysis
from pipeline_config_ls.checkpoints.nearby import find_prefixes, prefixes_in
from pipeline_config_ls.datasets.file_kinds import gather_shards, is_label_map, is_record_file
from pipeline_config_ls.document import Cursor, Document, Part
from pipeline_config_ls.features.completion import content_of
from pipeline_config_ls.features.completion_item import FILE, FOLDER, PLAIN, TRIGGER, VALUE, Item, Style, describe
from pipeline_config_ls.features.named_files import names_a_file
from pipeline_config_ls.features.plain_json import edit_json
from pipeline_config_ls.features.positions import Positions
from pipeline_config_ls.features.verdict_order import MOST_CHECKPOINTS, UNKNOWN, Prospect, of_checkpoint, of_type
from pipeline_config_ls.files.kinds import entry_is_file, entry_is_folder
from pipeline_config_ls.files.walk import walk
from pipeline_config_ls.schema import Kind
from pipeline_config_ls.textproto import Edit

# A folder tree is looked at this deep for what is near, and no more files than this are offered.
DEPTH = 3
MOST = 100
# Longer paths are shown by their end, which tells more.
WIDTH = 50
CHECKPOINT, CHECKPOINT_TYPE, CLASSES = 'fine_tune_checkpoint', 'fine_tune_checkpoint_type', 'num_classes'


def reads_files(document: Document, offset: int) -> bool:
    """Whether there is something to look up on disk for completion at an offset."""
    cursor = document.cursor_at(offset)
    if cursor.part is not Part.VALUE or cursor.field is None:
        return False
    name = cursor.field.name
    return names_a_file(name) or name in (CHECKPOINT_TYPE, CLASSES)


def complete_from_files(
    analysis: ConfigAnalysis,
    offset: int,
    positions: Positions,
    items: list[Item],
    style: Style = PLAIN,
) -> list[Item]:
    """The items that the text alone gave, with what the files tell."""
    cursor = analysis.document.cursor_at(offset)
    name = cursor.field.name if cursor.field else ''
    if name == CHECKPOINT_TYPE:
        return [_with_prospect(item, of_type(analysis, item['label'])) for item in items]
    if name == CLASSES:
        told = list(_classes(analysis, cursor, positions))
        return [*told, *(item for item in items if item['label'] not in {one['label'] for one in told})]
    if not names_a_file(name) or cursor.field is None or cursor.field.type is None:
        return items
    if cursor.field.type.kind is not Kind.STRING:
        return items
    return [*complete_path(analysis, offset, positions, style), *items]


def _with_prospect(item: Item, prospect: Prospect) -> Item:
    item['sortText'] = f'{prospect.order}{item["sortText"]}'
    if prospect.words:
        item['detail'] = prospect.words
    return describe(item, prospect.words)


def _classes(analysis: ConfigAnalysis, cursor: Cursor, positions: Positions) -> Iterator[Item]:
    """The number of classes that the label map has."""
    readers = (analysis.config.train_input_reader, *analysis.config.eval_input_reader)
    for path in dict.fromkeys(reader.label_map_path for reader in readers if reader.label_map_path):
        label_map = analysis.label_map(path)
        ids = [item.id for item in label_map.item] if label_map is not None else []
        if ids:
            before = analysis.document.text[cursor.word.start - 1 : cursor.word.start]
            text = f' {max(ids)}' if before == ':' else str(max(ids))
            yield {
                'label': str(max(ids)),
                'labelDetails': {'description': f'the label map {Path(path).name}'},
                'kind': VALUE,
                'detail': f'the highest id of {path}',
                'sortText': '!',
                'filterText': text,
                'preselect': True,
                'textEdit': edit_json(positions, Edit(cursor.word, text)),
            }
            return


class _Candidate(NamedTuple):
    """A path that could be written: `text` is inserted, `typed` what is compared with what was typed."""

    text: str
    typed: str
    path: str
    is_folder: bool = False


def complete_path(analysis: ConfigAnalysis, offset: int, positions: Positions, style: Style = PLAIN) -> list[Item]:
    """The files that the string at an offset could name: in the folder that was typed, and near."""
    document = analysis.document
    cursor = document.cursor_at(offset)
    if cursor.part is not Part.VALUE or cursor.field is None or not names_a_file(cursor.field.name):
        return []
    span, quoted = content_of(document, cursor.word)
    typed = document.text[span.start : max(span.start, offset)] if quoted else ''
    field = cursor.field.name
    candidates: dict[str, _Candidate] = {}
    for candidate in (*_listed(analysis, typed, field), *_near(analysis, typed, field)):
        candidates.setdefault(candidate.text, candidate)
    prospects = _prospects(analysis, list(candidates.values())) if field == CHECKPOINT else {}
    blank = ' ' if span.start == span.end and document.text[span.start - 1 : span.start] == ':' else ''
    return [
        _item(candidate, prospects.get(candidate.path, UNKNOWN), Edit(span, ''), quoted, blank, positions, style)
        for candidate in candidates.values()
    ]


def _prospects(analysis: ConfigAnalysis, candidates: list[_Candidate]) -> dict[str, Prospect]:
    paths = [candidate.path for candidate in candidates if not candidate.is_folder]
    return {path: of_checkpoint(analysis, path) for path in paths[:MOST_CHECKPOINTS]}


def _item(
    candidate: _Candidate,
    prospect: Prospect,
    edit: Edit,
    quoted: bool,
    blank: str,
    positions: Positions,
    style: Style,
) -> Item:
    label = candidate.typed if len(candidate.typed) <= WIDTH else f'…{candidate.typed[1 - WIDTH :]}'
    quote = '' if quoted else '"'
    item: Item = {
        'label': label,
        'kind': FOLDER if candidate.is_folder else FILE,
        'detail': prospect.words or candidate.text,
        'filterText': f'{blank}{quote}{candidate.typed}{quote}',
        'sortText': f'{prospect.order}{candidate.is_folder:d}{candidate.text.count("/"):03}{candidate.text}',
        'textEdit': edit_json(positions, edit._replace(text=f'{blank}{quote}{candidate.text}{quote}')),
    }
    if candidate.is_folder and style.asks_for_next:
        item['command'] = TRIGGER
    return describe(item, prospect.words)


def _listed(analysis: ConfigAnalysis, typed: str, field: str) -> Iterator[_Candidate]:
    """What is in the folder that was typed: below each folder that a relative path may be meant from, above, at home."""
    folder = typed[: typed.rfind('/') + 1]
    last = typed[len(folder) :]
    search = analysis.project.search
    inserted = folder
    if folder.startswith('~/') and search.home:
        # TensorFlow does not know `~`: the path is inserted in full.
        inserted = f'{search.home.rstrip("/")}{folder[1:]}'
    if os.path.isabs(inserted):  # noqa: PTH117
        roots = [inserted]
    else:
        roots = [str(Path(base.folder, inserted)) for base in search.bases(analysis.path)]
    for root in roots:
        for name, is_folder in islice(_entries(root, field, show_hidden=last.startswith('.')), MOST):
            end = f'{name}/' if is_folder else name
            yield _Candidate(inserted + end, folder + end, str(Path(root, name)), is_folder)


def _entries(root: str, field: str, *, show_hidden: bool) -> Iterator[tuple[str, bool]]:
    """The folders in a folder, and the files that a field could name."""
    try:
        with os.scandir(root) as listing:
            entries = sorted(listing, key=lambda entry: entry.name)
    except (OSError, ValueError):
        return
    if field == CHECKPOINT:
        yield from ((Path(prefix).name, False) for prefix in prefixes_in(root))
    else:
        names = [entry.name for entry in entries if entry_is_file(entry) and _could_be(field, entry.path)]
        yield from ((name, False) for name in gather_shards(names))
    for entry in entries:
        if entry_is_folder(entry) and (show_hidden or not entry.name.startswith('.')):
            yield entry.name, True


def _could_be(field: str, path: str) -> bool:
    kind: Callable[[str], bool]
    if field.endswith('label_map_path'):
        kind = is_label_map
    elif field.endswith('input_path'):
        kind = is_record_file
    else:
        return False
    return kind(path)


def _near(analysis: ConfigAnalysis, typed: str, field: str) -> Iterator[_Candidate]:
    """Files below the folders that relative paths may be meant from, as one would write them."""
    if typed.startswith(('/', '~', '.')):
        return
    for base in analysis.project.search.bases(analysis.path):
        for path in islice(_below(base.folder, field), MOST):
            text = Path(path).relative_to(base.folder).as_posix()
            if text.startswith(typed[: typed.rfind('/') + 1]):
                yield _Candidate(text, text, path)


def _below(folder: str, field: str) -> Iterator[str]:
    if field == CHECKPOINT:
        yield from find_prefixes(folder)
        return
    for listing in walk(folder, deepest=DEPTH):
        names = [name for name in listing.files if _could_be(field, str(Path(listing.folder, name)))]
        yield from (str(Path(listing.folder, name)) for name in gather_shards(names))
