"""Folders full of checkpoints, drawn at random: a prefix that is offered restores, or its title says that it does not."""

from __future__ import annotations

import os
import random
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path

import pytest

from oracle.compare import message
from oracle.edits import edited
from oracle.hollow import write_hollow
from oracle.hollow_tf2 import Training, hollow, save
from pipeline_config_ls.analysis.config_analysis import ConfigAnalysis
from pipeline_config_ls.analysis.project_context import ProjectContext
from pipeline_config_ls.architectures.framework import Framework
from pipeline_config_ls.architectures.plan import plan
from pipeline_config_ls.architectures.tf1.plan import Tf1Plan
from pipeline_config_ls.architectures.tf2.plan import Tf2Plan
from pipeline_config_ls.checks import config_problems
from pipeline_config_ls.document import open_document
from pipeline_config_ls.document.edits import apply
from pipeline_config_ls.files.search_context import SearchContext

MODELS: Mapping[str, tuple[str, ...]] = {
    'ssd_small': ('num_classes: 5', 'feature_extractor.depth_multiplier: 0.5'),
    'ssd_mobilenet_v2': ('num_classes: 5', 'feature_extractor.depth_multiplier: 0.5'),
    'centernet_mobilenet_v2': ('num_classes: 5',),
    'faster_rcnn_resnet50': ('num_classes: 5',),
    'tf1_ssd': ('num_classes: 5', 'feature_extractor.depth_multiplier: 0.5'),
}
FOLDERS = (
    'zoo',
    'zoo/model/checkpoint',
    'data set',
    'größe/tief',
    'out[1]',
    'training',
    'exported/saved_model/variables',
)
NAMES = ('ckpt-0', 'ckpt-12', 'model.ckpt-1000', 'my model', 'a[b]', 'best', 'variables')
INDEX, SHARD = '.index', '.data-00000-of-00001'
POINTER = b'version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 3\n'

DAMAGES: tuple[Callable[[str], object], ...] = (
    lambda prefix: Path(f'{prefix}{SHARD}').unlink(),
    lambda prefix: os.truncate(f'{prefix}{SHARD}', 100),
    lambda prefix: os.truncate(f'{prefix}{SHARD}', 0),
    lambda prefix: Path(f'{prefix}{SHARD}').rename(f'{prefix}.data-00001-of-00002'),
    lambda prefix: os.truncate(f'{prefix}{INDEX}', 100),
    lambda prefix: os.truncate(f'{prefix}{INDEX}', 0),
    lambda prefix: Path(f'{prefix}{INDEX}').write_bytes(POINTER),
)
MANGLED: tuple[Callable[[str], str], ...] = (
    lambda prefix: prefix,
    lambda prefix: f'{prefix}{INDEX}',
    lambda prefix: f'{prefix}{SHARD}',
    lambda prefix: f'{prefix}/',
    lambda prefix: str(Path(prefix).parent),
    lambda prefix: f'{Path(prefix).parent}/checkpoint',
    lambda prefix: f'elsewhere/{Path(prefix).name}',
    lambda prefix: 'PATH_TO_BE_CONFIGURED',
)


@cache
def model(base: str, edits: tuple[str, ...]) -> str:
    return edited(base, edits, message('DetectionModel', ''))


@cache
def planned(base: str, edits: tuple[str, ...]) -> Tf1Plan | Tf2Plan:
    framework = Framework.TF1 if base.startswith('tf1') else Framework.TF2
    found = plan(message('DetectionModel', model(base, edits)), framework)
    assert isinstance(found, Tf1Plan | Tf2Plan)
    return found


def drawn(draw: random.Random) -> tuple[str, tuple[str, ...]]:
    base = draw.choice(list(MODELS))
    return base, tuple(draw.sample(MODELS[base], draw.choice((0, 0, 1))))


def put(draw: random.Random, root: Path) -> str:
    """A checkpoint somewhere below a folder, one in four damaged; its prefix."""
    prefix = root / draw.choice(FOLDERS) / draw.choice(NAMES)
    prefix.parent.mkdir(parents=True, exist_ok=True)
    found = planned(*drawn(draw))
    if isinstance(found, Tf1Plan):
        write_hollow(prefix, {name: variable.shape for name, variable in found.variables.items()})
    else:
        trained = Training(12) if draw.random() < 0.4 else None
        alone = found.backbone is not None and draw.random() < 0.2
        save(hollow(found, str(prefix), root='feature_extractor' if alone else 'model', training=trained), prefix)
    if draw.random() < 0.25:
        draw.choice(DAMAGES)(str(prefix))
    if draw.random() < 0.3:
        state = draw.choice((f'model_checkpoint_path: "{prefix.name}"', '', 'model_checkpoint_path: "/other/ckpt-9"'))
        (prefix.parent / 'checkpoint').write_text(state)
    return str(prefix.relative_to(root))


def config(draw: random.Random, prefix: str) -> str:
    base, edits = drawn(draw)
    version = '' if base.startswith('tf1') else 'fine_tune_checkpoint_version: V2'
    kind = draw.choice(('detection', 'detection', 'full', 'classification', 'fine_tune'))
    return (
        f'model {{ {model(base, edits)} }}\n'
        f'train_config {{ fine_tune_checkpoint: "{prefix}" {version} fine_tune_checkpoint_type: "{kind}"\n'
        '  optimizer { momentum_optimizer { } use_moving_average: false } }\n'
    )


def analysis_of(text: str, root: Path) -> ConfigAnalysis:
    document = open_document(text, root / 'pipeline.config')
    return ConfigAnalysis(document, ProjectContext(SearchContext(working_directory=str(root))))


def restores(analysis: ConfigAnalysis) -> bool:
    if analysis.framework is Framework.TF1:
        verdict = analysis.tf1_restore.verdict
        return verdict is not None and verdict.restores_backbone
    found = analysis.verdict_ignoring_version
    return found is not None and found.outcome.value == 'restored'


@pytest.mark.parametrize('seed', range(40))
def test_what_is_offered_restores_or_says_that_it_does_not(seed: int, tmp_path: Path) -> None:
    draw = random.Random(seed)
    prefixes = [put(draw, tmp_path) for _ in range(draw.randint(1, 6))]
    text = config(draw, draw.choice(MANGLED)(draw.choice(prefixes)))
    for problem in config_problems(analysis_of(text, tmp_path)):
        for fix in problem.fixes:
            if 'Use the prefix' in fix.title or 'fine_tune_checkpoint_type' in fix.title:
                reserved = fix.title.endswith(('does not restore as it is', 'cannot be read'))
                assert restores(analysis_of(apply(text, fix.edits), tmp_path)) or reserved, fix.title
