"""Which variables of a graph the legacy trainer keeps slots for."""

from __future__ import annotations

from pipeline_config_ls.restore.tf1.graph_variables import graph_variables
from pipeline_config_ls.restore.tf1.verdict import Trainer
from restore.tf1.kit import planned, ssd


def test_ranges_of_a_quantized_concatenation_are_not_trained() -> None:
    config = ssd(('ssd_mobilenet_v1', 'ssd_spaghettinet'), ('num_layers: 6', 'num_layers: 5'))
    found = graph_variables(planned(config), config.train_config, Trainer.LEGACY)
    slots = {name.removesuffix('/Momentum') for name in found if name.endswith('/Momentum')}
    node = 'FeatureExtractor/spaghettinet_edgetpu_m/spaghetti_net/n0_0'
    assert f'{node}/projection/weights' in slots
    assert f'{node}/concat/min' in found
    assert not [name for name in slots if '/concat/' in name]
