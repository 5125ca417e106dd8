"""Writes what examples/ cannot have by hand: the pre-trained checkpoint, and two records of drawn bees.

usage: python -m oracle.write_example [FOLDER]     (FOLDER is examples/ unless given)

The checkpoint is written by the real API as its exporter does (`exporter_lib_v2.py`: a CheckpointManager over
`tf.train.Checkpoint(model=...)`, number 0), from the config beside it. Its weights are zeros: nobody counts bees
with it, but names, shapes and object graph are those of the real thing, and it packs to a hundredth of its size.
"""

from __future__ import annotations

import io
import random
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw

from oracle.real_api import model_builder, pipeline_pb2, text_format, tf, tf_keras

EXAMPLES = Path(__file__).parents[1] / 'examples'
MODEL = 'pretrained/ssd_mobilenet_v2_fpnlite_320x320_garden'
SIDE = 160
# Class id: length, width, colour of the body, colour of the stripes.
INSECTS = {
    1: (22, 10, '#e0a030', '#403018'),
    2: (26, 14, '#705028', '#302010'),
    3: (32, 11, '#c07828', '#503010'),
    4: (40, 15, '#e8c020', '#181008'),
}
NAMES = {1: 'worker', 2: 'drone', 3: 'queen', 4: 'hornet'}


def write_checkpoint(folder: Path) -> str:
    """The checkpoint of the archive in `folder`, as the model zoo's archives hold it; its prefix."""
    config = text_format.Merge((folder / 'pipeline.config').read_text(), pipeline_pb2.TrainEvalPipelineConfig())
    tf_keras.backend.clear_session()  # the names of layers start anew: the graph keeps them
    # As the exporter: not for training, and run without groundtruth, whose lists the object graph would hold.
    model = model_builder.build(config.model, is_training=False)
    model.predict(*model.preprocess(tf.zeros([1, SIDE, SIDE, 3])))
    checkpoint = tf.train.Checkpoint(model=model)
    for variable in model.variables:
        variable.assign(tf.zeros_like(variable))
    manager = tf.train.CheckpointManager(checkpoint, str(folder / 'checkpoint'), max_to_keep=1)
    prefix = manager.save(checkpoint_number=0)
    state = folder / 'checkpoint' / 'checkpoint'
    # Without the time of day, so that writing the example again changes nothing.
    lines = [line for line in state.read_text().splitlines(keepends=True) if 'timestamp' not in line]
    state.write_text(''.join(lines))
    return str(prefix)


def write_records(folder: Path) -> None:
    """A few pictures of the landing board with their boxes: enough to start a training, too few to finish one."""
    for name, count in (('train', 6), ('eval', 2)):
        with tf.io.TFRecordWriter(str(folder / f'{name}.tfrecord')) as writer:
            for example in _pictures(name, count):
                writer.write(example.SerializeToString(deterministic=True))


def _pictures(name: str, count: int) -> Iterator[tf.train.Example]:
    chance = random.Random(name)
    for number in range(count):
        image = Image.new('RGB', (SIDE, SIDE), '#b89868')
        draw = ImageDraw.Draw(image)
        for y in range(0, SIDE, 20):  # the planks of the board
            draw.line((0, y, SIDE, y), fill='#98784c')
        boxes = [(kind, *_insect(draw, kind, chance)) for kind in chance.choices([1, 1, 1, 2, 3, 4], k=3)]
        yield _example(f'{name}-{number}.png', image, boxes)


def _insect(draw: ImageDraw.ImageDraw, kind: int, chance: random.Random) -> tuple[float, float, float, float]:
    """Draws one, and gives its box (top, left, bottom, right) as fractions of the picture."""
    length, width, body, stripes = INSECTS[kind]
    left, top = chance.randrange(SIDE - length), chance.randrange(width, SIDE - 2 * width)
    draw.ellipse((left + length // 3, top - width // 2, left + length, top + width // 3), fill='#d8d8d0')
    draw.ellipse((left, top, left + length, top + width), fill=body)
    for stripe in range(left + length // 4, left + length - 4, 6):
        draw.line((stripe, top + 2, stripe, top + width - 2), fill=stripes, width=2)
    return (top - width / 2) / SIDE, left / SIDE, (top + width) / SIDE, (left + length) / SIDE


def _example(name: str, image: Image.Image, boxes: list[tuple[int, float, float, float, float]]) -> tf.train.Example:
    """A picture in the form that the API's decoder reads (data_decoders/tf_example_decoder.py)."""
    png = io.BytesIO()
    image.quantize(16).convert('RGB').save(png, 'PNG', optimize=True)

    def feature(values: list[bytes] | list[float] | list[int]) -> tf.train.Feature:
        match values[0]:
            case bytes():
                return tf.train.Feature(bytes_list=tf.train.BytesList(value=values))
            case float():
                return tf.train.Feature(float_list=tf.train.FloatList(value=values))
        return tf.train.Feature(int64_list=tf.train.Int64List(value=values))

    kinds, tops, lefts, bottoms, rights = (list(column) for column in zip(*boxes, strict=True))
    features: dict[str, Any] = {
        'image/filename': [name.encode()],
        'image/source_id': [name.encode()],
        'image/format': [b'png'],
        'image/encoded': [png.getvalue()],
        'image/height': [SIDE],
        'image/width': [SIDE],
        'image/object/bbox/ymin': tops,
        'image/object/bbox/xmin': lefts,
        'image/object/bbox/ymax': bottoms,
        'image/object/bbox/xmax': rights,
        'image/object/class/label': kinds,
        'image/object/class/text': [NAMES[kind].encode() for kind in kinds],
    }
    return tf.train.Example(
        features=tf.train.Features(feature={key: feature(values) for key, values in features.items()})
    )


def main() -> None:
    """Writes into the folder that the command line names, or into examples/."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else EXAMPLES
    sys.stderr.write(f'{write_checkpoint(folder / MODEL)}\n')
    write_records(folder / 'annotations')


if __name__ == '__main__':
    main()
