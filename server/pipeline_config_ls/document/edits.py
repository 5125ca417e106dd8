"""The vocabulary of fixes: each function gives the edits that make one change, and keep the rest of the file as it is."""

from __future__ import annotations

from pipeline_config_ls.document.binding import Block, BoundField
from pipeline_config_ls.document.document import Document
from pipeline_config_ls.textproto import Edit, Message, Span

UNIT = '  '


def set_field(document: Document, path: str, value: str) -> Edit:
    """Makes `path` have a value: where it is set, its value is replaced; else it is inserted, blocks around it too.

    `value` is the text of a scalar (`"a/b"`, `12`, `V2`), or of a block with its braces.
    """
    place = document.where(path)
    if place.value is not None:
        return Edit(place.value.syntax.span, value)
    if place.field is not None:
        return set_value(place.field, value)
    *blocks, name = place.missing
    text = f'{name} {value}' if value.startswith('{') else f'{name}: {value}'
    for around in reversed(blocks):
        text = f'{around} {{\n{indent(text, UNIT)}\n}}'
    sibling = _sibling(document, place.block, (*blocks, name)[0])
    return insert_after(document, place.block, text, sibling) if sibling else insert_field(document, place.block, text)


def _sibling(document: Document, block: Block, name: str) -> BoundField | None:
    """The last field of a block whose name begins with the same two words, on a line of its own: `fine_tune_checkpoint`."""
    words = name.split('_')[:2]
    if len(words) < 2:
        return None
    related = [field for field in block.fields if field.name.split('_')[:2] == words]
    last = related[-1] if related else None
    return last if last is not None and _is_first_on_line(document, last.syntax.start) else None


def insert_after(document: Document, block: Block, text: str, field: BoundField) -> Edit:
    """Inserts a field into a block after one of its fields, which has its last line for itself but for a comment."""
    end = _after_separator(document.text, field.syntax.end)
    line_end = document.lines.end(document.lines.line(end))
    rest = document.text[end:line_end].strip()
    if rest and not rest.startswith('#'):
        return insert_field(document, block, text)
    return Edit(Span(line_end, line_end), '\n' + indent(text, document.lines.indentation(field.syntax.start)))


def set_value(field: BoundField, value: str) -> Edit:
    """Replaces the value of a field, or gives it one."""
    syntax = field.syntax
    if syntax.value is not None:
        return Edit(syntax.value.span, value)
    end = syntax.name.end if syntax.colon is None else syntax.colon + 1
    between = ' ' if syntax.colon is not None or value.startswith('{') else ': '
    return Edit(Span(end, end), between + value)


def rename(field: BoundField, name: str) -> Edit:
    """Gives a field another name."""
    return Edit(field.syntax.name.span, name)


def insert_field(document: Document, block: Block, text: str, before: BoundField | None = None) -> Edit:
    """Inserts a field into a block: before one of its fields, else at its end.

    `text` may have several lines, indented as if it stood at the start of a line.
    """
    inner = _inner_indentation(document, block)
    if before is not None:
        start = before.syntax.start
        between = '\n' + inner if _is_first_on_line(document, start) else ' '
        return Edit(Span(start, start), indent(text, inner).lstrip() + between)
    syntax = block.syntax
    if syntax.open is None:
        return _append_to_root(document, text)
    if block.fields:
        last = _after_separator(document.text, block.fields[-1].syntax.end)
        if syntax.close is not None and not _is_first_on_line(document, syntax.close):
            return Edit(Span(last, last), ' ' + indent(text, inner).lstrip())
        end = document.lines.end(document.lines.line(last))
        return Edit(Span(end, end), '\n' + indent(text, inner))
    return _fill_empty(document, syntax, text, inner)


def remove_field(document: Document, field: BoundField) -> Edit:
    """Removes a field, with its lines where nothing else but a comment stands on them."""
    lines, text = document.lines, document.text
    start, end = field.syntax.start, _after_separator(text, field.syntax.end)
    first, last = lines.line(start), lines.line(end)
    rest = text[end : lines.end(last)].lstrip()
    if not _is_first_on_line(document, start) or (rest and not rest.startswith('#')):
        while text[end : end + 1] == ' ':
            end += 1
        return Edit(Span(start, end), '')
    after = lines.starts[last + 1] if last + 1 < len(lines.starts) else len(text)
    return Edit(Span(lines.starts[first], after), '')


