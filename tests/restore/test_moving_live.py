"""Configs that were moved to TensorFlow 2, built by the real API."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from oracle.compare import message
from oracle.edits import edited
from pipeline_config_ls.architectures.config import Config
from pipeline_config_ls.architectures.framework import Framework
from pipeline_config_ls.restore.field_changes import changed
from pipeline_config_ls.restore.moving import Move, move

BUILD = """
import json, sys
from oracle.builder import build
print(json.dumps([getattr(built := build(text), 'message', 'built') for text in json.load(sys.stdin)]))
"""


CONFIGS = [
    ('tf1_ssd', 'ssd_mobilenet_v1'),
    ('tf1_ssd', 'ssd_inception_v2', 'feature_extractor.override_base_feature_extractor_hyperparams: true'),
    ('tf1_ssd', 'ssd_mobiledet_cpu'),
    ('tf1_fpn', 'ssd_mobilenet_v2_mnasfpn'),
    ('tf1_faster_rcnn', 'faster_rcnn_resnet50'),
    ('tf1_faster_rcnn', 'faster_rcnn_inception_v2'),
]


def config_of_tf1(base: str, extractor: str, *edits: str) -> Config:
    model = edited(base, (f'feature_extractor.type: "{extractor}"', *edits), message('DetectionModel', ''))
    return message('TrainEvalPipelineConfig', f'model {{ {model} }} train_config {{ }}')


def moved(config: Config) -> Config:
    found = move(config, Framework.TF2)
    assert isinstance(found, Move), found
    return changed(config, found.changes)


@pytest.mark.live
def test_the_real_api_builds_what_was_moved() -> None:
    texts = {names[1]: str(moved(config_of_tf1(*names)).model) for names in CONFIGS}
    done = subprocess.run(
        [sys.executable, '-c', BUILD],
        input=json.dumps(list(texts.values())),
        capture_output=True,
        text=True,
        timeout=500,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout.splitlines()[-1])
    assert dict(zip(texts, said, strict=True)) == dict.fromkeys(texts, 'built')
