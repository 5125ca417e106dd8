"""A file that is altogether something else: one problem in place of one for each of its words."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline_config_ls.checks.check import MERGE, Family, Finding, Severity, Span, text_check
from pipeline_config_ls.document import Document
from pipeline_config_ls.files.foreign import NAMES, foreign_text
from pipeline_config_ls.schema import LABEL_MAP


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
    if foreign is None or (foreign is NAMES and not is_label_map):
        return
    expected = 'a label map' if is_label_map else 'a pipeline config'
    start = len(document.text) - len(document.text.lstrip('\ufeff \t\r\n'))
    end = document.lines.end(document.lines.line(start))
    yield Finding(Span(start, end), f'This is {foreign.what}, not {expected}. {foreign.advice}'.rstrip())
