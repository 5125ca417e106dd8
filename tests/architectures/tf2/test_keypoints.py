"""Keypoint tasks: counts from the label map, the heads that follow from them, and what the API refuses."""

from collections.abc import Callable

import pytest
from google.protobuf import text_format

from pipeline_config_ls.architectures.build_error import CannotBuild
from pipeline_config_ls.architectures.framework import Framework
from pipeline_config_ls.architectures.plan import plan
from pipeline_config_ls.architectures.tf2.keypoints import LabelMaps
from pipeline_config_ls.architectures.tf2.plan import Tf2Plan
from pipeline_config_ls.schema.schema import load_schema

SCHEMA = load_schema()
BASE = """
center_net {
  num_classes: 5
  image_resizer { fixed_shape_resizer { height: 256 width: 256 } }
  feature_extractor { type: "hourglass_10" }
  object_detection_task { localization_loss { l1_localization_loss {} } }
  object_center_params { classification_loss { penalty_reduced_logistic_focal_loss {} } }
  keypoint_label_map_path: "keypoints.pbtxt"
  EXTRA
}
"""
LABELS = """
item { id: 1 name: "person" keypoints { id: 0 } keypoints { id: 1 } keypoints { id: 2 } keypoints { id: 3 } }
item { id: 2 name: "car" keypoints { id: 4 } keypoints { id: 5 } }
item { id: 3 name: "tree" }
item { id: 4 name: "lorry" keypoints { id: 4 } }
item { id: 2 name: "van" keypoints { id: 9 } }
item { id: 6 name: "house" keypoints { id: 8 } }
"""
TRACKING = 'track_estimation_task { classification_loss { weighted_softmax {} } }'
LOSS = """loss {
  localization_loss { l1_localization_loss {} } classification_loss { penalty_reduced_logistic_focal_loss {} }
}"""
HEADS = 'model/_prediction_head_dict/'


def task(name: str, of_class: str, extra: str = '') -> str:
    return f'keypoint_estimation_task {{ task_name: "{name}" keypoint_class_name: "{of_class}" {LOSS} {extra} }}'


def label_maps(text: str) -> LabelMaps:
    """A folder with one label map in it."""
    kind = SCHEMA.message_class(SCHEMA.messages['object_detection.protos.StringIntLabelMap'])
    files = {'keypoints.pbtxt': text_format.Merge(text, kind())}
    return files.get


def planned(extra: str, labels: str = LABELS) -> Tf2Plan | CannotBuild:
    kind = SCHEMA.message_class(SCHEMA.messages['object_detection.protos.DetectionModel'])
    return plan(text_format.Merge(BASE.replace('EXTRA', extra), kind()), Framework.TF2, label_maps(labels))


def widths(extra: str) -> dict[str, int]:
    """The channels of each keypoint head."""
    built = planned(extra)
    assert isinstance(built, Tf2Plan), built
    return {
        key.removeprefix(HEADS).split('/')[0].replace('.S', '/'): found.shape[0]
        for key, found in built.variables.items()
        if 'keypoint' in key and key.endswith('/layer_with_weights-1/bias') and found.shape
    }


def test_a_task_has_the_keypoints_of_its_class() -> None:
    assert widths(task('pose', 'person') + task('parts', 'car')) == {
        'pose/keypoint/heatmap': 4,
        'pose/keypoint/regression': 8,
        'pose/keypoint/offset': 2,
        'parts/keypoint/heatmap': 2,
        'parts/keypoint/regression': 4,
        'parts/keypoint/offset': 2,
    }


def test_offsets_and_depths_may_be_predicted_for_each_keypoint() -> None:
    every = widths(
        task('pose', 'person', 'per_keypoint_offset: true predict_depth: true per_keypoint_depth: true')
        + task('parts', 'car', 'predict_depth: true')
    )
    assert every['pose/keypoint/offset'] == 8
    assert every['pose/keypoint/depth'] == 4
    assert every['parts/keypoint/depth'] == 1


def test_depths_of_each_keypoint_need_depths() -> None:
    assert 'pose/keypoint/depth' not in widths(task('pose', 'person', 'per_keypoint_depth: true'))


def test_of_two_tasks_with_one_name_the_later_counts() -> None:
    assert widths(task('pose', 'person') + task('pose', 'car'))['pose/keypoint/heatmap'] == 2


def test_a_name_is_taken_only_where_the_model_has_that_task() -> None:
    assert 'track_task/keypoint/heatmap' in widths(task('track_task', 'car'))


def test_a_model_without_a_keypoint_task_does_not_look_for_the_label_map() -> None:
    kind = SCHEMA.message_class(SCHEMA.messages['object_detection.protos.DetectionModel'])
    assert isinstance(plan(text_format.Merge(BASE.replace('EXTRA', ''), kind()), Framework.TF2), Tf2Plan)


def test_the_background_may_have_id_zero() -> None:
    assert isinstance(planned(task('pose', 'person'), 'item { id: 0 display_name: "background" }' + LABELS), Tf2Plan)


CLASS_OF_FIRST = 'keypoint_estimation_task[0].keypoint_class_name'
CLASS_OF_SECOND = 'keypoint_estimation_task[1].keypoint_class_name'


@pytest.mark.parametrize(
    ('extra', 'field', 'says'),
    [
        (
            task('pose', 'tree'),
            CLASS_OF_FIRST,
            'no item `tree` with keypoints; it has `person`, `car`, `lorry`, `van`, `house`',
        ),
        (task('pose', 'house'), CLASS_OF_FIRST, 'class 6 of the label map, but the model has 5 classes'),
        (task('track_task', 'car') + TRACKING, 'keypoint_estimation_task[0].task_name', 'another name'),
        (task('object_center', 'car'), 'keypoint_estimation_task[0].task_name', 'another name'),
        (task('parts', 'car') + task('pose', 'van'), CLASS_OF_SECOND, 'class 2'),
        (task('parts', 'car') + task('pose', 'lorry'), CLASS_OF_SECOND, 'more than once'),
        (
            task('pose', 'person') + 'keypoint_label_map_path: "x.pbtxt"',
            'keypoint_label_map_path',
            '`x.pbtxt` cannot be read',
        ),
        (
            task('pose', 'person') + 'keypoint_label_map_path: ""',
            'keypoint_label_map_path',
            'needs `keypoint_label_map_path`',
        ),
    ],
)
def test_refuses(extra: str, field: str, says: str) -> None:
    refusal = planned(extra)
    assert isinstance(refusal, CannotBuild)
    assert refusal.field == f'center_net.{field}'
    assert says in refusal.reason


@pytest.mark.parametrize(
    ('item', 'says'),
    [
        ('item { id: -2 name: "cat" }', 'must not be negative'),
        ('item { id: 0 name: "cat" }', 'for the background'),
        ('item { name: "cat" }', 'for the background'),
    ],
)
def test_refuses_a_label_map_that_the_api_refuses(item: str, says: str) -> None:
    refusal = planned(task('pose', 'person'), LABELS + item)
    assert isinstance(refusal, CannotBuild)
    assert refusal.field == 'center_net.keypoint_label_map_path'
    assert says in refusal.reason


def test_refuses_without_anyone_to_read_the_label_map(refused: Callable[[str], CannotBuild]) -> None:
    assert refused(BASE.replace('EXTRA', task('pose', 'person'))).field == 'center_net.keypoint_label_map_path'
