"""Record what the API's own input pipeline makes of each file of records, into tests/facts/records.jsonl.

usage: python -m oracle.records

Each row is one real run of `inputs.train_input` up to its first batch: the classes of its boxes as they are trained on
(0 for none of the classes), or the error.
"""

from __future__ import annotations

import json
import re
import sys
import tempfile
from pathlib import Path
from typing import Any

from oracle.builder import message_of
from oracle.real_api import pipeline_pb2, text_format, tf
from oracle.record_rows import ROWS, Row

FACTS = Path(__file__).parents[1] / 'tests' / 'facts' / 'records.jsonl'
# Where in the graph it happened, before what happened.
_PREFIX = re.compile(r'^\{\{[^}]*\}\} (?:Error in user-defined function.*?iterator: [\w:]*: )?')
MODEL = """
model { ssd {
  num_classes: 3
  image_resizer { fixed_shape_resizer { height: 32 width: 32 } }
  feature_extractor { type: "ssd_mobilenet_v2_keras" }
} }
train_config { batch_size: 1 }
"""


def main() -> None:
    """Runs all rows."""
    with tempfile.TemporaryDirectory() as folder, FACTS.open('w', encoding='utf-8') as facts:
        for row in ROWS:
            fact = {'label': row.label, **run(row, Path(folder))}
            facts.write(json.dumps(fact) + '\n')
            sys.stdout.write(f'{fact}\n')


def run(row: Row, folder: Path) -> dict[str, Any]:
    """The first batch that training would see, or what is raised before."""
    from object_detection import inputs

    (folder / 'x.record').write_bytes(row.data)
    config = text_format.Merge(MODEL, pipeline_pb2.TrainEvalPipelineConfig())
    reader = config.train_input_reader
    text_format.Merge(row.reader, reader)
    reader.num_epochs, reader.shuffle = 1, False
    reader.tf_record_input_reader.input_path.append(str(folder / 'x.record'))
    if row.label_map is not None:
        (folder / 'label_map.pbtxt').write_text(row.label_map, encoding='utf-8')
        reader.label_map_path = str(folder / 'label_map.pbtxt')
    try:
        dataset = inputs.train_input(config.train_config, reader, config.model, model=_Model())
        _, labels = next(iter(dataset))
    except StopIteration:
        return {'outcome': 'no batch'}
    except Exception as error:  # whatever is raised is the fact to record
        message = _PREFIX.sub('', message_of(error)).replace(str(folder), '')
        return {'outcome': type(error).__name__, 'message': message.partition('\n')[0][:160]}
    count = int(labels['num_groundtruth_boxes'][0])
    classes = labels['groundtruth_classes'][0][:count].numpy()
    return {'outcome': 'ok', 'classes': [int(one.argmax()) + 1 if one.any() else 0 for one in classes]}


class _Model:
    """All that the input pipeline asks of a model: how it prepares an image."""

    def preprocess(self, image: Any) -> tuple[Any, Any]:
        return tf.image.resize(image, [32, 32]), tf.constant([[32, 32, 3]])


if __name__ == '__main__':
    main()
