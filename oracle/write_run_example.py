"""Writes the run of examples/other-optimizer: a checkpoint at step 4,000 of momentum, as training would leave it, without weights.

usage: python -m oracle.write_run_example      Needs no TensorFlow.
"""

from __future__ import annotations

from pathlib import Path

from oracle.compare import message, planned
from oracle.hollow_tf2 import Training, hollow, save
from pipeline_config_ls.architectures.tf2.plan import Tf2Plan

FOLDER = Path(__file__).parents[1] / 'examples' / 'other-optimizer'
NAME = 'ckpt-5'


def main() -> None:
    """Writes the checkpoint and the state file that names it."""
    config = message('TrainEvalPipelineConfig', (FOLDER / 'pipeline.config').read_text())
    plan = planned(str(config.model))
    assert isinstance(plan, Tf2Plan)
    save(hollow(plan, training=Training(step=4000)), FOLDER / NAME)
    (FOLDER / 'checkpoint').write_text(f'model_checkpoint_path: "{NAME}"\nall_model_checkpoint_paths: "{NAME}"\n')


if __name__ == '__main__':
    main()
