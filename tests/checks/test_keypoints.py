"""A reader that expects keypoints for a model without a task for them: the problem, and the text after the fix."""

from __future__ import annotations

from pipeline_config_ls.analysis.config_analysis import ConfigAnalysis
from pipeline_config_ls.analysis.project_context import ProjectContext
from pipeline_config_ls.checks import config_problems
from pipeline_config_ls.document import open_document
from pipeline_config_ls.document.edits import apply
from pipeline_config_ls.schema import load_schema

TEXT = """model { center_net { object_detection_task { } } }
train_input_reader {
  num_keypoints: 17
  label_map_path: "labels.pbtxt"
}
"""


def test_keypoints_that_nothing_uses_are_removed() -> None:
    document = open_document(TEXT, '/nowhere/pipeline.config', load_schema())
    problems = config_problems(ConfigAnalysis(document, ProjectContext()))
    (found,) = [problem for problem in problems if problem.code == 'keypoints-not-needed']
    assert TEXT[slice(*found.span)] == 'num_keypoints'
    assert 'num_keypoints' not in apply(TEXT, found.fixes[0].edits)
