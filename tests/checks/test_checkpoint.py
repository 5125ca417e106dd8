"""The checkpoint of a config: what is shown at which value, and the text after its fix."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import pytest

from pipeline_config_ls.analysis.config_analysis import ConfigAnalysis
from pipeline_config_ls.analysis.project_context import ProjectContext
from pipeline_config_ls.checks import config_problems
from pipeline_config_ls.checks.check import Severity
from pipeline_config_ls.document import open_document
from pipeline_config_ls.document.edits import apply
from pipeline_config_ls.files.search_context import SearchContext
from pipeline_config_ls.schema import load_schema

SCHEMA = load_schema()
EXAMPLES = Path(__file__).parents[2] / 'examples'
GOOD = (EXAMPLES / 'restores' / 'pipeline.config').read_text()
PREFIX = 'pretrained/ssd_mobilenet_v2_fpnlite_320x320_garden/checkpoint/ckpt-0'


class Shown(NamedTuple):
    """A problem as the person sees it: its code, what is underlined, the sentence, and by title the text after each fix."""

    code: str
    at: str
    message: str
    fixes: dict[str, str]


SEEN = (Severity.ERROR, Severity.INFORMATION)


def shown(text: str, model_dir: str | None = None, severities: tuple[Severity, ...] = SEEN) -> list[Shown]:
    document = open_document(text, EXAMPLES / 'restores' / 'pipeline.config', SCHEMA)
    analysis = ConfigAnalysis(document, ProjectContext(SearchContext(working_directory=str(EXAMPLES)), model_dir))
    return [
        Shown(
            problem.code,
            text[slice(*problem.span)],
            problem.message,
            {fix.title: apply(text, fix.edits) for fix in problem.fixes},
        )
        for problem in config_problems(analysis)
        if problem.severity in severities
    ]


def changed(before: str, after: str) -> str:
    assert before in GOOD
    return GOOD.replace(before, after)


def test_a_config_that_restores_has_no_problem() -> None:
    assert shown(GOOD) == []


@pytest.mark.parametrize(
    ('before', 'after', 'code', 'at', 'title'),
    [
        (f'{PREFIX}"', f'{PREFIX}.index"', 'checkpoint-path', f'"{PREFIX}.index"', f'Use the prefix `{PREFIX}`'),
        (
            f'{PREFIX}"',
            f'{PREFIX.rpartition("/")[0]}"',
            'checkpoint-path',
            f'"{PREFIX.rpartition("/")[0]}"',
            f'Use the prefix `{PREFIX}`',
        ),
        (
            f'"{PREFIX}"',
            '"PATH_TO_BE_CONFIGURED"',
            'checkpoint-placeholder',
            '"PATH_TO_BE_CONFIGURED"',
            f'Use the prefix `{PREFIX}`',
        ),
        (
            'fine_tune_checkpoint_version: V2',
            'fine_tune_checkpoint_version: V1',
            'checkpoint-version',
            'V1',
            'Set fine_tune_checkpoint_version to V2',
        ),
        (
            'fine_tune_checkpoint_type: "detection"',
            'fine_tune_checkpoint_type: "classification"',
            'checkpoint-type',
            '"classification"',
            'Set fine_tune_checkpoint_type to "detection"',
        ),
        (
            'fine_tune_checkpoint_type: "detection"',
            'fine_tune_checkpoint_type: "fine_tune"',
            'checkpoint-type',
            '"fine_tune"',
            'Set fine_tune_checkpoint_type to "detection"',
        ),
        (
            'fine_tune_checkpoint_type: "detection"',
            'load_all_detection_checkpoint_vars: true fine_tune_checkpoint_type: "detection"',
            'load-all-variables',
            'load_all_detection_checkpoint_vars: true',
            'Remove it',
        ),
    ],
)
def test_one_mistake_is_one_problem_and_its_fix_mends_it(
    before: str, after: str, code: str, at: str, title: str
) -> None:
    (problem,) = shown(changed(before, after))
    assert (problem.code, problem.at) == (code, at)
    first = next(text for offered, text in problem.fixes.items() if offered.startswith(title))
    assert shown(first) == []


def test_a_checkpoint_is_offered_with_what_it_restores() -> None:
    (problem,) = shown(changed(f'"{PREFIX}"', '"PATH_TO_BE_CONFIGURED"'))
    assert (
        f'Use the prefix `{PREFIX}` (ssd_mobilenet_v2_fpn_keras, 12 classes): restores 290 variables' in problem.fixes
    )


def test_a_checkpoint_that_needs_another_type_is_offered_with_it() -> None:
    text = changed(f'"{PREFIX}"', '"PATH_TO_BE_CONFIGURED"').replace('"detection"', '"classification"')
    (problem,) = shown(text)
    (title,) = [title for title in problem.fixes if f'`{PREFIX}`' in title]
    assert title.endswith('restores 290 variables as `detection`')
    assert shown(problem.fixes[title]) == []


def test_a_checkpoint_that_does_not_restore_is_not_offered() -> None:
    text = changed(f'"{PREFIX}"', '"PATH_TO_BE_CONFIGURED"').replace('v2_fpn_keras', 'v1_fpn_keras')
    (problem,) = [problem for problem in shown(text) if problem.code == 'checkpoint-placeholder']
    assert not any(PREFIX in title for title in problem.fixes)


def test_a_correction_says_that_it_does_not_restore() -> None:
    text = changed(f'{PREFIX}"', f'{PREFIX}.index"').replace('v2_fpn_keras', 'v1_fpn_keras')
    (problem,) = [problem for problem in shown(text) if problem.code == 'checkpoint-path']
    assert list(problem.fixes) == [f'Use the prefix `{PREFIX}`, which does not restore as it is']


def test_the_prefix_that_was_meant_is_offered_with_a_word_where_it_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / 'zoo').mkdir()
    (tmp_path / 'zoo' / 'ckpt-0.index').write_bytes(b'')
    (problem,) = shown(changed(PREFIX, str(tmp_path / 'zoo')))[:1]
    assert list(problem.fixes) == [f'Use the prefix `{tmp_path}/zoo/ckpt-0`, which cannot be read']


def test_another_number_of_classes_is_told_at_that_number() -> None:
    (problem,) = shown(changed('fine_tune_checkpoint_type: "detection"', 'fine_tune_checkpoint_type: "full"'))
    assert (problem.code, problem.at) == ('checkpoint-mismatch', '4')
    assert problem.message.endswith(
        'The checkpoint was trained with `num_classes` 12 (this model has 4). The type `detection` leaves the class predictions out.'
    )
    # Whoever has other classes wants `detection`; the checkpoint's own classes are the last offer.
    assert list(problem.fixes) == ['Set fine_tune_checkpoint_type to "detection"', 'Set num_classes to 12']
    assert all(shown(text) == [] for text in problem.fixes.values())


def test_the_line_of_the_type_offers_another_type_too() -> None:
    text = changed('fine_tune_checkpoint_type: "detection"', 'fine_tune_checkpoint_type: "full"')
    (hint,) = [
        problem for problem in shown(text, severities=(Severity.HINT,)) if problem.code == 'checkpoint-type-advice'
    ]
    assert hint.at == '"full"'
    assert list(hint.fixes) == ['Set fine_tune_checkpoint_type to "detection"']


@pytest.mark.parametrize(
    ('before', 'after', 'at', 'said', 'title'),
    [
        (
            'additional_layer_depth: 64',
            'additional_layer_depth: 128',
            '128',
            '`additional_layer_depth` 64 (this model has 128).',
            'Set additional_layer_depth to 64',
        ),
        (
            'use_depthwise: true\n      fpn',
            'fpn',
            'feature_extractor',
            '`use_depthwise` true (this model has false).',
            'Set use_depthwise to true',
        ),
    ],
)
def test_the_option_that_was_trained_otherwise_is_the_place_and_the_fix(
    before: str, after: str, at: str, said: str, title: str
) -> None:
    (problem,) = shown(changed(before, after))
    assert (problem.code, problem.at) == ('checkpoint-mismatch', at)
    assert problem.message.endswith(f'The checkpoint was trained with {said}')
    assert shown(problem.fixes[title]) == []


def test_a_shard_that_is_absent_is_told_with_what_would_be_restored(tmp_path: Path) -> None:
    (tmp_path / 'ckpt-0.index').write_bytes((EXAMPLES / f'{PREFIX}.index').read_bytes())
    (problem,) = shown(changed(f'"{PREFIX}"', f'"{tmp_path.as_posix()}/ckpt-0"'))
    assert problem.code == 'checkpoint-unreadable'
    assert '`ckpt-0.data-00000-of-00001`, which holds the values, is not beside `ckpt-0.index`' in problem.message
    assert problem.message.endswith('Otherwise 290 variables would be restored.')


def test_another_extractor_is_named() -> None:
    text = changed('type: "ssd_mobilenet_v2_fpn_keras"', 'type: "ssd_mobilenet_v1_fpn_keras"')
    (problem,) = (one for one in shown(text) if one.code != 'depth-multiplier-twice')
    assert problem.code == 'checkpoint-mismatch'
    assert 'It is of ssd_mobilenet_v2_fpn_keras, 12 classes.' in problem.message
    fixed = problem.fixes['Set type to "ssd_mobilenet_v2_fpn_keras"']
    assert shown(fixed) == []


def test_a_model_dir_that_holds_the_checkpoint_is_refused() -> None:
    (problem,) = shown(GOOD, str((EXAMPLES / PREFIX).parent))
    assert problem.code == 'checkpoint-model-dir'


def test_three_mistakes_are_three_problems() -> None:
    text = (EXAMPLES / 'three-mistakes' / 'pipeline.config').read_text()
    assert {problem.code for problem in shown(text)} == {'checkpoint-path', 'checkpoint-version', 'checkpoint-type'}


def test_nothing_is_said_of_a_file_that_cannot_be_read() -> None:
    assert shown(GOOD + '}') == []


def test_a_checkpoint_on_another_machine_is_not_checked() -> None:
    (problem,) = shown(changed(f'"{PREFIX}"', '"gs://bucket/ckpt-0"'))
    assert (problem.code, problem.at) == ('checkpoint-elsewhere', '"gs://bucket/ckpt-0"')


def test_a_damaged_checkpoint_is_told_as_such(tmp_path: Path) -> None:
    (tmp_path / 'ckpt-0.index').write_bytes(b'<html>' * 99)
    (tmp_path / 'ckpt-0.data-00000-of-00001').write_bytes(b'')
    (problem,) = shown(changed(f'"{PREFIX}"', f'"{tmp_path.as_posix()}/ckpt-0"'))
    assert problem.code == 'checkpoint-unreadable'


def test_a_checkpoint_of_tensorflow_1_is_told_as_such() -> None:
    recorded = Path(__file__).parents[1] / 'checkpoints/recorded/name_based/model.ckpt-7'
    (problem,) = shown(changed(f'"{PREFIX}"', f'"{recorded.as_posix()}"'))
    assert problem.code == 'checkpoint-format'


def test_a_path_that_only_we_find_is_told() -> None:
    document = open_document(GOOD, EXAMPLES / 'restores' / 'pipeline.config', SCHEMA)
    elsewhere = ProjectContext(SearchContext(working_directory='/', workspace_folders=(str(EXAMPLES),)))
    found = [problem.code for problem in config_problems(ConfigAnalysis(document, elsewhere))]
    assert 'checkpoint-relative' in found


def test_weights_that_full_drops_are_told() -> None:
    text = changed('fine_tune_checkpoint_type: "detection"', 'fine_tune_checkpoint_type: "full"')
    text = text.replace('num_classes: 4', 'num_classes: 12').replace(
        'num_layers_before_predictor: 4', 'num_layers_before_predictor: 3'
    )
    (problem,) = shown(text)
    assert (problem.code, problem.at) == ('checkpoint-dropped', '3')
    assert problem.message.endswith(
        'The checkpoint was trained with `num_layers_before_predictor` 4 (this model has 3).'
    )
    assert shown(problem.fixes['Set num_layers_before_predictor to 4']) == []
