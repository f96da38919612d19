"""What the page is given can be trained on and judged again."""

from pathlib import Path

import pytest
from safetensors.torch import save_file

from ddmodels import emoji_graph, emoji_onnx, emoji_released, emoji_tiny
from ddmodels.emoji_export import STORED, load_network, worst_error
from ddmodels.encoder_weights import deflate


def test_the_released_weights_are_the_network_again(tmp_path: Path) -> None:
    config = emoji_tiny.tiny_config(tmp_path)
    net = emoji_tiny.scattered(config, 2)
    state = {k: v.numpy() for k, v in net.state_dict().items()}
    model, weights = emoji_graph.build(state, config.network)
    graph = model.SerializeToString()
    (tmp_path / "graph.onnx").write_bytes(graph)
    (tmp_path / STORED).write_bytes(deflate(weights.half()))
    found = emoji_graph.state_of(emoji_released.tensors_of(tmp_path), config.network)
    save_file(found, tmp_path / "net.safetensors")
    again = load_network(tmp_path / "net.safetensors", config)
    assert worst_error(again, graph, emoji_onnx.widen(weights.half())) < 5e-4
    assert {k: v.shape for k, v in found.items()} == {k: v.shape for k, v in state.items()}
    with pytest.raises(KeyError):
        emoji_graph.state_of({}, config.network)
