"""Documents and google.protobuf.text_format.Merge agree: on what is right, on the first line that is wrong, on the message.

The texts are made from the schema, then broken. HYPOTHESIS_PROFILE=thorough makes thousands of them.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest
from google.protobuf import text_format
from google.protobuf.message import Message as ProtobufMessage
from hypothesis import given
from hypothesis import strategies as st

from pipeline_config_ls.document import Document, open_document
from pipeline_config_ls.schema import LABEL_MAP, PIPELINE, FieldType, Kind, MessageType, Schema, load_schema
from pipeline_config_ls.textproto import merge_line
from pipeline_config_ls.textproto.lexer import TOKEN

# Merge has Python warn of escapes that mean nothing; documents do not.
pytestmark = pytest.mark.filterwarnings('ignore:invalid:DeprecationWarning:google.protobuf')

SCHEMA = load_schema()
TYPES = [message for message in SCHEMA.messages.values() if not message.is_map_entry]
ROOTS = [SCHEMA.messages[PIPELINE]] * len(TYPES) + [SCHEMA.messages[LABEL_MAP]]

INTEGERS = ('0', '1', '3', '012', '00', '0x1F', '+5', '1_000', '0b11', '0o7', '-0', '٣')
FLOATS = ('0', '1.5', '-1', '.5', '5.', '1e3', '1e400', 'inf', '-inf', 'nan', 'INFINITY', '1.0f', '1f', '1_0.5', '+1.5')
BOOLS = ('true', 'false', 't', 'f', 'True', 'False', '1', '0')
STRINGS = (
    *('"a"', "'b'", '"a" "b"', '""', '"a\\n"', '"é“"', '"\\u00e9"', '"a#b"', '"""x"""', '"a" # c\n  \'b\'', '"it\'s"'),
    *(
        '"C:\\training\\new"',
        '"\\x4"',
        '"\\q"',
        '"\\\\u0041"',
        '"\\U0001F600"',
        '"\\u005cn"',
        '"\\é"',
        '"\\“"',
        '"\\101"',
    ),
)
WRONG_SCALARS = (
    *('-1', '1.0', '1e3', '-', '- 1', '08', '2147483648', '9' * 30, '-9223372036854775809', '01.5', '0x1.5', 'infff'),
    *(
        'yes',
        'TRUE',
        '2',
        '01',
        'FOO',
        '"V2"',
        '999',
        '"C:\\Users\\me"',
        '"C:\\\\dir\\"',
        '"\\xff"',
        '"\\xg"',
        '"\\400"',
    ),
    *(
        '"\\N{BULLET}"',
        '"\\ud800"',
        '"\\U00110000"',
        '"abc',
        '"a\\"',
        '“a”',
        'a/b',
        '/a b',
        '{',
        '[1]',
        '[',
        ':',
        '',
        '}',
    ),
)
GAPS = ('\n', '\n', '\n  ', ' ', ', ', ';\n', ',', ' # c\n', '\n\n', '\r\n', '\t', '\x0b', '\x0c', '\x85', '\u2028')
STRAY = (
    *(
        '{',
        '}',
        '[',
        ']',
        ':',
        ',',
        ';',
        '<',
        '>',
        '=',
        '//',
        '/* ',
        '"',
        "'",
        '“',
        'foo',
        '1',
        '-',
        '.',
        '#',
        '\\',
        '/',
    ),
    *('\x00', '\ufeff', 'é', '"x"', '+', '\u200b', '[a.b]', '[a/b.c]', '٣', '&', 'model', 'true', '\r', '\n'),
)


def scalars(field: FieldType) -> st.SearchStrategy[str]:
    """Values that are right for a field."""
    if field.enum is not None:
        return st.sampled_from([*field.enum.by_name, *map(str, field.enum.by_number)])
    match field.kind:
        case Kind.BOOL:
            return st.sampled_from(BOOLS)
        case Kind.STRING | Kind.BYTES:
            return st.sampled_from(STRINGS)
        case Kind.FLOAT | Kind.DOUBLE:
            return st.sampled_from(FLOATS) | st.floats(width=32).map(str)
        case _:
            return st.sampled_from(INTEGERS)


@st.composite
def bodies(draw: st.DrawFn, message: MessageType, depth: int, wrong: bool) -> str:
    """The fields of a message, in any layout that Merge takes; with `wrong`, some values that it does not."""
    if not message.fields:
        return draw(st.sampled_from(('', '\n')))
    parts: list[str] = []
    for field in draw(st.lists(st.sampled_from(list(message.fields.values())), max_size=4)):
        if field.message is not None and depth > 0:
            inner = bodies(field.message, depth - 1, wrong)
            one = st.builds(
                '{0[0]}{1}{2}{0[1]}'.format, st.sampled_from(('{}', '{}', '<>')), st.sampled_from(' \n'), inner
            )
            colon = st.sampled_from((' ', '', ': ', '\n'))
        elif field.message is None:
            one = scalars(field) | st.sampled_from(WRONG_SCALARS) if wrong else scalars(field)
            colon = st.sampled_from((': ', ':', ' : ', ':\n  '))
        else:
            continue
        if field.is_repeated and draw(st.booleans()):
            comma = draw(st.sampled_from((', ', ',', ' ,\n')))
            value = f'[{comma.join(draw(st.lists(one, max_size=3)))}]'
        else:
            value = draw(one)
        parts += (field.name, draw(colon), value, draw(st.sampled_from(GAPS)))
    return ''.join(parts)


@st.composite
def texts(draw: st.DrawFn, wrong: bool = False) -> tuple[MessageType, str]:
    """A message, and a text for it."""
    message = draw(st.sampled_from(ROOTS) | st.sampled_from(TYPES))
    return message, draw(bodies(message, draw(st.integers(0, 4)), wrong))


@st.composite
def broken_texts(draw: st.DrawFn) -> tuple[MessageType, str]:
    """A message, and a text for it in which tokens were lost, moved, added or changed."""
    message, text = draw(texts())
    tokens = [list(pair) for pair in TOKEN.findall(text)]
    for _ in range(draw(st.integers(1, 3))):
        at, other = (draw(st.integers(0, len(tokens) - 1)) for _ in range(2))
        match draw(st.integers(0, 4)):
            case 0:
                tokens[at][1] = ''
            case 1:
                tokens[at], tokens[other] = tokens[other], tokens[at]
            case 2:
                tokens.insert(at, [draw(st.sampled_from((' ', '\n', ''))), draw(st.sampled_from(STRAY))])
            case 3:
                place = draw(st.integers(0, len(tokens[at][1])))
                tokens[at][1] = tokens[at][1][:place] + draw(st.sampled_from(STRAY)) + tokens[at][1][place:]
            case _:
                tokens[at][0] = draw(st.sampled_from(('', '\n', ' ', '\r', '# x\n')))
    return message, ''.join(map(''.join, tokens))


def merge(schema: Schema, message: MessageType, text: str) -> tuple[ProtobufMessage, text_format.ParseError | None]:
    """What Merge makes of a text, and what it raises."""
    merged = schema.message_class(message)()
    try:
        text_format.Merge(text, merged)
    except text_format.ParseError as error:
        return merged, error
    return merged, None


def assert_agrees(document: Document) -> None:
    """The same verdict; the same message, or the same line."""
    merged, error = merge(document.schema, document.type, document.text)
    if error is None:
        assert document.faults == ()
        # Bytes and not messages, which are never equal where a NaN is in them.
        assert document.message.SerializeToString(deterministic=True) == merged.SerializeToString(deterministic=True)
    else:
        assert document.faults, error
        first = document.faults[0]
        noticed = first.noticed if first.reported is None else first.reported
        assert error.GetLine() in (None, merge_line(document.text, noticed)), error


@given(texts())
def test_on_sound_texts(drawn: tuple[MessageType, str]) -> None:
    document = open_document(drawn[1], schema=SCHEMA, root=drawn[0].full_name)
    assert document.faults == ()
    assert_agrees(document)


@given(texts(wrong=True))
def test_on_wrong_values(drawn: tuple[MessageType, str]) -> None:
    assert_agrees(open_document(drawn[1], schema=SCHEMA, root=drawn[0].full_name))


@given(broken_texts())
def test_on_broken_texts(drawn: tuple[MessageType, str]) -> None:
    assert_agrees(open_document(drawn[1], schema=SCHEMA, root=drawn[0].full_name))


@pytest.mark.parametrize(
    'text',
    [
        *('train_config { batch_size: ' + value + ' }' for value in (*INTEGERS, *WRONG_SCALARS)),
        *('train_config { replicas_to_aggregate: ' + value + ' }' for value in (*INTEGERS, *WRONG_SCALARS)),
        *('train_config { gradient_clipping_by_norm: ' + value + ' }' for value in (*FLOATS, *WRONG_SCALARS)),
        *('train_config { sync_replicas: ' + value + ' }' for value in (*BOOLS, *WRONG_SCALARS)),
        *('train_config { fine_tune_checkpoint: ' + value + ' }' for value in (*STRINGS, *WRONG_SCALARS)),
        *(
            'train_config { fine_tune_checkpoint_version: ' + value + ' }'
            for value in ('V2', '2', '0x2', *WRONG_SCALARS)
        ),
        *('eval_config { metrics_set: ["a", ' + value + '] }' for value in (*STRINGS, *WRONG_SCALARS)),
        *('train_config { ' + stray + ' }' for stray in STRAY),
        *(stray + ' train_config { }' for stray in STRAY),
        *('train_config ' + stray + ' { }' for stray in STRAY),
        *('train_config { batch_size ' + stray + ' 1 }' for stray in STRAY),
        *('train_config { batch_size: 1 ' + stray + '\n\n num_steps: 1 }' for stray in STRAY),
        *('eval_config { metrics_set: ["a" ' + stray + '\n "b"] }' for stray in STRAY),
    ],
)
def test_on_every_peculiar_value(opened: Callable[[str], Document], text: str) -> None:
    assert_agrees(opened(text))
