"""A plain config of each feature extractor of TensorFlow 1, and what it builds: what checkpoints are compared with.

A reference is planned when a checkpoint first asks for its kind of backbone. The planner says what goes with an extractor: of
the anchors, predictors and options below, the first with which it builds.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from itertools import product

from google.protobuf import text_format
from google.protobuf.message import Message

from pipeline_config_ls.architectures.framework import Framework
from pipeline_config_ls.architectures.plan import plan
from pipeline_config_ls.architectures.registry import EXTRACTORS
from pipeline_config_ls.architectures.tf1.plan import Tf1Plan
from pipeline_config_ls.architectures.variable import Shape
from pipeline_config_ls.restore.roots import CLASSIFICATION
from pipeline_config_ls.restore.tf1.graph_variables import AVERAGE, model_variables
from pipeline_config_ls.restore.tf1.parts import Part, part_of
from pipeline_config_ls.restore.tf1.restore_map import SCOPES, restore_map

ModelClass = Callable[[], Message]

_SSD = """
ssd {
  num_classes: 90
  feature_extractor { type: "KIND" OPTIONS depth_multiplier: WIDTH conv_hyperparams { batch_norm { } } }
  box_predictor { PREDICTOR }
  anchor_generator { ANCHORS }
  image_resizer { fixed_shape_resizer { height: 256 width: 256 } }
  box_coder { faster_rcnn_box_coder { } }
  matcher { argmax_matcher { } }
  similarity_calculator { iou_similarity { } }
  loss { classification_loss { weighted_sigmoid { } } localization_loss { weighted_smooth_l1 { } } }
  post_processing { }
}
"""
_FASTER_RCNN = """
faster_rcnn {
  num_classes: 90
  feature_extractor { type: "KIND" OPTIONS }
  image_resizer { fixed_shape_resizer { height: 256 width: 256 } }
  initial_crop_size: 14
  maxpool_kernel_size: 2
  maxpool_stride: 2
  first_stage_anchor_generator { grid_anchor_generator { scales: 1 aspect_ratios: 1 } }
  second_stage_box_predictor { mask_rcnn_box_predictor { fc_hyperparams { op: FC } } }
}
"""
_ANCHORS = (
    'ssd_anchor_generator { num_layers: 6 aspect_ratios: 1 reduce_boxes_in_lowest_layer: false }',
    'ssd_anchor_generator { num_layers: 5 aspect_ratios: 1 reduce_boxes_in_lowest_layer: false }',
    'multiscale_anchor_generator { min_level: 3 max_level: 6 aspect_ratios: 1 }',
    'multiscale_anchor_generator { aspect_ratios: 1 }',
)
_PREDICTORS = ('convolutional_box_predictor { }', 'weight_shared_convolutional_box_predictor { depth: 32 }')
_SSD_OPTIONS = (
    '',
    'override_base_feature_extractor_hyperparams: true',
    'fpn { min_level: 3 max_level: 6 }',
)
_LIKELY_OPTIONS = {
    'ssd_inception_v2': _SSD_OPTIONS[1],
    'ssd_inception_v3': _SSD_OPTIONS[1],
    'ssd_mobilenet_v2_mnasfpn': _SSD_OPTIONS[2],
}
_STRIDES = ('first_stage_features_stride: 16', 'first_stage_features_stride: 8')

# A layer of an SSD's feature maps has its depth in its name: `..._Conv2d_2_3x3_s2_512`.
_DEPTH = re.compile(r'(_Conv2d_\d+_\d+x\d+(_s2)?)_\d+')


@dataclass(frozen=True, slots=True)
class ReferenceModel:
    """The variables of one extractor as a plain config builds it.

    `detection` are those of the feature extractor by their names in a model, `classification` those of the backbone by their
    names in a checkpoint of a classifier, both `without_depths`.
    """

    architecture: str
    extractor: str
    detection: Mapping[str, Shape] = field(repr=False)
    classification: Mapping[str, Shape] = field(repr=False)


# The scope of a backbone's variables, by a part of the names of its extractors.
_BACKBONE_SCOPES = {
    'mobilenet_v1': 'MobilenetV1',
    'mobilenet_v2': 'MobilenetV2',
    'mobilenet_v3': 'MobilenetV3',
    'mobilenet_edgetpu': 'MobilenetEdgeTPU',
    'mobiledet_cpu': 'MobileDetCPU',
    'mobiledet_dsp': 'MobileDetDSP',
    'mobiledet_edgetpu': 'MobileDetEdgeTPU',
    'mobiledet_gpu': 'MobileDetGPU',
    'inception_v2': 'InceptionV2',
    'inception_v3': 'InceptionV3',
    'inception_resnet_v2': 'InceptionResnetV2',
    'resnet50': 'resnet_v1_50',
    'resnet101': 'resnet_v1_101',
    'resnet152': 'resnet_v1_152',
    'nas': 'cell_0',
}

# Extractors that add to a backbone which others have, too.
_DERIVED = ('fpn', 'ppn', 'embedded')


def candidates(
    model_class: ModelClass, scopes: Collection[str], architectures: Collection[str]
) -> Iterator[ReferenceModel]:
    """The references of these meta-architectures whose backbone stands in one of these scopes, and those of which the scope is not
    known. Of no meta-architecture, for a classifier: those that are made of a backbone and little else."""
    for row in EXTRACTORS:
        wanted = row.architecture in architectures if architectures else not any(one in row.name for one in _DERIVED)
        if row.framework is not Framework.TF1 or not wanted:
            continue
        if row.name == 'ssd_spaghettinet':
            options = [f'spaghettinet_arch_name: "{scope}"' for scope in scopes if scope.startswith('spaghettinet')]
        else:
            scope = scope_of(row.name)
            options = [''] if not scope or scope in scopes else []
        for option in options:
            reference = reference_model(model_class, row.architecture, row.name, options=option)
            if reference is not None:
                yield reference


def scope_of(extractor: str) -> str:
    """The scope of an extractor's backbone; empty where it is not known."""
    return next((scope for part, scope in _BACKBONE_SCOPES.items() if part in extractor), '')


