"""What a hover says, for a cursor in a text."""

from collections.abc import Callable

import pytest

from pipeline_config_ls.features.hover import hover


@pytest.fixture
def said(at: Callable) -> Callable[[str], str]:
    def say(text: str) -> str:
        found = hover(*at(text))
        return found.contents.value if found else ''

    return say


def test_a_field_tells_its_declaration_and_its_default(said: Callable) -> None:
    text = said('train_config { batch_si$0ze: 8 }')
    assert text.startswith('```proto\nTrainConfig.batch_size: uint32  // default: 32\n```\n\n')
    assert len(text) > 80


def test_a_member_of_a_oneof_tells_what_it_excludes(said: Callable) -> None:
    assert 'At most one of this and `faster_rcnn`' in said('model { s$0sd { } }')


def test_a_deprecated_field_says_so(said: Callable) -> None:
    assert '**Deprecated.**' in said('train_config { from_detection_ch$0eckpoint: true }')


def test_an_enum_value_tells_its_number(said: Callable) -> None:
    assert said('train_config { fine_tune_checkpoint_version: V$02 }').startswith('```proto\nCheckpointVersion.V2 = 2')


def test_a_component_tells_its_framework(said: Callable) -> None:
    text = said('model { ssd { feature_extractor { type: "ssd_mobilenet$0_v2_keras" } } }')
    assert text.startswith('`ssd_mobilenet_v2_keras` · TF2')


def test_a_broken_file_is_hovered_like_any_other(said: Callable) -> None:
    assert 'TrainConfig.batch_size' in said('model { ssd {\ntrain_config {\n  batch_s$0ize: 8\n')


def test_an_unknown_field_has_nothing_to_say(said: Callable) -> None:
    assert said('train_config { no_such_f$0ield: 8 }') == ''
