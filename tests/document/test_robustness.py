"""Whatever is in a file: nothing raises, and nothing is lost."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline_config_ls.document import Block, open_document
from pipeline_config_ls.schema import PIPELINE, load_schema
from pipeline_config_ls.textproto import Message, Tree, parse
from pipeline_config_ls.textproto.formatter import format_text

SCHEMA = load_schema()
SCRAPS = (
    *(
        'model',
        'ssd',
        'train_config',
        'batch_size',
        'eval_config',
        'metrics_set',
        'fine_tune_checkpoint',
        'optimizer',
        'x',
    ),
    *(
        '{',
        '}',
        '<',
        '>',
        '[',
        ']',
        ':',
        ',',
        ';',
        '=',
        '/',
        '//',
        '/*',
        '*/',
        '#',
        '"',
        "'",
        '\\',
        '“',
        '”',
        '-',
        '+',
        '.',
    ),
    *(
        ' ',
        '\n',
        '\n  ',
        '\n    ',
        '\t',
        '\r',
        '\r\n',
        '\ufeff',
        '\x00',
        '\u2028',
        '1',
        '0x',
        '1.5',
        'true',
        '"a"',
        '[a.b]',
    ),
    *('# txtpbfmt: off\n', '# txtpbfmt: on\n', '# txtpbfmt: sort_fields_by_field_name\n', 'é', '٣', '😀', '\ud800'),
)
GARBAGE = st.lists(st.sampled_from(SCRAPS), max_size=60).map(''.join) | st.text()


def assert_well_formed(tree: Tree, block: Message) -> None:
    """Children lie in their parents, in order, and do not overlap."""
    offset = block.start
    for field in block.fields:
        assert offset <= field.start <= field.end <= block.end
        offset = field.end
        values = getattr(field.value, 'elements', (field.value,) if field.value else ())
        for value in values:
            assert field.start <= value.start <= value.end <= field.end
            if isinstance(value, Message):
                assert_well_formed(tree, value)


@given(GARBAGE)
def test_any_text_is_a_document(text: str) -> None:
    document = open_document(text, schema=SCHEMA, root=PIPELINE)
    assert_well_formed(document.tree, document.tree.root)
    assert document.message.IsInitialized() in (True, False)
    noticed = [fault.noticed for fault in document.faults]
    assert noticed == sorted(noticed)
    for fault in document.faults:
        assert 0 <= fault.start <= fault.end <= len(text)
        assert 0 <= fault.noticed <= len(text)
        assert fault.message
        for edit in fault.edits:
            assert 0 <= edit.span.start <= edit.span.end <= len(text)
    for offset in range(len(text) + 1):
        cursor = document.cursor_at(offset)
        assert isinstance(cursor.block, Block)
        assert cursor.word.start <= offset <= cursor.word.end
        chain = document.fields_at(offset)
        assert all(field.syntax.start <= offset <= field.syntax.end for field in chain)
    for chain in document.walk():
        path = '.'.join(field.name for field in chain)
        if all(field.type for field in chain):
            document.where(path)


@given(GARBAGE)
def test_any_text_can_be_formatted(text: str) -> None:
    formatted = format_text(text)
    assert format_text(formatted) == formatted
    if parse(text).faults:
        assert formatted == text or '# txtpbfmt: off' in text


@pytest.mark.parametrize('text', ['model {' * 5000, '{' * 5000 + '}' * 5000, 'a [' * 5000, 'model { ssd { ' * 3000])
def test_no_depth_is_too_deep(text: str) -> None:
    document = open_document(text, schema=SCHEMA, root=PIPELINE)
    assert document.faults
    assert sum(1 for _ in document.walk()) <= 200
    assert format_text(text) == text
    assert document.cursor_at(len(text)).block
