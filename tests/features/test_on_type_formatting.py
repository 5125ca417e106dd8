"""What happens to a line as it is typed: `$0` is the cursor after the character."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from pipeline_config_ls.document.edits import apply
from pipeline_config_ls.features.on_type_formatting import format_on_type
from pipeline_config_ls.textproto import Edit


@pytest.fixture
def typed(at: Callable) -> Callable[[str, str], str]:
    def type_it(text: str, character: str) -> str:
        place = at(text)
        edits = format_on_type(place.document, place.offset, character, place.positions)
        return apply(place.document.text, [Edit(place.positions.span(edit.range), edit.new_text) for edit in edits])

    return type_it


@pytest.mark.parametrize(
    ('text', 'after'),
    [
        ('model {\n$0', 'model {\n  '),
        ('model {\n  ssd {\n$0\n  }\n}', 'model {\n  ssd {\n    \n  }\n}'),
        ('model {\n\tssd {\n$0}\n}', 'model {\n\tssd {\n\t}\n}'),
        ('model {\n$0}', 'model {\n}'),
        ('model {\n  ssd { }\n      $0', 'model {\n  ssd { }\n  '),
        ('model { }\n  $0', 'model { }\n'),
        ('train_config {\n  $0batch_size: 8\n}', 'train_config {\n  batch_size: 8\n}'),
        ('item {\n  ancestor_ids: [\n$0\n  ]\n}', 'item {\n  ancestor_ids: [\n    \n  ]\n}'),
    ],
)
def test_a_new_line_is_indented_as_its_block_asks(typed: Callable, text: str, after: str) -> None:
    assert typed(text, '\n') == after


@pytest.mark.parametrize(
    ('text', 'after'),
    [
        ('model {\n  ssd {\n    }$0', 'model {\n  ssd {\n  }'),
        ('model {\n      ssd {\n}$0\n}', 'model {\n      ssd {\n      }\n}'),
        ('model { ssd { }$0', 'model { ssd { }'),
        ('model {\n  }$0\n', 'model {\n}\n'),
        ('}$0', '}'),
    ],
)
def test_a_brace_goes_below_the_line_that_it_closes(typed: Callable, text: str, after: str) -> None:
    assert typed(text, '}') == after
