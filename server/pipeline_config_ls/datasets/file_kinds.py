"""Which files in a folder could be a label map, and which could hold records: what is offered for a path that leads nowhere."""

from __future__ import annotations

import re
from pathlib import Path

from pipeline_config_ls.files.named_file import Wanted
from pipeline_config_ls.files.patterns import shard_of, shard_sets
from pipeline_config_ls.files.reading import read_head
from pipeline_config_ls.schema.languages import Language, language_by_name, language_by_text

_RECORD_ENDS = ('.record', '.records', '.tfrecord', '.tfrecords', '.tfrec')
_LABEL_MAP_ENDS = ('.pbtxt', '.pbtxt.txt', '.label_map', '.labelmap')
# Annotations of YOLO are text files, too, one for each image: of those, none is opened.
_LABEL_MAP_TEXT = re.compile(r'.*(?:label|class|map|categor|name).*\.txt', re.IGNORECASE)
_HEAD = 4096
# What people call the parts of a data set.
_TRAIN = ('train',)
_EVAL = ('eval', 'val', 'test', 'dev')


def is_label_map(path: str) -> bool:
    """Whether a file is a label map, by its name or its first lines."""
    name = Path(path).name
    if language_by_name(name) is Language.LABEL_MAP:
        return True
    could_be = name.lower().endswith(_LABEL_MAP_ENDS) or _LABEL_MAP_TEXT.fullmatch(name) is not None
    return could_be and language_by_text(read_head(path, _HEAD)) is Language.LABEL_MAP


def is_record_file(path: str) -> bool:
    """Whether a file holds records, by its name."""
    name = Path(path).name.lower()
    shard = shard_of(name)
    return (shard.stem if shard else name).endswith(_RECORD_ENDS) or (shard is not None and name.endswith(_RECORD_ENDS))


def gather_shards(names: list[str]) -> list[str]:
    """Names with shards of one set put together as their pattern."""
    sets = shard_sets(names)
    return [*(name for name in names if shard_of(name) is None), *(found.pattern for found in sets)]


LABEL_MAP = Wanted('a label map', is_label_map)


def records_of(reader: str) -> Wanted:
    """Records for a reader: `train_input_reader`, or one of those for evaluation."""
    hints = _TRAIN if reader.startswith('train') else _EVAL
    return Wanted('the records', is_record_file, hints, expands=True, gather=gather_shards)
