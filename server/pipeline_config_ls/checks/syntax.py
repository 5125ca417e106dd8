"""What is wrong with the text format itself, whatever the fields mean.

The parser finds these; here they get their identity, their documentation and the names of their fixes.
`text_format.Merge` raises on every one of them, so every one is an error.
"""

from __future__ import annotations

import re

from pipeline_config_ls.checks.check import Finding, Fix, FixSafety, syntax_check
from pipeline_config_ls.document import Document
from pipeline_config_ls.document.edits import comment_out, remove_field, remove_text
from pipeline_config_ls.document.values import describe
from pipeline_config_ls.schema import Kind
from pipeline_config_ls.textproto import Edit, SyntaxCode, SyntaxFault

_SCHEME = re.compile(r'\b[a-z]{2,}:$')


def _finding(fault: SyntaxFault, title: str = '', *, safe: bool = False) -> Finding:
    """The fault as it is; `title` names the parser's own fix, where it has one."""
    fixes = (Fix(title, fault.edits, safe),) if title and fault.edits else ()
    return Finding(fault.span, fault.message, fixes)


def _not_understood(document: Document, fault: SyntaxFault) -> Finding:
    """Text that nobody can read as a field: the person wrote it for some reason, so keeping it comes first."""
    fixes = [Fix('Make it a comment', comment_out(document, fault.span))]
    if fault.edits:
        fixes.append(Fix('Remove it', fault.edits))
    return Finding(fault.span, fault.message, tuple(fixes))


@syntax_check(SyntaxCode.BYTE_ORDER_MARK, fix=FixSafety.SAFE)
def byte_order_mark(document: Document, fault: SyntaxFault) -> Finding:
    """The file starts with a byte order mark, which is not text.

    Some Windows editors write one when they save as "UTF-8 with BOM"; TensorFlow stops at line 1, column 1.

    Wrong:

        (byte order mark) model { }

    Right:

        model { }
    """
    return _finding(fault, 'Remove the byte order mark', safe=True)


@syntax_check(SyntaxCode.SLASH_COMMENT, fix=FixSafety.SAFE)
def slash_comment(document: Document, fault: SyntaxFault) -> Finding | None:
    """A comment starts with `//` or `/*`.

    The text format knows one kind of comment: from `#` to the end of the line.

    Wrong:

        batch_size: 8  // per GPU

    Right:

        batch_size: 8  # per GPU
    """
    if _SCHEME.search(document.text, max(fault.start - 20, 0), fault.start):
        return None  # the middle of an address that is no field
    return _finding(fault, 'Make it a # comment', safe=True)


@syntax_check(SyntaxCode.SMART_QUOTE, fix=FixSafety.SAFE)
def smart_quote(document: Document, fault: SyntaxFault) -> Finding:
    """A string stands in typographic quotes.

    They come with text that was copied from a web page or a word processor.

    Wrong:

        type: “ssd_resnet50_v1_fpn_keras”

    Right:

        type: "ssd_resnet50_v1_fpn_keras"
    """
    return _finding(fault, 'Use straight quotes', safe=True)


@syntax_check(SyntaxCode.UNTERMINATED_STRING, fix=FixSafety.UNSAFE)
def unterminated_string(document: Document, fault: SyntaxFault) -> Finding:
    """A string is not closed on its line.

    A string cannot go on in the next line; two strings one after the other are joined.

    Wrong:

        label_map_path: "label_map.pbtxt

    Right:

        label_map_path: "label_map.pbtxt"
    """
    return _finding(fault, 'Close the string')


@syntax_check(SyntaxCode.MISSING_QUOTES, fix=FixSafety.SAFE)
def missing_quotes(document: Document, fault: SyntaxFault) -> Finding:
    """A text stands where a string should, without quotes.

    Paths and names are strings.

    Wrong:

        label_map_path: data/label_map.pbtxt

    Right:

        label_map_path: "data/label_map.pbtxt"
    """
    chain = document.fields_at(fault.start)
    type = chain[-1].type if chain else None
    text = document.text[fault.start : fault.end]
    if type is None or type.kind in (Kind.STRING, Kind.BYTES):
        if '\\' in text:  # in quotes, a backslash begins an escape
            slashes = text.replace('\\', '/')
            fix = Fix('Put it in quotes, with forward slashes', (Edit(fault.span, f'"{slashes}"'),), safe=True)
            return Finding(fault.span, fault.message, (fix,))
        return _finding(fault, 'Put it in quotes', safe=True)
    return Finding(fault.span, f'`{text}` is no value: `{type.name}` takes {describe(type)}.')


@syntax_check(SyntaxCode.SPACE_AFTER_SIGN, fix=FixSafety.SAFE)
def space_after_sign(document: Document, fault: SyntaxFault) -> Finding:
    """A space stands between a minus sign and its number.

    Wrong:

        x_scale: - 10.0

    Right:

        x_scale: -10.0
    """
    return _finding(fault, 'Remove the space', safe=True)


@syntax_check(SyntaxCode.MISSING_COLON, fix=FixSafety.SAFE)
def missing_colon(document: Document, fault: SyntaxFault) -> Finding:
    """A field has a scalar value but no colon.

    Only blocks do without one: `name { ... }`.

    Wrong:

        batch_size 8

    Right:

        batch_size: 8
    """
    return _finding(fault, 'Add the colon', safe=True)


