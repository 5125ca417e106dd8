"""Configs that cannot be built: where that is shown, and the text after the fix."""

from __future__ import annotations

import pytest

from pipeline_config_ls.analysis.config_analysis import ConfigAnalysis
from pipeline_config_ls.analysis.project_context import ProjectContext
from pipeline_config_ls.checks import config_problems
from pipeline_config_ls.document import open_document
from pipeline_config_ls.document.edits import apply
from pipeline_config_ls.schema import load_schema

SCHEMA = load_schema()
SSD = """
model {
  ssd {
    num_classes: 3
    image_resizer { fixed_shape_resizer { } }
    feature_extractor { type: "ssd_mobilenet_v2_keras" }
    box_coder { faster_rcnn_box_coder { } }
    matcher { argmax_matcher { } }
    similarity_calculator { iou_similarity { } }
    anchor_generator { ssd_anchor_generator { num_layers: 6 aspect_ratios: 1.0 } }
    box_predictor { convolutional_box_predictor { min_depth: 0 max_depth: 0 } }
    loss { classification_loss { weighted_sigmoid { } } localization_loss { weighted_smooth_l1 { } } }
    post_processing { batch_non_max_suppression { } }
  }
}
train_config { fine_tune_checkpoint_version: V2 }
"""


def problems(text: str) -> list[tuple[str, str, dict[str, str]]]:
    """What is underlined, what is said, and by title the text after each fix."""
    document = open_document(text, '/nowhere/pipeline.config', SCHEMA)
    return [
        (
            text[slice(*problem.span)],
            problem.message,
            {fix.title: apply(text, fix.edits) for fix in problem.fixes},
        )
        for problem in config_problems(ConfigAnalysis(document, ProjectContext()))
        if problem.code == 'cannot-build'
    ]


def test_a_model_that_builds_is_no_problem() -> None:
    assert problems(SSD) == []


@pytest.mark.parametrize(
    ('before', 'after', 'shown', 'title'),
    [
        ('"ssd_mobilenet_v2_keras"', '"ssd_mobilenet_v2"', '"ssd_mobilenet_v2"', 'Change to `ssd_mobilenet_v2_keras`'),
        ('num_layers: 6', 'num_layers: 5', 'anchor_generator', 'Set `num_layers: 6`'),
        ('min_depth: 0', 'min_depth: 8', '8', 'Remove `min_depth`'),
        ('v2_keras" }', 'v2_keras" fpn { } }', 'fpn', 'Remove `fpn`'),
        ('argmax_matcher', 'bipartite_matcher', 'bipartite_matcher', 'Set `matcher { argmax_matcher {} }`'),
        (
            'similarity_calculator { iou_similarity { } }',
            '',
            'ssd',
            'Set `similarity_calculator { iou_similarity {} }`',
        ),
        ('min_depth: 0', 'box_code_size: 7', '7', 'Set `box_code_size: 4`'),
    ],
)
def test_the_field_to_blame_is_shown_with_a_fix_that_builds(before: str, after: str, shown: str, title: str) -> None:
    text = SSD.replace(before, after)
    ((underlined, _, fixes),) = problems(text)
    assert underlined == shown
    assert title in fixes
    assert problems(fixes[title]) == []


def test_levels_of_anchors_are_set_together() -> None:
    pyramid = (
        SSD.replace('mobilenet_v2_keras" }', 'mobilenet_v2_fpn_keras" fpn { min_level: 3 max_level: 7 } }')
        .replace('ssd_anchor_generator { num_layers: 6', 'multiscale_anchor_generator { min_level: 4')
        .replace('{ fixed_shape_resizer { } }', '{ fixed_shape_resizer { height: 320 width: 320 } }')
    )
    ((_, _, fixes),) = problems(pyramid)
    title = 'Set `min_level: 3`, `max_level: 7`'
    assert 'multiscale_anchor_generator { min_level: 3 aspect_ratios: 1.0 max_level: 7 }' in fixes[title]
    assert problems(fixes[title]) == []
