"""The report as one HTML page that needs nothing besides itself: VS Code shows it in a web view, a browser as it is.

A content security policy allows exactly its own style and script. Colours are VS Code's where it gives them, else the page's own,
light or dark as the reader's system. No text of a config gets in unescaped.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from html import escape
from pathlib import Path
from typing import Any, NamedTuple

from pipeline_config_ls.report import json_form, words
from pipeline_config_ls.report.groups import Group, Tone
from pipeline_config_ls.report.names import rows
from pipeline_config_ls.report.report import Report
from pipeline_config_ls.report.text import FRAMEWORKS, to_text
from pipeline_config_ls.report.type_rows import TypeRow
from pipeline_config_ls.restore.fates import Fate, VariableFate
from pipeline_config_ls.restore.resume import ResumeOutcome
from pipeline_config_ls.textproto import Edit

# The name of a part that takes less of the bar than this (in percent) finds no place in it.
_LABELLED = 12
# Where a heading ends: at the first sentence, or at the colon before the names.
_END = re.compile(r'(\.) (?=[A-Z0-9`])|: (?=`)')
_TONES = (
    ('all', 'All'),
    (Tone.STOPS.value, 'Stops training'),
    (Tone.SILENT.value, 'Silently lost'),
    (Tone.EXPECTED.value, 'Expected'),
)


# Commands of an editor that lead on from a report.
_READ_REMOTE, _CHOOSE = 'pipelineConfig.readRemote', 'pipelineConfig.chooseCheckpoint'
_COMMANDS = {
    _READ_REMOTE: 'Read the Checkpoint',
    _CHOOSE: 'Which Checkpoint Fits?',
    'pipelineConfig.compareConfig': 'Compare Configs',
    'pipelineConfig.verify': 'Verify with TensorFlow',
}


def _always(report: Report) -> bool:
    return True


# When a command leads on; the others always do.
_IS_WANTED: Mapping[str, Callable[[Report], bool]] = {
    _READ_REMOTE: lambda report: report.is_in_bucket,
    _CHOOSE: lambda report: report.sign != '✓',
}


class Links(NamedTuple):
    """What ties a page to its config: the range of a field by its path (None where it is not set), and an edit, as JSON; and the
    commands that the editor around it has."""

    range_of: Callable[[str], Any]
    edit: Callable[[Edit], Any]
    commands: frozenset[str] = frozenset()


NO_LINKS = Links(lambda path: None, lambda edit: None)


def to_html(report: Report, links: Links = NO_LINKS, verified: str = '') -> str:
    """The whole page. `verified` is a section on what TensorFlow itself did."""
    style, script = _asset('page.css'), _asset('page.js')
    policy = f"default-src 'none'; style-src '{_hash(style)}'; script-src '{_hash(script)}'"
    body = ''.join(
        (
            *_head(report, links),
            verified,
            *_resume(report),
            *_parts(report, links),
            *_types(report.types, links),
            *_own_config(report, links),
            *_objects(report),
        )
    )
    return (
        '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{escape(policy)}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<title>Restore report: {escape(report.title)}</title><style>{style}</style></head>'
        f'<body>{body}{_copies(report)}<script>{script}</script></body></html>\n'
    )


@cache
def _asset(name: str) -> str:
    return Path(__file__).with_name(name).read_text(encoding='utf-8')


def _hash(text: str) -> str:
    return f'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'


def _copies(report: Report) -> str:
    """What the buttons copy, out of sight."""
    as_json = json.dumps(json_form.to_json(report), indent=2, ensure_ascii=False)
    return f'<pre id="as-text" hidden>{escape(to_text(report, verbose=True))}</pre><pre id="as-json" hidden>{escape(as_json)}</pre>'


def _head(report: Report, links: Links) -> Iterator[str]:
    tone = report.tone.value if report.tone else ''
    if report.first:
        yield f'<div class="first"><p><span class="sign stops">✗</span> {_code(report.first)}</p><p class="dim">Once that is mended:</p></div>'
    first, rest = _first_sentence(report.headline)
    yield f'<h1 class="{tone}"><span class="sign">{report.sign}</span> {_code(first)}</h1>'
    if rest:
        yield f'<p class="rest">{_code(rest)}</p>'
    if report.checkpoint and report.model:
        identified = f' <span>({escape(report.identified)})</span>' if report.identified else ''
        yield (
            f'<p class="route"><code title="{escape(report.checkpoint_path)}">{escape(report.checkpoint)}</code>{identified} into <code>{escape(report.model)}</code>, '
            f'<span title="{escape(report.framework_reason)}">{FRAMEWORKS[report.framework.value]}</span></p>'
        )
    if report.share and report.share.variables and report.share.of_parameters:
        share = report.share
        part = share.parameters / share.of_parameters
        verb = 'would be' if report.tone is Tone.STOPS else 'are'
        yield (
            f'<p class="dim">{words.parameters(share.parameters)} of {words.parameters(share.of_parameters)} parameters '
            f'({part:.0%}) {verb} restored.</p>'
        )
    yield '<div class="tools">'
    for name, label in _COMMANDS.items():
        if name in links.commands and _IS_WANTED.get(name, _always)(report):
            yield f'<button data-host data-do="command" data-command="{name}">{label}</button>'
    yield (
        '<button data-do="copy" data-from="as-text">Copy as Text</button>'
        '<button data-do="copy" data-from="as-json">Copy as JSON</button></div>'
    )


def _first_sentence(text: str) -> tuple[str, str]:
    """What a heading says, and the rest: names and shapes are read, not shouted."""
    found = _END.search(text)
    return (text[: found.start()] + (found[1] or ''), text[found.end() :]) if found else (text, '')


def _resume(report: Report) -> Iterator[str]:
    if report.resume is None:
        return
    goes_on = report.resume.outcome in (ResumeOutcome.RESUMED, ResumeOutcome.STARTS_FRESH)
    sign, tone = ('✓', 'expected') if goes_on else ('✗', 'stops')
    yield '<h2>The run in model_dir</h2>'
    yield f'<p><span class="sign {tone}">{sign}</span>{_code(report.resume.message)}</p>'
    yield f'<p class="dim"><code>{escape(report.resume.folder)}</code></p>'


def _parts(report: Report, links: Links) -> Iterator[str]:
    if not report.groups:
        return
    yield from _bar(report.groups)
    yield '<h2>Parts</h2><div class="tools" role="toolbar" aria-label="Filter">'
    present = {one.tone.value for one in report.groups} | {'all'}
    for value, label in _TONES:
        if value in present:
            yield f'<button data-do="tone" data-tone="{value}" aria-pressed="{str(value == "all").lower()}">{label}</button>'
    yield '<input type="search" id="search" placeholder="Search variables ( / )" aria-label="Search variables"></div>'
    numbered = list(enumerate(report.groups))
    for number, one in numbered:
        if one.fate is not Fate.NOT_TAKEN:
            yield from _group(number, one, links)
    aside = [(number, one) for number, one in numbered if one.fate is Fate.NOT_TAKEN]
    if aside:
        total = sum(one.count for _, one in aside)
        yield f'<details class="aside"><summary><span class="part">In the checkpoint, not asked for: {words.count(total, "variable")}</span></summary>'
        for number, one in aside:
            yield from _group(number, one, links)
        yield '</details>'
    yield '<p class="empty" id="none" hidden>No variable fits.</p>'


def _bar(groups: Sequence[Group]) -> Iterator[str]:
    """The model's parts by parameters: what is restored is filled, what starts fresh is pale."""
    ours = [(number, one) for number, one in enumerate(groups) if not one.is_of_checkpoint]
    total = sum(one.parameters for _, one in ours)
    if not total:
        return
    yield '<svg class="bar" role="img" aria-label="Parts by parameters">'
    start = 0.0
    for number, one in ours:
        width = 100 * one.parameters / total
        fresh = ' fresh' if one.fate is not Fate.RESTORED and one.tone is Tone.EXPECTED else ''
        title = f'{one.part.name}: {words.parameters(one.parameters)} parameters {words.FATES[one.fate]}'
        label = (
            f'<text x="{start + 1:.2f}%" y="27" class="on{fresh}">{escape(one.part.name)}</text>'
            if width > _LABELLED
            else ''
        )
        yield (
            f'<g data-do="open" data-group="group-{number}"><title>{escape(title)}</title>'
            f'<rect x="{start:.2f}%" y="0" width="{width:.2f}%" height="44" class="fill-{one.tone.value}{fresh}"/>{label}</g>'
        )
        start += width
    yield '</svg><div class="legend">'
    yield from _legend(one for _, one in ours)
    yield '</div>'


