"""What the evaluation beside the training refuses (eval_util.py, model_lib_v2.py)."""

from __future__ import annotations

from difflib import get_close_matches

from pipeline_config_ls.schema.components import PROTOS, TABLES
from pipeline_config_ls.training.refusal import Config, Refusals, Repair, TrainingRefusal

METRICS = tuple(TABLES[PROTOS + 'EvalConfig.metrics_set'].components)


def refusals(config: Config) -> Refusals:
    """For an `EvalConfig` message; the fields are counted from it."""
    for number, name in enumerate(config.metrics_set):
        if name not in METRICS:
            similar = get_close_matches(name, METRICS, 2, 0.5) or list(METRICS[:1])
            yield TrainingRefusal(
                f'metrics_set[{number}]',
                f'The API has no metrics `{name}`; it has `{similar[0]}`, for example.',
                tuple(Repair(f'metrics_set[{number}]', f'"{one}"') for one in similar),
                evaluation_only=True,
            )
