"""What people write in place of a prefix, and how to read it: nothing here is right for TensorFlow, all of it is common.

Two kinds: a text that stands for a path (`~/x`, `$DATA/x`, `data\\x`, `file:///x`), and a path beside the prefix
(`ckpt-0.index`, the folder, the `checkpoint` file, the archive's folder without `checkpoint/`).
"""

from __future__ import annotations

import os
from collections.abc import Iterator

from pipeline_config_ls.checkpoints.nearby import prefix_in, prefixes_in
from pipeline_config_ls.checkpoints.prefix import split_suffix
from pipeline_config_ls.checkpoints.reader import is_checkpoint
from pipeline_config_ls.checkpoints.state import STATE_FILE
from pipeline_config_ls.files.path_reading import Reading

_NAMES_FILE = {'.index': 'the index file', '.meta': 'the graph file'}


def correct(path: str) -> Reading | None:
    """The prefix that is meant by a path that is none; None where nothing near it suggests itself."""
    return next(_corrections(path), None)


def _corrections(path: str) -> Iterator[Reading]:
    folder, name = os.path.split(path)
    whole, suffix = split_suffix(path)
    if suffix and is_checkpoint(whole):
        names = _NAMES_FILE.get(suffix, 'a data file')
        yield Reading(whole, f'`{name}` names {names}; TensorFlow wants the prefix `{os.path.basename(whole)}`.')
    elif os.path.isdir(path) and (prefix := prefix_in(path)):
        inside = os.path.relpath(prefix, path).replace(os.sep, '/')
        yield Reading(prefix, f'`{name}` is a folder; TensorFlow wants the prefix of a checkpoint in it, `{inside}`.')
    elif os.path.isfile(path):
        # The state file, the saved model or the frozen graph of an archive, its config: the checkpoint is near.
        what = 'only lists the checkpoints' if name == STATE_FILE else 'is not a checkpoint'
        archive = os.path.dirname(folder)
        for place in (archive, folder) if name.startswith('saved_model.') else (folder,):
            if prefix := prefix_in(place):
                near = os.path.basename(prefix)
                yield Reading(prefix, f'`{name}` {what}; TensorFlow wants the prefix of one, such as `{near}`.')
    else:
        yield from _neighbours(folder, name)


def _neighbours(folder: str, name: str) -> Iterator[Reading]:
    """Prefixes that differ from a path that does not exist by what people leave out or add."""
    inside = os.path.join(folder, 'checkpoint', name)
    if is_checkpoint(inside):
        yield Reading(inside, f'`{name}` is in the folder `checkpoint` of its archive.')
    stem, extension = os.path.splitext(name)
    if extension and is_checkpoint(os.path.join(folder, stem)):
        yield Reading(os.path.join(folder, stem), f'There is no checkpoint `{name}`, but there is `{stem}`.')
    longer = [prefix for prefix in prefixes_in(folder) if os.path.basename(prefix).startswith((f'{name}-', f'{name}.'))]
    if len(longer) == 1:
        there = os.path.basename(longer[0])
        yield Reading(longer[0], f'There is no checkpoint `{name}`, but there is `{there}`.')