def remove_text(document: Document, span: Span) -> Edit:
    """Removes a piece of text, with its line where it stands alone on one."""
    lines = document.lines
    line = lines.line(span.start)
    start, end = lines.starts[line], lines.end(line)
    if document.text[start:end].strip() == document.text[slice(*span)] and line + 1 < len(lines.starts):
        return Edit(Span(start, lines.starts[line + 1]), '')
    return Edit(span, '')


def comment_out(document: Document, span: Span) -> tuple[Edit, ...]:
    """Makes a piece of text a comment; what follows it on its last line goes to a line of its own."""
    lines, text = document.lines, document.text
    edits = []
    for line in range(lines.line(span.start), lines.line(max(span.start, span.end - 1)) + 1):
        start = max(span.start, lines.starts[line])
        content = text[start : lines.end(line)]
        start += len(content) - len(content.lstrip())
        if content.strip():
            edits.append(Edit(Span(start, start), '# '))
    last = lines.line(max(span.start, span.end - 1))
    rest = text[span.end : lines.end(last)]
    if rest.strip() and not rest.lstrip().startswith('#'):
        blanks = len(rest) - len(rest.lstrip())
        edits.append(Edit(Span(span.end, span.end + blanks), '\n' + lines.indentation(span.start)))
    return tuple(edits)


def take_out(document: Document, field: BoundField) -> Edit:
    """As `remove_field`, but a comment behind the field stays: for fields that go elsewhere, where it may not fit."""
    end = _after_separator(document.text, field.syntax.end)
    rest = document.text[end : document.lines.end(document.lines.line(end))].lstrip()
    return Edit(Span(field.syntax.start, end), '') if rest.startswith('#') else remove_field(document, field)


def dedented(document: Document, field: BoundField) -> str:
    """The text of a field as if it stood at the start of a line."""
    indentation = document.lines.indentation(field.syntax.start)
    first, *others = document.text[field.syntax.start : field.syntax.end].split('\n')
    return '\n'.join((first, *(line.removeprefix(indentation) for line in others)))


def quote(text: str) -> str:
    """A text as a string literal."""
    escaped = text.replace('\\', '\\\\').replace('"', '\\"').replace('\n', '\\n')
    return f'"{escaped}"'


def unquote(scalar: str) -> str:
    """What stands between the quotes of a literal, as it is written."""
    return scalar[1:-1] if len(scalar) > 1 and scalar[0] in '"\'' and scalar[-1] == scalar[0] else scalar


def indent(text: str, indentation: str) -> str:
    """A text with its lines indented further."""
    return '\n'.join(indentation + line if line else line for line in text.split('\n'))


def apply(text: str, edits: tuple[Edit, ...] | list[Edit]) -> str:
    """The text after edits, which do not overlap; lines that they add end as all others do."""
    parts: list[str] = []
    offset = 0
    is_windows = '\r\n' in text and text.count('\n') == text.count('\r\n')
    for edit in sorted(edits, key=lambda edit: edit.span):
        added = edit.text.replace('\r\n', '\n').replace('\n', '\r\n') if is_windows else edit.text
        parts += (text[offset : edit.span.start], added)
        offset = edit.span.end
    return ''.join((*parts, text[offset:]))


def _append_to_root(document: Document, text: str) -> Edit:
    end = len(document.text.rstrip())
    return Edit(Span(end, end), f'\n{text}' if end else text)


def _fill_empty(document: Document, block: Message, text: str, inner: str) -> Edit:
    """Puts a field into a block that has none; comments in it stay."""
    open = block.open or 0
    outer = document.lines.indentation(open)
    if block.close is None:
        return Edit(Span(open + 1, open + 1), '\n' + indent(text, inner))
    if _is_first_on_line(document, block.close):
        before = document.lines.end(document.lines.line(block.close) - 1)
        return Edit(Span(before, before), '\n' + indent(text, inner))
    return Edit(Span(open + 1, block.close), f'\n{indent(text, inner)}\n{outer}')


def _inner_indentation(document: Document, block: Block) -> str:
    """How the fields of a block are indented, or would be."""
    for field in block.fields:
        if _is_first_on_line(document, field.syntax.start):
            return document.lines.indentation(field.syntax.start)
    if block.syntax.open is None:
        return ''
    outer = document.lines.indentation(block.syntax.open)
    return outer + ('\t' if outer.startswith('\t') else UNIT)


def _is_first_on_line(document: Document, offset: int) -> bool:
    start = document.lines.starts[document.lines.line(offset)]
    return not document.text[start:offset].strip()


def _after_separator(text: str, end: int) -> int:
    following = end
    while text[following : following + 1] == ' ':
        following += 1
    return following + 1 if text[following : following + 1] in (',', ';') else end
