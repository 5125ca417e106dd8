"""Format and size of an image from its first bytes: JPEG, PNG, GIF and BMP."""

from __future__ import annotations

from typing import NamedTuple

# A JPEG file says its size after comments, profiles and thumbnails.
HEAD = 1 << 17
# Most say it earlier.
SHORT_HEAD = 1 << 12
JPEG = b'\xff\xd8\xff'
_PNG_CHANNELS = {0: 1, 2: 3, 3: 3, 4: 2, 6: 4}
_NOT_A_FRAME = frozenset((0xC4, 0xC8, 0xCC))
_STANDALONE = frozenset((0x01, *range(0xD0, 0xD8)))
# What people store that TensorFlow's decoder does not know.
_UNDECODABLE = (
    (b'II*\0', 'TIFF'),
    (b'MM\0*', 'TIFF'),
    (b'\0\0\0\x0cjP  ', 'JPEG 2000'),
    (b'<svg', 'SVG'),
    (b'%PDF', 'PDF'),
)


class ImageHeader(NamedTuple):
    """What the image itself says."""

    format: str
    width: int
    height: int
    channels: int


def read_image_header(head: bytes) -> ImageHeader | None:
    """Format and size, None where the bytes are no image of a kind that TensorFlow decodes."""
    if head.startswith(b'\x89PNG\r\n\x1a\n') and head[12:16] == b'IHDR' and len(head) >= 26:
        width, height = int.from_bytes(head[16:20], 'big'), int.from_bytes(head[20:24], 'big')
        return ImageHeader('PNG', width, height, _PNG_CHANNELS.get(head[25], 0))
    if head.startswith((b'GIF87a', b'GIF89a')) and len(head) >= 10:
        return ImageHeader('GIF', int.from_bytes(head[6:8], 'little'), int.from_bytes(head[8:10], 'little'), 3)
    if head.startswith(b'BM') and len(head) >= 30:
        width, height = int.from_bytes(head[18:22], 'little'), int.from_bytes(head[22:26], 'little', signed=True)
        return ImageHeader('BMP', width, abs(height), int.from_bytes(head[28:30], 'little') // 8)
    return _read_jpeg(head) if head.startswith(JPEG) else None


def undecodable_format(head: bytes) -> str | None:
    """The name of a format that TensorFlow does not decode, where it is one of the common ones."""
    if head[:4] == b'RIFF' and head[8:12] == b'WEBP':
        return 'WebP'
    if head[4:8] == b'ftyp':
        return 'HEIF or AVIF'
    return next((name for magic, name in _UNDECODABLE if head.startswith(magic)), None)


def _read_jpeg(head: bytes) -> ImageHeader | None:
    """Goes from marker to marker until the frame's header."""
    position = 2
    while position + 9 < len(head):
        if head[position] != 0xFF:
            return None
        marker = head[position + 1]
        if marker == 0xFF:  # fill bytes
            position += 1
        elif marker in _STANDALONE:
            position += 2
        elif 0xC0 <= marker <= 0xCF and marker not in _NOT_A_FRAME:
            height = int.from_bytes(head[position + 5 : position + 7], 'big')
            width = int.from_bytes(head[position + 7 : position + 9], 'big')
            return ImageHeader('JPEG', width, height, head[position + 9])
        else:
            position += 2 + max(2, int.from_bytes(head[position + 2 : position + 4], 'big'))
    # A JPEG image with more in front than was looked at: its size is not known.
    return ImageHeader('JPEG', 0, 0, 0) if position + 9 >= len(head) and len(head) >= HEAD else None
