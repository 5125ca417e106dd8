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


METRICS = [
    *_both(
        coco_detection_metrics='COCO average precision and recall of boxes, over IoU 0.5 to 0.95 and three sizes. The default.',
        coco_keypoint_metrics='COCO keypoint precision. It stops the evaluation here, since it needs a class: give it in '
        '`parameterized_metric` instead.',
        coco_mask_metrics='COCO average precision and recall of masks. The readers need `load_instance_masks`.',
        lvis_mask_metrics='LVIS average precision of masks, for classes that are rare, common and frequent. '
        'The label map needs `frequency`; it refuses `include_metrics_per_category`.',
        oid_challenge_detection_metrics='Open Images Challenge mean average precision of boxes at IoU 0.5, group boxes counted apart.',
        oid_challenge_segmentation_metrics='Open Images Challenge mean average precision of masks at IoU 0.5.',
        pascal_voc_detection_metrics='Pascal VOC mean average precision of boxes at IoU 0.5, each class counting the same.',
        weighted_pascal_voc_detection_metrics='Pascal VOC average precision at IoU 0.5 over all boxes together, so that frequent classes '
        'count more.',
        precision_at_recall_detection_metrics='Precision of boxes, averaged from `recall_lower_bound` to `recall_upper_bound`: for a use '
        'that has to find a certain share.',
        pascal_voc_instance_segmentation_metrics='Pascal VOC mean average precision of masks at IoU 0.5, each class counting the same.',
        weighted_pascal_voc_instance_segmentation_metrics='Pascal VOC average precision at IoU 0.5 over all masks together, so that '
        'frequent classes count more.',
        oid_V2_detection_metrics='Open Images V2 mean average precision of boxes at IoU 0.5.',
    ),
    *_tf1(coco_panoptic_metrics='COCO panoptic quality of masks. The evaluation of TF2 cannot feed it and stops.'),
]

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
    min_distance='The peak nearest to the guess, whatever its score.',
    score_distance_ratio='The peak with the best score over distance plus `score_distance_offset`, in cells.',
    score_scaled_distance_ratio='As score over distance, where distance is measured against the size of the box: for objects of all sizes.',
    gaussian_weighted='The peak with the best score times a Gaussian of its distance, as wide as the box allows.',
    gaussian_weighted_const='As Gaussian weighted, with one width for the image. For `argmax_postprocessing` only.',
)

DEEPMAC_NETWORKS = _tf2(
    hourglass10='An hourglass of 10 layers: fast, for mobile models.',
    hourglass20='An hourglass of 20 layers: fast, with somewhat better masks.',
    hourglass32='An hourglass of 32 layers: a middle way.',
    hourglass52='An hourglass of 52 layers, as in the DeepMAC paper. The default.',
    hourglass100='An hourglass of 100 layers: the best masks, and the most memory.',
    hourglass20_uniform_size='An hourglass of 20 layers that never scales its features down. For comparison.',
    hourglass20_no_shortcut='An hourglass of 20 layers without connections around its middle. For comparison.',
    resnet4='Four residual layers at one size: the smallest network.',
    resnet8='Eight residual layers at one size.',
    resnet12='Twelve residual layers at one size.',
    resnet16='Sixteen residual layers at one size.',
    resnet20='Twenty residual layers at one size. Hourglasses carry over better to classes without masks.',
    embedding_projection='No network: the product of both embeddings, which must have the same length. '
    'Needs `use_xy` and `use_instance_embedding` off.',
    cond_inst1='One layer whose weights come from the instance embedding (CondInst). Needs `use_instance_embedding` off.',
    cond_inst2='Two layers whose weights come from the instance embedding (CondInst). Needs `use_instance_embedding` off.',
    cond_inst3='Three layers whose weights come from the instance embedding (CondInst). Needs `use_instance_embedding` off.',
)

KERAS_INITIALIZERS = _tf2(
    glorot_uniform="Uniform, by the mean of inputs and outputs (Xavier). Keras's own choice for most layers.",
    glorot_normal='Normal, by the mean of inputs and outputs (Xavier). For layers with sigmoids or none.',
    he_uniform='Uniform, by the number of inputs. For layers with RELU.',
    he_normal='Normal, by the number of inputs. For layers with RELU.',
    lecun_normal='Normal, by the number of inputs, half as wide as for RELU. For linear layers.',
    zeros='All zero: the layer gives nothing at first. For biases and last layers only.',
    ones='All one. For scales only.',
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
        _tf2(
            nearest='Repeats cells: fast, and what every mobile runtime knows. The default.',
            bilinear='Interpolates between cells: smoother, and slower.',
        )
    ),
    PROTOS + 'SsdFeatureExtractor.spaghettinet_arch_name': _table(
        _tf1(
            spaghettinet_edgetpu_s='The small network for Edge TPUs: the fastest.',
            spaghettinet_edgetpu_m='The middle network for Edge TPUs.',
            spaghettinet_edgetpu_l='The large network for Edge TPUs: the most accurate.',
        )
    ),
    PROTOS + 'AutoAugmentImage.policy_name': _table(
        _tf1(
            v0='The best policy on COCO: one of five pairs of changes for each image.',
            v1='Another good policy on COCO: one of twenty pairs of changes for each image.',
            v2='Another good policy on COCO: two or three changes to each image.',
            v3='Another good policy on COCO: one of fifteen pairs of changes for each image.',
            test='Always the same pair of changes, for tests.',
        )
    ),
    PROTOS + 'Initializer.keras_initializer_by_name': _table(KERAS_INITIALIZERS, is_closed=False),
}
