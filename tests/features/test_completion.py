"""The text after a completion is accepted, for a cursor in a text."""

from collections.abc import Callable

import pytest

from pipeline_config_ls.document.edits import apply
from pipeline_config_ls.features.completion import complete, resolve
from pipeline_config_ls.textproto import Edit


@pytest.fixture
def labels(at: Callable) -> Callable[[str], list[str]]:
    def listed(text: str) -> list[str]:
        return [item.label for item in sorted(complete(*at(text)), key=lambda item: item.sort_text or item.label)]

    return listed


@pytest.fixture
def accepted(at: Callable) -> Callable[[str, str], str]:
    """The text after the item of this label was taken."""

    def accept(text: str, label: str) -> str:
        place = at(text)
        item = next(item for item in complete(*place) if item.label == label)
        edit = Edit(place.positions.span(item.text_edit.range), item.text_edit.new_text)
        return apply(place.document.text, [edit])

    return accept


def test_a_block_is_inserted_with_its_braces_and_the_cursor_inside(accepted: Callable) -> None:
    assert accepted('mod$0', 'model') == 'model {\n  $0\n}'


def test_a_scalar_is_inserted_with_its_colon_and_a_string_with_its_quotes(accepted: Callable) -> None:
    assert accepted('train_config { batch$0 }', 'batch_size') == 'train_config { batch_size: $0 }'
    assert accepted('train_config { fine$0 }', 'fine_tune_checkpoint') == 'train_config { fine_tune_checkpoint: "$0" }'


def test_a_name_that_has_its_value_is_replaced_alone(accepted: Callable) -> None:
    assert accepted('train_config { batch$0: 8 }', 'batch_size') == 'train_config { batch_size: 8 }'


def test_fields_that_are_set_already_come_after_the_others(labels: Callable) -> None:
    found = labels('train_config { batch_size: 8\n $0 }')
    assert found.index('batch_size') > found.index('num_steps')


def test_other_members_of_a_oneof_that_is_set_come_after_the_others(labels: Callable) -> None:
    found = labels('train_config { optimizer { adam_optimizer { }\n $0 } }')
    assert found.index('momentum_optimizer') > found.index('use_moving_average')


def test_values_of_an_enum_a_truth_value_and_a_component(labels: Callable, accepted: Callable) -> None:
    assert labels('train_config { fine_tune_checkpoint_version: $0 }') == ['UNKNOWN', 'V1', 'V2']
    assert labels('train_config { use_bfloat16: $0 }') == ['false', 'true']
    text = 'model { ssd { feature_extractor { type: "ssd_$0" } } }'
    assert accepted(text, 'ssd_mobilenet_v2_keras') == (
        'model { ssd { feature_extractor { type: "ssd_mobilenet_v2_keras" } } }'
    )


def test_in_a_half_typed_file_the_block_around_the_cursor_counts(labels: Callable) -> None:
    assert 'batch_size' in labels('model {\n  ssd {\ntrain_config {\n  $0\n')


def test_nothing_is_offered_in_a_comment(labels: Callable) -> None:
    assert labels('train_config { # bat$0\n }') == []


def test_an_item_is_documented_when_it_is_looked_at(at: Callable) -> None:
    place = at('train_config { $0 }')
    item = next(item for item in complete(*place) if item.label == 'batch_size')
    assert item.documentation is None
    assert 'TrainConfig.batch_size' in resolve(item, place.document).documentation.value
