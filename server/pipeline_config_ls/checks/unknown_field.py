"""Names that the schema does not have where they stand: gone, misplaced, or misspelt, in this order."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline_config_ls.checks import placement
from pipeline_config_ls.checks.check import Finding, Fix, FixSafety, schema_check
from pipeline_config_ls.checks.label_map_items import outside_of_items
from pipeline_config_ls.document import BoundField, Document, Home, SchemaCode, SchemaFault
from pipeline_config_ls.document.edits import comment_out, dedented, insert_field, remove_field, take_out
from pipeline_config_ls.schema.history import Gone, gone
from pipeline_config_ls.textproto import Edit, Span

_ADDRESS = re.compile(r'[a-z]+://\S+')


@schema_check(SchemaCode.UNKNOWN_FIELD, fix=FixSafety.UNSAFE)
def unknown_field(document: Document, fault: SchemaFault) -> Finding | None:
    """The message has no field of this name.

    A typing error; a field of another member of the oneof, or of another message, as after a misplaced brace; a field that the API
    had once; or one of a newer or another version of it (name its proto folder in the settings).

    Wrong:

        image_resizer { fixed_shape_resizer { min_dimension: 600 } }

    Right:

        image_resizer { keep_aspect_ratio_resizer { min_dimension: 600 } }

    A field that the schema has elsewhere is moved there; a name that it has nowhere is changed to one that is spelt alike and takes
    such a value. A field that the API had once is removed.
    """
    if outside := outside_of_items(document, fault):
        return outside
    chain = document.fields_at(fault.start)
    field = chain[-1] if chain and chain[-1].type is None else None
    if field is None:
        return Finding(fault.span, fault.message)
    around = chain[:-1]
    if field.syntax.value is None and not placement.owners(document, field.name):
        return _stray(document, fault)
    before = gone(fault.parent.name, field.name)
    if before is not None:
        return _gone(document, fault, field, before)
    header = around[-1] if around else None
    sibling = _sibling_with(header, field.name)
    if sibling is not None and header is not None:
        return _of_sibling(document, fault, field, header, sibling)
    owners = placement.owners(document, field.name)
    if owners:
        return _misplaced(document, fault, field, around, owners)
    fixes = (Fix(f'Change to `{name}`', (Edit(fault.span, name),)) for name in placement.misspelt(fault.parent, field))
    return Finding(fault.span, fault.message, tuple(fixes))


def _stray(document: Document, fault: SchemaFault) -> Finding:
    """A word that nothing follows, or an address: pasted, most likely."""
    address = _ADDRESS.match(document.text, fault.start)
    span = Span(fault.start, address.end()) if address else fault.span
    comment = comment_out(document, span)
    message = f'`{document.text[slice(*span)][:60]}` is no field.' if address else fault.message
    return Finding(span, message, (Fix('Make it a comment', comment), Fix('Remove it', (Edit(span, ''),))))


def _gone(document: Document, fault: SchemaFault, field: BoundField, before: Gone) -> Finding:
    message = f'{fault.message} The API had it until {before.since}: {before.instead}'
    homes = placement.homes(document, document.fields_at(field.syntax.start)[:-1], field) if before.moved else []
    moved = [_move(document, field, home) for home in homes[:1]]
    if before.replacement and field.value is None and document.text[slice(*_value(field))] == 'true':
        moved.append(Fix(f'Write `{before.replacement}`', (Edit(field.syntax.span, before.replacement),)))
    return Finding(fault.span, message, (*moved, Fix(f'Remove `{field.name}`', (remove_field(document, field),))))


def _value(field: BoundField) -> tuple[int, int]:
    value = field.syntax.value
    return (value.start, value.end) if value is not None else (0, 0)


def _of_sibling(
    document: Document, fault: SchemaFault, field: BoundField, header: BoundField, sibling: str
) -> Finding | None:
    """A field of another member of the oneof: if more of the block's fields are, the block was meant to be that one.

    The first of them says so for all.
    """
    others = header.block.fields if header.block is not None else ()
    foreign = [one for one in others if one.type is None and _sibling_with(header, one.name) == sibling]
    if foreign and foreign[0] is not field:
        return None
    message = f'{fault.message} It belongs to `{sibling}`.'
    renamed = header.type.parent.fields[sibling].message if header.type is not None else None
    fitting = sum(renamed is not None and one.name in renamed.fields for one in others)
    if fitting > sum(one.type is not None for one in others):
        fix = Fix(f'Change to `{sibling}`', (Edit(header.syntax.name.span, sibling),))
    else:
        fix = Fix(f'Remove `{field.name}`', (remove_field(document, field),))
    return Finding(fault.span, message, (fix,))


def _sibling_with(header: BoundField | None, name: str) -> str | None:
    """Another member of the oneof that the block stands in, whose message has the field."""
    if header is None or header.type is None or header.type.oneof is None:
        return None
    for member in header.type.oneof.members:
        message = header.type.parent.fields[member].message
        if message is not None and message is not header.type.message and name in message.fields:
            return member
    return None


def _misplaced(
    document: Document, fault: SchemaFault, field: BoundField, around: tuple[BoundField, ...], owners: list[str]
) -> Finding:
    outer = _owner_around(document, around, field.name)
    if outer:
        hint = f' It belongs to `{outer}`: is a brace missing before it?'
    else:
        names = ', '.join(f'`{name}`' for name in owners[:3]) + (' and others' if len(owners) > 3 else '')
        hint = f' It is a field of {names}.'
    homes = placement.homes(document, around, field)
    fixes = [_move(document, field, home) for home in homes]
    if homes and not outer:
        hint = f' It belongs into {" or ".join(f"`{_path(home)}`" for home in homes)}.'
    fixes = fixes or list(_into_new(document, field, around))
    if not fixes and field.values:
        fixes = [Fix(f'Remove `{field.name}`', (remove_field(document, field),))]
    return Finding(fault.span, fault.message + hint, tuple(fixes))


def _owner_around(document: Document, around: tuple[BoundField, ...], name: str) -> str | None:
    """The message around the block, or the file, that has the field."""
    messages = [document.type, *(header.type.message for header in around if header.type and header.type.message)]
    return next((message.name for message in reversed(messages[:-1]) if name in message.fields), None)


def _move(document: Document, field: BoundField, home: Home) -> Fix:
    place = f'into `{_path(home)}`' if home.chain else 'to the top of the file'
    edits = (take_out(document, field), insert_field(document, home.block, dedented(document, field)))
    return Fix(f'Move it {place}', tuple(sorted(edits, key=lambda edit: edit.span)))


def _path(home: Home) -> str:
    """The last names on the way to a block: what it takes to know it from the others."""
    return '.'.join(header.name for header in home.chain[-2:])


def _into_new(document: Document, field: BoundField, around: tuple[BoundField, ...]) -> Iterator[Fix]:
    for home, name in placement.new_homes(document, around, field):
        text = f'{name} {{\n  {dedented(document, field)}\n}}'.replace('\n  \n', '\n')
        edits = (take_out(document, field), insert_field(document, home.block, text))
        yield Fix(f'Move it into a new `{name}`', tuple(sorted(edits, key=lambda edit: edit.span)))
