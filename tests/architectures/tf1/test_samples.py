"""The planner against the real builder: the variables of the API's own TensorFlow 1 samples.

The configs and what was recorded of them are not part of this repository; where they are not beside it, this is skipped.
"""

from __future__ import annotations

import gzip
import json
import os
from pathlib import Path
from typing import Any

import pytest
from google.protobuf import text_format

from pipeline_config_ls.architectures.framework import Framework
from pipeline_config_ls.architectures.plan import plan
from pipeline_config_ls.architectures.tf1.plan import Tf1Plan
from pipeline_config_ls.schema.schema import load_schema

CORPUS = Path(os.environ.get('PIPELINE_CORPUS', Path(__file__).parents[3].parent / 'shared/corpus'))
RECORDED = CORPUS.parent / 'oracle/inventories/tf1.jsonl.gz'


def recorded() -> list[Any]:
    if not RECORDED.exists():
        return []
    with gzip.open(RECORDED, 'rt') as lines:
        rows = [json.loads(line) for line in lines]
    return [pytest.param(row['file'], row['variables'], id=row['config']) for row in rows]


@pytest.mark.skipif(not RECORDED.exists(), reason=f'{RECORDED} is not there')
@pytest.mark.parametrize(('file', 'variables'), recorded() or [('', {})])
def test_variables_are_those_of_the_real_model(file: str, variables: dict[str, Any]) -> None:
    schema = load_schema()
    message = schema.message_class(schema.messages['object_detection.protos.TrainEvalPipelineConfig'])
    config: Any = text_format.Merge((CORPUS / 'configs' / file).read_text(), message())
    result = plan(config.model, Framework.TF1)
    assert isinstance(result, Tf1Plan), result
    want = {name: (tuple(shape), dtype) for name, (shape, dtype) in variables.items() if name != 'global_step'}
    assert {name: (variable.shape, variable.dtype) for name, variable in result.variables.items()} == want
