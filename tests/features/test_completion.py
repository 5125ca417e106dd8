"""The text after a completion is accepted, for a cursor in a text, and which comes first."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from lsprotocol import types

from lsp.wire import applied
from pipeline_config_ls.features.completion import complete, resolve
from pipeline_config_ls.features.completion_item import Style


@pytest.fixture
def labels(at: Callable) -> Callable[[str], list[str]]:
    """The labels as an editor sorts them."""

    def listed(text: str) -> list[str]:
        return [item['label'] for item in sorted(complete(*at(text)), key=lambda item: item['sortText'])]

    return listed


@pytest.fixture
def accepted(at: Callable) -> Callable[..., str]:
    """The text after the item of this label was taken."""

    def accept(text: str, label: str, snippets: bool = True) -> str:
        place = at(text)
        item = next(
            item
            for item in complete(place.document, place.offset, place.positions, Style(snippets))
            if item['label'] == label
        )
        return applied(place.document.text, [item['textEdit'], *item.get('additionalTextEdits', [])])

    return accept


def test_a_block_is_inserted_with_its_braces_and_the_cursor_inside(accepted: Callable) -> None:
    assert accepted('mod$0', 'model') == 'model {\n  $0\n}'
    assert accepted('mod$0', 'model', snippets=False) == 'model {'


def test_a_scalar_is_inserted_with_its_colon_and_a_string_with_its_quotes(accepted: Callable) -> None:
    assert accepted('train_config { batch$0 }', 'batch_size') == 'train_config { batch_size: $0 }'
    assert accepted('train_config { fine$0 }', 'fine_tune_checkpoint') == 'train_config { fine_tune_checkpoint: "$0" }'


def test_a_name_that_has_its_value_is_replaced_alone(accepted: Callable) -> None:
    assert accepted('train_config { batch$0: 8 }', 'batch_size') == 'train_config { batch_size: 8 }'


def test_what_real_configs_set_comes_first(labels: Callable) -> None:
    found = [label for label in labels('train_config { $0 }') if ':' not in label]
    assert set(found[:4]) == {'batch_size', 'optimizer', 'data_augmentation_options', 'num_steps'}
    assert found.index('fine_tune_checkpoint') < found.index('keep_checkpoint_every_n_hours')


def test_what_must_be_set_comes_before_all(at: Callable) -> None:
    items = complete(*at('model { ssd { feature_extractor { conv_hyperparams { $0 } } } }'))
    first = min(items, key=lambda item: item['sortText'])
    assert first['label'] in ('regularizer', 'initializer')
    assert first['detail'].startswith('required') or first['sortText'].startswith('2')


def test_fields_that_are_set_already_come_after_the_others(labels: Callable) -> None:
    found = labels('train_config { batch_size: 8\n $0 }')
    assert found.index('batch_size') > found.index('num_steps')


def test_other_members_of_a_oneof_that_is_set_come_after_the_others(labels: Callable) -> None:
    found = labels('train_config { optimizer { adam_optimizer { }\n $0 } }')
    assert found.index('momentum_optimizer') > found.index('use_moving_average')


def test_values_of_an_enum_and_a_truth_value_by_use(labels: Callable) -> None:
    assert labels('train_config { fine_tune_checkpoint_version: $0 }')[0] == 'V2'
    assert labels('train_config { use_bfloat16: $0 }') == ['true', 'false']


def test_components_of_tensorflow_2_come_first_the_commonest_before_the_others(labels: Callable) -> None:
    found = labels('model { ssd { feature_extractor { type: "$0" } } }')
    assert found[0] == 'ssd_efficientnet-b0_bifpn_keras'
    assert found.index('ssd_resnet152_v1_fpn_keras') < found.index('ssd_mobilenet_v1')
    assert found.index('ssd_mobilenet_v1') < found.index('ssd_pnasnet')


def test_a_component_is_put_between_its_quotes(accepted: Callable) -> None:
    right = 'model { ssd { feature_extractor { type: "ssd_mobilenet_v2_keras" } } }'
    assert accepted(right.replace('mobilenet_v2_keras', '$0'), 'ssd_mobilenet_v2_keras') == right
    assert accepted(right.replace('"ssd_mobilenet_v2_keras"', '$0'), 'ssd_mobilenet_v2_keras') == right


def test_numbers_are_the_default_and_what_others_have(at: Callable, accepted: Callable) -> None:
    items = complete(*at('train_config { batch_size: $0 }'))
    assert [item['label'] for item in items][:2] == ['32', '1']
    assert items[0]['detail'] == 'default, 1 or more, 1 to 2048 in real configs'
    assert 'configs' in items[1]['detail']
    assert accepted('train_config { batch_size: $0 }', '24') == 'train_config { batch_size: 24 }'


def test_right_after_the_colon_a_blank_is_put_before_the_value(accepted: Callable) -> None:
    assert accepted('train_config { batch_size:$0 }', '24') == 'train_config { batch_size: 24 }'
    text = 'train_config { fine_tune_checkpoint_version:$0 }'
    assert accepted(text, 'V2') == 'train_config { fine_tune_checkpoint_version: V2 }'


def test_the_next_list_comes_by_itself_where_there_is_one(at: Callable) -> None:
    document, offset, positions = at('train_config { $0 }')
    items = {item['label']: item for item in complete(document, offset, positions, Style(True, True))}
    for label in ('optimizer', 'batch_size', 'fine_tune_checkpoint', 'fine_tune_checkpoint_type', 'use_bfloat16'):
        assert 'command' in items[label], label
    assert all('command' not in item for item in complete(*at('train_config { $0 }')))


def test_an_empty_file_can_begin_as_a_whole_config(labels: Callable, accepted: Callable) -> None:
    whole = [label for label in labels('$0') if label.startswith('New config')]
    assert len(whole) == 4
    text = accepted('# mine\n$0', 'New config: SSD MobileNet V2 FPNLite', snippets=False)
    assert text.startswith('# mine\nmodel {\n  ssd {\n    num_classes: 90\n')
    assert [label for label in labels('model { }\n$0') if label.startswith('New config')] == []


def test_blocks_that_need_structure_come_whole(accepted: Callable) -> None:
    text = accepted('train_config { opt$0 }', 'optimizer: momentum, cosine decay', snippets=False)
    assert 'momentum_optimizer_value: 0.9' in text
    assert '${' not in text
    assert '${1:0.04}' in accepted('train_config { opt$0 }', 'optimizer: momentum, cosine decay')


def test_a_field_of_another_block_is_put_there(accepted: Callable) -> None:
    text = 'model { }\ntrain_config {\n  num_steps: 9\n}\nbatch_s$0\n'
    assert accepted(text, 'batch_size').startswith('model { }\ntrain_config {\n  num_steps: 9\n  batch_size: 1\n}\n')


def test_a_field_of_a_block_that_is_not_there_brings_it_along(accepted: Callable) -> None:
    assert accepted('optim$0', 'optimizer', snippets=False) == 'train_config {\n  optimizer {\n}'
    assert accepted('batch_s$0', 'batch_size') == 'train_config {\n  batch_size: $0\n}'


def test_in_a_half_typed_file_the_block_around_the_cursor_counts(labels: Callable) -> None:
    assert 'batch_size' in labels('model {\n  ssd {\ntrain_config {\n  $0\n')


def test_nothing_is_offered_in_a_comment(labels: Callable) -> None:
    assert labels('train_config { # bat$0\n }') == []


def test_an_item_is_documented_when_it_is_looked_at(at: Callable) -> None:
    place = at('train_config { $0 }')
    item = next(item for item in complete(*place) if item['label'] == 'batch_size')
    asked = types.CompletionItem(item['label'], data=item['data'])
    assert 'TrainConfig.batch_size' in resolve(asked, place.document.schema).documentation.value
