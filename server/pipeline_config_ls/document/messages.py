"""From what a file sets to the protobuf message, in a class made from our own descriptor pool."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from google.protobuf.descriptor_pool import DescriptorPool
from google.protobuf.message import Message as ProtobufMessage

from pipeline_config_ls.schema import FieldType, MessageType, Schema

ANY = 'google.protobuf.Any'


def copy_of(message: Any) -> Any:
    """A copy of a message that may be changed."""
    copy = type(message)()
    copy.CopyFrom(message)
    return copy


def extension_key(type: FieldType) -> str:
    """How the data of a message names an extension."""
    return f'[{type.full_name}]'


def build(schema: Schema, type: MessageType, data: Mapping[str, Any], has_extensions: bool) -> ProtobufMessage:
    """The message that has `data` set: scalars, enum numbers, lists, and mappings for messages and maps.

    Constructors do it all at once, but for extensions.
    """
    message_class = schema.message_class(type)
    if not has_extensions:
        return message_class(**data)
    message = message_class()
    _fill(schema.pool, message, data)
    return message


def _fill(pool: DescriptorPool, message: Any, data: Mapping[str, Any]) -> None:
    for key, value in data.items():
        extension = pool.FindExtensionByName(key[1:-1]) if key[0] == '[' else None
        is_scalar = not isinstance(value, dict | list)
        if extension is None and is_scalar:
            setattr(message, key, value)
        elif is_scalar:
            message.Extensions[extension] = value
        else:
            _fill_nested(pool, getattr(message, key) if extension is None else message.Extensions[extension], value)


def _fill_nested(pool: DescriptorPool, target: Any, value: Mapping[Any, Any] | list[Any]) -> None:
    if isinstance(value, list):
        for element in value:
            if isinstance(element, dict):
                _fill(pool, target.add(), element)
            else:
                target.append(element)
    elif isinstance(target, ProtobufMessage):
        target.SetInParent()
        _fill(pool, target, value)
    else:
        for key, entry in value.items():
            if isinstance(entry, dict):
                _fill(pool, target[key], entry)
            else:
                target[key] = entry
