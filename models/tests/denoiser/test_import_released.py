"""What the page is given can be trained on and judged again."""

from pathlib import Path

import pytest
from safetensors.torch import save_file

from ddmodels.denoiser import graph as denoiser_graph
from ddmodels.denoiser import graph_layers, import_released, tiny
from ddmodels.denoiser.export import STORED, load_network, worst_error
from ddmodels.encoder.weights import deflate


def test_the_released_weights_are_the_network_again(tmp_path: Path) -> None:
    config = tiny.tiny_config(tmp_path)
    net = tiny.scattered(config, 2)
    state = {k: v.numpy() for k, v in net.state_dict().items()}
    model, weights = denoiser_graph.build(state, config.network)
    graph = model.SerializeToString()
    (tmp_path / "graph.onnx").write_bytes(graph)
    (tmp_path / STORED).write_bytes(deflate(weights.half()))
    found = denoiser_graph.state_of(import_released.tensors_of(tmp_path), config.network)
    save_file(found, tmp_path / "net.safetensors")
    again = load_network(tmp_path / "net.safetensors", config)
    assert worst_error(again, graph, graph_layers.widen(weights.half())) < 5e-4
    assert {k: v.shape for k, v in found.items()} == {k: v.shape for k, v in state.items()}
    with pytest.raises(KeyError):
        denoiser_graph.state_of({}, config.network)
