"""One function for both: what a plan of either TensorFlow has in common."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from google.protobuf import text_format
from google.protobuf.message import Message

from pipeline_config_ls.architectures.build_error import CannotBuild
from pipeline_config_ls.architectures.framework import Framework
from pipeline_config_ls.architectures.plan import Plan, plan
from pipeline_config_ls.architectures.variable import Variable
from pipeline_config_ls.schema.schema import load_schema

SSD = """
ssd {
  num_classes: 2
  image_resizer { fixed_shape_resizer { height: 300 width: 300 } }
  feature_extractor { type: 'EXTRACTOR' conv_hyperparams { } }
  anchor_generator { ssd_anchor_generator { aspect_ratios: 1 } }
  box_predictor { convolutional_box_predictor { } }
  box_coder { faster_rcnn_box_coder { } }
  matcher { argmax_matcher { } }
  similarity_calculator { iou_similarity { } }
  loss { classification_loss { weighted_sigmoid { } } localization_loss { weighted_smooth_l1 { } } }
  post_processing { }
}
"""


@pytest.fixture(scope='module')
def model_of() -> Callable[[str], Message]:
    schema = load_schema()
    message = schema.message_class(schema.messages['object_detection.protos.DetectionModel'])
    return lambda text: text_format.Merge(text, message())


@pytest.mark.parametrize(
    ('framework', 'extractor', 'name'),
    [
        (Framework.TF1, 'ssd_mobilenet_v2', 'FeatureExtractor/MobilenetV2/Conv/weights'),
        (
            Framework.TF2,
            'ssd_mobilenet_v2_keras',
            'model/_feature_extractor/classification_backbone/layer_with_weights-0/kernel',
        ),
    ],
)
def test_a_plan_says_what_it_is_of_and_names_its_variables(
    model_of: Callable[[str], Message], framework: Framework, extractor: str, name: str
) -> None:
    built: Plan | CannotBuild = plan(model_of(SSD.replace('EXTRACTOR', extractor)), framework)
    assert not isinstance(built, CannotBuild)
    assert (built.framework, built.architecture, built.extractor) == (framework, 'ssd', extractor)
    assert built.variables[name] == Variable((3, 3, 3, 32), 'float32')


@pytest.mark.parametrize('framework', Framework)
def test_without_a_model_nothing_can_be_built(model_of: Callable[[str], Message], framework: Framework) -> None:
    result = plan(model_of(''), framework)
    assert isinstance(result, CannotBuild)
    assert result.field == ''
