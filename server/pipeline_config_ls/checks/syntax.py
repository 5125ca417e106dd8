"""What is wrong with the text format itself, whatever the fields mean.

The parser finds these; here they get their identity, their documentation and the names of their fixes.
`text_format.Merge` raises on every one of them, so every one is an error.
"""

from __future__ import annotations

from collections.abc import Iterator

from pipeline_config_ls.checks.check import Family, Finding, Fix, Severity, check
from pipeline_config_ls.document import Document
from pipeline_config_ls.textproto import Span, SyntaxCode


def _findings(document: Document, code: SyntaxCode, title: str) -> Iterator[Finding]:
    """The faults of one code; `title` names the fix, where the parser has one."""
    for fault in document.faults:
        if fault.code is code:
            fixes = (Fix(title, fault.edits),) if fault.edits else ()
            yield Finding(Span(fault.start, fault.end), fault.message, fixes)


@check('byte-order-mark', family=Family.SYNTAX, severity=Severity.ERROR)
def byte_order_mark(document: Document) -> Iterator[Finding]:
    """The file starts with a byte order mark, which is not text.

    Some Windows editors write one when they save as "UTF-8 with BOM"; TensorFlow stops at line 1, column 1.

    Wrong:

        (byte order mark) model { }

    Right:

        model { }
    """
    return _findings(document, SyntaxCode.BYTE_ORDER_MARK, 'Remove the byte order mark')


@check('slash-comment', family=Family.SYNTAX, severity=Severity.ERROR)
def slash_comment(document: Document) -> Iterator[Finding]:
    """A comment starts with `//` or `/*`.

    The text format knows one kind of comment: from `#` to the end of the line.

    Wrong:

        batch_size: 8  // per GPU

    Right:

        batch_size: 8  # per GPU
    """
    return _findings(document, SyntaxCode.SLASH_COMMENT, 'Make it a # comment')


@check('smart-quote', family=Family.SYNTAX, severity=Severity.ERROR)
def smart_quote(document: Document) -> Iterator[Finding]:
    """A string stands in typographic quotes.

    They come with text that was copied from a web page or a word processor.

    Wrong:

        type: “ssd_resnet50_v1_fpn_keras”

    Right:

        type: "ssd_resnet50_v1_fpn_keras"
    """
    return _findings(document, SyntaxCode.SMART_QUOTE, 'Use straight quotes')


@check('unterminated-string', family=Family.SYNTAX, severity=Severity.ERROR)
def unterminated_string(document: Document) -> Iterator[Finding]:
    """A string is not closed on its line.

    A string cannot go on in the next line; two strings one after the other are joined.

    Wrong:

        label_map_path: "label_map.pbtxt

    Right:

        label_map_path: "label_map.pbtxt"
    """
    return _findings(document, SyntaxCode.UNTERMINATED_STRING, 'Close the string')


@check('missing-quotes', family=Family.SYNTAX, severity=Severity.ERROR)
def missing_quotes(document: Document) -> Iterator[Finding]:
    """A text stands where a string should, without quotes.

    Paths and names are strings.

    Wrong:

        label_map_path: data/label_map.pbtxt

    Right:

        label_map_path: "data/label_map.pbtxt"
    """
    return _findings(document, SyntaxCode.MISSING_QUOTES, 'Put it in quotes')


@check('space-after-sign', family=Family.SYNTAX, severity=Severity.ERROR)
def space_after_sign(document: Document) -> Iterator[Finding]:
    """A space stands between a minus sign and its number.

    Wrong:

        x_scale: - 10.0

    Right:

        x_scale: -10.0
    """
    return _findings(document, SyntaxCode.SPACE_AFTER_SIGN, 'Remove the space')


@check('missing-colon', family=Family.SYNTAX, severity=Severity.ERROR)
def missing_colon(document: Document) -> Iterator[Finding]:
    """A field has a scalar value but no colon.

    Only blocks do without one: `name { ... }`.

    Wrong:

        batch_size 8

    Right:

        batch_size: 8
    """
    return _findings(document, SyntaxCode.MISSING_COLON, 'Add the colon')


@check('missing-value', family=Family.SYNTAX, severity=Severity.ERROR)
def missing_value(document: Document) -> Iterator[Finding]:
    """A field has no value.

    Wrong:

        num_classes:

    Right:

        num_classes: 3
    """
    return _findings(document, SyntaxCode.MISSING_VALUE, 'Remove the field')


