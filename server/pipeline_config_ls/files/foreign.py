"""What a file is that holds neither a config, nor a label map, nor records: by how it begins.

For one sentence in place of a hundred problems: a web page saved in place of the raw file, a pointer that Git LFS left,
a graph, a list of names. Says nothing where the beginning could be one of ours.
"""

from __future__ import annotations

import re
from typing import NamedTuple

LFS_START = 'version https://git-lfs.github.com/spec/'


class Foreign(NamedTuple):
    """Another kind of file: what it is ("a web page (HTML)"), and what to do about it (a sentence, or empty)."""

    what: str
    advice: str


GIT_LFS = Foreign('a pointer of Git LFS', 'The file itself was not downloaded: run `git lfs pull`.')
_WEB_PAGE = Foreign('a web page (HTML)', 'Save the raw file, not the page that shows it.')
_XML = Foreign('XML', '')
_JSON = Foreign('JSON', '')
_YAML = Foreign('YAML', '')
_PROTO = Foreign('the definition of messages (.proto)', 'The values are wanted, not the schema.')
_PYTHON = Foreign('Python source', '')
_GRAPH = Foreign('a TensorFlow graph (GraphDef)', '')
_STATE = Foreign('the state file of a checkpoint', '')
NAMES = Foreign('a plain list of names', 'A label map has an `item { id: 1 name: "..." }` for each.')
_BINARY = Foreign('a binary file', '')
_ERROR_PAGE = Foreign('the answer of a server that did not find the file', 'Download it again, from the right address.')
_TABLE = Foreign('a table (CSV)', '')
_SETTINGS = Foreign('a file of settings (INI, TOML)', '')

# How bytes begin that are no text.
_MAGIC = (
    (b'\x1f\x8b', Foreign('a GZIP archive', 'Unpack it.')),
    (b'PK\x03\x04', Foreign('a ZIP archive', 'Unpack it.')),
    (b'Rar!', Foreign('a RAR archive', 'Unpack it.')),
    (b'7z\xbc\xaf\x27\x1c', Foreign('a 7z archive', 'Unpack it.')),
    (b'BZh', Foreign('a BZIP2 archive', 'Unpack it.')),
    (b'\x89PNG\r\n', Foreign('a PNG image', '')),
    (b'\xff\xd8\xff', Foreign('a JPEG image', '')),
    (b'GIF8', Foreign('a GIF image', '')),
    (b'%PDF', Foreign('a PDF document', '')),
    (b'\x89HDF', Foreign('an HDF5 file', '')),
    (b'\x93NUMPY', Foreign('a NumPy array', '')),
    (b'PAR1', Foreign('a Parquet file', '')),
    (b'SQLite format 3', Foreign('an SQLite database', '')),
    (b'ARROW1', Foreign('an Arrow file', '')),
)
_TAR_AT, _TAR = 257, b'ustar'

