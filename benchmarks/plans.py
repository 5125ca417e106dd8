"""Planning: each registered extractor in a plain config, and the largest models there are."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from google.protobuf import text_format
from google.protobuf.message import Message
from rows import Row, median, milliseconds

from pipeline_config_ls.architectures.framework import Framework
from pipeline_config_ls.architectures.plan import plan
from pipeline_config_ls.architectures.tf2.plan import Tf2Plan
from pipeline_config_ls.restore.reference_models import texts
from pipeline_config_ls.schema import load_schema

MODELS = Path(__file__).parents[1] / 'oracle/models'
SCHEMA = load_schema()
MODEL: Callable[[], Message] = SCHEMA.message_class(SCHEMA.messages['object_detection.protos.DetectionModel'])


def rows() -> Iterator[Row]:
    """Plans with the table of their variables, in a process that has planned before."""
    plain = {plan_of(text).extractor: median(partial(variables, text), 7) for _, text in texts()}
    yield Row(f'plan, median of {len(plain)} extractors', milliseconds(statistics.median(plain.values())), '5 ms')
    slowest = max(plain, key=plain.__getitem__)
    yield Row(f'plan, slowest of them: {slowest}', milliseconds(plain[slowest]), '20 ms')
    for name, text in largest().items():
        yield Row(f'plan, {name}', milliseconds(median(partial(variables, text), 7)), '20 ms')


def largest() -> dict[str, str]:
    """EfficientDet-D7 as the zoo has it, and DeepMAC on the largest hourglass."""
    d0 = (MODELS / 'ssd_efficientdet_d0.textproto').read_text()
    d7 = d0.replace('efficientnet-b0', 'efficientnet-b7').replace('num_iterations: 3', 'num_iterations: 8')
    deepmac = (MODELS / 'centernet_deepmac.textproto').read_text()
    return {
        'EfficientDet-D7': d7.replace('num_filters: 64', 'num_filters: 384'),
        'DeepMAC on hourglass_104': deepmac.replace('hourglass_10"', 'hourglass_104"'),
    }


def variables(text: str) -> int:
    return len(plan_of(text).variables)


def plan_of(text: str) -> Tf2Plan:
    planned = plan(text_format.Merge(text, MODEL()), Framework.TF2)
    if not isinstance(planned, Tf2Plan):
        raise SystemExit(f'model.{planned.field}: {planned.reason}')
    return planned
