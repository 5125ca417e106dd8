"""What the installation that the person trains with makes of a config: known once its TensorFlow was asked (`verify`)."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline_config_ls.analysis.config_analysis import ConfigAnalysis
from pipeline_config_ls.analysis.versions import facts_for
from pipeline_config_ls.architectures.build_error import CannotBuild
from pipeline_config_ls.checks.check import TF2_ONLY, Family, Finding, Severity, config_check


@config_check(
    'tensorflow-version',
    family=Family.MODEL,
    severity=Severity.HINT,
    frameworks=TF2_ONLY,
    source='runs of the API on TensorFlow 2.4 to 2.21 (analysis/versions.py)',
)
def tensorflow_version(analysis: ConfigAnalysis) -> Iterator[Finding]:
    """The TensorFlow that was verified with cannot build this, though the API can: its Keras is too new for it.

    Two modules of the API take from Keras what is not its public interface. Since TensorFlow 2.13 that is hidden, and a model that
    needs them stops the training. Only an installation that was asked (`verify`) is judged.

    Wrong:

        feature_extractor { type: "resnet_v1_18_fpn" }

    Right:

        feature_extractor { type: "resnet_v1_50_fpn" }
    """
    learnt = analysis.project.learnt
    for field, message in facts_for(analysis.config, learnt.versions if learnt else {}):
        yield Finding(analysis.document.where(field).span, message)


@config_check('learnt-model', family=Family.MODEL, severity=Severity.HINT, source='verify')
def learnt_model(analysis: ConfigAnalysis) -> Iterator[Finding]:
    """The model is of a fork of the API: what is said of it was learnt from the installation, not planned.

    When a config with an extractor of a fork is verified, the variables and objects that its builder makes are remembered.
    They are those of the installation at that time: verify again after it has changed.

    Wrong:

        feature_extractor { type: "my_own_extractor" }

    Right:

        feature_extractor { type: "ssd_mobilenet_v2_fpn_keras" }
    """
    plan = analysis.plan
    if not isinstance(plan, CannotBuild) and plan.learnt_from:
        place = analysis.document.where(f'model.{plan.architecture}.feature_extractor.type')
        yield Finding(
            place.value_span, f'Learnt from {plan.learnt_from}: `{plan.extractor}` is an extractor of a fork.'
        )
