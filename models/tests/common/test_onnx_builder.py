"""The builder's graphs run, and say what they were asked for."""

import numpy as np
import onnxruntime as ort
import pytest
from onnx import TensorProto

from ddmodels.common.onnx_builder import MOST_PARTS, OnnxBuilder


def run(b: OnnxBuilder, x: np.ndarray, outside: dict[str, bytes] | None = None) -> np.ndarray:
    values = {"x": (TensorProto.FLOAT, ["n"])}
    model = b.model("test", values, {"y": (TensorProto.FLOAT, ["m"])}, opset=18)
    options = ort.SessionOptions()
    for name, data in (outside or {}).items():
        options.add_external_initializers_from_files_in_memory([name], [data], [len(data)])
    return ort.InferenceSession(model.SerializeToString(), options).run(None, {"x": x})[0]


def test_weights_are_read_at_their_place_in_the_data_outside():
    b = OnnxBuilder()
    data = np.array([0, 0, 1, 2], np.float32)
    half = b.external("half", TensorProto.FLOAT, [2], "file", offset=8)
    b.named("Add", ["x", half], "y")
    assert run(b, np.array([10, 20], np.float32), {"file": data.tobytes()}).tolist() == [11, 22]


def test_many_parts_are_cut_in_two_steps():
    b = OnnxBuilder()
    sizes = [1, 2] * MOST_PARTS
    parts = b.split("x", sizes, axis=0)
    assert len(parts) == len(sizes)
    assert all(len(node.output) <= MOST_PARTS for node in b.nodes)
    b.node("Concat", parts[::-1], ["y"], axis=0)
    x = np.arange(sum(sizes), dtype=np.float32)
    cut = np.split(x, np.cumsum(sizes)[:-1])
    np.testing.assert_array_equal(run(b, x), np.concatenate(cut[::-1]))


def test_equal_constants_are_stored_once():
    b = OnnxBuilder()
    assert b.numbers(2.0) == b.numbers(2.0) != b.integers([2])
    assert b.constant("two", np.array(2)) == b.constant("two", np.array(2))
    assert len(b.initialisers) == 3
    with pytest.raises(ValueError, match="two stands for another"):
        b.constant("two", np.array(3))


def test_only_a_graph_with_the_runtimes_own_operators_asks_for_them():
    b = OnnxBuilder()
    b.named("Identity", ["x"], "y")
    values = {"x": (TensorProto.FLOAT, [1])}
    assert [o.domain for o in b.model("plain", values, values, opset=18).opset_import] == [""]
    b.named("QuickGelu", ["x"], "z", domain="com.microsoft", alpha=1.0)
    domains = [o.domain for o in b.model("own", values, values, opset=18).opset_import]
    assert domains == ["", "com.microsoft"]
