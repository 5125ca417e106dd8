"""What a config may hold: messages, fields, enums and their documentation, compiled from schemas/."""

from pipeline_config_ls.schema.roots import LABEL_MAP, PIPELINE, root_for
from pipeline_config_ls.schema.schema import Location, Schema, load_schema
from pipeline_config_ls.schema.types import (
    INTEGER_BOUNDS,
    EnumType,
    EnumValue,
    FieldType,
    Kind,
    Label,
    MessageType,
    OneofType,
    SchemaItem,
)

__all__ = [
    'INTEGER_BOUNDS',
    'LABEL_MAP',
    'PIPELINE',
    'EnumType',
    'EnumValue',
    'FieldType',
    'Kind',
    'Label',
    'Location',
    'MessageType',
    'OneofType',
    'Schema',
    'SchemaItem',
    'load_schema',
    'root_for',
]
