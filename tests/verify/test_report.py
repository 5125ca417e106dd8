"""Both sides as a person reads them, and a difference as a text ready to paste."""

from __future__ import annotations

from dataclasses import replace

from pipeline_config_ls.architectures.build_error import CannotBuild
from pipeline_config_ls.architectures.framework import Framework
from pipeline_config_ls.restore.verdict import Verdict
from pipeline_config_ls.verify.bug_report import without_paths
from pipeline_config_ls.verify.outcome import Real, RealError, RealRestore, RealStep, StandIn
from pipeline_config_ls.verify.page import section
from pipeline_config_ls.verify.report import Report, report
from pipeline_config_ls.verify.request import request_for
from verify.conftest import EXAMPLES, Analysed

VERSIONS = {'tensorflow': '2.15.1', 'keras': '2.15.0'}
SHAPES = (
    ('"detection"', '"full"'),
    ('fine_tune_checkpoint_version: V2', 'fine_tune_checkpoint_version: V2'),
)


def as_predicted(analysed: Analysed, *replacements: tuple[str, str]) -> Report:
    """The report of a TensorFlow that does exactly what is predicted."""
    analysis = analysed(*replacements)
    plan, verdict = analysis.plan, analysis.verdict
    assert not isinstance(plan, CannotBuild)
    assert isinstance(verdict, Verdict)
    names = tuple(f'variable {number}' for number in range(verdict.restored))
    error = None if verdict.outcome.value == 'restored' else RealError('restore', 'ValueError', 'incompatible', ())
    restore = RealRestore(verdict.outcome.value, error, names, verdict.unmatched, verdict.incompatible, verdict.unused)
    real = Real(Framework.TF2, VERSIONS, (), dict(plan.variables), None, restore)
    return report(analysis, request_for(analysis, '/opt/python'), real)


def test_agreement_is_said_in_one_line(analysed: Analysed) -> None:
    found = as_predicted(analysed)
    assert found.agrees
    assert found.starts
    lines = found.as_text().splitlines()
    assert lines[0] == '/opt/python: tensorflow 2.15.1, keras 2.15.0'
    assert [line.split() for line in lines[2:5]] == [
        ['predicted', 'TensorFlow'],
        ['variables', '384', '384'],
        ['outcome', 'restored', 'restored'],
    ]
    assert lines[-1] == 'The prediction is true.'
    assert found.as_json()['bug_report'] is None


def test_training_that_stops_as_predicted_agrees_and_does_not_start(analysed: Analysed) -> None:
    found = as_predicted(analysed, *SHAPES)
    assert found.agrees
    assert not found.starts
    assert 'TensorFlow said: ValueError: incompatible' in found.as_text()


def test_a_difference_is_a_report_to_paste(analysed: Analysed) -> None:
    analysis = analysed()
    right = as_predicted(analysed)
    assert right.real.restore is not None
    assert right.real.variables is not None
    variables = dict(right.real.variables)
    gone = sorted(variables)[0]
    del variables[gone]
    wrong = replace(
        right.real,
        variables=variables,
        restore=replace(
            right.real.restore, outcome='unmatched', error=RealError('restore', 'AssertionError', 'in /home/a/b.py', ())
        ),
        stand_ins=(StandIn('tensorflow_io', 'not installed', quiet=False),),
    )
    found = report(analysis, right.request, wrong)
    assert not found.agrees
    assert found.bug is not None
    assert found.bug.startswith(
        '### What is predicted differs from what TensorFlow does\n'
        '\n'
        '| | predicted | TensorFlow |\n'
        '|---|---|---|\n'
        '| variables | 384 | 383 |\n'
        '| outcome | restored | unmatched |\n'
    )
    assert f'{gone}: predicted alone' in found.bug
    assert 'AssertionError: in …' in found.bug
    assert '- stood in for: tensorflow_io' in found.bug
    assert 'type: "ssd_mobilenet_v2_fpn_keras"' in found.bug
    assert 'fine_tune_checkpoint_type: "detection"' in found.bug
    assert str(EXAMPLES) not in found.bug
    assert 'pretrained/' not in found.bug
    assert found.bug in found.as_text()


def test_a_step_is_told(analysed: Analysed) -> None:
    right = as_predicted(analysed)
    trained = replace(right, real=replace(right.real, step=RealStep(1.8717, 2, 'records', None)))
    assert 'One step of training on the records, batch size 2: loss 1.872' in trained.as_text()
    stopped = RealStep(None, 2, 'made up', RealError('step', 'ValueError', 'no', ()))
    stopping = replace(right, real=replace(right.real, step=stopped))
    assert 'Training does not start on made-up data: ValueError: no' in stopping.as_text()
    assert not stopping.starts


def test_paths_are_left_out() -> None:
    for path in ('/home/me/project/run.py', r'C:\Users\me\run.py', r'\\server\share\run.py', '~/models/x'):
        assert without_paths(f'in {path}: no') == 'in …: no', path
    names = 'model/_feature_extractor/layer-1/kernel of a/b'
    assert without_paths(names) == names


def test_both_sides_stand_beside_each_other_on_the_page(analysed: Analysed) -> None:
    page = section(as_predicted(analysed), is_outdated=False)
    assert '</span>TensorFlow 2 does the same.</p>' in page
    assert '<tr><td>variables</td><td class="mono">384</td><td class="mono">384</td><td></td></tr>' in page
    assert 'id="bug"' not in page


def test_what_tensorflow_said_is_no_markup(analysed: Analysed) -> None:
    right = as_predicted(analysed)
    refused = replace(right.real, restore=None, refusal=RealError('builder', 'ValueError', '<b>no</b>', ()))
    page = section(replace(right, real=refused), is_outdated=True)
    assert '<pre class="said">ValueError: &lt;b&gt;no&lt;/b&gt;</pre>' in page
    assert 'of an earlier text' in page


def test_a_step_of_training_is_told_with_the_verdict(analysed: Analysed) -> None:
    right = as_predicted(analysed)
    stepped = replace(right.real, step=RealStep(2.5, 8, 'records', None))
    page = section(replace(right, real=stepped), is_outdated=False)
    assert 'TensorFlow 2 does the same. One step of training on the records, batch size 8: loss 2.5.</p>' in page
