"""Bounded reads of files that somebody else named: regular files only, up to a size, and why not otherwise.

A config can name anything: a folder, a FIFO that would block for ever, a device, a label map of 400 MB. No answer here
raises, blocks, or takes more memory than the limit. What the bytes mean is for the caller to say.
"""

from __future__ import annotations

import errno
import os
import stat
from enum import Enum
from io import BufferedReader
from typing import NamedTuple

_NON_BLOCKING = getattr(os, 'O_NONBLOCK', 0)  # Windows has no FIFOs that are files
_BINARY = getattr(os, 'O_BINARY', 0)
_UTF_16 = (b'\xff\xfe', b'\xfe\xff')
_KINDS = (
    (stat.S_ISDIR, 'is a folder'),
    (stat.S_ISFIFO, 'is a named pipe, not a regular file'),
    (stat.S_ISSOCK, 'is a socket, not a regular file'),
    (stat.S_ISCHR, 'is a device, not a regular file'),
    (stat.S_ISBLK, 'is a device, not a regular file'),
)


class Reason(Enum):
    """Why a file was not read."""

    ABSENT = 'absent'
    NOT_REGULAR = 'not-regular'
    TOO_LARGE = 'too-large'
    DENIED = 'denied'
    NOT_TEXT = 'not-text'


class Unread(NamedTuple):
    """A file that was not read. `message` is a clause that follows the file's name: "is a folder"."""

    reason: Reason
    message: str


class Text(NamedTuple):
    """The text of a file, its line ends as they are: positions count them."""

    text: str


class Stamp(NamedTuple):
    """What tells a file from its next version without reading it."""

    modified: int
    size: int
    inode: int


def stamp_of(path: str) -> Stamp | None:
    """The stamp of a regular file; None where there is none."""
    try:
        status = os.stat(path)
    except (OSError, ValueError):  # ValueError: a null byte
        return None
    if not stat.S_ISREG(status.st_mode):
        return None
    return Stamp(status.st_mtime_ns, status.st_size, status.st_ino)


def open_regular(path: str) -> BufferedReader | Unread:
    """The file, open to read bytes from; the caller closes it."""
    try:
        # Not opened before it is known what it is: opening some devices does something.
        refused = _refuse(os.stat(path).st_mode)
        if refused:
            return refused
        descriptor = os.open(path, os.O_RDONLY | _NON_BLOCKING | _BINARY)
        refused = _refuse(os.fstat(descriptor).st_mode)  # another file may have taken its place
        if refused:
            os.close(descriptor)
            return refused
        return os.fdopen(descriptor, 'rb')
    except (FileNotFoundError, NotADirectoryError):
        return Unread(Reason.ABSENT, _leads_nowhere(path) or 'does not exist')
    except ValueError:  # a null byte
        return Unread(Reason.ABSENT, 'is no path')
    except OSError as error:
        if error.errno == errno.ELOOP:
            return Unread(Reason.ABSENT, _leads_nowhere(path) or 'is below a link that leads to itself')
        return Unread(Reason.DENIED, f'cannot be opened: {error.strerror or error}')


def _leads_nowhere(path: str) -> str | None:
    """Where a link leads, of one that leads to no file."""
    try:
        return f'is a link to `{os.readlink(path)}`, which is not there'
    except (OSError, ValueError):  # it is no link
        return None


def read_bytes(path: str, limit: int) -> bytes | Unread:
    """The whole of a file that has at most `limit` bytes."""
    opened = open_regular(path)
    if isinstance(opened, Unread):
        return opened
    with opened:
        try:
            data = opened.read(limit + 1)
        except OSError as error:
            return Unread(Reason.DENIED, f'cannot be read: {error.strerror or error}')
        if len(data) > limit:
            size = os.fstat(opened.fileno()).st_size
            return Unread(Reason.TOO_LARGE, f'has {in_words(size)}, more than the {in_words(limit)} that are read')
    return data


def read_text(path: str, limit: int) -> Text | Unread:
    """The whole of a UTF-8 text that has at most `limit` bytes."""
    data = read_bytes(path, limit)
    if isinstance(data, Unread):
        return data
    try:
        return Text(data.decode('utf-8'))
    except UnicodeDecodeError as error:
        if data.startswith(_UTF_16):
            return Unread(Reason.NOT_TEXT, 'is UTF-16: save it as UTF-8')
        return Unread(Reason.NOT_TEXT, f'is not UTF-8 at byte {error.start}')


def read_head(path: str, size: int) -> str:
    """The first `size` bytes as text, whatever is none replaced; empty where the file is not read."""
    opened = open_regular(path)
    if isinstance(opened, Unread):
        return ''
    with opened:
        try:
            data = opened.read(size)
            return data.decode('utf-16' if data.startswith(_UTF_16) else 'utf-8', 'replace')
        except OSError:
            return ''


def in_words(size: int) -> str:
    """A number of bytes as people say it."""
    for unit, name in ((1 << 30, 'GB'), (1 << 20, 'MB'), (1 << 10, 'KB')):
        if size >= unit:
            return f'{size / unit:.3g} {name}'
    return f'{size} byte{"" if size == 1 else "s"}'


def _refuse(mode: int) -> Unread | None:
    if stat.S_ISREG(mode):
        return None
    message = next((words for is_kind, words in _KINDS if is_kind(mode)), 'is not a regular file')
    return Unread(Reason.NOT_REGULAR, message)
