"""The work of a pass is what the network's sizes say it is."""

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper, numpy_helper

from ddmodels.common.packages import FIXTURES, PUBLIC, read_json
from ddmodels.common.work import Work, WorkError, kernels_of, work_of


def graph_of(nodes, inputs, outputs, weights):
    return helper.make_model(
        helper.make_graph(
            nodes,
            "g",
            [helper.make_tensor_value_info(n, TensorProto.FLOAT, s) for n, s in inputs.items()],
            [helper.make_tensor_value_info(n, TensorProto.FLOAT, s) for n, s in outputs.items()],
            [numpy_helper.from_array(np.zeros(s, np.float32), n) for n, s in weights.items()],
        )
    )


def test_a_convolution_and_a_product(tmp_path):
    path = tmp_path / "graph.onnx"
    model = graph_of(
        [
            helper.make_node("Conv", ["x", "k"], ["y"], pads=[1, 1, 1, 1]),
            helper.make_node("Relu", ["y"], ["z"]),
            helper.make_node("MatMul", ["z", "w"], ["out"]),
        ],
        {"x": ["batch", 3, 8, 8]},
        {"out": ["batch", 4, 8, 5]},
        {"k": [4, 3, 3, 3], "w": [8, 5]},
    )
    onnx.save(model, path)
    conv, product = 4 * 8 * 8 * 3 * 9, 4 * 8 * 5 * 8
    assert work_of(path, {"batch": 1}) == Work(
        macs=conv + product,
        weights=4 * 3 * 9 + 8 * 5,
        activations=(3 * 64 + 4 * 64) + (4 * 64 + 4 * 8 * 5),
    )
    assert work_of(path, {"batch": 3}).macs == 3 * (conv + product)
    with pytest.raises(WorkError):
        work_of(path, {})


def test_kernels_are_nodes_that_compute_something_new(tmp_path):
    path = tmp_path / "graph.onnx"
    model = graph_of(
        [
            helper.make_node("Identity", ["w"], ["v"]),
            helper.make_node("Relu", ["v"], ["u"]),
            helper.make_node("Unsqueeze", ["x", "axes"], ["y"]),
            helper.make_node("MatMul", ["y", "u"], ["z"]),
            helper.make_node("Relu", ["z"], ["out"]),
        ],
        {"x": [3, 8]},
        {"out": [1, 3, 5]},
        {"w": [8, 5], "axes": [1]},
    )
    onnx.save(model, path)
    assert kernels_of(path) == 2


@pytest.mark.parametrize(
    "folder",
    [
        PUBLIC / "emoji-denoiser",
        PUBLIC / "all-minilm-l6-v2",
        FIXTURES / "tiny-denoiser",
        FIXTURES / "tiny-encoder",
    ],
    ids=lambda folder: folder.name,
)
def test_the_manifests_say_it(folder):
    manifest = read_json(folder / "manifest.json")
    dims = {"batch": 1, "tokens": manifest["config"].get("maxTokens", 0)}
    work = work_of(folder / "graph.onnx", dims)
    assert manifest["work"] == vars(work)
    # Every weight is one of the parameters.
    assert 0 < work.weights <= manifest["parameters"] + 1000
    (graph,) = (file for file in manifest["files"] if file["role"] == "graph")
    assert graph["kernels"] == kernels_of(folder / "graph.onnx")
