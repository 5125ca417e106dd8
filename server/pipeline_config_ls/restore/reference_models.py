"""A plain config of each registered feature extractor, and what it builds: what `identify` compares checkpoints with."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache

from google.protobuf import text_format
from google.protobuf.message import Message

from pipeline_config_ls.architectures.framework import Framework
from pipeline_config_ls.architectures.plan import plan
from pipeline_config_ls.architectures.registry import extractors
from pipeline_config_ls.architectures.tf2.plan import Tf2Plan
from pipeline_config_ls.architectures.tf2.trackable import Trackable, variables
from pipeline_config_ls.architectures.variable import Shape
from pipeline_config_ls.restore.identify import EXTRACTOR_ROOT, ReferenceModel

_ONE_MAP = 'grid_anchor_generator { scales: 1 aspect_ratios: 1 }'
_SIX_MAPS = 'ssd_anchor_generator { aspect_ratios: 1 reduce_boxes_in_lowest_layer: false }'
_PYRAMID = 'multiscale_anchor_generator { aspect_ratios: 1 }'
_PYRAMID_FROM_2 = (
    'multiscale_anchor_generator { min_level: 2 max_level: 6 aspect_ratios: 1 normalize_coordinates: false }'
)

_SSD = """
ssd {
  num_classes: 90
  feature_extractor { type: "KIND" conv_hyperparams { batch_norm { } } }
  box_predictor { weight_shared_convolutional_box_predictor { } }
  anchor_generator { ANCHORS }
  image_resizer { fixed_shape_resizer { height: 512 width: 512 } }
  box_coder { faster_rcnn_box_coder { } }
  matcher { argmax_matcher { } }
  similarity_calculator { iou_similarity { } }
  loss { classification_loss { weighted_sigmoid { } } localization_loss { weighted_smooth_l1 { } } }
  post_processing { batch_non_max_suppression { } }
}
"""
_FASTER_RCNN = """
faster_rcnn {
  num_classes: 90
  feature_extractor { type: "KIND" EXTRACTOR_OPTIONS }
  image_resizer { fixed_shape_resizer { height: 512 width: 512 } }
  first_stage_anchor_generator { ANCHORS }
  initial_crop_size: 14
  maxpool_kernel_size: 2
  maxpool_stride: 2
  second_stage_box_predictor { mask_rcnn_box_predictor { fc_hyperparams { op: FC } } }
  second_stage_post_processing { batch_non_max_suppression { } }
}
"""
_CENTER_NET = """
center_net {
  num_classes: 90
  feature_extractor { type: "KIND" EXTRACTOR_OPTIONS }
  image_resizer { keep_aspect_ratio_resizer { min_dimension: 512 max_dimension: 512 pad_to_max_dimension: true } }
  object_detection_task { localization_loss { l1_localization_loss { } } }
  object_center_params { classification_loss { penalty_reduced_logistic_focal_loss { } } }
}
"""


@cache
def reference_models(model_class: Callable[[], Message], architecture: str | None = None) -> tuple[ReferenceModel, ...]:
    """The reference models of one meta-architecture, or of all. `model_class` is the class of `DetectionModel` messages.

    They are constants that take a tenth of a second to work out, so they are worked out once.
    """
    chosen = (text for name, text in texts() if architecture in (None, name))
    plans = (plan(text_format.Merge(text, model_class()), Framework.TF2) for text in chosen)
    return tuple(reference_of(built) for built in plans if isinstance(built, Tf2Plan))


def texts() -> Iterator[tuple[str, str]]:
    """The meta-architecture and the text of each reference model."""
    for kind in _names('ssd'):
        yield 'ssd', _with(_SSD, kind, _PYRAMID if 'fpn' in kind else _SIX_MAPS)
    for kind in _names('faster_rcnn'):
        pyramid = 'fpn' in kind
        text = _FASTER_RCNN.replace('EXTRACTOR_OPTIONS', 'conv_hyperparams { batch_norm { } }' if pyramid else '')
        yield 'faster_rcnn', _with(text, kind, _PYRAMID_FROM_2 if pyramid else _ONE_MAP)
    for kind in _names('center_net'):
        # The one type that asks for separable convolutions is heard only where the field is set.
        options = 'use_separable_conv: true' if kind.endswith('sep_conv') else ''
        yield 'center_net', _with(_CENTER_NET.replace('EXTRACTOR_OPTIONS', options), kind, '')


def _names(architecture: str) -> list[str]:
    return [extractor.name for extractor in extractors(Framework.TF2, architecture)]


def _with(text: str, kind: str, anchors: str) -> str:
    return text.replace('KIND', kind).replace('ANCHORS', anchors)


def reference_of(built: Tf2Plan) -> ReferenceModel:
    """A planned model as one to compare with."""
    return ReferenceModel(
        built.architecture,
        built.extractor,
        built.architecture != 'center_net' and 'efficientnet' not in built.extractor,
        {name: shape for name, shape in _shapes({'model': built.model}).items() if name.startswith(EXTRACTOR_ROOT)},
        _shapes({'feature_extractor': built.backbone}) if built.backbone else {},
    )


def _shapes(roots: dict[str, Trackable]) -> dict[str, Shape]:
    return {name: found.shape for name, found in variables(roots).items() if found.shape is not None}
