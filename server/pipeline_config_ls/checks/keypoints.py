"""Keypoints that the reader asks the records for, and the model has no use for."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline_config_ls.analysis.config_analysis import ConfigAnalysis
from pipeline_config_ls.checks.check import Family, Finding, Fix, FixSafety, Severity, config_check
from pipeline_config_ls.document.edits import remove_field
from pipeline_config_ls.training.keypoints import FIELD, uses_keypoints


@config_check('keypoints-not-needed', family=Family.TRAINING, severity=Severity.WARNING, fix=FixSafety.UNSAFE)
def keypoints_not_needed(analysis: ConfigAnalysis) -> Iterator[Finding]:
    """The train reader expects keypoints for every box, but the model has no task for them.

    Some configs of the model zoo come with `num_keypoints: 17`, because they were trained on people. With records of one's own,
    which have no keypoints, training stops at the first batch with an InvalidArgumentError in GatherV2.

    Wrong:

        model { center_net { object_detection_task { } } }
        train_input_reader { num_keypoints: 17 tf_record_input_reader { input_path: "train.record" } }

    Right:

        model { center_net { object_detection_task { } } }
        train_input_reader { tf_record_input_reader { input_path: "train.record" } }
    """
    field = analysis.document.where(FIELD).field
    model = analysis.config.model
    count = analysis.config.train_input_reader.num_keypoints
    if field is None or count < 1 or model.WhichOneof('model') is None or uses_keypoints(model):
        return
    yield Finding(
        field.syntax.name.span,
        f'No task of this model uses keypoints, but the reader expects {count} for each box; where the records have none, training '
        'stops at the first batch. Remove `num_keypoints`.',
        (Fix('Remove `num_keypoints`', (remove_field(analysis.document, field),)),),
    )
