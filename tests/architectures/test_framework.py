"""Which TensorFlow a config is for, and what tells."""

from __future__ import annotations

import pytest

from oracle.compare import message
from pipeline_config_ls.architectures.framework import Evidence, Framework, decide
from pipeline_config_ls.architectures.registry import framework_of

KERAS = 'model { ssd { feature_extractor { type: "ssd_mobilenet_v2_keras" } } }'
SLIM = 'model { ssd { feature_extractor { type: "ssd_mobilenet_v2" } } }'
UNKNOWN = SLIM.replace('ssd_mobilenet_v2', 'my_network')
V2 = 'train_config { fine_tune_checkpoint_version: V2 }'


@pytest.mark.parametrize(
    ('text', 'saved_by', 'framework', 'evidence'),
    [
        ('model { center_net { } }', None, Framework.TF2, Evidence.MODEL),
        (KERAS, None, Framework.TF2, Evidence.EXTRACTOR),
        (KERAS, Framework.TF1, Framework.TF2, Evidence.EXTRACTOR),
        (SLIM, None, Framework.TF1, Evidence.EXTRACTOR),
        (SLIM, Framework.TF2, Framework.TF1, Evidence.EXTRACTOR),
        (SLIM + V2, None, Framework.TF2, Evidence.VERSION),
        (UNKNOWN, None, Framework.TF2, Evidence.NOTHING),
        (UNKNOWN, Framework.TF1, Framework.TF1, Evidence.CHECKPOINT),
        (SLIM.replace('v2', 'v22'), None, Framework.TF1, Evidence.EXTRACTOR),
        ('model { ssd { } }', None, Framework.TF2, Evidence.NOTHING),
        ('model { ssd { } }', Framework.TF1, Framework.TF1, Evidence.CHECKPOINT),
        ('model { ssd { } }', Framework.TF2, Framework.TF2, Evidence.CHECKPOINT),
    ],
)
def test_what_tells(text: str, saved_by: Framework | None, framework: Framework, evidence: Evidence) -> None:
    decision = decide(message('TrainEvalPipelineConfig', text), framework_of, saved_by=saved_by)
    assert decision[:2] == (framework, evidence)
    assert decision.reason.endswith('.')


@pytest.mark.parametrize('framework', Framework)
def test_the_setting_decides(framework: Framework) -> None:
    for text in (KERAS, SLIM, 'model { center_net { } }'):
        assert decide(message('TrainEvalPipelineConfig', text), framework_of, framework.value)[:2] == (
            framework,
            Evidence.SETTING,
        )