@syntax_check(SyntaxCode.MISSING_VALUE, fix=FixSafety.UNSAFE)
def missing_value(document: Document, fault: SyntaxFault) -> Finding:
    """A field has no value.

    Wrong:

        num_classes:

    Right:

        num_classes: 3
    """
    chain = document.fields_at(fault.start)
    fixes = (Fix('Remove the field', (remove_field(document, chain[-1]),)),) if chain else ()
    return Finding(fault.span, fault.message, fixes)


@syntax_check(SyntaxCode.MISSING_NAME, fix=FixSafety.UNSAFE)
def missing_name(document: Document, fault: SyntaxFault) -> Finding:
    """A value or a block has no field name before it.

    Wrong:

        train_config { { } }

    Right:

        train_config { optimizer { } }
    """
    return _not_understood(document, fault)


@syntax_check(SyntaxCode.MISSING_OPEN, fix=FixSafety.UNSAFE)
def missing_open(document: Document, fault: SyntaxFault) -> Finding:
    """A block is closed that was not opened.

    The brace after the field name is missing.

    Wrong:

        train_config
          batch_size: 8
        }

    Right:

        train_config {
          batch_size: 8
        }
    """
    return _finding(fault, 'Add the brace')


@syntax_check(SyntaxCode.MISSING_CLOSE, fix=FixSafety.UNSAFE)
def missing_close(document: Document, fault: SyntaxFault) -> Finding:
    """A block or a list is not closed.

    TensorFlow reads on and takes the fields that follow for fields of this block, so its message is about another
    line ("... has no field named ..."). The indentation says where the block was meant to end.

    Wrong:

        train_config {
          batch_size: 8
        eval_config { }

    Right:

        train_config {
          batch_size: 8
        }
        eval_config { }
    """
    return _finding(fault, 'Close the block')


@syntax_check(SyntaxCode.STRAY_CLOSE, fix=FixSafety.UNSAFE)
def stray_close(document: Document, fault: SyntaxFault) -> Finding:
    """A brace closes nothing: there is one too many.

    Wrong:

        model { }
        }

    Right:

        model { }
    """
    return Finding(fault.span, fault.message, (Fix('Remove it', (remove_text(document, fault.span),)),))


@syntax_check(SyntaxCode.MISMATCHED_CLOSE, fix=FixSafety.SAFE)
def mismatched_close(document: Document, fault: SyntaxFault) -> Finding:
    """A block is closed by the wrong bracket.

    Wrong:

        model < }

    Right:

        model < >
    """
    return _finding(fault, 'Use the right one', safe=True)


@syntax_check(SyntaxCode.MISSING_COMMA, fix=FixSafety.SAFE)
def missing_comma(document: Document, fault: SyntaxFault) -> Finding:
    """Two elements of a list have no comma between them.

    Wrong:

        aspect_ratios: [1.0 2.0]

    Right:

        aspect_ratios: [1.0, 2.0]
    """
    return _finding(fault, 'Add the comma', safe=True)


@syntax_check(SyntaxCode.EXTRA_SEPARATOR, fix=FixSafety.SAFE)
def extra_separator(document: Document, fault: SyntaxFault) -> Finding:
    """A comma or a semicolon separates nothing.

    One may follow a field; none may follow the last element of a list.

    Wrong:

        aspect_ratios: [1.0, 2.0,]

    Right:

        aspect_ratios: [1.0, 2.0]
    """
    return _finding(fault, 'Remove it', safe=True)


@syntax_check(SyntaxCode.NESTED_LIST)
def nested_list(document: Document, fault: SyntaxFault) -> Finding:
    """A list stands inside of a list.

    Wrong:

        scales: [[1.0]]

    Right:

        scales: [1.0]
    """
    return _finding(fault)


@syntax_check(SyntaxCode.QUOTED_NAME, fix=FixSafety.SAFE)
def quoted_name(document: Document, fault: SyntaxFault) -> Finding:
    """A field name is in quotes, as in JSON.

    Wrong:

        "batch_size": 8

    Right:

        batch_size: 8
    """
    return _finding(fault, 'Remove the quotes', safe=True)


@syntax_check(SyntaxCode.BAD_EXTENSION_NAME)
def bad_extension_name(document: Document, fault: SyntaxFault) -> Finding:
    """What stands in brackets before a value is not the full name of an extension.

    Wrong:

        [my.package..extension]: 1

    Right:

        [my.package.extension]: 1
    """
    return _finding(fault)


@syntax_check(SyntaxCode.UNEXPECTED_TEXT, fix=FixSafety.MIXED)
def unexpected_text(document: Document, fault: SyntaxFault) -> Finding:
    """Text that is no field.

    Often the rest of a line that was pasted, or a page of HTML that was saved in place of the file.

    Wrong:

        train_config { batch_size: 8 % }

    Right:

        train_config { batch_size: 8 }
    """
    return _not_understood(document, fault)


@syntax_check(SyntaxCode.TOO_DEEP)
def too_deep(document: Document, fault: SyntaxFault) -> Finding:
    """Blocks are nested deeper than any message of the API; what is inside of the deepest was not read."""
    return _finding(fault)
