"""What the report says of the example: the verdict and its share first, then part by part."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from pipeline_config_ls.analysis.config_analysis import ConfigAnalysis
from pipeline_config_ls.analysis.own_config import is_record
from pipeline_config_ls.report.groups import Tone
from pipeline_config_ls.report.json_form import to_json
from pipeline_config_ls.report.report import Report, make_report
from pipeline_config_ls.report.text import to_text

Analyse = Callable[..., ConfigAnalysis]
TYPE = 'fine_tune_checkpoint_type: "detection"'
FULL = (TYPE, TYPE.replace('detection', 'full'))


def rows(report: Report) -> list[tuple[str, str, str, int]]:
    return [(one.tone.value, one.part.name, one.fate.value, one.count) for one in report.groups]


def test_what_restores_says_what_starts_fresh(analyse: Analyse) -> None:
    report = make_report(analyse())
    assert report.headline == (
        '290 of 384 variables are restored; the 94 of the heads start fresh, as `detection` intends.'
    )
    assert (report.sign, report.tone, report.first) == ('✓', Tone.EXPECTED, '')
    assert report.share is not None
    assert (report.share.variables, report.share.of_variables) == (290, 384)
    assert rows(report)[:3] == [
        ('expected', 'backbone', 'restored', 260),
        ('expected', 'prediction tower', 'not_asked', 88),
        ('expected', 'feature pyramid', 'restored', 30),
    ]


def test_every_variable_of_model_and_checkpoint_is_in_one_row(analyse: Analyse) -> None:
    analysis = analyse()
    report = make_report(analysis)
    names = [one.name for group in report.groups if not group.is_of_checkpoint for one in group.variables]
    assert sorted(names) == sorted(analysis.plan.variables)  # type: ignore[union-attr]
    verdict = analysis.verdict
    assert verdict is not None
    assert sum(group.count for group in report.groups if group.is_of_checkpoint) == len(verdict.unused)


def test_other_shapes_stop_training_and_both_sides_are_named(analyse: Analyse) -> None:
    report = make_report(analyse(FULL))
    assert report.sign == '✗'
    first = report.groups[0]
    assert (first.tone, first.part.name, first.count) == (Tone.STOPS, 'class predictions', 2)
    assert first.cause == '1×1×64×30 in the model, 1×1×64×78 in the checkpoint'
    assert first.field == 'model.ssd.num_classes'
    assert '12 there, 4 here' in to_text(report)


def test_weights_that_a_smaller_model_drops_are_told(analyse: Analyse) -> None:
    fewer = ('num_layers_before_predictor: 4', 'num_layers_before_predictor: 3')
    report = make_report(analyse(FULL, fewer, ('num_classes: 4', 'num_classes: 12')))
    assert (report.outcome, report.sign) == ('restored', '⚠')
    assert 'of the checkpoint have no place in this model.' in report.headline
    assert rows(report)[0] == ('silent', 'prediction tower', 'unused', 22)


def test_what_comes_before_the_values_stands_before_them(analyse: Analyse) -> None:
    report = make_report(analyse(('version: V2', 'version: V1')))
    assert report.first_outcome == 'version_not_v2'
    assert report.outcome == 'restored'
    lines = to_text(report).splitlines()
    assert lines[0].startswith('version_not_v2: TensorFlow 2 training stops with')
    assert lines[1].startswith('Once that is mended: ✓ 290 of 384')


def test_why_there_is_no_verdict(analyse: Analyse) -> None:
    prefix = '"pretrained/ssd_mobilenet_v2_fpnlite_320x320_garden/checkpoint/ckpt-0"'
    placeholder = make_report(analyse((prefix, '"PATH_TO_BE_CONFIGURED"')))
    assert (placeholder.sign, placeholder.outcome) == ('–', '')
    assert 'still a placeholder' in placeholder.headline
    bucket = make_report(analyse((prefix, '"gs://bucket/ckpt-0"')))
    assert bucket.headline.startswith('No verdict: ')


def test_the_types_and_what_they_would_restore(analyse: Analyse) -> None:
    report = make_report(analyse(FULL))
    assert [(one.checkpoint_type, one.restores, one.restored) for one in report.types] == [
        ('classification', False, 0),
        ('detection', True, 290),
        ('full', False, 382),
    ]
    (edit,) = report.types[1].edits
    assert edit.text == '"detection"'


def test_only_a_difference_that_changes_variables_matters(analyse: Analyse) -> None:
    report = make_report(analyse(('unmatched_threshold: 0.5', 'unmatched_threshold: 0.4')))
    matters = {one.field: one.matters for one in report.differences}
    assert matters['model.ssd.num_classes'] is True
    assert matters['model.ssd.matcher.argmax_matcher.unmatched_threshold'] is False


def test_json_has_the_rows(analyse: Analyse) -> None:
    form = to_json(make_report(analyse()), variables=True)
    assert form['share'] == {
        'variables': 290,
        'of_variables': 384,
        'parameters': 194_864,
        'of_parameters': form['share']['of_parameters'],
    }
    assert form['groups'][0]['part'] == 'backbone'
    assert len(form['groups'][0]['list']) == 260


def test_a_config_that_lies_with_a_checkpoint_is_a_record_of_it() -> None:
    examples = Path(__file__).parents[2] / 'examples'
    garden = examples / 'pretrained/ssd_mobilenet_v2_fpnlite_320x320_garden/pipeline.config'
    assert is_record(str(garden))
    assert not is_record(str(examples / 'restores/pipeline.config'))
