"""Which part of a model a variable belongs to, from its name: backbone, feature pyramid, class predictions.

The names are those of the API in TensorFlow 2 (object paths) and TensorFlow 1 (scopes). What no row knows is of the backbone
if it hangs in a feature extractor, else a part of its own.
"""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a model: its name for the person, and whether it is one of the heads, which every data set trains anew."""

    name: str
    is_head: bool = False


BACKBONE = Part('backbone')
_HEAD = re.compile(r'_prediction_head_dict/([^/]+)')

# The first row that fits. Towers come before the predictions that they lead to.
_ROWS: tuple[tuple[Part, re.Pattern[str]], ...] = tuple(
    (part, re.compile(pattern))
    for part, pattern in (
        (
            Part('region proposals', is_head=True),
            r'_first_stage_box_predictor|FirstStageBoxPredictor|^(model/)?Conv/|_rpn_',
        ),
        (Part('masks', is_head=True), r'mask_predictions|_mask_net|MaskPredictor|_mask_head|MaskBranch'),
        (Part('prediction tower', is_head=True), r'_base_tower_layers|_head_scope_conv_layers|PredictionTower'),
        (Part('keypoints', is_head=True), r'keypoint'),
        (
            Part('class predictions', is_head=True),
            r'class_predict|_class_predictor|ClassPredictor|object_center|class_head|class_prediction_head',
        ),
        (
            Part('box predictions', is_head=True),
            r'box_encod|_box_prediction_head|_box_encoder|BoxEncodingPredictor|BoxPredictor|box\.S|_box_predictor',
        ),
        (Part('context attention'), r'[aA]ttention'),
        (
            Part('feature pyramid'),
            r'_fpn|/fpn|bifpn|(?i:mnas_?fpn)|coarse_feature|/[Ff]eature_?[Mm]aps?\b|nas_fpn|top_down|bottom_up|spaghetti_net',
        ),
        (Part('extra feature maps'), r'feature_map_generator|_\d+_Conv2d_\d+_'),
        (
            Part('second-stage features'),
            r'_feature_extractor_for_box_classifier_features|SecondStageFeatureExtractor',
        ),
        (BACKBONE, r'[Ff]eature_?[Ee]xtractor|classification_backbone|^(Mobilenet|Inception|resnet|Resnet|vgg)'),
    )
)


def part_of(name: str) -> Part:
    """The part that the variable `name` is of."""
    head = _HEAD.search(name)
    if head and 'object_center' not in name:
        words = head.group(1).replace('.S', ' ').replace('_', ' ').lower()
        return Part(f'{words} head', is_head=True)
    for part, pattern in _ROWS:
        if pattern.search(name):
            return part
    return Part(name.split('/')[1 if name.startswith('model/') and '/' in name else 0])
