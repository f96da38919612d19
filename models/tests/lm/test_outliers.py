"""Outlier channels: found where they are, and harmless to the result."""

import numpy as np
import torch

from ddmodels.fixtures.tiny_llama import CONFIG
from ddmodels.lm import graph as lm_graph
from ddmodels.lm import outliers as lm_outliers


class Shown:
    """A model that shows fixed activations."""

    def __init__(self, rows: torch.Tensor) -> None:
        self.rows = rows

    def logits(self, ids, watch=None):
        watch("product", self.rows)


def test_the_large_channels_are_found():
    torch.manual_seed(0)
    rows = torch.randn(50, 100)
    usual = [3, 10, 17, 23, 31, 40, 47, 52, 58, 66, 71, 80, 88, 99]
    rows[:, usual] *= 40
    rows[0, [5, 77]] = 1000  # of the first token alone
    found = lm_outliers.find(Shown(rows), [[0], [0]])
    assert found == {"product": sorted([*usual, 5, 77])}
    assert len(found["product"]) == lm_outliers.COUNT


def test_only_the_wasm_graph_takes_them_out():
    outliers = {"blk.0.attn_qkv": [1, 2, 3, 4, 5, 6, 7, 8]}
    for backend, count in (("wasm", 6), ("webgpu", 0)):
        plain = lm_graph.build(CONFIG, backend).graph
        graph = lm_graph.build(CONFIG, backend, outliers).graph
        extra = len(graph.node) - len(plain.node)
        assert extra == count + (backend == "wasm")
    kept = next(
        t
        for t in lm_graph.build(CONFIG, "wasm", outliers).graph.initializer
        if t.name == "blk.0.attn_qkv.kept"
    )
    mask = np.frombuffer(kept.raw_data, np.float32)
    assert mask.size == CONFIG.hidden and np.flatnonzero(mask == 0).tolist() == list(range(1, 9))
