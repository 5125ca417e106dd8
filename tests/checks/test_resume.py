"""The run in model_dir: what is said of it, at which value, and when nothing is."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from oracle.compare import message, planned
from oracle.edits import edited
from oracle.hollow import STEP, write_hollow
from oracle.hollow_tf2 import Training, hollow, save
from pipeline_config_ls.analysis.config_analysis import ConfigAnalysis
from pipeline_config_ls.analysis.project_context import ProjectContext
from pipeline_config_ls.architectures.framework import Framework
from pipeline_config_ls.architectures.plan import plan as plan_of
from pipeline_config_ls.architectures.tf1.plan import Tf1Plan
from pipeline_config_ls.architectures.tf2.plan import Tf2Plan
from pipeline_config_ls.checks import config_problems
from pipeline_config_ls.checks.check import Family
from pipeline_config_ls.document import open_document
from pipeline_config_ls.files.search_context import SearchContext
from pipeline_config_ls.schema import load_schema

SCHEMA = load_schema()
MODEL = edited('ssd_mobilenet_v2_fpnlite', (), message('DetectionModel', ''))
RATE = 'learning_rate { constant_learning_rate { } }'
MOMENTUM = f'momentum_optimizer {{ {RATE} momentum_optimizer_value: 0.9 }} use_moving_average: false'
ADAM = f'adam_optimizer {{ {RATE} }} use_moving_average: false'


def config(optimizer: str = MOMENTUM, model: str = MODEL, train: str = '') -> str:
    return f'model {{ {model} }}\ntrain_config {{\n  num_steps: 9000\n  optimizer {{ {optimizer} }}\n  {train}\n}}\n'


@pytest.fixture
def told(tmp_path: Path) -> Callable[..., list[tuple[str, str, str]]]:
    """(code, what is underlined, message) of what is said of a config whose run, at step 1,200 of momentum, lies in a folder."""
    run = tmp_path / 'run'
    plan = planned(MODEL)
    assert isinstance(plan, Tf2Plan)
    save(hollow(plan, training=Training(step=1200)), run / 'ckpt-3')
    (run / 'checkpoint').write_text('model_checkpoint_path: "ckpt-3"\n')

    def check(text: str, state: str | None = None, folder: Path | None = run) -> list[tuple[str, str, str]]:
        if state is not None:
            (run / 'checkpoint').write_text(state)
        document = open_document(text, tmp_path / 'pipeline.config', SCHEMA)
        project = ProjectContext(SearchContext(working_directory=str(tmp_path)), str(folder) if folder else None)
        problems = config_problems(ConfigAnalysis(document, project))
        return [
            (problem.code, text[slice(*problem.span)], problem.message)
            for problem in problems
            if problem.family is Family.TRAINING and problem.code.startswith('run-')
        ]

    return check


Told = Callable[..., list[tuple[str, str, str]]]


def test_a_run_that_goes_on_as_it_was_is_not_worth_a_word(told: Told) -> None:
    assert told(config()) == []


def test_with_a_checkpoint_to_start_from_it_is_told_which_counts(told: Told, tmp_path: Path) -> None:
    plan = planned(MODEL)
    assert isinstance(plan, Tf2Plan)
    save(hollow(plan), tmp_path / 'zoo' / 'ckpt-0')
    start = 'fine_tune_checkpoint: "zoo/ckpt-0" fine_tune_checkpoint_type: "detection" fine_tune_checkpoint_version: V2'
    assert told(config(train=start)) == [
        (
            'run-resumed',
            '"zoo/ckpt-0"',
            'Resumes from `ckpt-3` at step 1,200. `fine_tune_checkpoint` is loaded first and then overwritten.',
        )
    ]


def test_another_optimizer_starts_from_zero(told: Told) -> None:
    assert told(config(ADAM)) == [
        (
            'run-optimizer',
            'adam_optimizer',
            'Resumes from `ckpt-3` at step 1,200; the saved momentum is dropped and Adam starts from zero.',
        )
    ]


def test_moving_averages_switched_on(told: Told) -> None:
    ((code, at, said),) = told(config(MOMENTUM.replace('false', 'true')))
    assert (code, at) == ('run-optimizer', 'true')
    assert 'moving averages were switched on' in said


def test_a_momentum_that_the_run_overrides(told: Told) -> None:
    ((code, at, said),) = told(config(MOMENTUM.replace('0.9', '0.5')))
    assert (code, at) == ('run-overrides', '0.5')
    assert said == (
        '`momentum` is taken from the run that training goes on from: it is 0.9, and the 0.5 of the config is ignored.'
    )


def test_another_number_of_classes_stops_training(told: Told) -> None:
    ((code, _, said),) = told(config(model=MODEL.replace('num_classes: 90', 'num_classes: 3')))
    assert code == 'run-incompatible'
    assert 'does not fit the model, and training stops at its first step' in said


def test_a_run_that_has_reached_its_steps(told: Told) -> None:
    ((code, at, said),) = told(config().replace('num_steps: 9000', 'num_steps: 1000'))
    assert (code, at) == ('run-finished', '1000')
    assert said.startswith('`ckpt-3` is at step 1,200 and `num_steps` is 1,000: training ends at once, silently.')


def test_a_model_that_shares_no_name_with_the_run(told: Told) -> None:
    found = told(config(model=edited('centernet_mobilenet_v2', (), message('DetectionModel', ''))))
    assert [code for code, *_ in found] == ['run-without-model']
    assert 'training goes on from fresh weights at that step' in found[0][2]


@pytest.mark.parametrize('state', ['model_checkpoint_path: "/home/someone/run/ckpt-9"', 'no state'])
def test_checkpoints_that_are_written_over(told: Told, state: str) -> None:
    ((code, _, said),) = told(config(), state)
    assert code == 'run-overwritten'
    assert 'training starts at step 0, silently, and writes over' in said


def test_an_empty_state_file_stops_training(told: Told) -> None:
    ((code, _, said),) = told(config(), '')
    assert code == 'run-incompatible'
    assert 'names no checkpoint' in said


def test_a_cosine_that_is_over(told: Told) -> None:
    over = MOMENTUM.replace('constant_learning_rate { }', 'cosine_decay_learning_rate { total_steps: 1000 }')
    ((code, at, said),) = told(config(over))
    assert (code, at) == ('run-rate-over', '1000')
    assert 'ends before step 1,200' in said


def test_the_own_folder_counts_where_it_holds_a_run(told: Told, tmp_path: Path) -> None:
    assert told(config(ADAM), folder=None) == []
    for file in (tmp_path / 'run').iterdir():
        shutil.copy(file, tmp_path)
    assert [code for code, *_ in told(config(ADAM), folder=None)] == ['run-optimizer']


@pytest.mark.parametrize(
    ('optimizer', 'at', 'said'),
    [
        (ADAM, 'adam_optimizer', 'The run was trained with Momentum, and this config has Adam.'),
        (MOMENTUM.replace('false', 'true'), 'true', 'Moving averages were switched on'),
    ],
)
def test_tensorflow_1_stops_where_a_slot_is_missing(
    told: Told, tmp_path: Path, optimizer: str, at: str, said: str
) -> None:
    model = edited('tf1_ssd', (), message('DetectionModel', ''))
    plan = plan_of(message('DetectionModel', model), Framework.TF1)
    assert isinstance(plan, Tf1Plan)
    shapes = {name: variable.shape for name, variable in plan.variables.items()}
    slots = {f'{name}/Momentum': shape for name, shape in shapes.items() if '/moving_' not in name}
    write_hollow(tmp_path / 'run' / 'model.ckpt-7', {**shapes, **slots, STEP: ()})
    state = 'model_checkpoint_path: "model.ckpt-7"'
    assert told(config(MOMENTUM, model), state) == []
    ((code, place, message_shown),) = told(config(optimizer, model), state)
    assert (code, place) == ('run-incomplete', at)
    assert said in message_shown
