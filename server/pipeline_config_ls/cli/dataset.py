"""`dataset`: what is in the records that a config names: classes and counts, sizes of images, objects and boxes."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pipeline_config_ls.analysis.inputs import InputReader
from pipeline_config_ls.cli.config import read_config
from pipeline_config_ls.cli.output import COULD_NOT_RUN, OK, fail, print_json, print_text
from pipeline_config_ls.datasets.label_map import NotALabelMap
from pipeline_config_ls.datasets.records import Limits
from pipeline_config_ls.datasets.summary import Dataset, Quartiles, quartiles
from pipeline_config_ls.files.named_file import Naming

_EVERYTHING = Limits(sys.maxsize, sys.maxsize)
_MOST_SIZES = 5
_BAR = 24


def run(arguments: argparse.Namespace) -> int:
    """Prints a summary for each input reader; 2 where no records could be read."""
    machine = arguments.format == 'json'
    analysis = read_config(arguments.config, arguments)
    if isinstance(analysis, str):
        return fail(analysis, as_json=machine)
    readers = [reader.with_limits(_EVERYTHING) if arguments.all else reader for reader in analysis.readers]
    if not readers:
        return fail(f'{arguments.config} has no input reader', as_json=machine)
    if machine:
        print_json({'readers': [_to_json(reader) for reader in readers]})
    else:
        print_text('\n'.join(line for reader in readers for line in (*_text(reader), '')))
    return OK if any(reader.dataset for reader in readers) else COULD_NOT_RUN


def _to_json(reader: InputReader) -> dict[str, Any]:
    data = reader.dataset
    head: dict[str, Any] = {
        'reader': reader.path,
        'inputs': [file.text for file in reader.inputs],
        'label_map': reader.label_map_file.text or None,
        'problems': list(_problems(reader)),
    }
    if data is None:
        return {**head, 'images': 0}
    return {
        **head,
        'files': data.files,
        'files_read': data.files_read,
        'images': data.images,
        'total': data.total,
        'estimate': data.estimate,
        'objects': data.objects,
        'classes': [one._asdict() for one in data.classes],
        'sizes': [{'width': width, 'height': height, 'images': count} for (width, height), count in data.sizes],
        'formats': [{'format': name, 'images': count} for name, count in data.formats],
        'objects_per_image': _distribution(quartiles(data.boxes_per_image)),
        'box_width': _distribution(_widths(data)),
        'box_height': _distribution(_heights(data)),
        'with_masks': data.with_masks,
        'with_keypoints': data.with_keypoints,
    }


def _distribution(found: Quartiles | None) -> dict[str, float] | None:
    return found._asdict() if found else None


def _widths(data: Dataset) -> Quartiles | None:
    """Widths of boxes in pixels of their images."""
    return quartiles((one.box.xmax - one.box.xmin) * one.size[0] for one in data.boxes if one.size)


def _heights(data: Dataset) -> Quartiles | None:
    return quartiles((one.box.ymax - one.box.ymin) * one.size[1] for one in data.boxes if one.size)


def _problems(reader: InputReader) -> Iterator[str]:
    """Why something was not read, one sentence each."""
    for file in (reader.label_map_file, *reader.inputs):
        if file.message:
            yield file.message if file.message.endswith('.') else f'{file.message}.'
    if isinstance(reader.label_map, NotALabelMap):
        yield f'`{Path(reader.label_map_file.files[0]).name}` {reader.label_map.message.removesuffix(".")}.'
    for record in reader.record_files:
        if record.message:
            yield f'`{Path(record.path).name}` {record.message}.'


def _text(reader: InputReader) -> Iterator[str]:
    named = ', '.join(file.text for file in reader.inputs if file.naming is not Naming.EMPTY) or 'no records'
    yield f'{reader.path}: {named}'
    yield from (f'  ! {problem}' for problem in _problems(reader))
    data = reader.dataset
    if data is None:
        yield '  no images were read'
        return
    yield f'  {_extent(data)}'
    yield ''
    yield from _classes(data)
    yield ''
    sizes = ', '.join(f'{width} × {height} ({count})' for (width, height), count in data.sizes[:_MOST_SIZES])
    more = f', and {len(data.sizes) - _MOST_SIZES} more' if len(data.sizes) > _MOST_SIZES else ''
    formats = ', '.join(f'{name} ({count})' for name, count in data.formats)
    yield f'  images              {sizes or "size not known"}{more}; {formats or "of no known format"}'
    rows = (
        ('objects per image', quartiles(data.boxes_per_image), ''),
        ('box width', _widths(data), ' px'),
        ('box height', _heights(data), ' px'),
    )
    yield from (f'  {name:19} {_span(found, unit)}' for name, found, unit in rows if found)
    if data.with_masks or data.with_keypoints:
        yield f'  masks in {data.with_masks} images, keypoints in {data.with_keypoints}'


def _extent(data: Dataset) -> str:
    """How much was read of how much."""
    images = (
        f'{data.images} image{"" if data.images == 1 else "s"}, {data.objects} object{"" if data.objects == 1 else "s"}'
    )
    files = f'{data.files} file{"" if data.files == 1 else "s"}'
    if data.total is not None:
        return f'{images} in {files}'
    read = (
        f'the beginnings of {data.files_read} of {files}'
        if data.files_read < data.files
        else f'the beginning of {files}'
    )
    return f'{images} read from {read}; about {data.estimate} images in all (--all reads everything)'


def _classes(data: Dataset) -> Iterator[str]:
    most = max((one.objects for one in data.classes), default=0)
    width = max([5, *(len(one.name) for one in data.classes)])
    yield f'  {"id":>4}  {"class":{width}}  objects'
    for one in data.classes:
        bar = '#' * max(1, round(one.objects / most * _BAR))
        note = '  not in the label map: dropped' if one.id < 0 else ''
        id = '-' if one.id < 0 else str(one.id)
        yield f'  {id:>4}  {one.name:{width}}  {one.objects:7}  {bar}{note}'


def _span(found: Quartiles, unit: str) -> str:
    least, lower, median, upper, most = (f'{value:.4g}' for value in found)
    if least == most:
        return f'{least}{unit}, all of them'
    return f'{least} to {most}{unit}, half of them {lower} to {upper}, median {median}'
