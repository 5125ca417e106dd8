"""The run in the folder that training writes to: what the next start goes on from, and what of it does not come along.

Quiet where training goes on as it was. Which folder that is, the setting `modelDir` says; else it is the config's own, if it holds a run.
"""

from __future__ import annotations

from collections.abc import Iterator

from pipeline_config_ls.analysis.config_analysis import ConfigAnalysis
from pipeline_config_ls.checks.check import TF1_ONLY, Family, Finding, Severity, config_check
from pipeline_config_ls.restore.cause import PREFIX
from pipeline_config_ls.restore.resume import Resume, ResumeOutcome
from pipeline_config_ls.restore.resume_messages import head
from pipeline_config_ls.textproto import Span

STEPS = 'train_config.num_steps'
OPTIMIZER = 'train_config.optimizer'
AVERAGES = 'train_config.optimizer.use_moving_average'

_OPTIMIZERS = {'momentum': 'momentum_optimizer', 'rms_prop': 'rms_prop_optimizer', 'adam': 'adam_optimizer'}


def _resume(analysis: ConfigAnalysis, *outcomes: ResumeOutcome) -> Resume | None:
    """What training would do with the run, if it is one of these."""
    resume = analysis.resume
    return resume if resume is not None and resume.outcome in outcomes else None


def _at(analysis: ConfigAnalysis, *paths: str) -> Span:
    """The first of these fields that is set; else the name of the block that the last is missing from."""
    places = [analysis.document.where(path) for path in paths]
    return next((place.value_span for place in places if place.is_set), places[-1].value_span)


@config_check('run-finished', family=Family.TRAINING, severity=Severity.WARNING)
def run_finished(analysis: ConfigAnalysis) -> Iterator[Finding]:
    """The run in the model folder has reached `num_steps`: training starts, and ends at once.

    Steps are counted over all starts. Nothing is said, nothing is saved, and `fine_tune_checkpoint` counts for nothing.

    Raise `num_steps`, or train in another folder.
    """
    resume = _resume(analysis, ResumeOutcome.FINISHED)
    if resume is not None:
        yield Finding(_at(analysis, STEPS), resume.message)


@config_check('run-incompatible', family=Family.TRAINING, severity=Severity.ERROR)
def run_incompatible(analysis: ConfigAnalysis) -> Iterator[Finding]:
    """The run in the model folder is of another model, or cannot be read: training stops when it goes on from it.

    A changed number of classes, another width, another extractor: "Received incompatible tensor with shape ...". Undo the change, or
    train in another folder.
    """
    stopping = (ResumeOutcome.INCOMPATIBLE_SHAPE, ResumeOutcome.UNREADABLE, ResumeOutcome.INVALID_STATE)
    resume = _resume(analysis, *stopping)
    if resume is not None:
        yield Finding(_at(analysis, PREFIX), resume.message)


@config_check('run-incomplete', family=Family.TRAINING, severity=Severity.ERROR, frameworks=TF1_ONLY)
def run_incomplete(analysis: ConfigAnalysis) -> Iterator[Finding]:
    """The run in the model folder lacks variables that this config has, and TensorFlow 1 training stops when it goes on from it.

    "Key ... not found in checkpoint": another optimizer, moving averages switched on, layers that were added. Undo the change, or train
    in another folder.
    """
    resume = _resume(analysis, ResumeOutcome.ERROR)
    if resume is None or resume.checkpoint is None:
        return
    of_model = bool(resume.model.fresh)
    yield Finding(_at(analysis, PREFIX) if of_model else _at(analysis, *_optimizer(resume)), resume.message)


def _optimizer(resume: Resume) -> tuple[str, ...]:
    """The places of a change of the optimizer, the nearest first."""
    if resume.optimizer.saved == resume.optimizer.configured:
        return AVERAGES, OPTIMIZER
    return f'{OPTIMIZER}.{_OPTIMIZERS[resume.optimizer.configured or ""]}', OPTIMIZER


@config_check('run-resumed', family=Family.TRAINING, severity=Severity.INFORMATION)
def run_resumed(analysis: ConfigAnalysis) -> Iterator[Finding]:
    """The model folder holds a run, and training goes on from its latest checkpoint: `fine_tune_checkpoint` is loaded and overwritten.

    Where it is not meant to go on, train in another folder.
    """
    resume = _resume(analysis, ResumeOutcome.RESUMED)
    if resume is not None and resume.model.restored and analysis.document.where(PREFIX).is_set:
        yield Finding(_at(analysis, PREFIX), resume.message)


