"""Names that the schema does not have where they stand: gone, misplaced, or misspelt, in this order."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline_config_ls.checks import placement
from pipeline_config_ls.checks.check import Finding, Fix, FixSafety, schema_check
from pipeline_config_ls.checks.label_map_items import outside_of_items
from pipeline_config_ls.checks.placement import Spot
from pipeline_config_ls.document import BoundField, Document, Home, SchemaCode, SchemaFault
from pipeline_config_ls.document.edits import (
    UNIT,
    comment_out,
    dedented,
    indent,
    insert_after,
    insert_field,
    remove_field,
    take_out,
)
from pipeline_config_ls.schema import Kind, MessageType
from pipeline_config_ls.schema.history import Gone, gone
from pipeline_config_ls.schema.types import messages_below
from pipeline_config_ls.textproto import Edit, Span

_CUT_OFF = re.compile(r'(?<![\w.+])(-?\d+),$')
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
    siblings = _siblings(header)
    if header is not None and any(field.name in message.fields for message in siblings.values()):
        return _of_sibling(document, fault, field, around, siblings)
    owners = placement.owners(document, field.name)
    if owners:
        return _misplaced(document, fault, field, around, owners)
    fixes = [Fix(f'Change to `{name}`', (Edit(fault.span, name),)) for name in placement.misspelt(fault.parent, field)]
    return Finding(fault.span, fault.message, (*fixes, *_unwrapped(document, fault, field)))


def _unwrapped(document: Document, fault: SchemaFault, field: BoundField) -> Iterator[Fix]:
    """Takes fields out of a block that is none, around fields that belong where it stands: `StringIntLabelMap { item { } }`."""
    inner = field.block
    if inner is None or not inner.fields or inner.syntax.open is None or inner.syntax.close is None:
        return
    if all(one.name in fault.parent.fields for one in inner.fields):
        opening = Edit(Span(field.syntax.start, inner.syntax.open + 1), '')
        closing = Edit(Span(inner.syntax.close, inner.syntax.end), '')
        yield Fix(f'Take what is in `{field.name}` out of it', (opening, closing))


def _stray(document: Document, fault: SchemaFault) -> Finding:
    """A word that nothing follows, or an address: pasted, most likely."""
    if (cut := _number_before(document, fault.span)) is not None:
        return cut
    address = _ADDRESS.match(document.text, fault.start)
    span = Span(fault.start, address.end()) if address else fault.span
    comment = comment_out(document, span)
    message = f'`{document.text[slice(*span)][:60]}` is no field.' if address else fault.message
    return Finding(span, message, (Fix('Make it a comment', comment), Fix('Remove it', (Edit(span, ''),))))


def _number_before(document: Document, span: Span) -> Finding | None:
    """`0,08` and `50,000`: the comma ends the number, and what follows it is no field."""
    number = _CUT_OFF.search(document.text, max(span.start - 20, 0), span.start)
    rest = document.text[slice(*span)]
    chain = document.fields_at(number.start()) if number is not None else ()
    if number is None or not rest.isdigit() or not chain or chain[-1].type is None:
        return None
    whole = chain[-1].type.kind not in (Kind.FLOAT, Kind.DOUBLE)
    if whole and len(rest) != 3:
        return None
    meant = f'{number[1]}{"" if whole else "."}{rest}'
    wrong = Span(number.start(), span.end)
    message = (
        f'`{document.text[slice(*wrong)]}` is two numbers: in a number no comma stands, and decimals follow a point.'
    )
    return Finding(wrong, message, (Fix(f'Write `{meant}`', (Edit(wrong, meant),)),))


def _gone(document: Document, fault: SchemaFault, field: BoundField, before: Gone) -> Finding:
    message = f'{fault.message} The API had it until {before.since}: {before.instead}'
    spots = placement.spots(document, document.fields_at(field.syntax.start)[:-1], field) if before.moved else []
    moved = [_move(document, field, spot.home, []) for spot in spots if spot.taken is None][:1]
    if before.replacement and field.value is None and document.text[slice(*_value(field))] == 'true':
        moved.append(Fix(f'Write `{before.replacement}`', (Edit(field.syntax.span, before.replacement),)))
    return Finding(fault.span, message, (*moved, _removal(document, field)))


def _value(field: BoundField) -> tuple[int, int]:
    value = field.syntax.value
    return (value.start, value.end) if value is not None else (0, 0)


def _siblings(header: BoundField | None) -> dict[str, MessageType]:
    """The other members of the oneof that a block stands in, with what their blocks take."""
    if header is None or header.type is None or header.type.oneof is None:
        return {}
    messages = {member: header.type.parent.fields[member].message for member in header.type.oneof.members}
    return {name: message for name, message in messages.items() if message not in (None, header.type.message)}


def _of_sibling(
    document: Document,
    fault: SchemaFault,
    field: BoundField,
    around: tuple[BoundField, ...],
    siblings: dict[str, MessageType],
) -> Finding | None:
    """A field of another member of the oneof: the field is left from it, or the block was meant to be that one.

    The latter where nothing else stands in the block that takes fields of its own, and that is not one augmentation among others.
    The first of several says so for all.
    """
    header = around[-1]
    fields = header.block.fields if header.block is not None else ()
    having = {name: message for name, message in siblings.items() if field.name in message.fields}
    foreign = [one for one in fields if one.type is None and any(one.name in of.fields for of in having.values())]
    first = next(one for one in fields if one.type is None and any(one.name in of.fields for of in siblings.values()))
    if first is not field and any(first.name in message.fields for message in having.values()):
        return None
    most = max(sum(one.name in message.fields for one in foreign) for message in having.values())
    best = [name for name, of in having.items() if sum(one.name in of.fields for one in foreign) == most]
    removed = ' and '.join(f'`{one.name}`' for one in foreign)
    fixes = [Fix(f'Remove {removed}', tuple(remove_field(document, one) for one in foreign))]
    if len(best) == 1 and all(one.name in having[best[0]].fields for one in fields):
        change = Fix(f'Change to `{best[0]}`', (Edit(header.syntax.name.span, best[0]),))
        is_element = len(around) > 1 and around[-2].type is not None and around[-2].type.is_repeated
        is_meant = len(foreign) == len(fields) and fault.parent.fields and (len(foreign) > 1 or not is_element)
        fixes.insert(0 if is_meant else 1, change)
    belongs = ' or '.join(f'`{name}`' for name in best[:3])
    return Finding(fault.span, f'{fault.message} It belongs to {belongs}.', tuple(fixes))


def _misplaced(
    document: Document, fault: SchemaFault, field: BoundField, around: tuple[BoundField, ...], owners: list[MessageType]
) -> Finding:
    """A field of another message: it goes where the file has room for it, else where a block can be added for it."""
    spots = placement.spots(document, around, field)
    free = [spot.home for spot in spots if spot.taken is None][: placement.MOST_HOMES]
    if free:
        inside = any(not home.chain or any(home.chain[-1] is header for header in around) for home in free)
        places = ' or '.join(dict.fromkeys(map(_into, free)))
        where = f' It belongs {places}{": is a brace missing before it?" if inside else "."}'
        return Finding(fault.span, fault.message + where, tuple(_move(document, field, home, free) for home in free))
    if spots:
        where, fixes = _where_it_is_taken(document, field, spots)
        return Finding(fault.span, fault.message + where, fixes)
    known = [message.name for message in owners if message in messages_below(document.type)]
    names = ', '.join(f'`{name}`' for name in known[:3]) + (' and others' if len(known) > 3 else '')
    fixes = tuple(_into_new(document, field, around, owners))
    where = f' It is a field of {names}' if known else ''
    if not fixes and field.values:
        fixes = (_removal(document, field),)
        in_file = {places[0].block.type for places in document.blocks.values()}
        if known and in_file.isdisjoint(owners):
            where += ', which this file does not have' if len(known) == 1 else ', and nothing in this file takes it'
    return Finding(fault.span, f'{fault.message}{where}{"." if known else ""}', fixes)


def _removal(document: Document, field: BoundField) -> Fix:
    return Fix(f'Remove `{field.name}`', (remove_field(document, field),))


def _where_it_is_taken(document: Document, field: BoundField, spots: list[Spot]) -> tuple[str, tuple[Fix, ...]]:
    """What to do with a field where every block that takes it has one: an element of its own, its value in place of the other."""
    home, taken = spots[0]
    removal = _removal(document, field)
    element = home.chain[-1] if home.chain else None
    if taken is None or (element is not None and element.type is not None and element.type.is_repeated):
        if element is None:
            return '', (removal,)
        return f' It belongs into {_article(element.name)} of its own.', (_into_element(document, field, home),)
    if taken.name != field.name:
        return f' It belongs {_into(home)}, which holds one of these, and has `{taken.name}`.', (removal,)
    written = document.text[slice(*_value(taken))]
    if taken.block is not None or written == document.text[slice(*_value(field))]:
        return f' It belongs {_into(home)}, where it is set already.', (removal,)
    if len(spots) > 1 or len(field.values) != 1:
        return f' It belongs {_into(home)}, where it is `{written}` already.', (removal,)
    edits = (take_out(document, field), Edit(Span(*_value(taken)), document.text[slice(*_value(field))]))
    place = f'`{_path(home)}`' if home.chain else 'the file'
    replacing = Fix(f'Move it into {place}, in place of `{written}`', tuple(sorted(edits, key=lambda edit: edit.span)))
    return f' It belongs {_into(home)}, where it is `{written}` already.', (removal, replacing)


def _article(name: str) -> str:
    return f'{"an" if name[:1] in "aeiou" else "a"} `{name}`'


def _into_element(document: Document, field: BoundField, home: Home) -> Fix:
    """One more element of a repeated field, behind the one that is given."""
    element = home.chain[-1]
    block = home.chain[-2].block if len(home.chain) > 1 else document.root
    text = f'{element.name} {{\n{indent(dedented(document, field), UNIT)}\n}}'
    added = insert_after(document, block or document.root, text, element)
    edits = (added, take_out(document, field))
    return Fix(f'Move it into {_article(element.name)} of its own', tuple(sorted(edits, key=lambda edit: edit.span)))


def _into(home: Home) -> str:
    return f'into `{_path(home)}`' if home.chain else 'to the top of the file'


def _move(document: Document, field: BoundField, home: Home, others: list[Home]) -> Fix:
    """Takes the field to a block, which is told from others of the same name by its line."""
    same = sum(_into(other) == _into(home) for other in others)
    line = document.lines.position(home.block.syntax.start).line + 1
    edits = (take_out(document, field), insert_field(document, home.block, dedented(document, field)))
    return Fix(
        f'Move it {_into(home)}' + (f' of line {line}' if same > 1 else ''),
        tuple(sorted(edits, key=lambda edit: edit.span)),
    )


def _path(home: Home) -> str:
    """The last names on the way to a block: what it takes to know it from the others."""
    return '.'.join(header.name for header in home.chain[-2:])


def _into_new(
    document: Document, field: BoundField, around: tuple[BoundField, ...], owners: list[MessageType]
) -> Iterator[Fix]:
    """A block for the field, at the top, or where no other message is known that has such a field."""
    for home, name in placement.new_homes(document, around, field):
        if home.chain and len(owners) > 1:
            continue
        text = f'{name} {{\n  {dedented(document, field)}\n}}'.replace('\n  \n', '\n')
        edits = (take_out(document, field), insert_field(document, home.block, text))
        yield Fix(f'Move it into a new `{name}`', tuple(sorted(edits, key=lambda edit: edit.span)))
