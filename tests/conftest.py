"""How many examples the property tests try: some by default, thousands with HYPOTHESIS_PROFILE=thorough."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

COMMON = {'deadline': None, 'suppress_health_check': [HealthCheck.too_slow]}

settings.register_profile('fast', max_examples=150, **COMMON)
settings.register_profile('thorough', max_examples=5000, **COMMON)
settings.load_profile(os.environ.get('HYPOTHESIS_PROFILE', 'fast'))
