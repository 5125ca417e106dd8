"""What is tried of records: files that people make, right and wrong, and the settings that read them. No TensorFlow here."""

from __future__ import annotations

import gzip
import zlib
from typing import NamedTuple

from oracle.record_files import Example, Values, bmp, frame, png, records, sequence_example

SIZE = 32
NAMES = {1: 'cat', 2: 'dog', 3: 'bird'}
LABEL_MAP = ''.join(f'item {{ id: {id} name: "{name}" display_name: "The {name}" }}\n' for id, name in NAMES.items())


class Row(NamedTuple):
    """A file of records, what of the reader is set besides its paths, and the text of the label map (None: not set)."""

    label: str
    data: bytes
    reader: str = ''
    label_map: str | None = LABEL_MAP


def base(boxes: int = 2) -> dict[str, Values]:
    """An image with some boxes, all right."""
    ids = [1 + number % 3 for number in range(boxes)]
    return {
        'image/encoded': [png(SIZE, SIZE)],
        'image/format': [b'png'],
        'image/height': [SIZE],
        'image/width': [SIZE],
        'image/source_id': [b'1'],
        'image/object/bbox/ymin': [0.1] * boxes,
        'image/object/bbox/xmin': [0.2] * boxes,
        'image/object/bbox/ymax': [0.5] * boxes,
        'image/object/bbox/xmax': [0.6] * boxes,
        'image/object/class/label': [*ids],
        'image/object/class/text': [NAMES[id].encode() for id in ids],
    }


def changed(**features: Values | None) -> dict[str, Values]:
    """`base` with features replaced, added or (None) taken away; `__` is written for `/`, and `o__` for `image/object/`."""
    example = base()
    for short, values in features.items():
        name = short.replace('__', '/')
        key = f'image/object/{name[2:]}' if name.startswith('o/') else f'image/{name}'
        if values is None:
            example.pop(key, None)
        else:
            example[key] = values
    return example


def row(label: str, example: Example | bytes, reader: str = '', label_map: str | None = LABEL_MAP) -> Row:
    """A file of one record."""
    return Row(label, records([example]), reader, label_map)


# One white pixel.
_GIF = bytes.fromhex('474946383961010001008000000000 00ffffff21f90401000000002c00000000010001000002024401003b')
_GOOD = records([base()])
_SIXTEEN_MASKS = [0.0] * (2 * SIZE * SIZE)
_SEQUENCE = sequence_example(
    {'image/format': [b'png'], 'image/height': [SIZE], 'image/width': [SIZE]},
    {
        'image/encoded': [[png(SIZE, SIZE)]] * 2,
        'image/source_id': [[b'1'], [b'2']],
        'region/bbox/ymin': [[0.1], [0.2, 0.3]],
        'region/bbox/xmin': [[0.1], [0.2, 0.3]],
        'region/bbox/ymax': [[0.5], [0.6, 0.7]],
        'region/bbox/xmax': [[0.5], [0.6, 0.7]],
        'region/label/string': [[b'cat'], [b'dog', b'bird']],
        'region/is_annotated': [[1], [1]],
    },
)

