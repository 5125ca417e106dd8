"""Every TensorFlow 1 checkpoint of the corpus and the configs that lie beside it: read, identified, each difference explained."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

from google.protobuf import text_format

from oracle.compare import message
from pipeline_config_ls.architectures.framework import Framework, decide
from pipeline_config_ls.architectures.plan import plan
from pipeline_config_ls.architectures.registry import framework_of
from pipeline_config_ls.architectures.tf1.plan import Tf1Plan
from pipeline_config_ls.checkpoints.checkpoint import Checkpoint
from pipeline_config_ls.checkpoints.reader import read_checkpoint
from pipeline_config_ls.restore.tf1.assess import judge
from pipeline_config_ls.restore.tf1.cause import Tf1Cause, Tf1CauseKind
from pipeline_config_ls.restore.tf1.identify import identify
from pipeline_config_ls.restore.tf1.verdict import Trainer

MODEL_CLASS = type(message('DetectionModel', ''))
# What its own training leaves behind is restored whole; a checkpoint of the zoo beside a config for other classes, but for the heads.
OF_ITS_OWN = {Tf1CauseKind.NONE, Tf1CauseKind.HEADS}


def rows(corpus: Path) -> list[dict[str, str]]:
    with (corpus / 'checkpoints.tsv').open() as lines:
        return [row for row in csv.DictReader(lines, delimiter='\t') if row['tf'] == 'TF1']


def checkpoint_of(corpus: Path, row: dict[str, str]) -> Checkpoint:
    """Names and shapes; the corpus has no shards, and what their absence would do is left out."""
    found = read_checkpoint(corpus / row['dir'] / Path(row['index_path']).stem)
    assert isinstance(found, Checkpoint)
    return Checkpoint(found.prefix, found.format, found.entries)


def causes(corpus: Path, row: dict[str, str]) -> Iterator[tuple[str, Tf1Cause, str]]:
    """For each config beside a checkpoint: the cause of what is lost if every variable is asked for."""
    checkpoint = checkpoint_of(corpus, row)
    for file in sorted((corpus / row['dir']).glob('*.config')):
        try:
            config = message('TrainEvalPipelineConfig', file.read_text())
        except text_format.ParseError:
            continue
        planned = plan(config.model, Framework.TF1)
        assert isinstance(planned, Tf1Plan), file
        assert decide(config, framework_of).framework is Framework.TF1
        config.train_config.fine_tune_checkpoint_type = 'detection'
        config.train_config.load_all_detection_checkpoint_vars = True
        verdict, cause = judge(config, planned, checkpoint, Trainer.MODEL_LIB)
        assert cause is not None
        yield planned.extractor, cause, verdict.message


def test_each_is_identified(corpus: Path) -> None:
    assert len(rows(corpus)) > 30
    for row in rows(corpus):
        found = identify(checkpoint_of(corpus, row), MODEL_CLASS)
        assert found is not None, row['dir']
        assert row['feature_extractor'] in ('?', found.extractor), row['dir']
        assert found.similarity > 0.9, (row['dir'], str(found))


def test_each_difference_is_explained(corpus: Path) -> None:
    judged = 0
    for row in rows(corpus):
        for extractor, cause, said in causes(corpus, row):
            judged += 1
            if extractor == row['feature_extractor']:
                assert cause.kind in OF_ITS_OWN, (row['dir'], said)
            else:  # another run's config lies in the same folder
                assert cause.kind is Tf1CauseKind.EXTRACTOR, (row['dir'], said)
                assert f'The checkpoint is of {row["feature_extractor"]}' in said
    assert judged > 30