@config_check('run-overwritten', family=Family.TRAINING, severity=Severity.WARNING)
def run_overwritten(analysis: ConfigAnalysis) -> Iterator[Finding]:
    """The model folder holds checkpoints that training does not go on from: it starts at step 0 and writes over them.

    The state file `checkpoint` is missing, cannot be read, or names a checkpoint that is not there, as after a folder was moved whose
    state has absolute paths. Name the latest checkpoint in it: `model_checkpoint_path: "ckpt-12"`.
    """
    resume = _resume(analysis, ResumeOutcome.STARTS_FRESH)
    if resume is not None and resume.overwrites:
        yield Finding(_at(analysis, PREFIX), resume.message)


@config_check('run-without-model', family=Family.TRAINING, severity=Severity.WARNING)
def run_without_model(analysis: ConfigAnalysis) -> Iterator[Finding]:
    """The run in the model folder has no value for this model: training goes on at its step, with fresh weights.

    Nothing stops it where no name is shared, as between SSD and CenterNet; the schedule of the learning rate goes on where the other
    model's training was. Train in another folder.
    """
    resume = _resume(analysis, ResumeOutcome.RESUMED)
    if resume is not None and resume.step and not resume.model.restored:
        yield Finding(_at(analysis, PREFIX), resume.message)


@config_check('run-optimizer', family=Family.TRAINING, severity=Severity.WARNING)
def run_optimizer(analysis: ConfigAnalysis) -> Iterator[Finding]:
    """The optimizer is another than the run's: its saved state is dropped silently, and the new one starts from zero.

    So does switching moving averages on or off. The first steps then are those of an optimizer without a memory, at the learning rate
    of the step that the run had reached.
    """
    resume = _resume(analysis, ResumeOutcome.RESUMED)
    if resume is None or resume.optimizer.saved is None or not resume.model.restored:
        return
    part = resume.optimizer
    if part.saved_averages != part.averages:
        yield Finding(_at(analysis, AVERAGES, OPTIMIZER), head(resume))
    elif part.saved != part.configured and part.configured is not None:
        yield Finding(_at(analysis, *_optimizer(resume)), head(resume))


@config_check('run-overrides', family=Family.TRAINING, severity=Severity.WARNING)
def run_overrides(analysis: ConfigAnalysis) -> Iterator[Finding]:
    """A number of the optimizer is taken from the run's checkpoint, and what the config says is ignored.

    Keras saves `momentum` with the optimizer: a changed `momentum_optimizer_value` has no effect in a run that goes on. The learning
    rate is not saved, so a new schedule counts at once.
    """
    resume = _resume(analysis, ResumeOutcome.RESUMED)
    if resume is None or not resume.optimizer.overridden or resume.optimizer.configured is None:
        return
    block = f'{OPTIMIZER}.{_OPTIMIZERS[resume.optimizer.configured]}'
    for name, ours, theirs in resume.optimizer.overridden:
        message = f'`{name}` is taken from the run that training goes on from: it is {theirs:.6g}, and the {ours:.6g} of the config is ignored.'
        yield Finding(_at(analysis, f'{block}.momentum_optimizer_value', block), message)


@config_check('run-rate-over', family=Family.TRAINING, severity=Severity.WARNING)
def run_rate_over(analysis: ConfigAnalysis) -> Iterator[Finding]:
    """The cosine schedule ends before the step that the run has reached: the learning rate is 0, and nothing is learnt.

    Schedules count from step 0 of the run, not from this start. Set `total_steps` to the `num_steps` that training is to reach.
    """
    resume = _resume(analysis, ResumeOutcome.RESUMED)
    if resume is None or not resume.rate_is_zero or resume.optimizer.configured is None:
        return
    block = f'{OPTIMIZER}.{_OPTIMIZERS[resume.optimizer.configured]}.learning_rate.cosine_decay_learning_rate'
    message = f'The schedule ends before step {resume.step:,}, which the run has reached: the learning rate is 0 and nothing is learnt.'
    yield Finding(_at(analysis, f'{block}.total_steps', block), message)
