"""What tests of every part use: the corpus of real files, where there is one, and how many examples property tests try.

Some by default, thousands with HYPOTHESIS_PROFILE=thorough.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

COMMON = {'deadline': None, 'suppress_health_check': [HealthCheck.too_slow]}

settings.register_profile('fast', max_examples=150, **COMMON)
settings.register_profile('thorough', max_examples=5000, **COMMON)
settings.load_profile(os.environ.get('HYPOTHESIS_PROFILE', 'fast'))


@pytest.fixture(scope='session')
def corpus() -> Path:
    folder = Path(os.environ.get('PIPELINE_CORPUS', Path(__file__).parents[2] / 'shared' / 'corpus'))
    if not folder.is_dir():
        pytest.skip(f'no corpus of real files at {folder}')
    return folder
