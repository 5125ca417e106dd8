"""Texts that are shown and lie on no disk: what a component is, for "go to definition" on its name.

The protocol's own way (3.18): the server names a scheme, and a client that knows it asks for the text behind an address.
"""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote, unquote, urlsplit

from pipeline_config_ls.analysis.components import components_of
from pipeline_config_ls.checkpoints.zoo import Archive, archives
from pipeline_config_ls.features.capabilities import TEXT_SCHEME
from pipeline_config_ls.schema import FieldType, Schema
from pipeline_config_ls.schema.components import Component

_FOLDER = '/components/'
_SUFFIX = '.md'
_NOTHING = 'Nothing is known of it.\n'


def component_uri(field: FieldType, name: str) -> str:
    """The address of what is known of a value of a field."""
    return f'{TEXT_SCHEME}:{_FOLDER}{quote(name)}{_SUFFIX}?{field.full_name}'


def text_document_content(uri: str, schema: Schema) -> str:
    """The text behind an address; one that nothing is known of says so."""
    try:
        address = urlsplit(uri)
    except ValueError:  # brackets that are not closed
        return _NOTHING
    parent, _, name = unquote(address.query).rpartition('.')
    message = schema.messages.get(parent)
    field = message.fields.get(name) if message is not None else None
    table = components_of(field) if field is not None else None
    value = unquote(address.path).removeprefix(_FOLDER).removesuffix(_SUFFIX)
    component = table.components.get(value) if table is not None else None
    if field is None or component is None:
        return _NOTHING
    return '\n'.join(_component(field, component))


def _component(field: FieldType, component: Component) -> Iterator[str]:
    yield f'# {component.name}'
    yield ''
    yield f'A value of `{field.parent.name}.{field.name}`, in {component.availability.value}.'
    yield ''
    yield component.documentation
    of_zoo = [one for one in archives() if one.extractor == component.name]
    if of_zoo:
        yield from ('', '## In the model zoo', '')
        yield from (f'- `{one.name}`{_facts(one)}' for one in of_zoo)
    yield ''


def _facts(archive: Archive) -> str:
    facts = ', '.join(fact for fact in (archive.accuracy, archive.speed, archive.outputs) if fact)
    return f': {facts}' if facts else ''
