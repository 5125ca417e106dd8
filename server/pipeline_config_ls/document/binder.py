"""Binds a tree to the schema; see `binding` for what comes out of it."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass, field
from itertools import zip_longest
from typing import Any

from pipeline_config_ls.document.binding import (
    Block,
    BoundField,
    BoundValue,
    Overwrite,
    OverwriteKind,
    Scope,
    datum_of,
    take_over,
)
from pipeline_config_ls.document.faults import SchemaCode, SchemaFault
from pipeline_config_ls.document.messages import ANY, build, extension_key
from pipeline_config_ls.document.values import Wrong, decode, describe, end_of_words
from pipeline_config_ls.schema import EnumValue, FieldType, Kind, MessageType, Schema
from pipeline_config_ls.textproto import Edit, Field, ListValue, Message, Scalar, ScalarKind, Span
from pipeline_config_ls.textproto.lexer import TOKEN

_BROKEN = ScalarKind.BROKEN
_new = tuple.__new__  # half the time of a NamedTuple's own constructor


@dataclass(slots=True)
class Binder:
    """What binding a file collects."""

    text: str
    schema: Schema
    faults: list[SchemaFault] = field(default_factory=list)
    overwrites: list[Overwrite] = field(default_factory=list)
    has_extensions: bool = False
    first_fault_only: bool = False  # what comes after the first fault is not looked at


def bind_block(binder: Binder, syntax: Message, type: MessageType, scope: Scope, before: Block | None = None) -> Block:
    """Binds the fields of a block, and sets them in the message that comes about.

    `before` is the block in the version before: what is in front of an edit is there as the same objects, and taken over.
    """
    known = type.fields
    old = before.fields if before is not None and before.type is type else ()
    noted = len(binder.faults), len(binder.overwrites)
    is_first = not scope.data
    fields: list[BoundField] = []
    for one, was in zip_longest(syntax.fields, old[: len(syntax.fields)]):
        inner = was.block if was is not None else None
        name, value = one.name, one.value
        field_type = known.get(name.text)
        bound: BoundField | None = None
        if was is not None and was.syntax is one and take_over(was, scope):
            bound = was
        elif field_type is not None and not name.is_extension:
            if value.__class__ is Scalar:
                bound = _bind_plain_scalar(binder, one, value, field_type, scope)
            elif value.__class__ is Message:
                bound = _bind_plain_block(binder, one, value, field_type, scope, inner)
        fields.append(bound or _bind_field(binder, one, type, field_type, scope, inner))
        if binder.first_fault_only and binder.faults:
            break
    is_plain = is_first and noted == (len(binder.faults), len(binder.overwrites)) and not binder.has_extensions
    return _new(Block, (syntax, type, tuple(fields), scope.data if is_plain else None))


def _bind_plain_scalar(
    binder: Binder, syntax: Field, value: Scalar, type: FieldType, scope: Scope
) -> BoundField | None:
    """A scalar that is right for its field. Like the next function a short cut, which leaves the rest to `_bind_field`."""
    if type.message is not None or value.kind is _BROKEN:
        return None
    decoded = decode(type, value)
    if decoded.__class__ is Wrong:
        return None
    datum = decoded.number if decoded.__class__ is EnumValue else decoded
    bound = _new(BoundField, (syntax, type, (_new(BoundValue, (value, decoded, None)),)))
    setter = type.oneof or type.name
    if type.is_repeated or setter in scope.setters:
        _set(binder, scope, type, bound, datum)
    else:
        scope.data[type.name] = datum
        scope.setters[setter] = bound
    return bound


def _bind_plain_block(
    binder: Binder, syntax: Field, value: Message, type: FieldType, scope: Scope, before: Block | None
) -> BoundField | None:
    """A block for a field that is a message, and that nothing has set before."""
    message, setter = type.message, type.oneof or type.name
    if message is None or type.is_map or (not type.is_repeated and setter in scope.setters):
        return None
    inner = Scope(message)
    if type.is_repeated:
        scope.data.setdefault(type.name, []).append(inner.data)
    else:
        scope.data[type.name] = inner.data
    block = bind_block(binder, value, message, inner, before)
    bound = _new(BoundField, (syntax, type, (_new(BoundValue, (value, None, block)),)))
    if not type.is_repeated:
        scope.setters[setter] = bound
    return bound


def unbound(syntax: Message) -> Block:
    """A block that the schema knows nothing of."""
    return Block(syntax, None, tuple(_unbound_field(one, None) for one in syntax.fields))


def _unbound_field(syntax: Field, type: FieldType | None) -> BoundField:
    match syntax.value:
        case None:
            return BoundField(syntax, type, ())
        case ListValue(elements=elements):
            return BoundField(syntax, type, tuple(_unbound_value(element) for element in elements))
        case value:
            return BoundField(syntax, type, (_unbound_value(value),))


def _unbound_value(syntax: Scalar | Message) -> BoundValue:
    return BoundValue(syntax, None, unbound(syntax) if isinstance(syntax, Message) else None)


def _bind_field(
    binder: Binder, syntax: Field, parent: MessageType, type: FieldType | None, scope: Scope, before: Block | None
) -> BoundField:
    """Binds any field; the common scalars have been dealt with."""
    if not syntax.name.text:
        return _unbound_field(syntax, None)
    if syntax.name.is_extension:
        if parent.full_name == ANY:
            return _bind_any(binder, syntax, parent, scope)
        type = _extension(binder, syntax, parent)
    elif type is None:
        type = _group(syntax, parent)
        if type is None:
            message = f'{parent.name} has no field `{syntax.name.text}`.'
            _report(binder, SchemaCode.UNKNOWN_FIELD, message, syntax.name, syntax.name.start, parent)
    if type is None or syntax.value is None:
        return _unbound_field(syntax, type)
    value = syntax.value
    if isinstance(value, ListValue) and not _takes_list(binder, syntax, value, type):
        return _unbound_field(syntax, type)
    elements = value.elements if isinstance(value, ListValue) else (value,)
    prior = None if type.is_repeated else _claim(scope, type)
    values = tuple(_bind_value(binder, element, type, scope, before) for element in elements)
    bound = BoundField(syntax, type, values)
    if type.is_repeated:
        _note_map_keys(binder, scope, bound)
    else:
        _note(binder, scope, type, prior, bound)
        if values[0].value is not None:
            scope.data[_key(type)] = datum_of(values[0].value)
    return bound


def _bind_value(
    binder: Binder, syntax: Scalar | Message, type: FieldType, scope: Scope, before: Block | None
) -> BoundValue:
    if isinstance(syntax, Message):
        if type.message is None:
            message = f'`{type.name}` takes {describe(type)}, not a block.'
            start = syntax.start
            _report(binder, SchemaCode.EXPECTED_SCALAR, message, (start, start + 1), start, type.parent, type)
            return _unbound_value(syntax)
        return BoundValue(syntax, None, _bind_message(binder, syntax, type, type.message, scope, before))
    if syntax.kind is ScalarKind.BROKEN:
        return BoundValue(syntax, None, None)
    if type.message is not None:
        _expect_message(binder, syntax, type)
        return BoundValue(syntax, None, None)
    decoded = decode(type, syntax)
    if isinstance(decoded, Wrong):
        _report_wrong(binder, type, syntax, decoded)
        return BoundValue(syntax, None, None)
    if type.is_repeated:
        scope.data.setdefault(_key(type), []).append(datum_of(decoded))
    return BoundValue(syntax, decoded, None)


def _bind_message(
    binder: Binder, syntax: Message, type: FieldType, message: MessageType, scope: Scope, before: Block | None
) -> Block:
    key = _key(type)
    if not type.is_repeated:
        inner = scope.reopened.get(key) if scope.reopened else None
        if inner is None:
            inner = _reopen(scope, type, message) if key in scope.data else Scope(message)
            scope.data[key] = inner.data
        return bind_block(binder, syntax, message, inner, before)
    inner = Scope(message)
    if not type.is_map:
        scope.data.setdefault(key, []).append(inner.data)
        return bind_block(binder, syntax, message, inner, before)
    block = bind_block(binder, syntax, message, inner)
    entries = scope.data.setdefault(key, {})
    entries[_entry_part(inner, 'key')] = _entry_part(inner, 'value')
    return block


def _reopen(scope: Scope, type: FieldType, message: MessageType) -> Scope:
    """The scope of a message that a block before has set, and that another one now adds to."""
    key = _key(type)
    inner = Scope(message)
    inner.data = deepcopy(scope.data[key])  # the block before keeps what it alone sets
    prior = scope.setters.get(type.oneof or key)
    for inside in prior.block.fields if prior and prior.block else ():
        if inside.type is not None and inside.type.is_map:
            inner.setters.update(dict.fromkeys(_map_keys(inside), inside))
        elif inside.type is not None and not inside.type.is_repeated:
            inner.setters[inside.type.oneof or _key(inside.type)] = inside
    scope.reopened = {**(scope.reopened or {}), key: inner}
    return inner


def _entry_part(entry: Scope, name: str) -> Any:
    """The key or value of a map's entry; one that is not written is the zero value of its type."""
    type = entry.type.fields[name]
    return entry.data.get(name, {} if type.message is not None else type.default)


