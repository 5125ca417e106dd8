from __future__ import annotations

import pytest

from pipeline_config_ls.report.parts import part_of


@pytest.mark.parametrize(
    ('name', 'part'),
    [
        ('model/_feature_extractor/classification_backbone/layer_with_weights-3/kernel', 'backbone'),
        ('model/_feature_extractor/_fpn_features_generator/top_layers/0/kernel', 'feature pyramid'),
        ('model/_feature_extractor/_bifpn_stage/node_input_blocks/0/0/kernel', 'feature pyramid'),
        ('model/_feature_extractor/feature_map_generator/convolutions/0/kernel', 'extra feature maps'),
        ('model/_box_predictor/_base_tower_layers_for_heads/box_encodings/0/1/gamma', 'prediction tower'),
        ('model/_box_predictor/_prediction_heads/class_predictions_with_background/x/0/bias', 'class predictions'),
        ('model/_box_predictor/_box_prediction_head/_box_encoder_layers/0/bias', 'box predictions'),
        ('model/_prediction_head_dict/box.Soffset/0/kernel', 'box offset head'),
        ('model/_prediction_head_dict/object_center/0/kernel', 'class predictions'),
        ('model/_first_stage_box_predictor/_prediction_heads/box_encodings/0/bias', 'region proposals'),
        ('model/_mask_rcnn_box_predictor/_third_stage_heads/mask_predictions/0/kernel', 'masks'),
        ('model/_feature_extractor_for_box_classifier_features/layer_with_weights-0/kernel', 'second-stage features'),
        ('feature_extractor/layer_with_weights-0/kernel', 'backbone'),
        ('FeatureExtractor/MobilenetV1/Conv2d_0/weights', 'backbone'),
        ('FeatureExtractor/MobilenetV1/Conv2d_13_pointwise_1_Conv2d_2_1x1_256/weights', 'extra feature maps'),
        ('BoxPredictor_0/ClassPredictor/weights', 'class predictions'),
        ('BoxPredictor_0/BoxEncodingPredictor/weights', 'box predictions'),
        ('SecondStageFeatureExtractor/resnet_v1_101/block4/unit_1/weights', 'second-stage features'),
        ('Conv/weights', 'region proposals'),
        ('model/something_new/kernel', 'something_new'),
    ],
)
def test_the_part_of_a_variable(name: str, part: str) -> None:
    assert part_of(name).name == part
