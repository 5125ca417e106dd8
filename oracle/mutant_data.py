"""The record and the label map that mutants train on: two images with all that a model may ask for. Needs TensorFlow.

The images have different sizes, as those of real data have, three and two objects, and an outline, keypoints and a weight each.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import tensorflow as tf

from oracle.mutant_bases import LABEL_MAP, RECORD

_SIZES = ((96, 128), (80, 64))
_KEYPOINTS = 6
_CONTEXT = (3, 10)


def lay_out(folder: Path) -> None:
    """Write both files."""
    (folder / LABEL_MAP).write_text((Path(__file__).parent / 'models/keypoints.pbtxt').read_text())
    with tf.io.TFRecordWriter(str(folder / RECORD)) as writer:
        for number, (height, width) in enumerate(_SIZES):
            writer.write(_example(height, width, 3 - number).SerializeToString())


def _example(height: int, width: int, objects: int) -> Any:
    image, mask = _encoded(tf.io.encode_jpeg, height, width, 3), _encoded(tf.io.encode_png, height, width, 1)
    places = {'ymin': 0.1, 'xmin': 0.2, 'ymax': 0.6, 'xmax': 0.7}
    count, length = _CONTEXT
    return tf.train.Example(
        features=tf.train.Features(
            feature={
                'image/encoded': _bytes(image),
                'image/format': _bytes(b'jpeg'),
                'image/filename': _bytes(b'one.jpg'),
                'image/source_id': _bytes(b'1'),
                'image/key/sha256': _bytes(b'1'),
                'image/height': _ints(height),
                'image/width': _ints(width),
                'image/object/class/label': _ints(*range(1, objects + 1)),
                'image/object/class/text': _bytes(*(b'person', b'car', b'tree')[:objects]),
                'image/object/weight': _floats(*[1.0] * objects),
                'image/object/is_crowd': _ints(*[0] * objects),
                'image/object/area': _floats(*[100.0] * objects),
                'image/object/difficult': _ints(*[0] * objects),
                'image/object/group_of': _ints(*[0] * objects),
                **{f'image/object/bbox/{side}': _floats(*[place] * objects) for side, place in places.items()},
                'image/object/mask': _bytes(*[mask] * objects),
                'image/object/keypoint/x': _floats(*[0.4] * objects * _KEYPOINTS),
                'image/object/keypoint/y': _floats(*[0.3] * objects * _KEYPOINTS),
                'image/object/keypoint/visibility': _ints(*[2] * objects * _KEYPOINTS),
                'image/context_features': _floats(*[0.5] * count * length),
                'image/context_feature_length': _ints(length),
            }
        )
    )


def _encoded(encode: Any, height: int, width: int, channels: int) -> bytes:
    image: bytes = encode(tf.fill([height, width, channels], tf.constant(1, tf.uint8))).numpy()
    return image


def _bytes(*values: bytes) -> Any:
    return tf.train.Feature(bytes_list=tf.train.BytesList(value=values))


def _ints(*values: int) -> Any:
    return tf.train.Feature(int64_list=tf.train.Int64List(value=values))


def _floats(*values: float) -> Any:
    return tf.train.Feature(float_list=tf.train.FloatList(value=values))


if __name__ == '__main__':
    lay_out(Path(sys.argv[1]))