def _set(binder: Binder, scope: Scope, type: FieldType, bound: BoundField, datum: Any) -> None:
    """Sets a scalar that is repeated, or set again."""
    if type.is_repeated:
        scope.data.setdefault(_key(type), []).append(datum)
        return
    _note(binder, scope, type, _claim(scope, type), bound)
    scope.data[_key(type)] = datum


def _claim(scope: Scope, type: FieldType) -> BoundField | None:
    """Makes room for a field that is not repeated: what the message had in its place, of this or another field."""
    if type.oneof is None:
        return scope.setters.get(_key(type))
    prior = scope.setters.get(type.oneof)
    if prior is not None and prior.type is not type and prior.type is not None:
        scope.data.pop(prior.type.name, None)
        if scope.reopened:
            scope.reopened.pop(prior.type.name, None)
    return prior


def _note(binder: Binder, scope: Scope, type: FieldType, prior: BoundField | None, bound: BoundField) -> None:
    """Remembers what set a field, and what it overruled."""
    scope.setters[_key(type) if type.oneof is None else type.oneof] = bound
    if prior is None:
        return
    if prior.type is not type:
        kind = OverwriteKind.ONEOF
    else:
        kind = OverwriteKind.VALUE if type.message is None else OverwriteKind.MERGED
    binder.overwrites.append(Overwrite(kind, prior, bound))


