"""What is said of a resume: which checkpoint training goes on from, and what of it does not come along."""

from __future__ import annotations

from pathlib import Path

from pipeline_config_ls.checkpoints.checkpoint import Checkpoint, Unreadable
from pipeline_config_ls.checkpoints.run import Run
from pipeline_config_ls.checkpoints.state import State
from pipeline_config_ls.restore.messages import count
from pipeline_config_ls.restore.resume import OptimizerPart, Resume, ResumeOutcome
from pipeline_config_ls.restore.verdict import Verdict

NAMES = {'momentum': 'Momentum', 'rms_prop': 'RMSProp', 'adam': 'Adam'}


def message(resume: Resume, run: Run, fine_tune: Verdict | None) -> str:
    """One to three sentences for a `Resume`; `fine_tune` is the verdict on `fine_tune_checkpoint`, where one is named."""
    match resume.outcome:
        case ResumeOutcome.RESUMED:
            return ' '.join(part for part in (head(resume), *_tail(resume, fine_tune)) if part)
        case ResumeOutcome.FINISHED:
            return (
                f'`{_name(resume)}` is at step {resume.step or 0:,} and `num_steps` is {resume.num_steps:,}: training ends at once, silently. '
                'Raise `num_steps`, or train in another folder.'
            )
        case ResumeOutcome.STARTS_FRESH:
            return _fresh(resume, run)
        case ResumeOutcome.INCOMPATIBLE_SHAPE:
            return _shapes(resume)
        case ResumeOutcome.UNREADABLE:
            return f'The run cannot be resumed, and training stops: {_damage(run)}'
        case ResumeOutcome.INVALID_STATE:
            return (
                f'The state file `{Path(run.folder) / "checkpoint"}` names no checkpoint: training stops with "Invalid checkpoint '
                'state". Remove the file, or name one in it.'
            )
        case ResumeOutcome.NOT_REACHED:
            return 'Training stops before it looks at the run: the model is built and `fine_tune_checkpoint` is loaded first.'
    after = f'`{_name(resume)}` is restored, then training' if resume.checkpoint else 'Training'
    return f'{after} stops with a TypeError: `num_steps` is not set. Set it, or start with `--num_train_steps`.'


def head(resume: Resume) -> str:
    """The checkpoint, the step, and what becomes of the optimizer."""
    at = f'Resumes from `{_name(resume)}` at step {resume.step or 0:,}'
    state = _state(resume.optimizer)
    return f'{at}; {state}.' if state else f'{at}.'


def _state(part: OptimizerPart) -> str:
    """What becomes of the optimizer's state, where not all of it is restored."""
    if not part.slots_dropped and not part.slots_fresh:
        return ''
    saved, ours = NAMES.get(part.saved or ''), NAMES.get(part.configured or '')
    if saved is None:
        return f'no optimizer was saved, so {ours} starts from zero' if ours else ''
    if part.saved_averages != part.averages:
        switched = 'on' if part.averages else 'off'
        return f'moving averages were switched {switched}, so all saved state of {saved} is dropped and {ours} starts from zero'
    if part.saved != part.configured:
        return _changed_optimizer(part, saved, ours or 'the optimizer')
    dropped = f'{count(part.slots_dropped, "saved slot")} of {saved} dropped' if part.slots_dropped else ''
    fresh = f'{count(part.slots_fresh, "slot")} of {saved} fresh' if part.slots_fresh else ''
    return ', '.join(filter(None, (dropped, fresh)))


def _changed_optimizer(part: OptimizerPart, saved: str, ours: str) -> str:
    """Slots go by name: momentum and RMSProp have one of the same name, and averages belong to neither."""
    if part.saved == 'momentum' and part.configured == 'rms_prop':
        return 'RMSProp takes the saved momentum for its own, and the rest of its state starts from zero'
    if part.saved == 'rms_prop' and part.configured == 'momentum' and part.slots_restored:
        return 'Momentum takes that of RMSProp for its own, and the rest of the saved state is dropped'
    kept = '; the moving averages stay' if part.averages and part.slots_restored else ''
    return f'the saved {_noun(saved)} is dropped and {ours} starts from zero{kept}'


def _noun(name: str) -> str:
    return 'momentum' if name == 'Momentum' else f'state of {name}'


def _tail(resume: Resume, fine_tune: Verdict | None) -> list[str]:
    model, said = resume.model, []
    if not model.restored:
        said.append('It has no value for this model: training goes on from fresh weights at that step.')
    else:
        if model.fresh:
            said.append(
                f'{count(len(model.fresh), "variable")} of the model, the first `{model.fresh[0]}`, take no value from it.'
            )
        if model.dropped:
            said.append(f'{count(len(model.dropped), "variable")} in it, the first `{model.dropped[0]}`, are dropped.')
    for name, ours, theirs in resume.optimizer.overridden:
        said.append(f'The checkpoint sets `{name}` to {theirs:.6g}; the {ours:.6g} of the config is ignored.')
    if resume.rate_is_zero:
        said.append('The cosine schedule is over at that step: the learning rate is 0 and nothing is learnt.')
    if fine_tune is not None and model.restored:
        said.append('`fine_tune_checkpoint` is loaded first and then overwritten.')
    return said


def _fresh(resume: Resume, run: Run) -> str:
    if isinstance(run.state, State) and run.checkpoint is None:
        why = f'The state file names `{run.state.latest}`, which is not there'
    elif isinstance(run.state, State):
        why = f'`{run.name}` is no checkpoint of TensorFlow 2'
    else:
        why = 'There is no state file `checkpoint` that can be read'
    over = ''
    if resume.overwrites:
        over = f', and writes over the checkpoints that are there, such as `{Path(resume.overwrites[0]).name}`'
    return f'{why}: training starts at step 0, silently{over}.'


def _shapes(resume: Resume) -> str:
    found = resume.model.incompatible
    when = 'when the run is restored' if resume.step is None else 'at its first step'
    others = f', and {count(len(found) - 1, "other")} too' if len(found) > 1 else ''
    return (
        f'`{_name(resume)}` does not fit the model, and training stops {when}: `{found[0].name}` is {list(found[0].checkpoint_shape)} in the '
        f'run, {list(found[0].model_shape)} in the model{others}. Undo the change, or train in another folder.'
    )


def _damage(run: Run) -> str:
    if isinstance(run.checkpoint, Unreadable):
        return run.checkpoint.message
    assert isinstance(run.checkpoint, Checkpoint)
    assert run.checkpoint.damage is not None
    return run.checkpoint.damage.message


def _name(resume: Resume) -> str:
    return Path(resume.checkpoint or '').name
