"""Values that TensorFlow takes silently, and that are most likely not what was meant."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline_config_ls.checks.check import Family, Finding, Fix, FixSafety, Related, Severity, Tag, text_check
from pipeline_config_ls.checks.label_map_items import classes_of, items
from pipeline_config_ls.document import BoundField, Document, OverwriteKind, Value
from pipeline_config_ls.document.edits import UNIT, dedented, indent, insert_field, remove_field, take_out
from pipeline_config_ls.schema import Kind
from pipeline_config_ls.textproto import Edit, Message, Scalar, Span, SyntaxCode

# Control characters that Windows paths turn into: `\t` of `C:\training`, `\a` of `\annotations`, and their like.
_CONTROL = re.compile(r'[\x07-\x0d]')
_LEADING_ZERO = re.compile(r'-?0[0-7]+$')
# A text without one needs no look at its numbers.
_ANY_LEADING_ZERO = re.compile(r'0(?<![\w.]0)[0-7]')
_WHOLE = frozenset(kind for kind in Kind if 'INT' in kind.name or 'FIXED' in kind.name)


def _name(field: BoundField) -> Span:
    return field.syntax.name.span


def _scalars(document: Document) -> Iterator[tuple[BoundField, Scalar, Value]]:
    """Every scalar that is right: its field, the text, the value."""
    for field in document.fields:
        for bound in field.values:
            if bound.value is not None and isinstance(bound.syntax, Scalar):
                yield field, bound.syntax, bound.value


def _overwritten(document: Document, kind: OverwriteKind, message: str, title: str) -> Iterator[Finding]:
    """Findings at the earlier of two fields; `message` and `title` are completed with the names of both."""
    # Several classes in one item of a label map are one mistake, with a check of its own.
    runs_on = [item.block for item in items(document) if len(classes_of(item.block)) > 1]
    own = {field.syntax.start for block in runs_on for field in block.fields}
    for overwrite in document.overwrites:
        if overwrite.kind is kind and overwrite.earlier.syntax.start not in own:
            earlier, later = overwrite.earlier, overwrite.later
            yield Finding(
                earlier.syntax.span if kind is OverwriteKind.VALUE else _name(earlier),
                message.format(earlier=earlier.name, later=later.name),
                (Fix(title.format(earlier=earlier.name, later=later.name), (remove_field(document, earlier),)),),
                (Related(_name(later), 'This one counts.'),),
                (Tag.UNNECESSARY,),
            )


@text_check('overwritten-value', family=Family.VALUE, severity=Severity.WARNING, fix=FixSafety.UNSAFE)
def overwritten_value(document: Document) -> Iterator[Finding]:
    """A field that takes one value is set twice: the earlier value is dropped silently.

    Wrong:

        batch_size: 8
        batch_size: 16

    Right:

        batch_size: 16
    """
    return _overwritten(
        document, OverwriteKind.VALUE, '`{earlier}` is set again below, and only that value counts.', 'Remove this one'
    )


@text_check('overwritten-oneof', family=Family.VALUE, severity=Severity.WARNING, fix=FixSafety.UNSAFE)
def overwritten_oneof(document: Document) -> Iterator[Finding]:
    """Two alternatives are set of which only one can be: the earlier one is dropped silently, with all that is in it.

    The commonest: several augmentations in one `data_augmentation_options`, which holds one. Of those training uses the last.

    Wrong:

        data_augmentation_options { random_horizontal_flip { } ssd_random_crop { } }

    Right:

        data_augmentation_options { random_horizontal_flip { } }
        data_augmentation_options { ssd_random_crop { } }

    An element of a repeated field gets one more element beside it; elsewhere the earlier alternative is removed.
    """
    for overwrite in document.overwrites:
        if overwrite.kind is OverwriteKind.ONEOF:
            earlier, later = overwrite.earlier, overwrite.later
            element = _element_around(document, earlier)
            fixes = [Fix(f'Remove `{earlier.name}`', (remove_field(document, earlier),))]
            message = f'`{earlier.name}` is dropped: `{later.name}` is set below, and only one of the two can be.'
            if element is not None:
                message = f'`{earlier.name}` is dropped: one `{element.name}` holds one of these, and `{later.name}` is set below.'
                fixes.insert(0, _own_element(document, element, earlier))
            related = (Related(_name(later), 'This one counts.'),)
            yield Finding(_name(earlier), message, tuple(fixes), related, (Tag.UNNECESSARY,))


def _element_around(document: Document, field: BoundField) -> BoundField | None:
    """The field in whose block a field stands, if it can be given again."""
    chain = document.fields_at(field.syntax.start)
    around = chain[-2] if len(chain) > 1 else None
    repeated = around is not None and around.type is not None and around.type.is_repeated
    return around if repeated and isinstance(around.syntax.value, Message) else None  # type: ignore[union-attr]


def _own_element(document: Document, element: BoundField, field: BoundField) -> Fix:
    """Gives a field an element of its own, before the one that it stands in."""
    chain = document.fields_at(element.syntax.start)
    block = chain[-2].block if len(chain) > 1 else document.root
    text = f'{element.name} {{\n{indent(dedented(document, field), UNIT)}\n}}'
    added = insert_field(document, block or document.root, text, before=element)
    return Fix(f'Give `{field.name}` a `{element.name}` of its own', (added, take_out(document, field)))


@text_check('merged-block', family=Family.VALUE, severity=Severity.WARNING)
def merged_block(document: Document) -> Iterator[Finding]:
    """A block is given twice: TensorFlow silently merges the two; where both set a field, the later value wins.

    Wrong:

        train_config { batch_size: 8 }
        train_config { num_steps: 1000 }

    Right:

        train_config { batch_size: 8 num_steps: 1000 }
    """
    unclosed = {fault.start for fault in document.faults if fault.code is SyntaxCode.MISSING_CLOSE}
    for overwrite in document.overwrites:
        # A line that stands there twice opens a block that nothing closes: that is said.
        if overwrite.kind is OverwriteKind.MERGED and overwrite.earlier.syntax.start not in unclosed:
            yield Finding(
                _name(overwrite.later),
                f'`{overwrite.later.name}` was given above already; the two blocks are merged, and where both set '
                'a field, this one counts.',
                related=(Related(_name(overwrite.earlier), 'The first block.'),),
            )


@text_check('overwritten-map-entry', family=Family.VALUE, severity=Severity.WARNING, fix=FixSafety.UNSAFE)
def overwritten_map_entry(document: Document) -> Iterator[Finding]:
    """A map has two entries with one key: only the later one counts.

    Wrong:

        super_categories { key: "cat" value: "animal" } super_categories { key: "cat" value: "pet" }

    Right:

        super_categories { key: "cat" value: "pet" }
    """
    return _overwritten(
        document,
        OverwriteKind.MAP_KEY,
        'Another entry below has the same key, and only that one counts.',
        'Remove this one',
    )


@text_check('control-character', family=Family.VALUE, severity=Severity.WARNING, fix=FixSafety.SAFE)
def control_character(document: Document) -> Iterator[Finding]:
    r"""A backslash in a path was read as an escape: the path has a tab or another control character in it.

    TensorFlow takes the string as it is, and does not find the file. Forward slashes work on Windows, too.

    Wrong:

        label_map_path: "C:\training\annotations\label_map.pbtxt"

    Right:

        label_map_path: "C:/training/annotations/label_map.pbtxt"
    """
    if '\\' not in document.text:
        return
    for _, scalar, value in _scalars(document):
        if isinstance(value, str) and _CONTROL.search(value):
            span = scalar.span
            slashes = scalar.text.replace('\\\\', '/').replace('\\', '/')
            yield Finding(
                span,
                'A backslash and the letter after it are read as a control character here; no file has such a name.',
                (Fix('Use forward slashes', (Edit(span, slashes),), safe=True),),
            )


@text_check('octal-number', family=Family.VALUE, severity=Severity.WARNING, fix=FixSafety.UNSAFE)
def octal_number(document: Document) -> Iterator[Finding]:
    """A whole number that starts with 0 is read as octal: `010` is 8.

    Wrong:

        num_classes: 010

    Right:

        num_classes: 10
    """
    if not _ANY_LEADING_ZERO.search(document.text):
        return
    for field, scalar, value in _scalars(document):
        if field.type and field.type.kind in _WHOLE and _LEADING_ZERO.match(scalar.text) and isinstance(value, int):
            span = scalar.span
            yield Finding(
                span,
                f'`{scalar.text}` starts with 0 and is read as octal: {value}.',
                tuple(Fix(f'Write `{meant}`', (Edit(span, str(meant)),)) for meant in (int(scalar.text, 10), value)),
            )
