"""Values at the edge in every field: whatever stands there, there is an answer, and what it names is a field of the config."""

from __future__ import annotations

import re
from typing import Any

import pytest

from oracle import mutant_facts, mutants
from oracle.mutant_sweep import sweep
from pipeline_config_ls.architectures.framework import Framework
from pipeline_config_ls.architectures.plan import plan, refusal_of
from pipeline_config_ls.document import open_document
from pipeline_config_ls.schema import load_schema
from pipeline_config_ls.training.refusals import refusals

SCHEMA = load_schema()
EVERY = 7


def exists(config: Any, path: str) -> bool:
    """Whether the schema has a field of this path, whose elements are counted."""
    descriptor = config.DESCRIPTOR
    for name in filter(None, re.sub(r'\[\d+\]', '', path).split('.')):
        field = descriptor.fields_by_name.get(name) if descriptor else None
        if field is None:
            return False
        descriptor = field.message_type
    return True


@pytest.mark.parametrize('framework', list(Framework))
def test_every_field_has_an_answer(framework: Framework) -> None:
    texts, _ = mutant_facts.read(framework.value)
    configs: dict[str, Any] = {name: open_document(text, None, SCHEMA).message for name, text in texts.items()}
    tried = sweep(configs)[::EVERY]
    assert len(tried) > 200
    nowhere = set()
    for mutant in tried:
        config = type(configs[mutant.base])()
        config.CopyFrom(configs[mutant.base])
        mutants.apply(mutant, config)
        refusal = refusal_of(plan(config.model, framework))
        blamed = [f'model.{refusal.field}'] if refusal else []
        blamed += [refused.field for refused in refusals(config, framework)]
        nowhere |= {field for field in blamed if not exists(config, field)}
    assert nowhere == set()
