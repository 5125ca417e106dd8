"""Every field that a base's text leads to, with the values at the edge: what random mutants would come to after a long while.

Zero, below zero, too many, no number at all, no text, another word, every word of an enum, each member of a oneof, and not set
at all. A field of a message type is tried where it is met first. Needs no TensorFlow.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from typing import Any

from google.protobuf.descriptor import Descriptor, FieldDescriptor

from oracle.mutants import LOADED, UNREAD, WRITTEN, Mutant, is_map, is_repeated, messages_below

_FLOATS = ('0', '-1', 'nan', 'inf', '1e30', '1e-30')
_INTEGERS = ('0', '-1', '1', '40')
_WORDS = ('""', '"x"')
_PARTS = ('model', 'train_config', 'train_input_reader', 'eval_config')
_STEPS = 'train_config.data_augmentation_options'
_NOT_SWEPT = (*LOADED, *UNREAD, 'label_map_path', 'keypoint_label_map_path', 'input_path', 'fine_tune_checkpoint')


def sweep(configs: Mapping[str, Any]) -> list[Mutant]:
    """Mutants of the bases, whose messages these are by name; in an order that is mixed, and always the same."""
    swept = _Swept()
    found = []
    for base, config in configs.items():
        found += [Mutant(base, edits) for edits in WRITTEN]
        for part in _PARTS:
            for path, message in ((part, getattr(config, part)), *messages_below(part, getattr(config, part))):
                if path != 'model' and _STEPS not in path:
                    found += [Mutant(base, edits) for edits in _edits(path, message, swept)]
    random.Random('sweep').shuffle(found)
    return found


class _Swept:
    """What is tried already: a field with its values, a field as it is set, or as it is not."""

    def __init__(self) -> None:
        self._seen: set[tuple[str, str]] = set()

    def is_new(self, field: FieldDescriptor, how: str) -> bool:
        key = (field.full_name, how)
        new = key not in self._seen and field.name not in _NOT_SWEPT and not is_map(field)
        self._seen.add(key)
        return new


def _edits(path: str, message: Any, swept: _Swept) -> Iterator[tuple[str, ...]]:
    present = {field.name for field, _ in message.ListFields()}
    for field in message.DESCRIPTOR.fields:
        at = f'{path}.{field.name}'
        if field.name in present and swept.is_new(field, 'cleared'):
            yield (f'-{at}',)
        if field.message_type is None:
            yield from ((f'{at}: {value}',) for value in _values(field, swept))
        elif at == _STEPS and swept.is_new(field, 'steps'):
            yield from _steps(field.message_type, swept)
        elif field.name not in present and swept.is_new(field, 'set'):
            yield from ((f'{at} {value}',) for value in _messages(field.message_type, swept, 3))


def _messages(message: Descriptor | None, swept: _Swept, depth: int) -> Iterator[str]:
    """The empty message, and each with one field, down to some depth."""
    yield '{ }'
    for field in message.fields if message and depth else ():
        if field.message_type is None:
            yield from (f'{{ {field.name}: {value} }}' for value in _values(field, swept))
        elif swept.is_new(field, 'set'):
            yield from (f'{{ {field.name} {value} }}' for value in _messages(field.message_type, swept, depth - 1))


def _steps(options: Descriptor, swept: _Swept) -> Iterator[tuple[str, ...]]:
    """Each augmentation alone, with one field."""
    for step in options.fields:
        for value in _messages(step.message_type, swept, 2):
            yield (f'-{_STEPS}', f'{_STEPS} += {{ {step.name} {value} }}')


def _values(field: FieldDescriptor, swept: _Swept) -> tuple[str, ...]:
    if not swept.is_new(field, 'values'):
        return ()
    values = _scalars(field)
    if not is_repeated(field):
        return values
    return (*(f'[{value}]' for value in values), f'[{values[0]}, {values[-1]}]')


def _scalars(field: FieldDescriptor) -> tuple[str, ...]:
    match field.type:
        case FieldDescriptor.TYPE_BOOL:
            return ('true', 'false')
        case FieldDescriptor.TYPE_ENUM:
            values = field.enum_type.values if field.enum_type else ()
            return tuple(value.name for value in values if 'SEQUENCE' not in value.name)
        case FieldDescriptor.TYPE_STRING:
            return _WORDS
        case FieldDescriptor.TYPE_FLOAT | FieldDescriptor.TYPE_DOUBLE:
            return _FLOATS
        case FieldDescriptor.TYPE_UINT32 | FieldDescriptor.TYPE_UINT64:
            return tuple(value for value in _INTEGERS if not value.startswith('-'))
    return _INTEGERS
