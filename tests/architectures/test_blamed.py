"""What the real API refuses is refused, at the field that is to blame (oracle/blamed.py)."""

from __future__ import annotations

import pytest

from oracle import blamed
from oracle.compare import message

REFUSED = [pytest.param(label, field, id=label) for label, field in blamed.refused()]
FIELDS = blamed.read()


@pytest.mark.parametrize(('label', 'field'), REFUSED)
def test_a_recorded_refusal_is_one_at_the_field_to_blame(label: str, field: str) -> None:
    assert field == FIELDS[label]


def test_no_row_is_without_a_refusal() -> None:
    assert list(FIELDS) == [label for label, _ in blamed.refused()]


@pytest.mark.parametrize('field', sorted(set(FIELDS.values())))
def test_each_leads_through_the_schema(field: str) -> None:
    """From the `model` block on; `name[2]` is the third of a list."""
    descriptor = message('DetectionModel', '').DESCRIPTOR
    for part in field.split('.'):
        name = part.split('[')[0]
        assert name in descriptor.fields_by_name
        descriptor = descriptor.fields_by_name[name].message_type
