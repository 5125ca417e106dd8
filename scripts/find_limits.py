"""Which numbers the rules refuse whatever else is set: writes server/pipeline_config_ls/features/limits.tsv.

usage: python scripts/find_limits.py

Sets each number of the schema to values around the usual bounds, in configs that are right otherwise, and asks the rules (what
both builders and training refuse) whether that very field is to blame. One row a field: its name and its bounds, as an
interval: `[1,` is 1 or more, `(0,1]` more than 0 and at most 1. `tests/features/test_limits.py` asks them again for each row.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from google.protobuf.descriptor import FieldDescriptor

from pipeline_config_ls.analysis.config_analysis import copy_of
from pipeline_config_ls.architectures.framework import Framework
from pipeline_config_ls.architectures.plan import plan, refusal_of
from pipeline_config_ls.document import open_document
from pipeline_config_ls.features.skeletons import PACKAGE, all_skeletons
from pipeline_config_ls.schema import PIPELINE
from pipeline_config_ls.training.refusals import refusals

TABLE = Path(__file__).parents[1] / 'server/pipeline_config_ls/features/limits.tsv'
DEEPEST = 8
REALS = (FieldDescriptor.CPPTYPE_FLOAT, FieldDescriptor.CPPTYPE_DOUBLE)
WHOLES = (
    FieldDescriptor.CPPTYPE_INT32,
    FieldDescriptor.CPPTYPE_INT64,
    FieldDescriptor.CPPTYPE_UINT32,
    FieldDescriptor.CPPTYPE_UINT64,
)
UNSIGNED = (FieldDescriptor.CPPTYPE_UINT32, FieldDescriptor.CPPTYPE_UINT64)
TINY = 2**-20
# Bounds that rules have whatever is set beside them: a value just outside, one just inside, and how the bound is written.
LOWER = {
    True: ((0.0, TINY, '(0'), (-TINY, 0.0, '[0')),
    False: ((0, 1, '[1'), (-1, 0, '[0')),
}
UPPER = {True: ((1.0, 1 - TINY, '1)'), (1 + TINY, 1.0, '1]')), False: ()}


class Base(NamedTuple):
    """A config in which a number is tried."""

    config: Any
    framework: Framework


def bases() -> list[Base]:
    """The whole configs that completion offers, and the same for TensorFlow 1."""
    texts = [one.plain() for one in all_skeletons() if one.name == PIPELINE]
    found = [Base(open_document(text).message, Framework.TF2) for text in texts]
    for base in list(found):
        architecture = base.config.model.WhichOneof('model')
        older = {'ssd': 'ssd_mobilenet_v2', 'faster_rcnn': 'faster_rcnn_resnet50'}.get(architecture)
        if older:
            config = copy_of(base.config)
            getattr(config.model, architecture).feature_extractor.type = older
            found.append(Base(config, Framework.TF1))
    return found


def numbers(descriptor: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], FieldDescriptor]]:
    """Every number below a message, with the way to it."""
    for field in descriptor.fields:
        here = (*path, field.name)
        if field.cpp_type in (*REALS, *WHOLES):
            yield here, field
        elif field.message_type is not None and not field.message_type.GetOptions().map_entry and len(path) < DEEPEST:
            yield from numbers(field.message_type, here)


def is_refused(base: Base, path: tuple[str, ...], value: float) -> bool:
    """Whether the rules blame the field at a path that has this value."""
    config = copy_of(base.config)
    try:
        blamed = _set(config, path, value)
    except (ValueError, TypeError):
        return False
    found = {f'model.{one.field}' for one in [refusal_of(plan(config.model, base.framework))] if one is not None}
    found |= {one.field for one in refusals(config, base.framework)}
    return blamed in found


def _set(message: Any, path: tuple[str, ...], value: float) -> str:
    """Sets a field, in the first element of what is repeated; the path by which rules name it."""
    named = []
    for name in path[:-1]:
        field = message.DESCRIPTOR.fields_by_name[name]
        inner = getattr(message, name)
        if field.is_repeated:
            named.append(f'{name}[0]')
            message = inner[0] if inner else inner.add()
        else:
            named.append(name)
            inner.SetInParent()
            message = inner
    last = message.DESCRIPTOR.fields_by_name[path[-1]]
    number = float(value) if last.cpp_type in REALS else int(value)
    if last.is_repeated:
        del getattr(message, last.name)[:]
        getattr(message, last.name).append(number)
    else:
        setattr(message, last.name, number)
    return '.'.join((*named, last.name))


def bounds(base: Base, path: tuple[str, ...], field: FieldDescriptor) -> str | None:
    """The interval of what is not refused, `None` where everything or nothing is."""
    is_real = field.cpp_type in REALS

    def bound(candidates: Any) -> str:
        for outside, inside, written in candidates:
            if outside < 0 and field.cpp_type in UNSIGNED:
                continue
            if is_refused(base, path, outside) and not is_refused(base, path, inside):
                return str(written)
        return ''

    low, high = bound(LOWER[is_real]), bound(UPPER[is_real])
    return f'{low},{high}' if low else None  # an upper bound alone comes from what is set beside it


def main() -> None:
    """Asks and writes."""
    found: dict[str, set[str]] = defaultdict(set)
    for base in bases():
        for path, field in numbers(base.config.DESCRIPTOR):
            interval = bounds(base, path, field)
            if interval:
                found[field.full_name.removeprefix(PACKAGE)].add(interval)
    # Bounds that depend on where the message stands are none of the field.
    rows = [f'{name}\t{next(iter(intervals))}' for name, intervals in sorted(found.items()) if len(intervals) == 1]
    TABLE.write_text('\n'.join(('# field\tinterval', *rows)) + '\n')
    sys.stdout.write(f'{len(rows)} of {len(found)} fields\n')


if __name__ == '__main__':
    main()
