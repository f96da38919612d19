import json
import zlib
from pathlib import Path

import numpy as np
import onnx
import pytest
import torch
from safetensors.torch import save_file

from ddmodels.denoiser import attention as denoiser_attention
from ddmodels.denoiser import golden, graph_layers, tiny
from ddmodels.denoiser import graph as denoiser_graph
from ddmodels.denoiser.config import Config
from ddmodels.denoiser.export import STORED, export, load_network
from ddmodels.denoiser.network import Denoiser
from ddmodels.denoiser.sampling import Settings

Weights = tuple[Path, Config]


@pytest.fixture(scope="module")
def weights(tmp_path_factory: pytest.TempPathFactory) -> Weights:
    folder = tmp_path_factory.mktemp("weights")
    config = tiny.tiny_config(folder)
    net = tiny.scattered(config, 2)
    save_file(net.state_dict(), folder / "net.safetensors")
    return folder / "net.safetensors", config


def built(weights: Weights) -> tuple[Denoiser, onnx.ModelProto, bytes]:
    net = load_network(*weights)
    state = {k: v.numpy() for k, v in net.state_dict().items()}
    model, stored = denoiser_graph.build(state, weights[1].network)
    return net, model, b"".join(v.tobytes() for _, v in stored.tensors)


def test_the_shares_are_the_networks_and_sum_to_one(weights: Weights) -> None:
    net, model, whole = built(weights)
    graph = denoiser_attention.with_attention(model, 8).SerializeToString()
    assert denoiser_attention.check(net, graph, whole) < 1e-5
    x, text = golden.seeded(3, 1.0, 4)
    attention, own = denoiser_attention.reference(net, x, 1.0, text, torch.tensor([1]))
    assert attention.shape == (1, 16, 8, 8) and own.shape == (1, 8, 8)
    assert (attention.sum(1) + own).numpy() == pytest.approx(1, abs=1e-5)
    assert attention[:, :4].std() > 1e-4 and attention[:, 4:].max() < 1e-6


def test_it_draws_what_the_graph_draws_from_the_same_weights(weights: Weights) -> None:
    _, model, whole = built(weights)
    both = denoiser_attention.with_attention(model, 8)
    initialisers = {i.name: i for i in both.graph.initializer}
    for one in model.graph.initializer:
        assert initialisers[one.name] == one
    x, text = golden.seeded(3, 1.0, 4)
    feed = denoiser_attention.feed_of(x, text, 1.0, 2)
    options = denoiser_attention.run(both.SerializeToString(), whole, feed)
    assert len(both.SerializeToString()) < 120_000
    assert options[0].shape == (1, 3, 64, 64)


def test_another_networks_attention_is_refused(weights: Weights) -> None:
    net, model, whole = built(weights)
    turned = np.frombuffer(whole, np.float32)[::-1].tobytes()
    graph = denoiser_attention.with_attention(model, 8).SerializeToString()
    with pytest.raises(denoiser_attention.AttentionError):
        denoiser_attention.check(net, graph, turned)
    for node in list(model.graph.node):
        if node.op_type == "Softmax":
            model.graph.node.remove(node)
    with pytest.raises(denoiser_attention.AttentionError, match="nothing"):
        denoiser_attention.with_attention(model, 8)


def test_export_writes_it_beside_the_graph(weights: Weights, tmp_path: Path) -> None:
    export(*weights, tmp_path, Settings(steps=2), tiny.tiny_encoder())
    manifest = json.loads((tmp_path / "manifest.json").read_text())
    entry = next(f for f in manifest["files"] if f["role"] == "attention")
    assert entry["bytes"] == (tmp_path / denoiser_attention.GRAPH).stat().st_size
    stored = graph_layers.widen(zlib.decompress((tmp_path / STORED).read_bytes()))
    cases = json.loads((tmp_path / "golden.json").read_text())["attention"]
    graph = (tmp_path / denoiser_attention.GRAPH).read_bytes()
    for case in cases:
        x, text = golden.seeded(case["seed"], case["sigma"], case["words"])
        feed = denoiser_attention.feed_of(x, text, case["sigma"], case["style"])
        _, attention, own = denoiser_attention.run(graph, stored, feed)
        found = attention[0, : case["words"]].ravel()[case["at"]]
        assert np.abs(found - case["values"]).max() < 1e-5
        assert abs(float(own.mean()) - case["own"]) < 1e-5
