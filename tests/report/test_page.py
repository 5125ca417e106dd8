"""The page: needs nothing besides itself, lets nothing of a config in as markup, and can be worked without a mouse."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape
from html.parser import HTMLParser

from pipeline_config_ls.analysis.config_analysis import ConfigAnalysis
from pipeline_config_ls.report.page import NO_LINKS, Links, to_html
from pipeline_config_ls.report.report import make_report

Analyse = Callable[..., ConfigAnalysis]
VOID = {'meta', 'input', 'rect'}


class Balanced(HTMLParser):
    """Fails where an element is closed that was not opened, or never is."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.attributes += attrs
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            assert self.open.pop() == tag


def parsed(page: str) -> Balanced:
    parser = Balanced()
    parser.feed(page)
    parser.close()
    assert parser.open == []
    return parser


def test_it_is_well_formed_and_loads_nothing(analyse: Analyse) -> None:
    page = to_html(make_report(analyse()))
    attributes = dict(parsed(page).attributes)
    assert "default-src 'none'; style-src 'sha256-" in unescape(page)
    assert not {'src', 'href', 'style', 'onclick'} & attributes.keys()
    assert 'https://' not in page


def test_nothing_of_a_config_is_markup(analyse: Analyse) -> None:
    prefix = 'pretrained/ssd_mobilenet_v2_fpnlite_320x320_garden/checkpoint/ckpt-0'
    page = to_html(make_report(analyse((prefix, "<script>alert('x')</script>"))))
    assert len(re.findall('<script>', page)) == 1
    parsed(page)


def test_fields_lead_to_the_config(analyse: Analyse) -> None:
    analysis = analyse(('"detection"', '"full"'))
    page = to_html(make_report(analysis), Links(lambda path: {'path': path}, lambda edit: {'newText': edit.text}))
    assert 'data-range="{&quot;path&quot;: &quot;model.ssd.num_classes&quot;}"' in page
    assert 'data-do="fix" data-edits="[{&quot;newText&quot;: &quot;\\&quot;detection\\&quot;&quot;}]"' in page


def test_without_a_config_beside_it_offers_no_change(analyse: Analyse) -> None:
    page = to_html(make_report(analyse(('"detection"', '"full"'))), NO_LINKS)
    assert 'data-do="fix"' not in page


def test_the_bar_has_a_name_for_those_who_do_not_see_it(analyse: Analyse) -> None:
    page = to_html(make_report(analyse()))
    assert '<svg class="bar" role="img" aria-label="Parts by parameters">' in page
    assert '<title>backbone: 187 k parameters restored</title>' in page


def test_names_and_shapes_are_not_in_the_heading(analyse: Analyse) -> None:
    page = to_html(make_report(analyse(('"detection"', '"full"'))))
    heading = re.search('<h1[^>]*>(.*?)</h1>', page)
    assert heading is not None
    assert heading[1] == '<span class="sign">✗</span> 2 variables have another shape in the checkpoint'
    assert '<p class="rest"><code>model/_box_predictor/' in page


def test_a_checkpoint_in_a_bucket_can_be_read_from_the_page(analyse: Analyse) -> None:
    prefix = 'pretrained/ssd_mobilenet_v2_fpnlite_320x320_garden/checkpoint/ckpt-0'
    links = Links(lambda path: None, lambda edit: None, frozenset({'pipelineConfig.readRemote'}))
    button = '<button data-host data-do="command" data-command="pipelineConfig.readRemote">'
    assert button in to_html(make_report(analyse((prefix, 'gs://bucket/ckpt-0'))), links)
    for other in (prefix, 'https://host/ckpt-0', 'missing/ckpt-0'):
        assert button not in to_html(make_report(analyse((prefix, other))), links)
