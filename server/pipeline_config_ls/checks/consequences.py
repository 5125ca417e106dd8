"""Faults that another fault has caused: one mistake is one problem.

A brace too many closes a block early, so its other fields stand where nobody knows them, and a later brace closes nothing; a block whose
first line is missing leaves the same traces. Both are told once, at the first field that is unknown, where Merge stops as well, with a
fix that was tried: what it settles is not told.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import NamedTuple

from pipeline_config_ls.checks import placement
from pipeline_config_ls.checks.check import Edit, Finding, Fix, Span
from pipeline_config_ls.document import Block, BoundField, Document, SchemaCode, SchemaFault, open_document
from pipeline_config_ls.document.edits import apply
from pipeline_config_ls.document.faults import Fault
from pipeline_config_ls.textproto import SyntaxCode

_MOST_TRIES = 4


class _Repair(NamedTuple):
    """What may have happened: a sentence, and a fix that would undo it."""

    message: str
    fix: Fix


def told_by_others(document: Document) -> Mapping[int, Finding | None]:
    """By its place among the faults: what to say of one that speaks for others, None for those others."""
    told: dict[int, Finding | None] = dict(_blocks_after_values(document))
    strays = [at for at, fault in enumerate(document.faults) if fault.code is SyntaxCode.STRAY_CLOSE]
    unknown = [at for at, fault in enumerate(document.faults) if fault.code is SchemaCode.UNKNOWN_FIELD]
    if strays and unknown and unknown[0] < strays[-1]:
        told.update(_braces(document, unknown[0]))
    return told


def _blocks_after_values(document: Document) -> Iterator[tuple[int, Finding | None]]:
    """`name: 1 { ... }`: the block has a name, with a value that does not belong there."""
    faults = document.faults
    for at, (fault, following) in enumerate(pairwise(faults)):
        if fault.code is SchemaCode.EXPECTED_MESSAGE and following.code is SyntaxCode.MISSING_NAME:
            between = document.text[fault.end : following.start]
            chain = document.fields_at(fault.start)
            if not between.strip() and chain:
                edit = Edit(Span(chain[-1].syntax.name.end, following.start), ' ')
                value = document.text[fault.start : fault.end]
                yield at, Finding(fault.span, fault.message, (Fix(f'Remove `{value}`', (edit,)),))
                yield at + 1, None


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
                Fix('Remove the brace before it', (_without(document, close),)),
            )
    for home, name in placement.new_homes(document, document.fields_at(fault.start)[:-1], field):
        if home.block is block:
            indentation = document.lines.indentation(fault.start)
            header = Edit(Span(fault.start, fault.start), f'{name} {{\n{indentation}')
            yield _Repair(f'The line `{name} {{` is missing before it.', Fix(f'Add `{name} {{`', (header,)))


def _without(document: Document, brace: int) -> Edit:
    """Removes a brace, with its line where it stands alone."""
    line = document.lines.line(brace)
    start, end = document.lines.starts[line], document.lines.end(line)
    if document.text[start:end].strip() == document.text[brace] and line + 1 < len(document.lines.starts):
        return Edit(Span(start, document.lines.starts[line + 1]), '')
    return Edit(Span(brace, brace + 1), '')
