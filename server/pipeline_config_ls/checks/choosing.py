"""A fix that names another checkpoint, which was predicted to restore."""

from __future__ import annotations

from pipeline_config_ls.analysis.advice import Advice
from pipeline_config_ls.analysis.config_analysis import ConfigAnalysis
from pipeline_config_ls.checks.check import Fix
from pipeline_config_ls.checks.setting import settings_edits
from pipeline_config_ls.document.edits import quote
from pipeline_config_ls.restore.cause import PREFIX, TYPE
from pipeline_config_ls.restore.field_changes import FieldChange


def choosing(analysis: ConfigAnalysis, advice: Advice) -> Fix:
    """Use this checkpoint; with the type that it needs, where that is another one."""
    text, fit = advice.suggestion.text, advice.fit
    settings = [FieldChange(PREFIX, quote(text))]
    what = f' ({fit.what})' if fit.what else ''
    how = ''
    if not fit.as_is:
        settings.append(FieldChange(TYPE, quote(fit.type)))
        how = f' as `{fit.type}`'
    title = f'Use the prefix `{text}`{what}: restores {fit.restored} variables{how}'
    return Fix(title, settings_edits(analysis.document, settings))
