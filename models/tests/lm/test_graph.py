"""The two graphs and the reference, on the tiny model."""

import json

import numpy as np
import onnx
import pytest
from onnx import numpy_helper

from ddmodels.common.packages import FIXTURES, PUBLIC
from ddmodels.fixtures import tiny_llama
from ddmodels.lm import build, golden, graph, layout, quality
from ddmodels.lm.gguf_weights import LlamaGguf

IDS = [1, 85, 200, 359, 201, 59, 280, 260, 17]


@pytest.fixture(scope="module")
def tiny(tmp_path_factory):
    folder = tmp_path_factory.mktemp("tiny")
    source = folder / "model.gguf"
    tiny_llama.write_gguf(source, tiny_llama.CONFIG, tiny_llama.SEED)
    return LlamaGguf(source), build.export(source, folder, tiny_llama.sample)


def as_llama_cpp_computes_it(gguf: LlamaGguf, ids: list[int]):
    """The rows as stored, neighbouring pairs rotated, one head and position after the other."""
    config = gguf.config

    def norm(x, name):
        size = np.sqrt((x**2).mean(-1, keepdims=True) + config.norm_epsilon)
        return x / size * gguf.weight(f"{name}.weight")

    def rotated(x, position):
        pairs = x.reshape(-1, 2)
        angles = position * config.rope_theta ** (-np.arange(len(pairs)) / len(pairs))
        turned = (pairs[:, 0] + 1j * pairs[:, 1]) * np.exp(1j * angles)
        return np.stack([turned.real, turned.imag], -1).reshape(-1)

    x = gguf.weight("token_embd.weight")[ids].astype(np.float64)
    width = config.head_dim
    for i in range(config.layers):
        layer = f"blk.{i}."
        h = norm(x, f"{layer}attn_norm")
        q, k, v = (h @ gguf.weight(f"{layer}attn_{name}.weight").T for name in "qkv")
        mixed = np.zeros_like(q)
        for head in range(config.heads):
            other = head * config.kv_heads // config.heads
            own, shared = (slice(n * width, (n + 1) * width) for n in (head, other))
            for at in range(len(ids)):
                query = rotated(q[at, own], at)
                keys = np.stack([rotated(k[j, shared], j) for j in range(at + 1)])
                shares = np.exp(keys @ query / np.sqrt(width))
                mixed[at, own] = shares / shares.sum() @ v[: at + 1, shared]
        x = x + mixed @ gguf.weight(f"{layer}attn_output.weight").T
        h = norm(x, f"{layer}ffn_norm")
        gate = h @ gguf.weight(f"{layer}ffn_gate.weight").T
        up = h @ gguf.weight(f"{layer}ffn_up.weight").T
        x = x + (gate / (1 + np.exp(-gate)) * up) @ gguf.weight(f"{layer}ffn_down.weight").T
    return norm(x, "output_norm") @ gguf.weight("token_embd.weight").T


def test_the_reference_is_llama(tiny):
    gguf, export = tiny
    expected = as_llama_cpp_computes_it(gguf, IDS)
    np.testing.assert_allclose(export.models["exact"].logits(IDS), expected, atol=2e-4)


@pytest.mark.parametrize("backend", build.BACKENDS)
def test_a_graph_is_close_to_the_reference(tiny, backend):
    _, export = tiny
    exact, found = (export.models[name].logits(IDS) for name in ("exact", backend))
    assert found.shape == (len(IDS), tiny_llama.CONFIG.vocab)
    assert 0 < np.abs(exact - found).max() < 1.0
    kl = quality.divergence(quality.log_softmax(exact), quality.log_softmax(found))
    assert kl.mean() < build.LIMITS[backend]


@pytest.mark.parametrize("backend", build.BACKENDS)
def test_tokens_one_by_one_equal_all_at_once(tiny, backend):
    _, export = tiny
    model = export.models[backend]
    whole = model.logits(IDS)
    logits, cache = model.step(IDS[:5], model.empty_cache(), [4])
    rows = [logits[0]]
    for token in IDS[5:]:
        logits, cache = model.step([token], cache, [0])
        rows.append(logits[0])
    np.testing.assert_allclose(np.stack(rows), whole[4:], atol=1e-4)
    assert next(iter(cache.values())).shape == (1, 1, len(IDS), tiny_llama.CONFIG.head_dim)


@pytest.mark.parametrize("backend", build.BACKENDS)
def test_only_the_wanted_logits_come_back(tiny, backend):
    _, export = tiny
    model = export.models[backend]
    some, _ = model.step(IDS, model.empty_cache(), [8, 2])
    np.testing.assert_allclose(some, model.logits(IDS)[[8, 2]], atol=1e-4)


def test_the_embedding_is_the_stored_one(tiny):
    gguf, export = tiny
    exact = gguf.weight("token_embd.weight")
    for backend, zero in (("wasm", 0), ("webgpu", 128)):
        weights = export.layouts[backend]
        values = weights["token_embd.q"].astype(np.float32) - zero
        scales = np.repeat(weights["token_embd.s"], layout.BLOCK, axis=1)
        np.testing.assert_array_equal(values * scales, exact)


def test_known_answers_are_those_in_the_repository(tiny):
    _, export = tiny
    kept = json.loads((FIXTURES / tiny_llama.ID / "golden.json").read_text())
    made = golden.golden(
        kept["prompt"], export.tokenizer, export.models, tiny_llama.TOLERANCES, export.layouts
    )
    for name in ("promptIds", "tokenizerCases", "layout", "logitIds"):
        assert made[name] == kept[name]
    for name in ("exact", "wasm", "webgpu"):
        tolerance = tiny_llama.TOLERANCES.get(name, 0.001)
        mine, theirs = made[name], kept[name]
        assert mine["greedy"] == theirs["greedy"]
        for values in ("logits", "earlyLogits", "lastLogits"):
            np.testing.assert_allclose(mine[values], theirs[values], atol=tolerance)


def test_tolerances_leave_the_greedy_tokens_certain():
    kept = json.loads((FIXTURES / tiny_llama.ID / "golden.json").read_text())
    for name, tolerance in tiny_llama.TOLERANCES.items():
        assert kept[name]["margin"] > 2 * tolerance


def test_the_published_graphs_are_what_the_code_builds():
    folder = PUBLIC / build.ID
    stored = onnx.load(folder / "graph-wasm.onnx", load_external_data=False).graph.initializer
    outliers = {
        tensor.name.removesuffix(".channels"): numpy_helper.to_array(tensor).tolist()
        for tensor in stored
        if tensor.name.endswith(".channels")
    }
    assert len(outliers) == 61
    config = LlamaGguf(folder / "model.gguf").config
    for backend in build.BACKENDS:
        proto = graph.build(config, backend, outliers, build.FINE)
        built = proto.SerializeToString(deterministic=True)
        assert built == (folder / f"graph-{backend}.onnx").read_bytes(), backend
