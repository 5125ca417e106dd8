"""Planning: each registered extractor in a plain config, and the largest models there are."""

from __future__ import annotations

import statistics
import sys
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

from google.protobuf import text_format
from google.protobuf.message import Message
from rows import Row, median

from pipeline_config_ls.architectures.framework import Framework
from pipeline_config_ls.architectures.plan import plan
from pipeline_config_ls.architectures.tf2.plan import Tf2Plan
from pipeline_config_ls.collector import look_rarely
from pipeline_config_ls.restore.reference_models import texts
from pipeline_config_ls.schema import load_schema

MODELS = Path(__file__).parents[1] / 'oracle/models'
SCHEMA = load_schema()
MODEL: Callable[[], Message] = SCHEMA.message_class(SCHEMA.messages['object_detection.protos.DetectionModel'])
PIPELINE: Callable[[], Message] = SCHEMA.message_class(
    SCHEMA.messages['object_detection.protos.TrainEvalPipelineConfig']
)
CONFIG = Path(__file__).parents[1] / 'examples/restores/pipeline.config'
SLOWEST = ('ssd_efficientnet-b7_bifpn_keras', 'faster_rcnn_inception_resnet_v2_keras')
REMEMBERED: list[Any] = [
    value
    for name, module in list(sys.modules.items())
    if name.startswith('pipeline_config_ls.architectures.tf2')
    for value in vars(module).values()
    if hasattr(value, 'cache_clear')
]
"""The functions that remember networks and layers."""


def rows() -> Iterator[Row]:
    """Plans with the names of their variables, against `text_format.Merge` of a whole config: as an editor plans again and again, and
    with no network remembered. Python looks for circles as rarely as in every command of ours."""
    look_rarely()
    merge = median(partial(text_format.Merge, CONFIG.read_text(), PIPELINE()))
    models = {plan_of(text).extractor: text for _, text in texts()}
    again = {name: median(partial(variables, model(text)), 7) / merge for name, text in models.items()}
    first = {name: median(partial(first_variables, model(text)), 7) / merge for name, text in models.items()}
    yield Row(f'plan, median of {len(again)} extractors', f'{statistics.median(again.values()):.2f} x', '1.5 x')
    yield Row('the same, the first of its kind', f'{statistics.median(first.values()):.2f} x', '1.5 x')
    for name, text in {**{name: models[name] for name in SLOWEST}, **largest()}.items():
        planned = median(partial(variables, model(text)), 7) / merge
        yield Row(f'plan, {name}', f'{planned:.2f} x', '6 x')
        planned = median(partial(first_variables, model(text)), 7) / merge
        yield Row('the same, the first of its kind', f'{planned:.2f} x', '6 x')


def largest() -> dict[str, str]:
    """EfficientDet-D7 as the zoo has it, and DeepMAC on the largest hourglass."""
    d0 = (MODELS / 'ssd_efficientdet_d0.textproto').read_text()
    d7 = d0.replace('efficientnet-b0', 'efficientnet-b7').replace('num_iterations: 3', 'num_iterations: 8')
    deepmac = (MODELS / 'centernet_deepmac.textproto').read_text()
    return {
        'EfficientDet-D7': d7.replace('num_filters: 64', 'num_filters: 384'),
        'DeepMAC on hourglass_104': deepmac.replace('hourglass_10"', 'hourglass_104"'),
    }


def model(text: str) -> Message:
    return text_format.Merge(text, MODEL())


def variables(message: Message) -> int:
    planned = plan(message, Framework.TF2)
    assert isinstance(planned, Tf2Plan)
    return len(planned.tracked)


def first_variables(message: Message) -> int:
    for remembered in REMEMBERED:
        remembered.cache_clear()
    return variables(message)


def plan_of(text: str) -> Tf2Plan:
    planned = plan(model(text), Framework.TF2)
    if not isinstance(planned, Tf2Plan):
        raise SystemExit(f'model.{planned.field}: {planned.reason}')
    return planned
