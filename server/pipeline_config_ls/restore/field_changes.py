"""Changes of a config's fields, on messages: setting a field by its path, and what it says as text format."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from google.protobuf import text_format
from google.protobuf.descriptor import FieldDescriptor

from pipeline_config_ls.document.messages import copy_of


class FieldChange(NamedTuple):
    """Set `field` (a path such as `model.ssd.num_classes`) to `value`, as text format writes it; None removes the field."""

    field: str
    value: str | None


def changed(message: Any, settings: Iterable[FieldChange]) -> Any:
    """A copy of a message after settings. Raises AttributeError or ParseError where one does not fit the message."""
    copy = copy_of(message)
    for setting in settings:
        *parents, name = setting.field.split('.')
        block = copy
        for parent in parents:
            block = getattr(block, parent)
        block.ClearField(name)
        if setting.value is not None:
            text_format.Merge(f'{name}: {setting.value}', block)
    return copy


def value_at(message: Any, path: str) -> Any:
    """What a path has, defaults included; None for a block that is not there, and behind a field that the schema lacks."""
    for name in path.split('.'):
        field = message.DESCRIPTOR.fields_by_name.get(name)
        if field is None or (_is_block(field) and not message.HasField(name)):
            return None
        message = getattr(message, name)
    return message


def can_be_set(message: Any, path: str) -> bool:
    """Whether the blocks on the way to a field are there: only then does it count for the model as it is."""
    parent, _, name = path.rpartition('.')
    block = value_at(message, parent) if parent else message
    return block is not None and name in block.DESCRIPTOR.fields_by_name


def text_at(message: Any, path: str) -> str:
    """What a path says, as text format writes it; `none` for a block or a list that is not there."""
    parent, _, name = path.rpartition('.')
    block = value_at(message, parent) if parent else message
    field = block.DESCRIPTOR.fields_by_name.get(name) if block is not None else None
    return 'none' if field is None else text_of(field, getattr(block, name), present=_is_present(block, field))


def text_of(field: FieldDescriptor, value: Any, *, present: bool = True) -> str:
    """A value of a field as text format writes it."""
    if field.is_repeated:
        inner = ', '.join(_scalar(field, item) for item in value)
        return f'[{inner}]' if len(value) else 'none'
    if _is_block(field):
        inner = text_format.MessageToString(value, as_one_line=True)
        return 'none' if not present else f'{{ {inner} }}' if inner else '{}'
    return _scalar(field, value)


def _scalar(field: FieldDescriptor, value: Any) -> str:
    if field.type == field.TYPE_MESSAGE:
        return f'{{ {text_format.MessageToString(value, as_one_line=True)} }}'
    if field.enum_type is not None:
        return str(field.enum_type.values_by_number[value].name)
    if isinstance(value, bool):
        return 'true' if value else 'false'
    if isinstance(value, float):
        return f'{value:.7g}'
    return f'"{value}"' if isinstance(value, str) else str(value)


def _is_block(field: FieldDescriptor) -> bool:
    return bool(field.type == field.TYPE_MESSAGE and not field.is_repeated)


def _is_present(block: Any, field: FieldDescriptor) -> bool:
    return not _is_block(field) or bool(block.HasField(field.name))
