"""What tests of every part use: the corpus of real files, where there is one, and how many examples property tests try.

Some by default, thousands with HYPOTHESIS_PROFILE=thorough.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

COMMON: dict[str, Any] = {'deadline': None, 'suppress_health_check': [HealthCheck.too_slow]}

settings.register_profile('fast', max_examples=150, **COMMON)
settings.register_profile('thorough', max_examples=5000, **COMMON)
settings.load_profile(os.environ.get('HYPOTHESIS_PROFILE', 'fast'))


@pytest.fixture(scope='session', autouse=True)
def cache_of_its_own(tmp_path_factory: pytest.TempPathFactory) -> None:
    """What the person's own TensorFlow has taught is no part of a test."""
    os.environ['PIPELINE_CONFIG_LS_CACHE'] = str(tmp_path_factory.mktemp('cache'))


@pytest.fixture(scope='session')
def corpus() -> Path:
    folder = Path(os.environ.get('PIPELINE_CORPUS', Path(__file__).parents[2] / 'shared' / 'corpus'))
    if not folder.is_dir():
        pytest.skip(f'no corpus of real files at {folder}')
    return folder
