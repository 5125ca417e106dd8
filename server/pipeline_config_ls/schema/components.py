"""String fields that name a component: their values and what each means, as if they were enums.

The names are those that the API knows: eval_util.py, the meta-architectures' restore_from_objects, and the few places that compare
a string with a literal. Feature extractors are not here but in `architectures/registry.py`, with what builds them;
`analysis/components.py` has both.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import Enum
from typing import NamedTuple

from pipeline_config_ls.schema.types import FieldType

PROTOS = 'object_detection.protos.'


class Availability(Enum):
    """Which TensorFlow has a component."""

    TF1 = 'TF1'
    TF2 = 'TF2'
    BOTH = 'TF1 and TF2'


class Component(NamedTuple):
    """One value of a string field that names a component, with a sentence or two about it."""

    name: str
    availability: Availability
    documentation: str


class ComponentTable(NamedTuple):
    """The known values of a string field, by name. `is_closed`: the API refuses all others."""

    components: Mapping[str, Component]
    is_closed: bool = True


def components_of(field: FieldType) -> ComponentTable | None:
    """The values of a field that names a component; None for every other field."""
    return TABLES.get(field.full_name)


def _table(*groups: Iterable[Component], is_closed: bool = True) -> ComponentTable:
    return ComponentTable({component.name: component for group in groups for component in group}, is_closed)


def _tf1(**documented: str) -> list[Component]:
    return [Component(name, Availability.TF1, text) for name, text in documented.items()]


def _tf2(**documented: str) -> list[Component]:
    return [Component(name, Availability.TF2, text) for name, text in documented.items()]


def _both(**documented: str) -> list[Component]:
    return [Component(name, Availability.BOTH, text) for name, text in documented.items()]


METRICS = _both(
    coco_detection_metrics='COCO average precision and recall of boxes, over IoU 0.5 to 0.95 and three sizes.',
    coco_keypoint_metrics='COCO keypoint precision. It needs parameters: give it in `parameterized_metric` instead.',
    coco_mask_metrics='COCO average precision and recall of masks. The readers need `load_instance_masks`.',
    coco_panoptic_metrics='COCO panoptic quality. It needs settings that a config cannot give.',
    lvis_mask_metrics='LVIS average precision of masks, for classes that are rare, common and frequent.',
    oid_challenge_detection_metrics='Open Images Challenge mean average precision of boxes, with its hierarchy.',
    oid_challenge_segmentation_metrics='Open Images Challenge mean average precision of masks.',
    pascal_voc_detection_metrics='Pascal VOC mean average precision of boxes at IoU 0.5.',
    weighted_pascal_voc_detection_metrics='As Pascal VOC, but classes weigh as many times as they occur.',
    precision_at_recall_detection_metrics='Precision over a range of recall, from `recall_lower_bound` up.',
    pascal_voc_instance_segmentation_metrics='Pascal VOC mean average precision of masks at IoU 0.5.',
    weighted_pascal_voc_instance_segmentation_metrics='As Pascal VOC for masks, weighted by occurrence.',
    oid_V2_detection_metrics='Open Images V2 mean average precision of boxes.',
)

CHECKPOINT_TYPES = [
    *_both(
        classification='The backbone alone, from an ImageNet checkpoint. In TF2 its root is `feature_extractor`.',
        detection='The feature extractor, pyramid included, from a detection checkpoint such as the zoo offers. '
        'The heads start from random weights, so the number of classes may differ.',
    ),
    *_tf2(
        full='Every variable of the model, heads included, from a detection checkpoint. '
        'The number of classes and all shapes must be the same.',
    ),
]

RANKING_MODES = _tf2(
    min_distance='The nearest peak.',
    score_distance_ratio='The peak with the best score over distance plus `score_distance_offset`.',
    score_scaled_distance_ratio='As score over distance, where distance is measured against the size of the box.',
    gaussian_weighted='The peak with the best score times a Gaussian of its distance, as wide as the box.',
    gaussian_weighted_const='As Gaussian weighted, with one width for the image. For `argmax_postprocessing`.',
)

DEEPMAC_NETWORKS = _tf2(
    hourglass10='A small hourglass network.',
    hourglass20='A small hourglass network.',
    hourglass32='An hourglass network of middle size.',
    hourglass52='An hourglass network, as in the DeepMAC paper.',
    hourglass100='Two stacked hourglasses: the best masks.',
    hourglass20_uniform_size='A small hourglass network that never scales its features down.',
    hourglass20_no_shortcut='A small hourglass network without connections around its middle.',
    resnet4='Four residual layers.',
    resnet8='Eight residual layers.',
    resnet12='Twelve residual layers.',
    resnet16='Sixteen residual layers.',
    resnet20='Twenty residual layers.',
    embedding_projection='No network: the product of both embeddings. Excludes `use_xy`.',
    cond_inst1='One layer whose weights come from the instance embedding (CondInst).',
    cond_inst2='Two layers whose weights come from the instance embedding (CondInst).',
    cond_inst3='Three layers whose weights come from the instance embedding (CondInst).',
)

KERAS_INITIALIZERS = _tf2(
    glorot_uniform="Uniform, by the mean of inputs and outputs (Xavier). Keras's own choice for most layers.",
    glorot_normal='Normal, by the mean of inputs and outputs (Xavier).',
    he_uniform='Uniform, by the number of inputs. For layers with RELU.',
    he_normal='Normal, by the number of inputs. For layers with RELU.',
    lecun_normal='Normal, by the number of inputs. For linear layers.',
    zeros='All zero.',
    ones='All one.',
)

# By the full name of the field. One place: completion, hover and checks all read it.
TABLES: Mapping[str, ComponentTable] = {
    PROTOS + 'EvalConfig.metrics_set': _table(METRICS),
    PROTOS + 'TrainConfig.fine_tune_checkpoint_type': _table(CHECKPOINT_TYPES),
    PROTOS + 'BidirectionalFeaturePyramidNetworks.combine_method': _table(
        _tf2(
            fast_attention='A mean with learned weights, kept positive by RELU. EfficientDet D0 to D5.',
            attention='A mean with learned weights, from a softmax. Slower, and hardly better.',
            weighted_sum='A sum with learned weights that nothing keeps in bounds.',
            sum='A plain sum without variables of its own. EfficientDet D6 and D7.',
        )
    ),
    PROTOS + 'CenterNet.KeypointEstimation.candidate_ranking_mode': _table(RANKING_MODES),
    PROTOS + 'CenterNet.DeepMACMaskEstimation.network_type': _table(DEEPMAC_NETWORKS, is_closed=False),
    PROTOS + 'CenterNetFeatureExtractor.upsampling_interpolation': _table(
        _tf2(nearest='Repeats pixels. Fast.', bilinear='Interpolates between pixels. Smoother.')
    ),
    PROTOS + 'SsdFeatureExtractor.spaghettinet_arch_name': _table(
        _tf1(
            spaghettinet_edgetpu_s='The small one: the fastest.',
            spaghettinet_edgetpu_m='The middle one.',
            spaghettinet_edgetpu_l='The large one: the most accurate.',
        )
    ),
    PROTOS + 'AutoAugmentImage.policy_name': _table(
        _both(
            v0='The best policy on COCO.',
            v1='Another good policy on COCO, with two changes to an image.',
            v2='Another good policy on COCO, with three changes to an image.',
            v3='Another good policy on COCO, with three changes to an image.',
            test='One change only, for tests.',
        )
    ),
    PROTOS + 'Initializer.keras_initializer_by_name': _table(KERAS_INITIALIZERS, is_closed=False),
}
