"""A cold TensorFlow 1 verdict (plan, index, map, cause), against building the graph and asking the real reader.

The real side is without loading the values and without a session: the least that TensorFlow has to do.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from rows import Row, median, milliseconds

ROOT = Path(__file__).parents[1]
sys.path.append(str(ROOT))

from oracle.tf1_example import BUILT, CONFIG, TRAINED, write_example  # noqa: E402
from pipeline_config_ls.analysis.config_analysis import ConfigAnalysis  # noqa: E402
from pipeline_config_ls.analysis.project_context import ProjectContext  # noqa: E402
from pipeline_config_ls.document import Document, open_document  # noqa: E402
from pipeline_config_ls.files.search_context import SearchContext  # noqa: E402
from pipeline_config_ls.restore.tf1.verdict import Tf1Outcome  # noqa: E402

# The inside of the `model` block.
MODEL = re.compile(r'model \{\n(.*?)\n\}\n', re.DOTALL)

# Prints seconds: building the graph of the model, and what of the checkpoint it would take.
REAL = """
import json, sys, time
from oracle.tf1_api import tf, tf1, variables_helper
from oracle.tf1_builder import parse
from pipeline_config_ls.verify.real import raised, tf1 as real
text = open(sys.argv[1]).read()
start = time.perf_counter()
with tf.Graph().as_default():
    made = real.make(parse(text), raised.Stages())
    asked = made.model.restore_map(fine_tune_checkpoint_type='detection')
    found = variables_helper.get_variables_available_in_checkpoint(asked, sys.argv[2], include_global_step=False)
    tf1.train.init_from_checkpoint(sys.argv[2], found)
print(json.dumps([len(found), time.perf_counter() - start]))
"""


def rows() -> Iterator[Row]:
    """Ours for a checkpoint that restores and for one of another model, and how much longer the real thing takes."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_example(folder / 'tensorflow-1')
        right = folder / 'tensorflow-1' / 'right.config'
        right.write_text(CONFIG.replace(BUILT, TRAINED))
        ours = _ours(folder, right, Tf1Outcome.RESTORED)
        yield Row('verdict of TensorFlow 1, nothing remembered', milliseconds(ours))
        wrong = _ours(folder, folder / 'tensorflow-1' / 'pipeline.config', Tf1Outcome.NOTHING)
        yield Row('the same of another model: identified, explained, two fixes tried', milliseconds(wrong))
        model = folder / 'model.textproto'
        model.write_text(MODEL.search(right.read_text())[1])  # type: ignore[index]
        real = subprocess.run(
            [sys.executable, '-c', REAL, str(model), str(folder / 'tensorflow-1' / 'model.ckpt')],
            cwd=folder,
            env={**os.environ, 'PYTHONPATH': str(ROOT)},
            capture_output=True,
            text=True,
        )
        if real.returncode != 0:
            yield Row('the same, by TensorFlow', f'not measured: {real.stderr.strip().splitlines()[-1]}', '200 x')
            return
        _, seconds = json.loads(real.stdout.splitlines()[-1])
        yield Row('the same, by TensorFlow', f'{seconds:.1f} s = {seconds / ours:.0f} x', '200 x')


def _ours(folder: Path, config: Path, outcome: Tf1Outcome) -> float:
    document = open_document(config.read_text(), config)
    return median(partial(_verdict, folder, document, outcome), clock=time.perf_counter)


def _verdict(folder: Path, document: Document, outcome: Tf1Outcome) -> None:
    """From an open config to the answer and its fixes: neither plan nor checkpoint is known yet."""
    analysis = ConfigAnalysis(document, ProjectContext(SearchContext(working_directory=str(folder))))
    verdict = analysis.tf1_restore.verdict
    if verdict is None or verdict.outcome is not outcome or (outcome is Tf1Outcome.NOTHING and not analysis.tf1_fixes):
        raise SystemExit(f'not the verdict that is measured: {verdict}')
