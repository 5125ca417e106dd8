"""Faults that another fault has caused: one mistake is one problem.

A brace too many closes a block early, so its other fields stand where nobody knows them, and a later brace closes nothing; a block whose
first line is missing leaves the same traces. Both are told once, at the first field that is unknown, where Merge stops as well, with a
fix that was tried: what it settles is not told.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import groupby, pairwise
from typing import NamedTuple

from pipeline_config_ls.checks import placement
from pipeline_config_ls.checks.check import Edit, Finding, Fix, Span
from pipeline_config_ls.document import Block, BoundField, Document, SchemaCode, SchemaFault, open_document
from pipeline_config_ls.document.edits import apply, comment_out, remove_text
from pipeline_config_ls.document.faults import Fault
from pipeline_config_ls.textproto import SyntaxCode

_MOST_TRIES = 4


class _Repair(NamedTuple):
    """What may have happened: a sentence, and a fix that would undo it."""

    message: str
    fix: Fix


def told_by_others(document: Document) -> Mapping[int, Finding | None]:
    """By its place among the faults: what to say of one that speaks for others, None for those others."""
    told: dict[int, Finding | None] = {
        **dict(_pairs(document)),
        **dict(_cut_off(document)),
        **dict(_sentences(document)),
        **dict.fromkeys(_inside(document)),
    }
    strays = [at for at, fault in enumerate(document.faults) if fault.code is SyntaxCode.STRAY_CLOSE]
    unknown = [at for at, fault in enumerate(document.faults) if fault.code is SchemaCode.UNKNOWN_FIELD]
    if strays and unknown and unknown[0] < strays[-1]:
        told.update(_braces(document, unknown[0]))
    return told


def _pairs(document: Document) -> Iterator[tuple[int, Finding | None]]:
    """Two faults at one place that have one cause."""
    for at, (fault, following) in enumerate(pairwise(document.faults)):
        found: Finding | None = None
        codes = (fault.code, following.code)
        between = document.text[fault.end : following.start]
        if codes == (SyntaxCode.QUOTED_NAME, SchemaCode.UNKNOWN_FIELD) and fault.start == following.start:
            yield at, None  # the name is the greater trouble, and its fix takes the quotes away
            continue
        if codes == (SchemaCode.EXPECTED_MESSAGE, SyntaxCode.MISSING_NAME) and not between.strip():
            found = _without_value(document, fault, following)
        elif codes == (SchemaCode.WRONG_TYPE, SyntaxCode.UNEXPECTED_TEXT) and not between:
            found = _opened(document, fault, following)
        if found is not None:
            yield at, found
            yield at + 1, None


def _without_value(document: Document, fault: Fault, block: Fault) -> Finding | None:
    """`name: 1 { ... }`: the block has a name, with a value that does not belong there."""
    chain = document.fields_at(fault.start)
    if not chain:
        return None
    edit = Edit(Span(chain[-1].syntax.name.end, block.start), ' ')
    return Finding(fault.span, fault.message, (Fix(f'Remove `{document.text[fault.start : fault.end]}`', (edit,)),))


def _opened(document: Document, fault: Fault, rest: Fault) -> Finding | None:
    """`name: text"`: only the quote at the end is there, and what follows it on the line may be taken for a string."""
    quote = document.text[rest.start]
    opening = Edit(Span(fault.start, fault.start), quote)
    if quote not in ('"', "'") or _faults_after(document, (opening,)) > len(document.faults) - 2:
        return None
    return Finding(Span(fault.start, rest.end), fault.message, (Fix('Open the string', (opening,), safe=True),))


def _after(document: Document, edits: tuple[Edit, ...]) -> Document:
    return open_document(apply(document.text, edits), document.path, document.schema, document.type.full_name)


def _faults_after(document: Document, edits: tuple[Edit, ...]) -> int:
    return len(_after(document, edits).faults)


def _cut_off(document: Document) -> Iterator[tuple[int, Finding | None]]:
    """Several blocks that begin on one line, of which the end is missing: told at the first."""
    unclosed = [(at, fault) for at, fault in enumerate(document.faults) if fault.code is SyntaxCode.MISSING_CLOSE]
    for _, group in groupby(unclosed, key=lambda one: document.lines.line(one[1].start)):
        several = list(group)
        first = several[0][1]
        places = {edit.span for _, fault in several for edit in fault.edits}
        if len(several) > 1 and len(places) == 1:
            text = ''.join(edit.text for _, fault in reversed(several) for edit in fault.edits)
            fix = Fix('Close the blocks', (Edit(places.pop(), text),))
            yield several[0][0], Finding(first.span, f'{len(several)} blocks of this line are not closed.', (fix,))
            yield from ((at, None) for at, _ in several[1:])


# What a note without a `#` leaves behind, word by word.
_OF_WORDS = frozenset(
    (
        SchemaCode.UNKNOWN_FIELD,
        SyntaxCode.UNEXPECTED_TEXT,
        SyntaxCode.UNTERMINATED_STRING,
        SyntaxCode.STRAY_CLOSE,
        SyntaxCode.EXTRA_SEPARATOR,
        SyntaxCode.MISSING_VALUE,
        SyntaxCode.SMART_QUOTE,
    )
)
_WORD = re.compile(r'[^\W\d_]{2,}')
_MOST_SENTENCES = 20


def _sentences(document: Document) -> Iterator[tuple[int, Finding | None]]:
    """Words that stand where a field should, or behind one: told once a line, with a fix that makes a comment of them."""
    lines = groupby(enumerate(document.faults), key=lambda one: document.lines.line(one[1].start))
    for _, (line, group) in zip(range(_MOST_SENTENCES), lines, strict=False):
        several = list(group)
        at, first = several[0]
        span = Span(first.start, document.lines.end(line))
        if first.code is SyntaxCode.UNEXPECTED_TEXT and len(several) == 1:
            continue  # told as it should be
        if any(fault.code not in _OF_WORDS for _, fault in several) or not _are_words(document, span):
            continue
        edits = comment_out(document, span)
        if _faults_after(document, edits) == len(document.faults) - len(several):
            message = f'`{document.text[slice(*span)].strip()[:60]}` is no field. A comment starts with `#`.'
            yield at, Finding(span, message, (Fix('Make it a comment', edits), Fix('Remove it', (Edit(span, ''),))))
            yield from ((other, None) for other, _ in several[1:])


def _are_words(document: Document, span: Span) -> bool:
    """Whether a text reads as a sentence: several words, none a field that is known, nor one that is only misspelt."""
    text = document.text[slice(*span)].lstrip('>;*- \t')
    fields = [field for field in document.fields if span.start <= field.syntax.start < span.end]
    if len(_WORD.findall(text)) < 2 or set(text) & set('{}[]<>#') or any(field.type is not None for field in fields):
        return False
    if not any(field.syntax.colon is None or field.syntax.value is None for field in fields):
        return False
    around = document.fields_at(span.start)
    block = next((header.block for header in reversed(around) if header.block is not None), document.root)
    is_slip = block.type is not None and any(placement.misspelt(block.type, field) for field in fields if field.values)
    return not is_slip and not any(placement.owners(document, field.name) for field in fields if field.name)


def _inside(document: Document) -> Iterator[int]:
    """Faults in a block that stands where a value is wanted, such as `{{ value }}` of a template."""
    end = -1
    for at, fault in enumerate(document.faults):
        if fault.start < end:
            yield at
        elif fault.code is SchemaCode.EXPECTED_SCALAR:
            chain = document.fields_at(fault.start)
            value = chain[-1].syntax.value if chain else None
            end = value.end if value is not None else end


def _braces(document: Document, at: int) -> dict[int, Finding | None]:
    """The first unknown field, where a brace is to blame for it: what to say of it, and what it says for others."""
    fault = document.faults[at]
    chain = document.fields_at(fault.start)
    block = (chain[-2].block if len(chain) > 1 else document.root) if chain else None
    if not isinstance(fault, SchemaFault) or block is None:
        return {}
    left = Counter(map(_kind, document.faults))
    best: tuple[Counter[tuple[object, str]], _Repair] | None = None
    for number, repair in enumerate(_repairs(document, block, chain[-1], fault)):
        if number == _MOST_TRIES:
            break
        after = open_document(
            apply(document.text, repair.fix.edits), document.path, document.schema, document.type.full_name
        )
        faults = Counter(map(_kind, after.faults))
        if sum(faults.values()) < sum(left.values()) - 1:
            left, best = faults, (faults, repair)
    if best is None:
        return {}
    remaining, repair = Counter(best[0]), best[1]
    told: dict[int, Finding | None] = {at: Finding(fault.span, f'{fault.message} {repair.message}', (repair.fix,))}
    for other in range(len(document.faults) - 1, -1, -1):
        kind = _kind(document.faults[other])
        if remaining[kind]:
            remaining[kind] -= 1
        elif other != at:
            told[other] = None
    return told


def _kind(fault: Fault) -> tuple[object, str]:
    return fault.code, fault.message


def _repairs(document: Document, block: Block, field: BoundField, fault: SchemaFault) -> Iterator[_Repair]:
    """What may have happened to the braces before an unknown field of a block."""
    before = [one for one in block.fields if one.syntax.end <= fault.start]
    previous = before[-1] if before else None
    closed = previous.block if previous is not None else None
    if previous is not None and closed is not None and closed.type is not None and field.name in closed.type.fields:
        close = closed.syntax.close
        if close is not None:
            yield _Repair(
                f'The brace before it closes `{previous.name}`, to which it belongs: that brace is one too many.',
                Fix('Remove the brace before it', (remove_text(document, Span(close, close + 1)),)),
            )
    for home, name in placement.new_homes(document, document.fields_at(fault.start)[:-1], field):
        if home.block is block:
            indentation = document.lines.indentation(fault.start)
            header = Edit(Span(fault.start, fault.start), f'{name} {{\n{indentation}')
            yield _Repair(f'The line `{name} {{` is missing before it.', Fix(f'Add `{name} {{`', (header,)))
