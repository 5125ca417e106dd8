"""What the schema does not allow: names it does not have, and values that do not fit their field.

The binder finds these; here they get their identity, their documentation and their fixes. `text_format.Merge` raises on
every one of them, so every one is an error.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from difflib import get_close_matches

from pipeline_config_ls.checks import placement
from pipeline_config_ls.checks.check import Finding, Fix, FixSafety, schema_check
from pipeline_config_ls.document import Document, SchemaCode, SchemaFault
from pipeline_config_ls.schema import FieldType, Kind
from pipeline_config_ls.textproto import Edit, ListValue, Span


def _titled(fault: SchemaFault, title: str, *, safe: bool = False) -> Finding:
    """The fault with its own edits, under a title."""
    return Finding(fault.span, fault.message, (Fix(title, fault.edits, safe),) if fault.edits else ())


def _replacing(fault: SchemaFault, text: str, *, safe: bool = False) -> Fix:
    return Fix(f'Write `{text}`', (Edit(fault.span, text),), safe)


def _nearest(name: str, known: Iterable[str]) -> list[str]:
    return get_close_matches(name, list(known), n=3, cutoff=0.6)


@schema_check(SchemaCode.EXPECTED_MESSAGE, fix=FixSafety.UNSAFE)
def expected_message(document: Document, fault: SchemaFault) -> Finding:
    """The field takes a block, not a single value.

    Wrong:

        optimizer: "adam_optimizer"

    Right:

        optimizer { adam_optimizer { } }
    """
    return Finding(fault.span, fault.message, tuple(_blocks_for(document, fault)))


def _blocks_for(document: Document, fault: SchemaFault) -> Iterator[Fix]:
    """The value in a block: as the name of one of its fields, or as the value of the one that it can only be meant for."""
    chain = document.fields_at(fault.start)
    field = chain[-1] if chain else None
    if field is None or fault.type is None or fault.type.message is None or isinstance(field.syntax.value, ListValue):
        return
    text = document.text[fault.start : fault.end]
    member = fault.type.message.fields.get(text.strip('"\''))
    if member is not None and member.message is not None:
        block = f'{{ {member.name} {{ }} }}'
    else:
        path = placement.path_to_scalar(fault.type.message, fault.type.name, field)
        if not path:
            return
        block = f'{path[-1]}: {text}'
        for name in reversed(path[:-1]):
            block = f'{name} {{ {block} }}'
        block = f'{{ {block} }}'
    yield Fix(f'Write `{field.name} {block}`', (Edit(Span(field.syntax.name.end, fault.end), f' {block}'),))


@schema_check(SchemaCode.EXPECTED_SCALAR, fix=FixSafety.SAFE)
def expected_scalar(document: Document, fault: SchemaFault) -> Finding:
    """The field takes a single value, not a block.

    Wrong:

        batch_size { 8 }

    Right:

        batch_size: 8
    """
    return _titled(fault, 'Make it a value', safe=True)


@schema_check(SchemaCode.LIST_ON_SINGULAR, fix=FixSafety.SAFE)
def list_on_singular(document: Document, fault: SchemaFault) -> Finding:
    """A list stands where the field takes one value.

    Wrong:

        num_classes: [3]

    Right:

        num_classes: 3
    """
    return _titled(fault, 'Remove the brackets', safe=True)


@schema_check(SchemaCode.LIST_WITHOUT_COLON, fix=FixSafety.SAFE)
def list_without_colon(document: Document, fault: SchemaFault) -> Finding:
    """A list of values needs a colon before it.

    Wrong:

        aspect_ratios [1.0, 2.0]

    Right:

        aspect_ratios: [1.0, 2.0]
    """
    return _titled(fault, 'Add the colon', safe=True)


@schema_check(SchemaCode.WRONG_TYPE, fix=FixSafety.SAFE)
def wrong_type(document: Document, fault: SchemaFault) -> Finding:
    """The value is not of the field's type.

    The commonest: a decimal point in a whole number, `yes` or `TRUE` for a truth value, a string without quotes.

    Wrong:

        batch_size: 8.0

    Right:

        batch_size: 8
    """
    return Finding(fault.span, fault.message, tuple(_fixes_of_type(document, fault)))


def _fixes_of_type(document: Document, fault: SchemaFault) -> Iterator[Fix]:
    text = document.text[fault.start : fault.end]
    if fault.edits:
        yield Fix('Put it in quotes', fault.edits, safe=True)
    if fault.type is not None:
        meant = _meant(fault.type, text.strip('"\''))
        if meant is not None and meant != text:
            yield _replacing(fault, meant, safe=True)


def _meant(type: FieldType, text: str) -> str | None:
    """The value that was meant, where that is beyond doubt."""
    if type.kind is Kind.BOOL:
        return {'true': 'true', 'yes': 'true', 'on': 'true', 'false': 'false', 'no': 'false', 'off': 'false'}.get(
            text.lower()
        )
    if type.kind in (Kind.STRING, Kind.BYTES, Kind.MESSAGE, Kind.GROUP, Kind.ENUM):
        return None
    try:
        number = float(text)
    except ValueError:
        return None
    if type.kind in (Kind.FLOAT, Kind.DOUBLE):
        return text.strip()
    return str(int(number)) if number == number and abs(number) < 2**53 and number == int(number) else None


@schema_check(SchemaCode.OUT_OF_RANGE, fix=FixSafety.UNSAFE)
def out_of_range(document: Document, fault: SchemaFault) -> Finding:
    """The whole number is too small or too large for the field's type.

    Wrong:

        batch_size: -1

    Right:

        batch_size: 1
    """
    return _titled(fault, 'Change it')


@schema_check(SchemaCode.UNKNOWN_ENUM_VALUE, fix=FixSafety.MIXED)
def unknown_enum_value(document: Document, fault: SchemaFault) -> Finding:
    """The enum has no value of this name or number; its values are names, in capitals, without quotes.

    Wrong:

        activation: relu6

    Right:

        activation: RELU_6
    """
    return Finding(fault.span, fault.message, tuple(_enum_fixes(document, fault)))


def _enum_fixes(document: Document, fault: SchemaFault) -> Iterator[Fix]:
    if fault.type is None or fault.type.enum is None:
        return
    written = document.text[fault.start : fault.end].strip('"\'').upper()
    names = list(fault.type.enum.by_name)
    plain = {name.replace('_', ''): name for name in names}
    exact = plain.get(written.replace('_', '').replace('-', ''))
    for name in [exact] if exact else _nearest(written, names):
        yield _replacing(fault, name, safe=name == exact)


@schema_check(SchemaCode.BAD_ESCAPE, fix=FixSafety.SAFE)
def bad_escape(document: Document, fault: SchemaFault) -> Finding:
    r"""A backslash in a string begins an escape that there is none of: most often, a Windows path.

    TensorFlow takes forward slashes on Windows, too.

    Wrong:

        label_map_path: "C:\Users\me\label_map.pbtxt"

    Right:

        label_map_path: "C:/Users/me/label_map.pbtxt"
    """
    return _titled(fault, 'Use forward slashes', safe=True)


@schema_check(SchemaCode.BAD_UTF8, fix=FixSafety.UNSAFE)
def bad_utf8(document: Document, fault: SchemaFault) -> Finding:
    r"""The escapes of a string do not make text in UTF-8.

    Wrong:

        name: "\377"

    Right:

        name: "\303\277"
    """
    return _titled(fault, 'Change it')


@schema_check(SchemaCode.NOT_EXTENDABLE, fix=FixSafety.UNSAFE)
def not_extendable(document: Document, fault: SchemaFault) -> Finding:
    """A name in brackets sets an extension, but this message has none.

    Wrong:

        train_config { [batch_size]: 8 }

    Right:

        train_config { batch_size: 8 }
    """
    return _titled(fault, 'Remove the brackets')


@schema_check(SchemaCode.UNKNOWN_EXTENSION, fix=FixSafety.UNSAFE)
def unknown_extension(document: Document, fault: SchemaFault) -> Finding:
    """No extension of this name is known.

    Configs of a fork need the fork's .proto files: name their folder in the setting `pipelineConfig.schema`.
    """
    return _titled(fault, 'Remove it')


@schema_check(SchemaCode.BAD_TYPE_URL, fix=FixSafety.UNSAFE)
def bad_type_url(document: Document, fault: SchemaFault) -> Finding:
    """What stands in brackets is no URL of a message, or the field is no `google.protobuf.Any`."""
    return _titled(fault, 'Change it')


@schema_check(SchemaCode.UNKNOWN_TYPE_URL, fix=FixSafety.UNSAFE)
def unknown_type_url(document: Document, fault: SchemaFault) -> Finding:
    """The message that an `Any` names is not in the schema."""
    return _titled(fault, 'Change it')
