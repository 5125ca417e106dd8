"""What a config may hold: messages, fields, enums and their documentation, compiled from schemas/."""

from pipeline_config_ls.schema.components import Component, ComponentTable, Framework, components_of
from pipeline_config_ls.schema.fork import ForkFault, load_fork
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
    'Component',
    'ComponentTable',
    'EnumType',
    'EnumValue',
    'FieldType',
    'ForkFault',
    'Framework',
    'Kind',
    'Label',
    'Location',
    'MessageType',
    'OneofType',
    'Schema',
    'SchemaItem',
    'components_of',
    'load_fork',
    'load_schema',
    'root_for',
]
