"""Document links: the paths in a config that lead to a file."""

from __future__ import annotations

from lsprotocol import types

from pipeline_config_ls.analysis.config_analysis import ConfigAnalysis
from pipeline_config_ls.features.named_files import named_files, target
from pipeline_config_ls.features.positions import Positions


def document_links(analysis: ConfigAnalysis, positions: Positions) -> list[types.DocumentLink]:
    """The paths in the file that are there: label maps, records, the index of the checkpoint."""
    links = []
    for named in named_files(analysis.document):
        path = target(analysis, named)
        if path is not None:
            links.append(types.DocumentLink(positions.range(named.span), path.as_uri(), tooltip=str(path)))
    return links
