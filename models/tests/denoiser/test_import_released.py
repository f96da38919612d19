"""What the page is given can be trained on and judged again."""

import zlib
from pathlib import Path

import numpy as np
import onnx
import pytest
from onnx.numpy_helper import to_array
from safetensors.torch import save_file

from ddmodels.common.packages import PUBLIC
from ddmodels.denoiser import attention, graph_layers, import_released, tiny
from ddmodels.denoiser import graph as denoiser_graph
from ddmodels.denoiser.config import load_config
from ddmodels.denoiser.export import ID, STORED, load_network, worst_error
from ddmodels.emoji.config import SIZE
from ddmodels.encoder.weights import deflate

CONFIG = Path(__file__).parents[2] / "config" / "emoji-denoiser.toml"


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


def same(made: onnx.ModelProto, published: Path) -> bool:
    """Whether two graphs are the same but for the last bit of constants: exp() differs by CPU."""
    kept = onnx.load(published, load_external_data=False)
    for one, other in zip(made.graph.initializer, kept.graph.initializer, strict=True):
        inside = one.data_location != onnx.TensorProto.EXTERNAL
        if inside and one.data_type == onnx.TensorProto.FLOAT:
            values, wanted = to_array(one), to_array(other)
            if values.shape != wanted.shape or not np.allclose(values, wanted, 1e-6, 0):
                return False
            one.CopyFrom(other)
    return made.SerializeToString() == kept.SerializeToString()


def test_the_published_graphs_are_what_the_code_builds() -> None:
    folder, sizes = PUBLIC / ID, load_config(CONFIG).network
    state = denoiser_graph.state_of(import_released.tensors_of(folder), sizes)
    model, weights = denoiser_graph.build({k: v.numpy() for k, v in state.items()}, sizes)
    looking = attention.with_attention(model, attention.side_of(sizes, SIZE))
    assert same(model, folder / "graph.onnx")
    assert weights.half() == zlib.decompress((folder / STORED).read_bytes())
    assert same(looking, folder / attention.GRAPH)
