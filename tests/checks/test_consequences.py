"""One mistake is one problem: what is told of a slip of the pen, and the text after its fix."""

from __future__ import annotations

import pytest

from oracle import mutant_facts, mutants
from pipeline_config_ls.checks import text_problems
from pipeline_config_ls.checks.check import Severity
from pipeline_config_ls.document import open_document
from pipeline_config_ls.document.edits import apply
from pipeline_config_ls.schema import load_schema

SCHEMA = load_schema()


@pytest.mark.parametrize(
    ('text', 'code', 'shown', 'after'),
    [
        (
            'train_config {\n  batch_size: 8\n}\n  num_steps: 5\n  optimizer {\n  }\n}\nmodel {\n}\n',
            'unknown-field',
            'num_steps',
            'train_config {\n  batch_size: 8\n  num_steps: 5\n  optimizer {\n  }\n}\nmodel {\n}\n',
        ),
        (
            'model {\n  ssd {\n    image_resizer {\n        height: 3\n        width: 3\n      }\n    }\n    num_classes: 3\n  }\n}\n',
            'unknown-field',
            'height',
            'model {\n  ssd {\n    image_resizer {\n        fixed_shape_resizer {\n        height: 3\n        width: 3\n      }\n'
            '    }\n    num_classes: 3\n  }\n}\n',
        ),
        (
            'model {\n  ssd : 1 {\n    num_classes: 3\n  }\n}\n',
            'expected-message',
            '1',
            'model {\n  ssd {\n    num_classes: 3\n  }\n}\n',
        ),
        (
            'train_config {\n  optimizer { adam_optimizer { learning_rate {\n  batch_size: 8\n}\n',
            'missing-close',
            'learning_rate {',
            'train_config {\n  optimizer { adam_optimizer { learning_rate { } } }\n  batch_size: 8\n}\n',
        ),
        (
            'eval_config { metrics_set: coco_detection_metrics" }\n',
            'wrong-type',
            'coco_detection_metrics" }',
            'eval_config { metrics_set: "coco_detection_metrics" }\n',
        ),
        ('train_config { "batchsize": 8 }', 'unknown-field', '"batchsize"', 'train_config { batch_size: 8 }'),
        (
            'train_config {\n  fine_tune_checkpoint_type: detection"\n}\n',
            'wrong-type',
            'detection"',
            'train_config {\n  fine_tune_checkpoint_type: "detection"\n}\n',
        ),
    ],
)
def test_a_slip_is_one_problem(text: str, code: str, shown: str, after: str) -> None:
    (problem,) = text_problems(open_document(text, schema=SCHEMA))
    assert (problem.code, text[slice(*problem.span)]) == (code, shown)
    assert apply(text, problem.fixes[0].edits) == after


def test_a_template_is_one_problem() -> None:
    (problem,) = text_problems(open_document('train_config { batch_size: {{ size }} }', schema=SCHEMA))
    assert problem.code == 'expected-scalar'


def test_two_mistakes_are_two_problems() -> None:
    text = 'train_config {\n  batch_size: 8\n}\n  num_steps: 5\n}\neval_config {\n  nonsense: 3\n}\n'
    found = [text[slice(*problem.span)] for problem in text_problems(open_document(text, schema=SCHEMA))]
    assert found == ['num_steps', 'nonsense']


def test_nearly_every_recorded_slip_is_one_problem_where_merge_refuses_and_none_elsewhere() -> None:
    bases, facts = mutant_facts.read('text')
    assert len(facts) >= 1000
    several = 0
    for fact in facts:
        text = mutants.edited_text(bases[fact.mutant.base], fact.mutant)
        document = open_document(text, schema=SCHEMA)
        assert bool(document.faults) == bool(fact.stage), fact
        errors = [problem for problem in text_problems(document) if problem.severity is Severity.ERROR]
        assert bool(errors) == bool(fact.stage), fact
        several += len(errors) > 1
    assert several <= len(facts) * 0.025


def test_the_first_fix_of_a_slip_mostly_gives_back_what_was_there() -> None:
    bases, facts = mutant_facts.read('text')
    meant = {name: open_document(text, schema=SCHEMA).message for name, text in bases.items()}
    refused = [fact for fact in facts if fact.stage]
    restored = 0
    for fact in refused:
        text = mutants.edited_text(bases[fact.mutant.base], fact.mutant)
        document = open_document(text, schema=SCHEMA)
        first = next(one for one in text_problems(document) if one.severity is Severity.ERROR)
        if first.fixes:
            after = open_document(apply(text, first.fixes[0].edits), schema=SCHEMA)
            restored += not after.faults and after.message == meant[fact.mutant.base]
    assert restored >= len(refused) * 0.75