def _legend(groups: Iterable[Group]) -> Iterator[str]:
    labels = {
        (Tone.STOPS, False): 'stops training',
        (Tone.SILENT, False): 'silently fresh',
        (Tone.EXPECTED, False): 'restored',
        (Tone.EXPECTED, True): 'fresh, as intended',
    }
    present = {(one.tone, one.tone is Tone.EXPECTED and one.fate is not Fate.RESTORED) for one in groups}
    for key, label in labels.items():
        if key in present:
            fresh = ' fresh' if key[1] else ''
            yield (
                f'<span><svg viewBox="0 0 11 11"><rect width="11" height="11" class="fill-{key[0].value}{fresh}"/></svg>'
                f'{label}</span>'
            )


def _group(number: int, one: Group, links: Links) -> Iterator[str]:
    names = escape(' '.join(variable.name for variable in one.variables).lower())
    is_open = ' open' if one.tone is not Tone.EXPECTED and number == 0 else ''
    yield (
        f'<details class="group" id="group-{number}" data-tone="{one.tone.value}" data-names="{names}"{is_open}><summary>'
        f'<span class="sign {one.tone.value}">{words.sign(one)}</span><span class="part">{escape(one.part.name)}</span>'
        f'<span class="number">{words.count(one.count, "variable")}</span>'
        f'<span class="number parameters" title="{one.parameters:,} parameters">{words.parameters(one.parameters)}</span>'
        f'<span class="what">{words.FATES[one.fate]}</span></summary><div class="inside">'
        f'<p>{_code(_sentence(one))} {_field_link(one.field, links)}</p>'
    )
    yield from _variables(number, one.variables)
    yield '</div></details>'


