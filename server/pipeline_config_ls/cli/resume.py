"""The run in model_dir, as `restore` tells it in JSON."""

from __future__ import annotations

from typing import Any

from pipeline_config_ls.restore.resume import Resume
from pipeline_config_ls.restore.verdict import Incompatible


def resume_to_json(resume: Resume) -> dict[str, Any]:
    """The `resume` object of the command line's contract."""
    model, optimizer = resume.model, resume.optimizer
    return {
        'checkpoint': resume.checkpoint,
        'step': resume.step,
        'outcome': resume.outcome.value,
        'model': {
            'restored': model.restored,
            'fresh': list(model.fresh),
            'dropped': list(model.dropped),
            'incompatible': [incompatible_to_json(found) for found in model.incompatible],
        },
        'optimizer': {
            'saved': optimizer.saved,
            'configured': optimizer.configured,
            'slots_restored': optimizer.slots_restored,
            'slots_dropped': optimizer.slots_dropped,
            'slots_fresh': optimizer.slots_fresh,
            'overridden': [name for name, _, _ in optimizer.overridden],
        },
        'message': resume.message,
    }


def incompatible_to_json(found: Incompatible) -> dict[str, Any]:
    """A variable that has another shape in the checkpoint."""
    return {
        'name': found.name,
        'checkpoint_shape': list(found.checkpoint_shape),
        'model_shape': list(found.model_shape),
    }