_SPACE = re.compile(r'(?:\s|\ufeff)*')
_NOTHING_YET = re.compile(r'(?:\s|\ufeff|#[^\n]*(?![^\n]))*')
_TAG = re.compile(r'<(?:!doctype\s+html|html|head|body|script|div|meta|!--)', re.IGNORECASE)
_MARKUP = re.compile(r'<[!?A-Za-z/]')
_JSON_START = re.compile(r'\{\s*(?:"|\}\s*$)|\[\s*(?:[{\["\d-]|\]\s*$)')
_PROTO_START = re.compile(r'syntax\s*=\s*["\']proto|(?:message|enum)\s+\w+\s*\{|package\s+[\w.]+\s*;')
_PYTHON_START = re.compile(
    r'(?:import\s+\w|from\s+[\w.]+\s+import\b|def\s+\w+\s*\(|class\s+\w+\s*[(:]|"""|#!.*python|\w+\s*=\s*(?:dict\s*\(|\[\s*\{))'
)
_ERROR_START = re.compile(r'(?:404|403|410|500|502|503)[:\s]+[A-Z][A-Za-z ]+\s*$|Not Found\s*$')
_SECTION_START = re.compile(
    r'\[{1,2}[\w. "-]+\]{1,2}[ \t]*(?:[#;].*)?\r?\n(?:\s*[#;].*\n|\s*\n)*\s*(?:["\w.-]+\s*=|\[)'
)
_TABLE_START = re.compile(r'(?!.*[{}<>])[^\s,:#][^\n,:]*(?:,[^\n,:]*){2,}\r?\n(?:[^\n,]*,){2,}')
_GRAPH_START = re.compile(
    r'(?:node|versions|library|meta_info_def|graph_def|meta_graphs)\s*:?\s*\{|saved_model_schema_version\s*:'
)
_STATE_START = re.compile(r'(?:all_)?model_checkpoint_paths?\s*:')
_OURS = re.compile(r'[A-Za-z_]\w*\s*:?\s*[{<]')
# `names:` with its value below or beside it, `- cat`: but not `id: 1`, which stands in the text format, too.
_YAML_LINE = re.compile(r'(?:-\s+\S|---\s*$|["\']?[A-Za-z_][\w .-]*["\']?\s*:(?:\s|$))')
# What only YAML has: a list, a block that is indented below its name, a list of words.
_YAML_SIGN = re.compile(
    r'^(?:---|\s*-\s+\S|[A-Za-z_]\w*[ \t]*:[ \t]*(?:#.*)?\n[ \t]+[\w"\'-]|[A-Za-z_]\w*[ \t]*:[ \t]*\[\s*[A-Za-z])',
    re.MULTILINE,
)
_NAME_LINE = re.compile(r'(?:\d+[\s,:;.)-]+)?["\']?[^\W\d_][\w\-.&\'/() ]*["\']?[,;]?\s*$')
_LOOKED_AT = 50


def foreign_text(text: str) -> Foreign | None:
    """What else a text is; None where it could be in the text format, however damaged."""
    if '\0' in text[:4096]:
        return _BINARY
    start = _SPACE.match(text)
    begin = text[start.end() if start else 0 :][:4096]
    if begin.startswith(LFS_START):
        return GIT_LFS
    if begin.startswith('<'):
        return _WEB_PAGE if _TAG.match(begin) else _XML if _MARKUP.match(begin) else None
    after_comments = _NOTHING_YET.match(text)
    begin = text[after_comments.end() if after_comments else 0 :][:4096]
    for pattern, foreign in (
        (_JSON_START, _JSON),
        (_PROTO_START, _PROTO),
        (_PYTHON_START, _PYTHON),
        (_GRAPH_START, _GRAPH),
        (_STATE_START, _STATE),
        (_ERROR_START, _ERROR_PAGE),
        (_SECTION_START, _SETTINGS),
        (_TABLE_START, _TABLE),
    ):
        if pattern.match(begin):
            return foreign
    return None if _OURS.search(begin) else _by_lines(begin)


def foreign_bytes(head: bytes) -> Foreign | None:
    """What else a file is that begins with these bytes (512 at least, where it has so many); None where nobody can say."""
    for magic, foreign in _MAGIC:
        if head.startswith(magic):
            return foreign
    if head[_TAR_AT : _TAR_AT + len(_TAR)] == _TAR:
        return Foreign('a TAR archive', 'Unpack it.')
    try:
        text = head.decode('utf-8', 'ignore' if len(head) >= 512 else 'strict')
    except UnicodeDecodeError:
        return None
    if '\0' in text or '\ufffd' in text:
        return None
    found = foreign_text(text)
    if found or not text.strip():
        return found
    printable = sum(character.isprintable() or character in '\r\n\t' for character in text)
    return Foreign('a text', '') if printable > 0.95 * len(text) and len(text) > 0.9 * len(head) else None


def _by_lines(text: str) -> Foreign | None:
    """A text without any block, by what most of its lines look like."""
    lines = [line.strip() for line in text.splitlines()[:_LOOKED_AT]]
    lines = [line for line in lines if line and not line.startswith('#')]
    if len(lines) > 1 and len(text) == 4096:
        lines.pop()  # cut off
    if not lines:
        return None
    if len(lines) > 2 and _YAML_SIGN.search(text) and all(_YAML_LINE.match(line) or line[0] in '[]' for line in lines):
        return _YAML
    # One word is somebody who begins to type.
    return NAMES if len(lines) > 1 and all(map(_NAME_LINE.match, lines)) else None
