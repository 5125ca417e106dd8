"""How many keypoints a class has: the one fact about a model that stands in another file, the keypoint label map.

This package opens no files. Whoever plans a model passes a `LabelMaps` that does.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from pipeline_config_ls.architectures.build_error import BuildError, refuse_if
from pipeline_config_ls.architectures.config import Config

LabelMaps = Callable[[str], Config | None]
"""The `StringIntLabelMap` message in the file of this path, as the config writes it; None where it cannot be read."""

TASKS = 'center_net.keypoint_estimation_task'
PATH = 'center_net.keypoint_label_map_path'


def no_label_maps(path: str) -> Config | None:
    """The `LabelMaps` of a caller that has none."""
    return None


def keypoint_counts(config: Config, label_maps: LabelMaps) -> dict[str, int]:
    """The number of keypoints of each task of a `CenterNet` message, by the task's name; of two tasks with one name the later
    counts (`_build_center_net_model`, `keypoint_proto_to_params`).

    Raises `BuildError` where the label map cannot be read or is invalid, a task's class is not in it or in the model, or two
    tasks share a class or a keypoint.
    """
    if not config.keypoint_estimation_task:
        return {}
    classes = _classes_with_keypoints(config.keypoint_label_map_path, label_maps)
    counts: dict[str, int] = {}
    ids_seen: set[int] = set()
    keypoints: list[int] = []
    for index, task in enumerate(config.keypoint_estimation_task):
        field = f'{TASKS}[{index}].keypoint_class_name'
        if task.keypoint_class_name not in classes:
            raise BuildError(
                field,
                f'The keypoint label map has no item `{task.keypoint_class_name}` with keypoints; it has {_listed(list(classes))}.',
            )
        item = classes[task.keypoint_class_name]
        if item.id in ids_seen:
            raise BuildError(
                field, f'Another task takes class {item.id} already; each keypoint task needs a class of its own.'
            )
        ids_seen.add(item.id)
        refuse_if(
            item.id > config.num_classes,
            field,
            f'`{task.keypoint_class_name}` is class {item.id} of the label map, but the model has {config.num_classes} classes.',
        )
        keypoints += [keypoint.id for keypoint in item.keypoints]
        if len(keypoints) > len(set(keypoints)):
            raise BuildError(
                field,
                f'A keypoint id of `{task.keypoint_class_name}` is used more than once; '
                'give every keypoint of the label map an `id` of its own.',
            )
        counts[task.task_name] = len(item.keypoints)
    return counts


def _classes_with_keypoints(path: str, label_maps: LabelMaps) -> Mapping[str, Config]:
    """The items that have keypoints, by name, after the checks that the API makes when it reads any label map."""
    label_map = label_maps(path)
    if label_map is None:
        raise BuildError(
            PATH,
            f'The keypoint label map `{path}` cannot be read; it says how many keypoints the model predicts.'
            if path
            else 'A keypoint task needs `keypoint_label_map_path`: the label map says how many keypoints the model predicts.',
        )
    for item in label_map.item:
        if item.id < 0:
            raise BuildError(
                PATH, f'Item `{item.name}` of the keypoint label map has id {item.id}; ids must not be negative.'
            )
        if item.id == 0 and 'background' not in (item.name, item.display_name):
            raise BuildError(
                PATH, f'Item `{item.name}` of the keypoint label map has id 0, which is for the background.'
            )
    return {item.name: item for item in label_map.item if item.keypoints}


def _listed(names: Sequence[str]) -> str:
    return ', '.join(f'`{name}`' for name in names) or 'none'
