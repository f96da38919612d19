"""The graph for transformers.js in the benchmark."""

import numpy as np
import onnx

from ddmodels.common.packages import FIXTURES, PUBLIC
from ddmodels.fixtures import tiny_llama
from ddmodels.lm import build, layout, peer
from ddmodels.lm.gguf_weights import LlamaGguf
from ddmodels.lm.run import GraphModel


def whole_cache(graph):
    proto = onnx.load(graph, load_external_data=False)
    return peer.with_whole_cache(proto).SerializeToString(deterministic=True)


def test_it_computes_the_same_and_gives_the_whole_cache(tmp_path):
    folder = FIXTURES / tiny_llama.ID
    gguf = LlamaGguf(folder / "model.gguf")
    weights = layout.pack(gguf, "wasm")
    (tmp_path / "whole.onnx").write_bytes(whole_cache(folder / "graph-wasm.onnx"))
    ours = GraphModel(folder / "graph-wasm.onnx", weights, gguf.config)
    theirs = GraphModel(tmp_path / "whole.onnx", weights, gguf.config)
    caches = ours.empty_cache(), theirs.empty_cache()
    for ids in ([1, 85, 200], [359], [201]):
        (a, grown_a), (b, grown_b) = (
            model.step(ids, cache, [len(ids) - 1])
            for model, cache in zip((ours, theirs), caches, strict=True)
        )
        np.testing.assert_array_equal(a, b)
        for name, rows in grown_a.items():
            np.testing.assert_array_equal(rows, grown_b[name])
        caches = grown_a, grown_b


def test_the_one_in_the_repository_is_of_the_embedded_model():
    kept = peer.TARGET.read_bytes()
    assert kept == whole_cache(PUBLIC / build.ID / "graph-wasm.onnx")
