"""Every message, field, enum and value is documented, in whole sentences that say more than the name does."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from pipeline_config_ls.architectures.registry import EXTRACTORS
from pipeline_config_ls.schema import FieldType, MessageType, Schema, SchemaItem
from pipeline_config_ls.schema.components import TABLES

LONGEST = 420  # characters: a hover is read, not studied


def documented(schema: Schema) -> Iterator[SchemaItem]:
    """All that can carry a comment. Map entries are declared nowhere."""
    for message in schema.messages.values():
        if not message.is_map_entry:
            yield message
            yield from message.fields.values()
            yield from message.oneofs.values()
    for enum in schema.enums.values():
        yield enum
        yield from enum.by_name.values()


def words(text: str) -> set[str]:
    return set(re.findall(r'[a-z0-9]+', text.lower()))


def test_everything_is_documented(schema: Schema) -> None:
    bare = [item.full_name for item in documented(schema) if not schema.documentation(item)]
    assert bare == []


def test_documentation_is_made_of_sentences(schema: Schema) -> None:
    odd = [
        f'{item.full_name}: {text}'
        for item in documented(schema)
        for text in [schema.documentation(item)]
        if not text.endswith('.') or not re.match(r'[A-Z0-9`]', text) or '  ' in text or len(text) > LONGEST
    ]
    assert odd == []


FILLERS = {
    'a',
    'an',
    'and',
    'are',
    'as',
    'be',
    'by',
    'for',
    'from',
    'in',
    'is',
    'it',
    'of',
    'on',
    'or',
    'that',
    'the',
    'this',
    'to',
    'where',
    'with',
}


def test_documentation_says_more_than_the_name(schema: Schema) -> None:
    """At least three words that are neither in the name nor fillers: what it does, when to change it, a unit, a range."""
    said = [
        f'{item.full_name}: {text}'
        for item in documented(schema)
        if isinstance(item, FieldType | MessageType)
        for text in [schema.documentation(item)]
        if len(words(text) - FILLERS - words(re.sub(r'(?<=[a-z])(?=[A-Z])|_', ' ', item.name))) < 3
    ]
    assert said == []


def test_messages_differ_in_what_they_say(schema: Schema) -> None:
    """A message is described by what it is for: two with one sentence are one too few."""
    texts: dict[str, list[str]] = {}
    for message in schema.messages.values():
        if not message.is_map_entry:
            texts.setdefault(schema.documentation(message), []).append(message.name)
    twice = [names for names in texts.values() if len(set(names)) > 1]
    assert twice == []


@pytest.mark.parametrize(
    ('message', 'field', 'expected'),
    [
        ('TrainConfig', 'freeze_variables', 'TF2 ignores this'),
        ('TrainConfig', 'fine_tune_checkpoint_version', 'TF2 refuses to load any unless this says V2'),
        ('RMSPropOptimizer', 'decay', 'Set 0 in TF2'),
    ],
)
def test_the_traps_are_told(schema: Schema, message: str, field: str, expected: str) -> None:
    item: MessageType = schema.messages[f'object_detection.protos.{message}']
    assert expected in schema.documentation(item.fields[field])


def test_fields_that_name_other_fields_name_real_ones(schema: Schema) -> None:
    """A name in back quotes with an underscore is a field, an enum value or a component."""
    known = {name for message in schema.messages.values() for name in message.fields}
    known |= {name for enum in schema.enums.values() for name in enum.by_name}
    known |= {name for table in TABLES.values() for name in table.components}
    known |= {extractor.name for extractor in EXTRACTORS}
    known |= {'left_elbow', '_keras', '_m', '_l'}  # an example, and endings
    lost = {
        name
        for item in documented(schema)
        for name in re.findall(r'`([a-z0-9_]*_[a-z0-9_]*)`', schema.documentation(item))
        if name not in known
    }
    assert lost == set()
