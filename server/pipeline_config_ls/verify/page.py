"""A verification as a section of the restore report's page: what was predicted and what TensorFlow did, side by side."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from pipeline_config_ls.report.text import FRAMEWORKS
from pipeline_config_ls.verify.bug_report import versions_text
from pipeline_config_ls.verify.comparison import Row
from pipeline_config_ls.verify.report import Report

# So many names that one side alone has are shown of a row.
_MOST_LINES = 40


def section(found: Report, *, is_outdated: bool) -> str:
    """The section, as HTML. One of an earlier text of the config says so."""
    return ''.join(_parts(found, is_outdated))


def _parts(found: Report, is_outdated: bool) -> Iterator[str]:
    sign, tone, said = ('✓', 'expected', 'does the same') if found.agrees else ('✗', 'stops', 'does otherwise')
    name = FRAMEWORKS[found.real.framework.value]
    yield f'<section id="verified" class="{"outdated" if is_outdated else ""}"><h2>Verified with TensorFlow</h2>'
    yield f'<p><span class="sign {tone}">{sign}</span>{name} {said}{_starts(found)}</p>'
    if is_outdated:
        yield '<p class="dim">This is of an earlier text of the config.</p>'
    yield '<table><thead><tr><th></th><th>Predicted</th><th>TensorFlow</th><th></th></tr></thead><tbody>'
    for row in found.rows:
        yield _row(row)
    yield '</tbody></table>'
    if error := found.error:
        yield f'<p>TensorFlow said:</p><pre class="said">{escape(error)}</pre>'
    needed = [one for one in found.real.stand_ins if not one.quiet]
    if needed:
        yield '<p>This installation lacks what training needs, and what was stood in for here:</p><ul>'
        yield from (f'<li><code>{escape(one.name)}</code>: {escape(one.why)}</li>' for one in needed)
        yield '</ul>'
    if found.bug:
        yield (
            '<details><summary class="plain">The prediction is wrong: a report of it</summary>'
            f'<pre class="said" id="bug">{escape(found.bug)}</pre><button data-do="copy" data-from="bug">Copy Report</button></details>'
        )
    yield f'<p class="dim"><code>{escape(found.request.executable)}</code>: {escape(versions_text(found.real.versions))}</p></section>'


def _starts(found: Report) -> str:
    """Whether training starts, in the words of what was tried."""
    step = found.real.step
    if step is None:
        return '.'
    return f'. {escape(found.step_text)}.' if step.error is None else f'. {escape(found.step_text)}'


def _row(row: Row) -> str:
    sign = '' if row.same else '<span class="sign stops">✗</span> differs'
    lines = row.differences[:_MOST_LINES]
    if len(row.differences) > _MOST_LINES:
        lines = (*lines, f'and {len(row.differences) - _MOST_LINES} more')
    names = f'<tr><td colspan="4"><pre class="said">{escape(chr(10).join(lines))}</pre></td></tr>' if lines else ''
    return (
        f'<tr><td>{escape(row.what)}</td><td class="mono">{escape(row.predicted)}</td>'
        f'<td class="mono">{escape(row.real)}</td><td>{sign}</td></tr>{names}'
    )