ROWS = (
    # Right ones, and what does not matter.
    row('good', base()),
    row('no texts', changed(o__class__text=None)),
    row('no label map', base(), label_map=None),
    row('no objects', base(0)),
    row('no image format', changed(format=None)),
    row('another image format', changed(format=[b'jpeg'])),
    row('a misspelt image format', changed(format=[b'.jpg'])),
    row('no height and width', changed(height=None, width=None)),
    row('height and width swapped', changed(height=[16], width=[64])),
    row('display names', changed(o__class__text=[b'The dog', b'The bird'])),
    row('texts win over labels', changed(o__class__label=[3, 3])),
    row('grey image', changed(encoded=[png(SIZE, SIZE, 1)])),
    row('image with alpha', changed(encoded=[png(SIZE, SIZE, 4)])),
    row('bmp', changed(encoded=[bmp(SIZE, SIZE)])),
    row('gif', changed(encoded=[_GIF])),
    row('areas', changed(o__area=[1.0, 2.0], o__is_crowd=[0, 1], o__difficult=[0, 0])),
    row('area zero', changed(o__area=[])),
    # Classes.
    row('one unknown text', changed(o__class__text=[b'cat', b'horse'])),
    row('only unknown texts', changed(o__class__text=[b'horse', b'cow'])),
    row('capital text', changed(o__class__text=[b'Cat', b'dog'])),
    row('text with a space', changed(o__class__text=[b'cat ', b'dog'])),
    row('empty texts', changed(o__class__text=[b'', b''])),
    row('empty texts without display names', changed(o__class__text=[b'', b'']), label_map=LABEL_MAP.replace('display_name', '#')
        .replace('}\n', '\n}\n')),
    row('label over the count', changed(o__class__text=None, o__class__label=[1, 4])),
    row('label zero', changed(o__class__text=None, o__class__label=[0, 1])),
    row('negative label', changed(o__class__text=None, o__class__label=[-1, 1])),
    row('texts without a label map', changed(o__class__label=None), label_map=None),
    row('neither texts nor labels', changed(o__class__label=None, o__class__text=None)),
    row('label of the map over the count', base(), label_map=LABEL_MAP.replace('id: 2', 'id: 7')),
    row('fewer labels than boxes', changed(o__class__text=None, o__class__label=[1])),
    row('fewer texts than boxes', changed(o__class__text=[b'cat'])),
    row('more texts than boxes', changed(o__class__text=[b'cat', b'dog', b'dog'])),
    row('labels are floats', changed(o__class__label=[1.0, 2.0])),
    row('labels are strings', changed(o__class__label=[b'1', b'2'])),
    row('texts are numbers', changed(o__class__text=[1, 2])),
    # Boxes.
    row('inverted box', changed(o__bbox__xmin=[0.9, 0.2])),
    row('inverted height', changed(o__bbox__ymin=[0.9, 0.2])),
    row('box without area', changed(o__bbox__xmin=[0.6, 0.2])),
    row('box a little outside', changed(o__bbox__xmax=[1.02, 0.6], o__bbox__ymin=[-0.01, 0.1])),
    row('boxes in pixels', changed(o__bbox__xmax=[30.0, 20.0], o__bbox__ymax=[30.0, 20.0])),
    row('box of not-a-number', changed(o__bbox__xmax=[float('nan'), 0.6])),
    row('sides of different length', changed(o__bbox__xmax=[0.6])),
    row('a side is missing', changed(o__bbox__xmax=None)),
    row('boxes are integers', changed(o__bbox__xmin=[1, 2], o__bbox__xmax=[20, 30])),
    row('labels without boxes', changed(**{f'o__bbox__{side}': None for side in ('ymin', 'xmin', 'ymax', 'xmax')})),
    row('more boxes than are taken', base(150)),
    row('more boxes than are set', base(5), 'max_number_of_boxes: 3'),
    row('fewer areas than boxes', changed(o__area=[1.0])),
    row('fewer crowds than boxes', changed(o__is_crowd=[0])),
    # Images.
    row('no image', changed(encoded=None)),
    row('empty image', changed(encoded=[b''])),
    row('no image at all', changed(encoded=[b'path/to/image.jpg'])),
    row('webp', changed(encoded=[b'RIFF\x24\0\0\0WEBPVP8 \x18\0\0\0' + b'\0' * 24])),
    row('two images', changed(encoded=[png(SIZE, SIZE), png(SIZE, SIZE)])),
    row('raw format', changed(format=[b'raw'])),
    row('height is a string', changed(height=[b'32'])),
    row('format is a number', changed(format=[1])),
    # Masks.
    row('masks that are not there', base(), 'load_instance_masks: true'),
    row('masks that are not loaded', changed(o__mask=[png(SIZE, SIZE, 1)] * 2)),
    row('png masks', changed(o__mask=[png(SIZE, SIZE, 1)] * 2), 'load_instance_masks: true mask_type: PNG_MASKS'),
    row('png masks as numbers', changed(o__mask=[png(SIZE, SIZE, 1)] * 2), 'load_instance_masks: true'),
    row('number masks as png', changed(o__mask=_SIXTEEN_MASKS), 'load_instance_masks: true mask_type: PNG_MASKS'),
    row('number masks', changed(o__mask=_SIXTEEN_MASKS), 'load_instance_masks: true'),
    row('fewer masks than boxes', changed(o__mask=[png(SIZE, SIZE, 1)]), 'load_instance_masks: true mask_type: PNG_MASKS'),
    row('masks of another size', changed(o__mask=_SIXTEEN_MASKS, height=[16]), 'load_instance_masks: true'),
    row('no objects, masks loaded', base(0), 'load_instance_masks: true mask_type: PNG_MASKS'),
    # Keypoints.
    row('keypoints that are not there', base(), 'num_keypoints: 3'),
    row('keypoints', changed(o__keypoint__y=[0.5] * 6, o__keypoint__x=[0.5] * 6, o__keypoint__visibility=[2] * 6), 'num_keypoints: 3'),
    row('keypoints without visibility', changed(o__keypoint__y=[0.5] * 6, o__keypoint__x=[0.5] * 6), 'num_keypoints: 3'),
    row('fewer keypoints', changed(o__keypoint__y=[0.5] * 4, o__keypoint__x=[0.5] * 4, o__keypoint__visibility=[2] * 4), 'num_keypoints: 3'),
    row('keypoints of unequal coordinates', changed(o__keypoint__y=[0.5] * 6, o__keypoint__x=[0.5] * 3, o__keypoint__visibility=[2] * 6), 'num_keypoints: 3'),
    row('fewer visibilities', changed(o__keypoint__y=[0.5] * 6, o__keypoint__x=[0.5] * 6, o__keypoint__visibility=[2] * 3), 'num_keypoints: 3'),
    row('masks of no whole number', changed(o__mask=[0.0] * 1500), 'load_instance_masks: true'),
    row('number masks without a size', changed(o__mask=[0.0] * 2048, height=None, width=None), 'load_instance_masks: true'),
    row('an inverted box of no class', changed(o__bbox__xmin=[0.9, 0.2], o__class__text=[b'horse', b'dog'])),
    row('more keypoints', changed(o__keypoint__y=[0.5] * 12, o__keypoint__x=[0.5] * 12, o__keypoint__visibility=[2] * 12), 'num_keypoints: 3'),
    row('keypoints of one object', changed(o__keypoint__y=[0.5] * 3, o__keypoint__x=[0.5] * 3, o__keypoint__visibility=[2] * 3), 'num_keypoints: 3'),
    row('no objects, keypoints loaded', base(0), 'num_keypoints: 3'),
    # Files.
    Row('two records', records([base(), base()])),
    Row('empty file', b''),
    Row('cut off', _GOOD[:-20]),
    Row('cut off in a header', _GOOD + _GOOD[:7]),
    Row('a changed byte', _GOOD[:60] + bytes([_GOOD[60] ^ 1]) + _GOOD[61:]),
    Row('gzip', gzip.compress(_GOOD, mtime=0)),
    Row('zlib', zlib.compress(_GOOD)),
    Row('a pointer of Git LFS', b'version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 1234\n'),
    Row('zeros', b'\0' * 64),
    Row('no example', frame(b'\xff\xff\xff\xff')),
    Row('an image in place of an example', frame(png(SIZE, SIZE))),
    Row('an empty example', frame(b'')),
    # Sequences.
    Row('sequence', frame(_SEQUENCE), 'input_type: TF_SEQUENCE_EXAMPLE frame_index: 1'),
    Row('sequence as example', frame(_SEQUENCE)),
    Row('example as sequence', _GOOD, 'input_type: TF_SEQUENCE_EXAMPLE'),
    # Label maps.
    row('no classes in the label map', base(), label_map=''),
    row('id zero in the label map', base(), label_map=LABEL_MAP + 'item { id: 0 name: "nothing" }'),
    row('the background in the label map', base(), label_map=LABEL_MAP + 'item { id: 0 name: "background" }'),
    row('no id in the label map', base(), label_map=LABEL_MAP + 'item { name: "fish" }'),
    row('a negative id in the label map', base(), label_map=LABEL_MAP + 'item { id: -2 name: "fish" }'),
    row('a name twice in the label map', base(), label_map=LABEL_MAP + 'item { id: 2 name: "cat" }'),
    row('an id twice in the label map', base(), label_map=LABEL_MAP + 'item { id: 2 name: "fish" }'),
    row('a web page as label map', base(), label_map='<!DOCTYPE html>\n<html></html>'),
    row('names as label map', base(), label_map='cat\ndog\n'),
    row('capital item in the label map', base(), label_map=LABEL_MAP.replace('item', 'Item')),
    row('a byte order mark in the label map', base(), label_map='\ufeff' + LABEL_MAP),
)  # fmt: skip