def _note_map_keys(binder: Binder, scope: Scope, bound: BoundField) -> None:
    for name in _map_keys(bound):
        prior = scope.setters.get(name)
        scope.setters[name] = bound
        if prior is not None:
            binder.overwrites.append(Overwrite(OverwriteKind.MAP_KEY, prior, bound))


def _map_keys(bound: BoundField) -> list[str]:
    """The entries of a map, as they are named among the setters; none for another field."""
    if bound.type is None or not bound.type.is_map:
        return []
    keys = (value.block.named('key') for value in bound.values if value.block)
    return [f'{_key(bound.type)}[{key[-1].value!r}]' if key else f'{_key(bound.type)}[]' for key in keys]


def _key(type: FieldType) -> str:
    return extension_key(type) if type.is_extension else type.name


def _takes_list(binder: Binder, syntax: Field, value: ListValue, type: FieldType) -> bool:
    if not type.is_repeated:
        message = f'`{type.name}` is not repeated: it takes {describe(type)}, not a list.'
        edits: tuple[Edit, ...] = ()
        if len(value.elements) == 1:
            element = value.elements[0]
            edits = (Edit(Span(value.start, element.start), ''), Edit(Span(element.end, value.end), ''))
        span = (value.start, value.end)
        _report(binder, SchemaCode.LIST_ON_SINGULAR, message, span, value.start, type.parent, type, edits)
        return False
    if syntax.colon is None and type.message is None:
        message = f'A colon is missing after `{syntax.name.text}`.'
        edit = Edit(Span(syntax.name.end, syntax.name.end), ':')
        code = SchemaCode.LIST_WITHOUT_COLON
        _report(binder, code, message, syntax.name, value.start, type.parent, type, (edit,))
    return True


def _group(syntax: Field, parent: MessageType) -> FieldType | None:
    """Merge takes a group by the name of its field, too."""
    return next(
        (type for type in parent.fields.values() if type.kind is Kind.GROUP and type.name == syntax.name.text), None
    )


