"""Markdown as text to read as it is, for clients that show no Markdown. Knows the Markdown that this server writes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby

FENCE = re.compile(r'\s*```')
ROW = re.compile(r'\s*\|.*\|\s*$')
RULE = re.compile(r'[\s|:-]+$')
CODE = re.compile(r'(`+)(.+?)\1')
PICTURE = re.compile(r'!\[[^\]]*\]\([^)]*\)\n*')
LINK = re.compile(r'\[([^\]]*)\]\(([^)\s]+)[^)]*\)')
STRONG = re.compile(r'(\*\*|__)(?=\S)(.+?)(?<=\S)\1')
HEADING = re.compile(r'#{1,6} +')
CELL = re.compile(r'(?<!\\)\|')


def plain_text(markdown: str) -> str:
    """The same without the marks: tables as columns, links as their text with the address behind."""
    lines: list[str] = []
    is_code = False
    markdown = without_pictures(markdown)
    for is_table, run in groupby(markdown.split('\n'), lambda line: bool(ROW.match(line))):
        if is_table and not is_code:
            lines += _table(list(run))
            continue
        for line in run:
            if FENCE.match(line):
                is_code = not is_code
            else:
                lines.append(line if is_code else _line(line))
    return '\n'.join(lines).strip('\n')


def without_pictures(markdown: str) -> str:
    """Without the pictures, whose data would be read as text; what they show is said beside them."""
    return PICTURE.sub('', markdown)


def quoted(message: str) -> str:
    """A sentence with its code in quotation marks, where nothing else tells it apart."""
    return CODE.sub(r'‘\2’', message)


def _line(line: str) -> str:
    """A line, what stands in backquotes as it is."""
    parts: list[str] = []
    offset = 0
    for code in CODE.finditer(line):
        parts += (_prose(line[offset : code.start()]), code[2])
        offset = code.end()
    return HEADING.sub('', ''.join((*parts, _prose(line[offset:]))), count=1)


def _prose(text: str) -> str:
    text = LINK.sub(lambda link: link[1] if link[1] == link[2] else f'{link[1]} ({link[2]})', text)
    return re.sub(r'\\([\\`*_{}\[\]()#+.!|-])', r'\1', STRONG.sub(r'\2', text))


def _table(rows: list[str]) -> Iterator[str]:
    """The rows in columns; the rule below the head and a head without words are left out."""
    cells = [[_line(cell.strip()) for cell in CELL.split(row.strip()[1:-1])] for row in rows if not RULE.match(row)]
    cells = [row for row in cells if any(row)]
    widths = [
        max((len(row[at]) for row in cells if at < len(row)), default=0)
        for at in range(max(map(len, cells), default=0))
    ]
    for row in cells:
        yield '  '.join(cell.ljust(width) for cell, width in zip(row, widths, strict=False)).rstrip()
