"""String literals as a formatter writes them: which quotes they have, and where long ones are broken.

Nothing here changes what a string says. Where a `\\u` escape stands next to quotes it might, so such literals stay.
"""

from __future__ import annotations

import re

ESCAPE_OR_QUOTE = re.compile(r'\\.|"', re.DOTALL)
ESCAPED_QUOTE = re.compile(r'\\(.)', re.DOTALL)
WORDS = re.compile(r'[^ ]* *')
MARKUP = re.compile('<.*>')


def requote(literal: str, smart: bool) -> str:
    """A literal in double quotes; if `smart`, in single ones where it has double but no single quotes inside."""
    body = literal[1:-1]
    if ('"' in body or (smart and "'" in body)) and re.search(r'\\[uU]', body):
        return literal
    if smart:
        body = ESCAPED_QUOTE.sub(lambda found: found[1] if found[1] in '"\'' else found[0], body)
        if '"' in body and "'" not in body:
            return f"'{body}'"
    body = ESCAPE_OR_QUOTE.sub(lambda found: '\\"' if found[0] == '"' else found[0], body)
    return f'"{body}"'


def wrap(literals: list[str], width: int, html: bool) -> list[str]:
    """Literals, all in the same quotes, broken after spaces so that each is at most `width` long, if it can be.

    They stay as they are where none is longer than that, or where one looks like markup and `html` is not set.
    """
    quotes = {literal[0] for literal in literals}
    if all(len(literal) <= width for literal in literals) or len(quotes) > 1:
        return literals
    if not html and any(MARKUP.search(literal) for literal in literals):
        return literals
    quote = quotes.pop()
    lines: list[str] = []
    line = ''
    for word in WORDS.findall(''.join(literal[1:-1] for literal in literals)):
        if line and len(line) + len(word.rstrip(' ')) > width - 3:
            lines.append(line)
            line = ''
        line += word
    return [f'{quote}{line}{quote}' for line in (*lines, line)]
