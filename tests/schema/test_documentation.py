"""Every message, field, enum and value is documented, in whole sentences that say more than the name does."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from pipeline_config_ls.architectures.registry import EXTRACTORS
from pipeline_config_ls.schema import FieldType, Kind, MessageType, Schema, SchemaItem
from pipeline_config_ls.schema.components import TABLES
from pipeline_config_ls.schema.types import INTEGER_BOUNDS

LONGEST = 350  # characters: a hover is read, not studied


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


NUMBERS = {Kind.FLOAT, Kind.DOUBLE, *INTEGER_BOUNDS}
UNIT_OR_RANGE = re.compile(
    r'\d|\b(pixels?|cells?|steps?|seconds?|hours?|share|factors?|number of|ids?|index|divisor|length|standard deviation|width over height'
    r'|images|batches|records|files|frames|classes|boxes|objects|keypoints|anchors|proposals|channels|convolutions|detections'
    r'|peaks|rows|columns|bits|threads)\b',
    re.IGNORECASE,
)


def fields_that_count(schema: Schema) -> Iterator[tuple[FieldType, str]]:
    """With their documentation. What nothing reads has neither unit nor effect."""
    for message in schema.messages.values():
        if not message.is_map_entry:
            for field in message.fields.values():
                text = schema.documentation(field)
                if 'othing reads it' not in text:
                    yield field, text


def test_a_number_has_a_unit_or_a_range(schema: Schema) -> None:
    bare = [
        f'{field.full_name}: {text}'
        for field, text in fields_that_count(schema)
        if field.kind in NUMBERS and not UNIT_OR_RANGE.search(text)
    ]
    assert bare == []


def test_a_switch_says_what_it_does_when_it_is_on(schema: Schema) -> None:
    """The first sentence has a verb in the third person for `true`: "Draws boxes without their scores"."""
    unclear = [
        f'{field.full_name}: {text}'
        for field, text in fields_that_count(schema)
        if field.kind is Kind.BOOL and not re.match(r'(In TF1, [^,]+, also |True )?[A-Za-z]+s\b|Meant ', text)
    ]
    assert unclear == []


def test_a_choice_names_its_values(schema: Schema) -> None:
    silent = [
        f'{field.full_name}: {text}'
        for field, text in fields_that_count(schema)
        if field.enum and not any(re.search(rf'\b{name}\b', text) for name in field.enum.by_name)
    ]
    assert silent == []


def test_a_deprecated_field_names_another_to_write(schema: Schema) -> None:
    every = {name for message in schema.messages.values() for name in message.fields}
    alone = [
        field.full_name
        for message in schema.messages.values()
        for field in message.fields.values()
        if field.deprecated and not every & set(re.findall(r'`(\w+)`', schema.documentation(field)))
        if not re.search(r'field of this name', schema.documentation(field))
    ]
    assert alone == []


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