@cache
def reference_model(
    model_class: ModelClass, architecture: str, extractor: str, width: float = 1, options: str = ''
) -> ReferenceModel | None:
    """The reference of an extractor, at a `depth_multiplier` and with options of its own; None where nothing here builds it."""
    for text in _texts(architecture, extractor, width, options):
        planned = plan(text_format.Merge(text, model_class()), Framework.TF1)
        if isinstance(planned, Tf1Plan):
            return _reference(planned)
        if planned.field.endswith('feature_extractor.type'):
            break  # an extractor that the API registers, and never builds
    return None


def _texts(architecture: str, extractor: str, width: float, own: str) -> Iterator[str]:
    if architecture == 'faster_rcnn':
        yield from (_FASTER_RCNN.replace('KIND', extractor).replace('OPTIONS', stride) for stride in _STRIDES)
        return
    # The likeliest first, for each that does not build costs as much as the one that does.
    likely = _LIKELY_OPTIONS.get(extractor, '')
    options_first = sorted(_SSD_OPTIONS, key=lambda options: options != likely)
    anchors_first = sorted(_ANCHORS, key=lambda anchors: anchors != _likely_anchors(extractor))
    for options, predictor, anchors in product(options_first, _PREDICTORS, anchors_first):
        text = _SSD.replace('KIND', extractor).replace('OPTIONS', f'{own} {options}').replace('WIDTH', f'{width:g}')
        yield text.replace('PREDICTOR', predictor).replace('ANCHORS', anchors)


def _likely_anchors(extractor: str) -> str:
    if 'mnasfpn' in extractor:
        return _ANCHORS[2]
    if 'fpn' in extractor:
        return _ANCHORS[3]
    return _ANCHORS[1] if 'embedded' in extractor or 'spaghettinet' in extractor else _ANCHORS[0]


def _reference(planned: Tf1Plan) -> ReferenceModel:
    scopes = tuple(f'{scope}/' for scope in SCOPES[planned.architecture])
    extractor = {name: shape for name, shape in model_variables(planned).items() if name.startswith(scopes)}
    mapped = restore_map(extractor, planned.architecture, planned.extractor, CLASSIFICATION, load_all=False)
    backbone = {
        key.removesuffix(f'/{AVERAGE}'): shape
        for key, (name, shape) in mapped.items()
        if part_of(name) is Part.BACKBONE
    }
    return ReferenceModel(planned.architecture, planned.extractor, without_depths(extractor), without_depths(backbone))


def without_depths(shapes: Mapping[str, Shape]) -> dict[str, Shape]:
    """Names that are alike whatever the width of a model."""
    return {_DEPTH.sub(r'\1', name) if '_Conv2d_' in name else name: shape for name, shape in shapes.items()}