def _sentence(one: Group) -> str:
    return one.cause[:1].upper() + one.cause[1:] + '.' if one.cause else ''


def _field_link(path: str, links: Links) -> str:
    place = links.range_of(path) if path else None
    if place is None:
        return f'<code class="dim">{escape(path)}</code>' if path else ''
    data = escape(json.dumps(place))
    return f'<button class="link mono" data-do="reveal" data-range="{data}">{escape(path)}</button>'


def _variables(number: int, variables: Sequence[VariableFate]) -> Iterator[str]:
    by_name = {one.name: one for one in variables}
    yield '<table><thead><tr><th>Variable</th><th class="shape">Model</th><th class="shape">Checkpoint</th></tr></thead><tbody>'
    for index, (pattern, names) in enumerate(rows(by_name)):
        if len(names) == 1:
            yield _row(by_name[names[0]], '')
            continue
        key = f'{number}-{index}'
        yield (
            f'<tr class="many"><td><button class="link mono" data-do="unfold" data-rows="{key}" aria-expanded="false">'
            f'{escape(pattern)}</button></td><td class="shape dim" colspan="2">{len(names)} variables</td></tr>'
        )
        yield from (_row(by_name[name], f' class="one" data-of="{key}" hidden') for name in names)
    yield '</tbody></table>'


def _row(one: VariableFate, attributes: str) -> str:
    ours, theirs = (
        '–' if shape is None else escape(words.shape(shape)) for shape in (one.model_shape, one.checkpoint_shape)
    )
    return (
        f'<tr{attributes} data-name="{escape(one.name.lower())}"><td class="mono">{escape(one.name)}</td>'
        f'<td class="shape mono">{ours}</td><td class="shape mono">{theirs}</td></tr>'
    )


def _types(types: Sequence[TypeRow], links: Links) -> Iterator[str]:
    if not types:
        return
    yield '<h2>What would restore</h2><table><thead><tr><th>fine_tune_checkpoint_type</th><th>Outcome</th><th></th></tr></thead><tbody>'
    for one in types:
        sign, tone = ('✓', 'expected') if one.restores else ('✗', 'stops')
        edits = [links.edit(edit) for edit in one.edits]
        use = ''
        if one.is_chosen:
            use = '<span class="dim">in the config</span>'
        elif one.restores and all(edit is not None for edit in edits):
            use = f'<button data-host data-do="fix" data-edits="{escape(json.dumps(edits))}">Use</button>'
        yield (
            f'<tr><td class="mono">{escape(one.checkpoint_type)}</td><td><span class="sign {tone}">{sign}</span>'
            f'{_code(one.message)}</td><td>{use}</td></tr>'
        )
    yield '</tbody></table>'


def _objects(report: Report) -> Iterator[str]:
    if report.objects is not None:
        yield f'<h2>Objects and anchors</h2><p>{escape(report.objects.said)}</p>{report.objects.svg}'


def _own_config(report: Report, links: Links) -> Iterator[str]:
    if not report.differences:
        return
    yield "<h2>The checkpoint's own config</h2><table><thead><tr><th>Field</th><th>There</th><th>Here</th><th></th></tr></thead><tbody>"
    for one in report.differences:
        matters = '<span class="tone-silent">changes variables</span>' if one.matters else ''
        yield (
            f'<tr><td>{_field_link(one.field, links)}</td><td class="mono">{escape(one.theirs or "not set")}</td>'
            f'<td class="mono">{escape(one.ours or "not set")}</td><td>{matters}</td></tr>'
        )
    yield '</tbody></table>'


def _code(text: str) -> str:
    """A sentence with its `code` marked as code."""
    parts = escape(text).split('`')
    if len(parts) % 2 == 0:
        return escape(text)
    return ''.join(f'<code>{part}</code>' if index % 2 else part for index, part in enumerate(parts))
