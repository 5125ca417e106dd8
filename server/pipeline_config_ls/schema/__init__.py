"""What a config may hold: messages, fields, enums and their documentation, compiled from schemas/."""

from pipeline_config_ls.schema.components import Availability, Component, ComponentTable, components_of
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
from pipeline_config_ls.schema.unread import Unread, unread

__all__ = [
    'INTEGER_BOUNDS',
    'LABEL_MAP',
    'PIPELINE',
    'Availability',
    'Component',
    'ComponentTable',
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
    'Unread',
    'components_of',
    'load_schema',
    'root_for',
    'unread',
]
