"""Values that the server works with: settings, paths, and problems that move along with an edit."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline_config_ls.checks.check import Edit, Family, Fix, Problem, Related, Severity
from pipeline_config_ls.lsp.documents import carry, path_of
from pipeline_config_ls.settings import Settings, settings_from
from pipeline_config_ls.textproto import Span


@pytest.mark.parametrize(
    'sent',
    [
        None,
        7,
        [],
        'text',
        {},
        {'modelDir': ''},
        {'modelDir': 3, 'searchRoots': 'here', 'schema': []},
        {'searchRoots': [0]},
    ],
)
def test_settings_that_make_no_sense_are_not_set(sent):
    assert settings_from(sent) == Settings()


def test_settings_are_taken_as_sent():
    sent = {
        'modelDir': '/train',
        'searchRoots': ['/data', '/more'],
        'schema': '/fork/protos',
        'trace': {'server': 'off'},
    }
    assert settings_from(sent) == Settings('/train', ('/data', '/more'), '/fork/protos')


@pytest.mark.skipif(os.name == 'nt', reason='POSIX paths')
@pytest.mark.parametrize(
    ('uri', 'path'),
    [
        ('file:///home/ann/pipeline.config', '/home/ann/pipeline.config'),
        ('file:///home/ann/a%20b/p%C3%AFpe%23line.config', '/home/ann/a b/pïpe#line.config'),
        ('file:///with;semicolon/pipeline.config', '/with;semicolon/pipeline.config'),
        ('file://localhost/home/ann/pipeline.config', '/home/ann/pipeline.config'),
        ('untitled:Untitled-1', None),
        ('vscode-vfs://github/models/pipeline.config', None),
        ('file://[broken/pipeline.config', None),
        ('file:///nul%00.config', None),
        ('', None),
    ],
)
def test_paths_of_uris(uri, path):
    assert path_of(uri) == (path and Path(path))


@pytest.mark.skipif(os.name != 'nt', reason='Windows paths')
@pytest.mark.parametrize(
    ('uri', 'path'),
    [
        ('file:///c%3A/train/pipeline.config', 'c:/train/pipeline.config'),
        ('file:///C:/train/pipeline.config', 'C:/train/pipeline.config'),
        ('file://host/share/pipeline.config', '//host/share/pipeline.config'),
    ],
)
def test_windows_paths_of_uris(uri, path):
    assert path_of(uri) == Path(path)


TEXT = 'batch_size: 8\nnum_steps: 100\n'
STEPS = Span(25, 28)


def problem_at(span: Span, **more: Any) -> Problem:
    return Problem('code', Family.CHECKPOINT, Severity.ERROR, span, 'message', **more)


@pytest.mark.parametrize(
    ('new', 'shown'),
    [
        (TEXT, '100'),
        ('# first\n' + TEXT, '100'),
        (TEXT.replace('8', '128'), '100'),
        (TEXT + '# last', '100'),
        (TEXT.replace('batch_size: 8\n', ''), '100'),
        (TEXT.replace('100', '1000'), None),
        (TEXT.replace('100', '10'), None),
        ('', None),
    ],
)
def test_a_problem_stays_on_its_words_until_they_are_edited(new, shown):
    kept = carry((problem_at(STEPS),), TEXT, new)
    assert [new[problem.span.start : problem.span.end] for problem in kept] == ([shown] if shown else [])


def test_what_belongs_to_a_problem_moves_along_or_goes():
    fix = Fix('Set 200', (Edit(STEPS, '200'),))
    both = Fix('Set both', (Edit(Span(12, 13), '16'), Edit(STEPS, '200')))
    problem = problem_at(STEPS, fixes=(fix, both), related=(Related(Span(12, 13), 'here'), Related(STEPS, 'there')))
    (kept,) = carry((problem,), TEXT, TEXT.replace('8', '64'))
    moved = Span(26, 29)
    assert kept == problem_at(moved, fixes=(Fix('Set 200', (Edit(moved, '200'),)),), related=(Related(moved, 'there'),))


texts = st.text('ab\n', max_size=12)


@given(texts, texts, texts, texts, st.data())
def test_a_carried_problem_is_on_the_same_words(before, old, new, after, data):
    was, now = before + old + after, before + new + after
    start = data.draw(st.integers(0, len(was)))
    end = data.draw(st.integers(start, len(was)))
    for kept in carry((problem_at(Span(start, end)),), was, now):
        assert now[kept.span.start : kept.span.end] == was[start:end]