@check('missing-name', family=Family.SYNTAX, severity=Severity.ERROR)
def missing_name(document: Document) -> Iterator[Finding]:
    """A value or a block has no field name before it.

    Wrong:

        train_config { { } }

    Right:

        train_config { optimizer { } }
    """
    return _findings(document, SyntaxCode.MISSING_NAME, 'Remove it')


@check('missing-open', family=Family.SYNTAX, severity=Severity.ERROR)
def missing_open(document: Document) -> Iterator[Finding]:
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
    return _findings(document, SyntaxCode.MISSING_OPEN, 'Add the brace')


@check('missing-close', family=Family.SYNTAX, severity=Severity.ERROR)
def missing_close(document: Document) -> Iterator[Finding]:
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
    return _findings(document, SyntaxCode.MISSING_CLOSE, 'Close the block')


@check('stray-close', family=Family.SYNTAX, severity=Severity.ERROR)
def stray_close(document: Document) -> Iterator[Finding]:
    """A brace closes nothing: there is one too many.

    Wrong:

        model { }
        }

    Right:

        model { }
    """
    return _findings(document, SyntaxCode.STRAY_CLOSE, 'Remove it')


@check('mismatched-close', family=Family.SYNTAX, severity=Severity.ERROR)
def mismatched_close(document: Document) -> Iterator[Finding]:
    """A block is closed by the wrong bracket.

    Wrong:

        model < }

    Right:

        model < >
    """
    return _findings(document, SyntaxCode.MISMATCHED_CLOSE, 'Use the right one')


@check('missing-comma', family=Family.SYNTAX, severity=Severity.ERROR)
def missing_comma(document: Document) -> Iterator[Finding]:
    """Two elements of a list have no comma between them.

    Wrong:

        aspect_ratios: [1.0 2.0]

    Right:

        aspect_ratios: [1.0, 2.0]
    """
    return _findings(document, SyntaxCode.MISSING_COMMA, 'Add the comma')


@check('extra-separator', family=Family.SYNTAX, severity=Severity.ERROR)
def extra_separator(document: Document) -> Iterator[Finding]:
    """A comma or a semicolon separates nothing.

    One may follow a field; none may follow the last element of a list.

    Wrong:

        aspect_ratios: [1.0, 2.0,]

    Right:

        aspect_ratios: [1.0, 2.0]
    """
    return _findings(document, SyntaxCode.EXTRA_SEPARATOR, 'Remove it')


@check('nested-list', family=Family.SYNTAX, severity=Severity.ERROR)
def nested_list(document: Document) -> Iterator[Finding]:
    """A list stands inside of a list.

    Wrong:

        scales: [[1.0]]

    Right:

        scales: [1.0]
    """
    return _findings(document, SyntaxCode.NESTED_LIST, '')


@check('quoted-name', family=Family.SYNTAX, severity=Severity.ERROR)
def quoted_name(document: Document) -> Iterator[Finding]:
    """A field name is in quotes, as in JSON.

    Wrong:

        "batch_size": 8

    Right:

        batch_size: 8
    """
    return _findings(document, SyntaxCode.QUOTED_NAME, 'Remove the quotes')


@check('bad-extension-name', family=Family.SYNTAX, severity=Severity.ERROR)
def bad_extension_name(document: Document) -> Iterator[Finding]:
    """What stands in brackets before a value is not the full name of an extension.

    Wrong:

        [my.package..extension]: 1

    Right:

        [my.package.extension]: 1
    """
    return _findings(document, SyntaxCode.BAD_EXTENSION_NAME, '')


@check('unexpected-text', family=Family.SYNTAX, severity=Severity.ERROR)
def unexpected_text(document: Document) -> Iterator[Finding]:
    """Text that is no field.

    Often the rest of a line that was pasted, or a page of HTML that was saved in place of the file.

    Wrong:

        train_config { batch_size: 8 % }

    Right:

        train_config { batch_size: 8 }
    """
    return _findings(document, SyntaxCode.UNEXPECTED_TEXT, 'Remove it')


@check('too-deep', family=Family.SYNTAX, severity=Severity.ERROR)
def too_deep(document: Document) -> Iterator[Finding]:
    """Blocks are nested deeper than any message of the API; what is inside of the deepest was not read."""
    return _findings(document, SyntaxCode.TOO_DEEP, '')
