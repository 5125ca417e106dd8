"""A file that is altogether something else: one problem in place of one for each of its words."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline_config_ls.checks import placement
from pipeline_config_ls.checks.check import MERGE, Family, Finding, Severity, Span, text_check
from pipeline_config_ls.document import Document
from pipeline_config_ls.files.foreign import NAMES, foreign_text
from pipeline_config_ls.schema import LABEL_MAP, PIPELINE
from pipeline_config_ls.textproto import SyntaxCode


@text_check('other-kind-of-file', family=Family.SYNTAX, severity=Severity.ERROR, source=MERGE)
def other_kind_of_file(document: Document) -> Iterator[Finding]:
    """The file is something else than a config or a label map: a web page, XML, YAML, a graph, a pointer of Git LFS.

    Most often a download: GitHub's page of a label map in place of the raw file, or the pointer that Git LFS leaves where the
    file itself was not pulled. Nothing else is said of such a file.

    Wrong:

        <!DOCTYPE html>
        <html lang="en">

    Right:

        model {
        }
    """
    if not document.faults:
        return
    foreign = foreign_text(document.text)
    is_label_map = document.type.full_name == LABEL_MAP
    known = foreign is not None and (foreign is not NAMES or is_label_map)
    other = _other_of_ours(document)
    if not known and not other and not _is_of_another_program(document):
        return
    expected = _NAMES.get(document.type.full_name, 'a pipeline config')
    what, advice = (foreign.what, foreign.advice) if known and foreign else (other or 'something else', '')
    start = len(document.text) - len(document.text.lstrip('\ufeff \t\r\n'))
    end = document.lines.end(document.lines.line(start))
    yield Finding(Span(start, end), f'This is {what}, not {expected}. {advice}'.rstrip())


_NAMES = {PIPELINE: 'a pipeline config', LABEL_MAP: 'a label map'}


def _other_of_ours(document: Document) -> str | None:
    """The other one of the files of the API, where all that stands at the top is of that one."""
    fields = document.root.fields
    for root, what in _NAMES.items():
        message = document.schema.messages.get(root)
        if message is not None and message is not document.type and len(fields) > 1:
            known = [message.fields.get(field.name) for field in fields]
            if all(type is not None and field.block for type, field in zip(known, fields, strict=True)):
                return what
    return None


# One name may be a slip; whoever begins to type has not written more.
_FEWEST_NAMES, _FEWEST_FAULTS = 2, 3


def _is_of_another_program(document: Document) -> bool:
    """Whether nothing at the top is of this schema or spelt like it, and a third of the names of the file stand nowhere in the schema."""
    fields = document.root.fields
    if any(field.type is not None for field in fields):
        return False
    if len(document.faults) > 1 and all(fault.code is SyntaxCode.UNEXPECTED_TEXT for fault in document.faults):
        return True  # sentences
    if len(document.faults) < _FEWEST_FAULTS:
        return False
    if any(placement.misspelt(document.type, field) for field in fields if field.name):
        return False
    names = [field.name for field in document.fields if field.name]
    known = {name for message in document.schema.messages.values() for name in message.fields}
    strange = sum(name not in known for name in names)
    return strange >= _FEWEST_NAMES and 3 * strange >= len(names)
