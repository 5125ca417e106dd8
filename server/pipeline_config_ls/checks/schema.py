"""What the schema does not allow: names it does not have, and values that do not fit their field.

The binder finds these; here they get their identity, their documentation and their fixes. `text_format.Merge` raises on
every one of them, so every one is an error.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from difflib import get_close_matches

from pipeline_config_ls.checks.check import Finding, Fix, FixSafety, schema_check
from pipeline_config_ls.document import BoundField, Document, SchemaCode, SchemaFault
from pipeline_config_ls.schema import FieldType, Kind, MessageType
from pipeline_config_ls.textproto import Edit


def _titled(fault: SchemaFault, title: str, *, safe: bool = False) -> Finding:
    """The fault with its own edits, under a title."""
    return Finding(fault.span, fault.message, (Fix(title, fault.edits, safe),) if fault.edits else ())


def _replacing(fault: SchemaFault, text: str, *, safe: bool = False) -> Fix:
    return Fix(f'Write `{text}`', (Edit(fault.span, text),), safe)


@schema_check(SchemaCode.UNKNOWN_FIELD, fix=FixSafety.UNSAFE)
def unknown_field(document: Document, fault: SchemaFault) -> Finding:
    """The message has no field of this name.

    A typing error; a field of another member of the oneof, or of another message, as after a misplaced brace; or a field of a
    newer or another version of the API (name its proto folder in the settings).

    Wrong:

        image_resizer { fixed_shape_resizer { min_dimension: 600 } }

    Right:

        image_resizer { keep_aspect_ratio_resizer { min_dimension: 600 } }
    """
    name = document.text[fault.start : fault.end]
    chain = document.fields_at(fault.start)
    header = next((field for field in reversed(chain) if field.type and field.type.message is fault.parent), None)
    sibling = _sibling_with(header, name)
    if sibling is not None and header is not None:
        rename = Fix(f'Change to `{sibling}`', (Edit(header.syntax.name.span, sibling),))
        return Finding(fault.span, f'{fault.message} It belongs to `{sibling}`.', (rename,))
    owner = _owner_above(document, chain, name)
    hint = f' It belongs to `{owner}`: is a brace missing before it?' if owner else ''
    near = _nearest(name, fault.parent.fields)
    return Finding(
        fault.span,
        fault.message + hint,
        tuple(Fix(f'Change to `{other}`', (Edit(fault.span, other),)) for other in near),
    )


def _sibling_with(header: BoundField | None, name: str) -> str | None:
    """Another member of the oneof that the block stands in, whose message has the field."""
    if header is None or header.type is None or header.type.oneof is None:
        return None
    for member in header.type.oneof.members:
        message = header.type.parent.fields[member].message
        if message is not None and message is not header.type.message and name in message.fields:
            return member
    return None


def _owner_above(document: Document, chain: tuple[BoundField, ...], name: str) -> str | None:
    """The message around the block, or the file, that has the field."""
    messages: list[MessageType] = [document.type]
    messages += [field.type.message for field in chain if field.type and field.type.message]
    for message in reversed(messages[:-1]):
        if name in message.fields:
            return message.name
    return None


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
    return _titled(fault, 'Make it a block')


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
