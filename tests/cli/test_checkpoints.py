"""`checkpoints`: what lies at hand, whether it fits, and which archives of the model zoos would."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from oracle.compare import message, planned
from oracle.edits import edited
from oracle.hollow_tf2 import Training, hollow, save
from pipeline_config_ls.architectures.tf2.plan import Tf2Plan
from pipeline_config_ls.cli.main import main

CONFIG = """
model {{ {model} }}
train_config {{ fine_tune_checkpoint_type: "{type}" fine_tune_checkpoint_version: V2 }}
"""


def model(base: str, *edits: str) -> str:
    return edited(base, edits, message('DetectionModel', ''))


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., str]:
    """Lays checkpoints in a folder that a command is started in; the path of a config."""
    monkeypatch.chdir(tmp_path)

    def lay(config: str, **checkpoints: str) -> str:
        for name, text in checkpoints.items():
            plan = planned(text)
            assert isinstance(plan, Tf2Plan)
            save(hollow(plan, training=Training(step=500)), tmp_path / name / 'ckpt-2')
        (tmp_path / 'pipeline.config').write_text(config)
        return 'pipeline.config'

    return lay


FPNLITE = model('ssd_mobilenet_v2_fpnlite')


def test_the_best_fit_comes_first(project: Callable[..., str], capsys: pytest.CaptureFixture[str]) -> None:
    config = project(
        CONFIG.format(model=model('ssd_mobilenet_v2_fpnlite', 'num_classes: 3'), type='detection'),
        a_centernet=model('centernet_mobilenet_v2'),
        z_right=FPNLITE,
    )
    assert main(['checkpoints', '--format', 'json', config]) == 0
    right, other = json.loads(capsys.readouterr().out)['checkpoints']
    assert right['prefix'].endswith('z_right/ckpt-2')
    assert (right['identified'], right['step']) == ('ssd_mobilenet_v2_fpn_keras, 90 classes', 500)
    assert (right['restores'], right['type'], right['restored'], right['share']) == (True, 'detection', 290, 1.0)
    assert not other['restores']


def test_the_type_that_restores_is_told(project: Callable[..., str], capsys: pytest.CaptureFixture[str]) -> None:
    config = project(CONFIG.format(model=model('ssd_mobilenet_v2_fpnlite', 'num_classes: 3'), type='full'), run=FPNLITE)
    assert main(['checkpoints', config]) == 0
    first = capsys.readouterr().out.splitlines()[0]
    assert first == (
        'run/ckpt-2  ssd_mobilenet_v2_fpn_keras, 90 classes  step 500  restores 290 variables as `detection`, with that type'
    )


def test_the_variables_of_a_saved_model_are_not_told(
    project: Callable[..., str], capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    config = project(CONFIG.format(model=FPNLITE, type='detection'))
    plan = planned(FPNLITE)
    assert isinstance(plan, Tf2Plan)
    save(hollow(plan), tmp_path / 'saved_model' / 'variables' / 'variables')
    assert main(['checkpoints', config]) == 0
    assert capsys.readouterr().out.startswith('No checkpoint lies in the folders that are searched')


def test_the_archives_of_the_network(project: Callable[..., str], capsys: pytest.CaptureFixture[str]) -> None:
    config = project(CONFIG.format(model=FPNLITE, type='detection'))
    assert main(['checkpoints', '--format', 'json', config]) == 0
    archives = json.loads(capsys.readouterr().out)['zoo']
    assert [archive['name'] for archive in archives][:2] == [
        'ssd_mobilenet_v2_fpnlite_320x320_coco17_tpu-8',
        'ssd_mobilenet_v2_fpnlite_640x640_coco17_tpu-8',
    ]
    assert (archives[0]['classes'], archives[0]['prefix']) == (90, 'checkpoint/ckpt-0')
