"""The values of string fields that name a component, feature extractors among them: what completion, hover and checks read."""

from __future__ import annotations

from pipeline_config_ls.architectures import registry
from pipeline_config_ls.schema import components as schema
from pipeline_config_ls.schema.components import ComponentTable
from pipeline_config_ls.schema.types import FieldType


def components_of(field: FieldType) -> ComponentTable | None:
    """The values of a field that names a component; None for every other field."""
    return registry.components_of(field) or schema.components_of(field)
