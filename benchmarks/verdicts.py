"""A cold verdict on the example (plan, index, object graph), against building and restoring for real."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from rows import Row, median, milliseconds

from pipeline_config_ls.analysis.config_analysis import ConfigAnalysis
from pipeline_config_ls.analysis.project_context import ProjectContext
from pipeline_config_ls.document import Document, open_document
from pipeline_config_ls.files.search_context import SearchContext
from pipeline_config_ls.restore.verdict import Outcome

ROOT = Path(__file__).parents[1]
EXAMPLES = ROOT / 'examples'
CONFIG = EXAMPLES / 'restores' / 'pipeline.config'

# Prints seconds: the imports, then building the model and restoring the checkpoint into it.
REAL = """
import json, sys, time
start = time.perf_counter()
from oracle.builder import Built, build
from oracle.real_api import pipeline_pb2, text_format, tf
imported = time.perf_counter() - start
config = text_format.Merge(open(sys.argv[1]).read(), pipeline_pb2.TrainEvalPipelineConfig())
start = time.perf_counter()
built = build(text_format.MessageToString(config.model))
assert isinstance(built, Built), built
train = config.train_config
objects = built.model.restore_from_objects(fine_tune_checkpoint_type=train.fine_tune_checkpoint_type)
tf.train.Checkpoint(**objects).restore(train.fine_tune_checkpoint).assert_existing_objects_matched()
print(json.dumps([imported, time.perf_counter() - start]))
"""


def rows() -> Iterator[Row]:
    """Ours, and where TensorFlow and the API are installed, how much longer the real thing takes."""
    document = open_document(CONFIG.read_text(), CONFIG)
    ours = median(partial(verdict, document), clock=time.perf_counter)
    yield Row('verdict on the example, nothing remembered', milliseconds(ours))
    environment = {**os.environ, 'PYTHONPATH': str(ROOT)}
    done = subprocess.run(
        [sys.executable, '-c', REAL, str(CONFIG)], cwd=EXAMPLES, env=environment, capture_output=True, text=True
    )
    if done.returncode != 0:
        reason = done.stderr.strip().splitlines()[-1]
        yield Row('the same, built and restored for real', f'not measured: {reason}', '200 x')
        return
    imported, restored = json.loads(done.stdout.splitlines()[-1])
    yield Row('the same, built and restored for real', f'{restored:.1f} s = {restored / ours:.0f} x', '200 x')
    yield Row('the same, with the imports', f'{imported + restored:.1f} s = {(imported + restored) / ours:.0f} x')


def verdict(document: Document) -> None:
    """From an open config to the answer, as after a keystroke: neither plan nor checkpoint is known yet."""
    project = ProjectContext(SearchContext(working_directory=str(EXAMPLES)))
    verdict = ConfigAnalysis(document, project).verdict
    if verdict is None or verdict.outcome is not Outcome.RESTORED:
        raise SystemExit(f'the example does not restore: {verdict}')
