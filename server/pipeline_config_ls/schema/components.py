"""String fields that name a component: their values and what each means, as if they were enums.

The names are those that the API registers: builders/model_builder.py, eval_util.py, the meta-architectures'
restore_from_objects, and the few places that compare a string with a literal. What the table does not know: how
a component is built (`architectures`) and whether a checkpoint fits it (`restore`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import Enum
from typing import NamedTuple

from pipeline_config_ls.schema.types import FieldType

PROTOS = 'object_detection.protos.'


class Framework(Enum):
    """Where a component works."""

    TF1 = 'TF1'
    TF2 = 'TF2'
    BOTH = 'TF1 and TF2'


class Component(NamedTuple):
    """One value of a string field that names a component, with a sentence or two about it."""

    name: str
    framework: Framework
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
    return [Component(name, Framework.TF1, text) for name, text in documented.items()]


def _tf2(**documented: str) -> list[Component]:
    return [Component(name, Framework.TF2, text) for name, text in documented.items()]


def _both(**documented: str) -> list[Component]:
    return [Component(name, Framework.BOTH, text) for name, text in documented.items()]


SSD_TF2 = _tf2(
    ssd_mobilenet_v1_keras='MobileNet V1 with six feature maps. Usually at 300×300.',
    ssd_mobilenet_v1_fpn_keras='MobileNet V1 with a feature pyramid. Usually at 640×640.',
    ssd_mobilenet_v2_keras='MobileNet V2 with six feature maps: small and fast. Usually at 300×300 or 320×320.',
    ssd_mobilenet_v2_fpn_keras='MobileNet V2 with a feature pyramid (FPNLite with `use_depthwise`). '
    'At 320×320 or 640×640: the best start for mobile devices.',
    ssd_resnet50_v1_fpn_keras='ResNet-50 with a feature pyramid (RetinaNet). At 640×640 or 1024×1024.',
    ssd_resnet101_v1_fpn_keras='ResNet-101 with a feature pyramid (RetinaNet). At 640×640 or 1024×1024.',
    ssd_resnet152_v1_fpn_keras='ResNet-152 with a feature pyramid (RetinaNet). At 640×640 or 1024×1024.',
)

# EfficientDet-Dn uses EfficientNet-Bn up to D6; D7 uses B6 at a larger size. Side of the input in pixels.
EFFICIENTDET_SIDES = (512, 640, 768, 896, 1024, 1280, 1408)
EFFICIENTDET_TF2 = [
    Component(
        f'ssd_efficientnet-b{number}_bifpn_keras',
        Framework.TF2,
        f'EfficientNet-B{number} with a two-way feature pyramid (EfficientDet-D{number}). At {side}×{side}.',
    )
    for number, side in enumerate(EFFICIENTDET_SIDES)
]
EFFICIENTDET_TF2.append(
    Component(
        'ssd_efficientnet-b7_bifpn_keras',
        Framework.TF2,
        'EfficientNet-B7 with a two-way feature pyramid. No zoo checkpoint has it: EfficientDet-D7 uses '
        '`ssd_efficientnet-b6_bifpn_keras` at 1536×1536.',
    )
)

SSD_TF1 = _tf1(
    ssd_inception_v2='Inception V2 with six feature maps. Usually at 300×300.',
    ssd_inception_v3='Inception V3 with six feature maps. Usually at 300×300.',
    ssd_mobilenet_v1='MobileNet V1 with six feature maps. Usually at 300×300.',
    ssd_mobilenet_v1_fpn='MobileNet V1 with a feature pyramid. Usually at 640×640.',
    ssd_mobilenet_v1_ppn='MobileNet V1 with a pooling pyramid, which shares one head. Usually at 300×300.',
    ssd_mobilenet_v2='MobileNet V2 with six feature maps. Usually at 300×300.',
    ssd_mobilenet_v2_fpn='MobileNet V2 with a feature pyramid. Usually at 320×320.',
    ssd_mobilenet_v2_mnasfpn='MobileNet V2 with a searched feature pyramid (MnasFPN). Usually at 320×320.',
    ssd_mobilenet_v3_large='MobileNet V3, large. Usually at 320×320.',
    ssd_mobilenet_v3_small='MobileNet V3, small: the fastest of its kind. Usually at 320×320.',
    ssd_mobilenet_v3_small_pruned='MobileNet V3, small, with fewer channels in its last layers. Usually at 320×320.',
    ssd_mobilenet_edgetpu='MobileNet for the Edge TPU of Pixel phones. Usually at 320×320.',
    ssd_resnet50_v1_fpn='ResNet-50 with a feature pyramid (RetinaNet). Usually at 640×640.',
    ssd_resnet101_v1_fpn='ResNet-101 with a feature pyramid (RetinaNet). Usually at 640×640.',
    ssd_resnet152_v1_fpn='ResNet-152 with a feature pyramid (RetinaNet). Usually at 640×640.',
    ssd_resnet50_v1_ppn='ResNet-50 with a pooling pyramid, which shares one head.',
    ssd_resnet101_v1_ppn='ResNet-101 with a pooling pyramid, which shares one head.',
    ssd_resnet152_v1_ppn='ResNet-152 with a pooling pyramid, which shares one head.',
    embedded_ssd_mobilenet_v1='MobileNet V1 with five feature maps, for very small devices. At 256×256.',
    ssd_pnasnet='PNASNet with six feature maps: large and accurate.',
    ssd_mobiledet_cpu='MobileDet, searched for mobile CPUs. At 320×320.',
    ssd_mobiledet_dsp='MobileDet, searched for mobile DSPs. At 320×320.',
    ssd_mobiledet_edgetpu='MobileDet, searched for Edge TPUs. At 320×320.',
    ssd_mobiledet_gpu='MobileDet, searched for mobile GPUs. At 320×320.',
    ssd_spaghettinet='SpaghettiNet, searched for Edge TPUs; `spaghettinet_arch_name` says which. At 320×320.',
)

FASTER_RCNN_TF2 = _tf2(
    faster_rcnn_resnet50_keras='ResNet-50, features at 1/16 of the image.',
    faster_rcnn_resnet101_keras='ResNet-101, features at 1/16 of the image.',
    faster_rcnn_resnet152_keras='ResNet-152, features at 1/16 of the image.',
    faster_rcnn_inception_resnet_v2_keras='Inception ResNet V2: large and accurate. Also the Mask R-CNN of the zoo.',
    faster_rcnn_resnet50_fpn_keras='ResNet-50 with a feature pyramid. Needs an `fpn` block.',
    faster_rcnn_resnet101_fpn_keras='ResNet-101 with a feature pyramid. Needs an `fpn` block.',
    faster_rcnn_resnet152_fpn_keras='ResNet-152 with a feature pyramid. Needs an `fpn` block.',
)

FASTER_RCNN_TF1 = _tf1(
    faster_rcnn_nas='NASNet-A: the largest and most accurate of its time.',
    faster_rcnn_pnas='PNASNet: nearly as large as NASNet.',
    faster_rcnn_inception_resnet_v2='Inception ResNet V2: large and accurate.',
    faster_rcnn_inception_v2='Inception V2: small and fast for its kind.',
    faster_rcnn_resnet50='ResNet-50.',
    faster_rcnn_resnet101='ResNet-101.',
    faster_rcnn_resnet152='ResNet-152.',
)

CENTER_NET_TF2 = _tf2(
    resnet_v2_50='ResNet-50 V2 with layers that enlarge its features. At 512×512.',
    resnet_v2_101='ResNet-101 V2 with layers that enlarge its features. At 512×512.',
    resnet_v1_18_fpn='ResNet-18 with a feature pyramid: the fastest ResNet here. At 512×512.',
    resnet_v1_34_fpn='ResNet-34 with a feature pyramid. At 512×512.',
    resnet_v1_50_fpn='ResNet-50 with a feature pyramid. At 512×512.',
    resnet_v1_101_fpn='ResNet-101 with a feature pyramid. At 512×512.',
    hourglass_10='A small hourglass network, for trials.',
    hourglass_20='A small hourglass network, for trials.',
    hourglass_32='An hourglass network of middle size.',
    hourglass_52='An hourglass network with one stack.',
    hourglass_104='Two stacked hourglasses: the most accurate of the zoo. At 512×512 or 1024×1024.',
    mobilenet_v2='MobileNet V2 with layers that enlarge its features. For mobile devices.',
    mobilenet_v2_fpn='MobileNet V2 with a feature pyramid. For mobile devices, at 512×512.',
    mobilenet_v2_fpn_sep_conv='MobileNet V2 with a feature pyramid of separable convolutions, provided that '
    '`use_separable_conv` is written as well; without that line it is the same as `mobilenet_v2_fpn`.',
)

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
    PROTOS + 'SsdFeatureExtractor.type': _table(SSD_TF2, EFFICIENTDET_TF2, SSD_TF1),
    PROTOS + 'FasterRcnnFeatureExtractor.type': _table(FASTER_RCNN_TF2, FASTER_RCNN_TF1),
    PROTOS + 'CenterNetFeatureExtractor.type': _table(CENTER_NET_TF2),
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