def _extension(binder: Binder, syntax: Field, parent: MessageType) -> FieldType | None:
    name = syntax.name
    full_name, slash, _ = name.text.partition('/')
    noticed = _last_part(binder.text, name.start + 1, full_name)
    if not parent.extension_ranges:
        _report(binder, SchemaCode.NOT_EXTENDABLE, f'{parent.name} has no extensions.', name, noticed, parent)
        return None
    type = binder.schema.extensions.get(full_name)
    if type is None:
        message = f'No extension `{full_name}` is known. If your fork has it, name its proto folder in the settings.'
        _report(binder, SchemaCode.UNKNOWN_EXTENSION, message, name, noticed, parent)
    elif type.parent is not parent:
        message = f'`{full_name}` extends {type.parent.name}, not {parent.name}.'
        _report(binder, SchemaCode.UNKNOWN_EXTENSION, message, name, noticed, parent)
    elif slash:
        _report(binder, SchemaCode.BAD_TYPE_URL, f'{parent.name} is no Any.', name, noticed, parent)
    else:
        binder.has_extensions = True
        return type
    return None


def _last_part(text: str, start: int, full_name: str) -> int:
    """Where the last token of a name starts; white space and comments may be anywhere in it."""
    read, last = '', start
    while len(read) < len(full_name) and (token := TOKEN.match(text, start)) and token[2]:
        read, last, start = read + token[2], token.start(2), token.end()
    return last


def _bind_any(binder: Binder, syntax: Field, parent: MessageType, scope: Scope) -> BoundField:
    """`[type.googleapis.com/package.Message] { ... }` packs a message into an Any."""
    url, slash, full_name = syntax.name.text.rpartition('/')
    type = binder.schema.messages.get(full_name)
    noticed = syntax.name.start
    if not slash or not url or url.startswith('/'):
        message = 'The name of the message in an Any is a URL: `[type.googleapis.com/package.Message]`.'
        _report(binder, SchemaCode.BAD_TYPE_URL, message, syntax.name, noticed, parent)
    elif not isinstance(syntax.value, Message):
        if isinstance(syntax.value, Scalar | ListValue):
            span = (syntax.value.start, syntax.value.end)
            message = 'The message in an Any is a block `{ ... }`.'
            _report(binder, SchemaCode.EXPECTED_MESSAGE, message, span, span[0], parent)
    elif type is None:
        message = f'The schema has no message `{full_name}`.'
        _report(binder, SchemaCode.UNKNOWN_TYPE_URL, message, syntax.name, noticed, parent)
    else:
        inner = Scope(type)
        block = bind_block(binder, syntax.value, type, inner)
        packed = build(binder.schema, type, inner.data, binder.has_extensions).SerializeToString()
        scope.data.update(type_url=f'{url}/{full_name}', value=packed)
        return BoundField(syntax, None, (BoundValue(syntax.value, None, block),))
    return _unbound_field(syntax, None)


def _expect_message(binder: Binder, syntax: Scalar, type: FieldType) -> None:
    message = f'`{type.name}` takes a block `{{ ... }}`, not `{syntax.text[:40]}`.'
    span = (syntax.start, syntax.end)
    _report(binder, SchemaCode.EXPECTED_MESSAGE, message, span, syntax.start, type.parent, type)


def _report_wrong(binder: Binder, type: FieldType, syntax: Scalar, wrong: Wrong) -> None:
    edits: tuple[Edit, ...] = ()
    end = syntax.end
    if wrong.code is SchemaCode.BAD_ESCAPE and syntax.text[-2:-1] != '\\':
        edits = (Edit(syntax.span, syntax.text.replace('\\\\', '/').replace('\\', '/')),)
    elif wrong.code is SchemaCode.WRONG_TYPE and type.kind is Kind.STRING:
        end = end_of_words(binder.text, syntax.end, type.parent)
        if end > syntax.end:
            shown = binder.text[syntax.start : end][:40]
            wrong = wrong._replace(message=f'`{type.name}` takes a string in quotes, not `{shown}`.')
        edits = (Edit(Span(syntax.start, syntax.start), '"'), Edit(Span(end, end), '"'))
    noticed = syntax.start
    span = (syntax.start, end)
    if wrong.at_next:
        following = TOKEN.match(binder.text, syntax.end)
        noticed = following.start(2) if following else syntax.end
    _report(binder, wrong.code, wrong.message, span, noticed, type.parent, type, edits)


def _report(
    binder: Binder,
    code: SchemaCode,
    message: str,
    span: Any,
    noticed: int,
    parent: MessageType,
    type: FieldType | None = None,
    edits: tuple[Edit, ...] = (),
) -> None:
    start, end = (span.start, span.end) if hasattr(span, 'start') else span
    binder.faults.append(SchemaFault(code, message, start, end, noticed, None, edits, parent, type))
