"""The text after a fix, for a text with a mistake at the cursor."""

from collections.abc import Callable

import pytest

from pipeline_config_ls.checks import text_problems
from pipeline_config_ls.document.edits import apply
from pipeline_config_ls.features.capabilities import FIX_ALL
from pipeline_config_ls.features.code_actions import code_actions
from pipeline_config_ls.textproto import Edit, Span


@pytest.fixture
def fixed(at: Callable) -> Callable[..., dict[str, str]]:
    """By title, the text after each action at the cursor."""

    def fix(text: str, only: list[str] | None = None) -> dict[str, str]:
        document, offset, positions = at(text)
        actions = code_actions(document, text_problems(document), Span(offset, offset), positions, 'file:///p', only)
        return {
            action.title: apply(
                document.text,
                [Edit(positions.span(edit.range), edit.new_text) for edit in action.edit.changes['file:///p']],
            )
            for action in actions
        }

    return fix


def test_the_nearest_name_is_offered(fixed: Callable) -> None:
    assert fixed('train_config { batch$0size: 8 }', ['quickfix']) == {
        'Change to `batch_size`': 'train_config { batch_size: 8 }'
    }


def test_a_field_of_another_member_of_the_oneof_changes_the_member(fixed: Callable) -> None:
    text = 'model { ssd { image_resizer { fixed_shape_resizer { min_$0dimension: 600 } } } }'
    assert fixed(text, ['quickfix']) == {
        'Change to `keep_aspect_ratio_resizer`': (
            'model { ssd { image_resizer { keep_aspect_ratio_resizer { min_dimension: 600 } } } }'
        ),
        'Remove `min_dimension`': 'model { ssd { image_resizer { fixed_shape_resizer { } } } }',
    }


@pytest.mark.parametrize(
    ('wrong', 'right'),
    [
        ('train_config { batch_size: $08.0 }', 'train_config { batch_size: 8 }'),
        ('train_config { use_bfloat16: $0yes }', 'train_config { use_bfloat16: true }'),
        ('train_config { fine_tune_checkpoint_version: $0v2 }', 'train_config { fine_tune_checkpoint_version: V2 }'),
        ('train_config { batch_size$0 8 }', 'train_config { batch_size: 8 }'),
        ('train_config { num_steps: [$09] }', 'train_config { num_steps: 9 }'),
        (
            r'train_config { fine_tune_checkpoint: "C:\U$0sers\me\ckpt-0" }',
            'train_config { fine_tune_checkpoint: "C:/Users/me/ckpt-0" }',
        ),
        (
            r'train_config { fine_tune_checkpoint: "C:\t$0raining\ckpt-0" }',
            'train_config { fine_tune_checkpoint: "C:/training/ckpt-0" }',
        ),
        ('train_config { } $0// all there is', 'train_config { } # all there is'),
        ('model { } $0}', 'model { } '),
    ],
)
def test_mistakes_with_one_fix(fixed: Callable, wrong: str, right: str) -> None:
    assert right in fixed(wrong, ['quickfix']).values()


def test_nothing_is_offered_where_nothing_is_wrong(fixed: Callable) -> None:
    assert fixed('train_config { batch$0_size: 8 }') == {}


def test_fix_all_mends_every_problem_that_has_one_fix(fixed: Callable) -> None:
    text = '$0train_config { batch_size: 8.0 use_bfloat16: yes }'
    assert list(fixed(text, [FIX_ALL]).values()) == ['train_config { batch_size: 8 use_bfloat16: true }']
    assert list(fixed(text, ['source']).values()) == ['train_config { batch_size: 8 use_bfloat16: true }']


def test_a_problem_that_merge_takes_can_be_ignored(fixed: Callable) -> None:
    assert fixed('train_config {\n  num_steps: 0$010\n}', ['quickfix'])['Ignore `octal-number` here'] == (
        'train_config {\n  # pipeline-config: ignore[octal-number]\n  num_steps: 010\n}'
    )
    assert 'Ignore `wrong-type` here' not in fixed('train_config { batch_size: 8$0.0 }', ['quickfix'])
