"""Comments that silence problems, and silence none."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from pipeline_config_ls.checks.check import Declaration, Family, Finding, Fix, FixSafety, Severity, Tag
from pipeline_config_ls.checks.suppression import Suppression, suppressions
from pipeline_config_ls.document import Document
from pipeline_config_ls.textproto import Edit, Span

UNUSED_SUPPRESSION = Declaration(
    'unused-suppression',
    family=Family.VALUE,
    severity=Severity.HINT,
    fix=FixSafety.UNSAFE,
    documentation="""A comment silences a problem that is not there.

    The problem was mended, or the code in the brackets is misspelt. A comment that stays behind would hide the same problem if
    it came back.

    Wrong:

        batch_size: 8  # pipeline-config: ignore[octal-number]

    Right:

        batch_size: 8

    The fix removes the comment.
    """,
)


def unused_suppressions(document: Document, used: Collection[Suppression]) -> Iterator[Finding]:
    """A finding for each comment that is not among those that silenced something."""
    for comment in suppressions(document):
        if comment not in used:
            named = ', '.join(f'`{code}`' for code in sorted(comment.codes)) or 'any problem'
            yield Finding(
                comment.span,
                f'No problem of {named} is here to be ignored.'
                if comment.codes
                else 'No problem is here to be ignored.',
                (Fix('Remove the comment', (_removal(document, comment),)),),
                tags=(Tag.UNNECESSARY,),
            )


def _removal(document: Document, comment: Suppression) -> Edit:
    """Removes the comment, its whole line where it stands alone, and the blanks before it."""
    line = document.lines.line(comment.span.start)
    start, end = document.lines.starts[line], document.lines.end(line)
    before, after = document.text[start : comment.span.start], document.text[comment.span.end : end]
    if after.strip():
        return Edit(comment.span, '')
    if before.strip():
        return Edit(Span(start + len(before.rstrip()), end), '')
    following = document.lines.starts[line + 1] if line + 1 < len(document.lines.starts) else end
    return Edit(Span(start, following), '')
