"""Builds the text encoder's ONNX graph: BERT with the mean over the tokens at its end.

All operators exist in ONNX Runtime's WebAssembly and WebGPU builds. The int8 matrices are cast and
scaled before each product; the runtime does that once, when it loads the graph.
"""

from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from ddmodels.encoder.weights import EncoderConfig, Tensors, offsets

LOCATION = "weights.bin"
"""Where the graph looks for its weights: the stored file after inflating."""
EPSILON = 1e-12
"""Of the layer norms, as published."""
UNSEEN = 1e4
"""Taken off the attention scores of padding."""


def build(config: EncoderConfig, stored: Tensors) -> onnx.ModelProto:
    """The graph.

    Inputs: `input_ids` and `attention_mask`, int64 [batch, tokens].
    Outputs: `tokens` float32 [batch, tokens, hidden], the last hidden state, zero at padding;
    `pooled` float32 [batch, hidden], the mean over the tokens, of unit length.

    Args:
        config: The sizes.
        stored: The weights, whose places in the file the graph notes.
    """
    builder = _Builder(config, stored)
    builder.network()
    size: list[Any] = ["batch", "tokens"]
    graph = helper.make_graph(
        builder.nodes,
        "text-encoder",
        [
            helper.make_tensor_value_info("input_ids", TensorProto.INT64, size),
            helper.make_tensor_value_info("attention_mask", TensorProto.INT64, size),
        ],
        [
            helper.make_tensor_value_info("tokens", TensorProto.FLOAT, [*size, config.hidden]),
            helper.make_tensor_value_info("pooled", TensorProto.FLOAT, ["batch", config.hidden]),
        ],
        builder.initialisers,
    )
    return helper.make_model(
        graph,
        opset_imports=[helper.make_opsetid("", 17)],
        ir_version=9,
        producer_name="decode-and-denoise",
    )


class _Builder:
    """Collects nodes and initialisers; a tensor is known by its name."""

    def __init__(self, config: EncoderConfig, stored: Tensors) -> None:
        self._config = config
        self._used: set[str] = set()
        self.nodes: list[onnx.NodeProto] = []
        self.initialisers: list[onnx.TensorProto] = []
        self._external(stored)

    def network(self) -> None:
        config = self._config
        self._op("Cast", ["attention_mask"], "mask", to=TensorProto.FLOAT)
        self._op("Sub", ["mask", self._number("one", 1.0)], "mask.off")
        self._op("Mul", ["mask.off", self._number("unseen", UNSEEN)], "mask.scores")
        self._op("Unsqueeze", ["mask.scores", self._numbers("axes", [1, 2])], "mask.bias")
        x = self._embed()
        for i in range(config.layers):
            layer = f"layer.{i}"
            x = self._residual(f"{layer}.mixed", self._attend(layer, x), x)
            x = self._residual(f"{layer}.down", self._active(f"{layer}.up", x), x)
        self._op("Unsqueeze", ["mask", self._numbers("last", [-1])], "mask.rows")
        self._op("Mul", [x, "mask.rows"], "tokens")
        self._pool()

    def _embed(self) -> str:
        """Word and position, normalised."""
        axis = self._numbers("rows", [0])
        self._op("Gather", ["words.q", "input_ids"], "words.int8")
        self._op("Cast", ["words.int8"], "words.float", to=TensorProto.FLOAT)
        self._op("Gather", ["words.s", "input_ids"], "words.scale")
        self._op("Unsqueeze", ["words.scale", self._numbers("end", [-1])], "words.factor")
        self._op("Mul", ["words.float", "words.factor"], "words.o")
        self._op("Shape", ["input_ids"], "shape")
        self._op("Gather", ["shape", self._numbers("second", [1])], "count")
        self._op("Slice", ["positions", axis, "count", axis], "places")
        self._op("Add", ["words.o", "places"], "words.sum")
        return self._norm("words", "words.sum")

    def _attend(self, layer: str, x: str) -> str:
        """Scaled dot-product attention over the tokens that are no padding."""
        config = self._config
        width = config.hidden // config.heads
        packed = self._dense(f"{layer}.qkv", x)
        parts = self._numbers("parts", [config.hidden] * 3)
        names = [f"{layer}.{part}" for part in ("query", "key", "value")]
        self.nodes.append(helper.make_node("Split", [packed, parts], names, axis=-1))
        shape = self._numbers("heads", [0, 0, config.heads, width])
        for name, order in zip(names, ([0, 2, 1, 3], [0, 2, 3, 1], [0, 2, 1, 3]), strict=True):
            self._op("Reshape", [name, shape], f"{name}.split")
            self._op("Transpose", [f"{name}.split"], f"{name}.heads", perm=order)
        query, key, value = (f"{name}.heads" for name in names)
        self._op("MatMul", [query, key], f"{layer}.dots")
        self._op("Mul", [f"{layer}.dots", self._number("scale", width**-0.5)], f"{layer}.scaled")
        self._op("Add", [f"{layer}.scaled", "mask.bias"], f"{layer}.scores")
        self._op("Softmax", [f"{layer}.scores"], f"{layer}.shares", axis=-1)
        self._op("MatMul", [f"{layer}.shares", value], f"{layer}.sums")
        self._op("Transpose", [f"{layer}.sums"], f"{layer}.rows", perm=[0, 2, 1, 3])
        merged = self._numbers("merged", [0, 0, config.hidden])
        return self._op("Reshape", [f"{layer}.rows", merged], f"{layer}.attended")

    def _active(self, name: str, x: str) -> str:
        """Dense and GELU in its exact form, with the error function."""
        y = self._dense(name, x)
        self._op("Mul", [y, self._number("sqrt_half", 0.5**0.5)], f"{name}.small")
        self._op("Erf", [f"{name}.small"], f"{name}.erf")
        self._op("Add", [f"{name}.erf", self._number("one", 1.0)], f"{name}.share")
        self._op("Mul", [y, f"{name}.share"], f"{name}.double")
        return self._op("Mul", [f"{name}.double", self._number("half", 0.5)], f"{name}.gelu")

    def _residual(self, name: str, x: str, skip: str) -> str:
        self._op("Add", [self._dense(name, x), skip], f"{name}.sum")
        return self._norm(name, f"{name}.sum")

    def _norm(self, name: str, x: str) -> str:
        inputs = [x, f"{name}.norm.w", f"{name}.norm.b"]
        attributes = {"axis": -1, "epsilon": EPSILON}
        return self._op("LayerNormalization", inputs, f"{name}.norm", **attributes)

    def _dense(self, name: str, x: str) -> str:
        """Rows of x times an int8 matrix [in, out] with a scale for each column, plus bias."""
        self._op("Cast", [f"{name}.q"], f"{name}.float", to=TensorProto.FLOAT)
        self._op("Mul", [f"{name}.float", f"{name}.s"], f"{name}.weight")
        self._op("MatMul", [x, f"{name}.weight"], f"{name}.product")
        return self._op("Add", [f"{name}.product", f"{name}.b"], f"{name}.o")

    def _pool(self) -> None:
        """Mean over the tokens, brought to unit length."""
        axis, last = self._numbers("second", [1]), self._numbers("end", [-1])
        self._op("ReduceSum", ["tokens", axis], "pool.sum", keepdims=0)
        self._op("ReduceSum", ["mask", axis], "pool.count", keepdims=1)
        self._op("Div", ["pool.sum", "pool.count"], "pool.mean")
        self._op("Mul", ["pool.mean", "pool.mean"], "pool.squares")
        self._op("ReduceSum", ["pool.squares", last], "pool.square", keepdims=1)
        self._op("Sqrt", ["pool.square"], "pool.length")
        self._op("Div", ["pool.mean", "pool.length"], "pooled")

    def _op(
        self,
        operator: str,
        inputs: list[str],
        output: str,
        **attributes: Any,  # noqa: ANN401
    ) -> str:
        self.nodes.append(helper.make_node(operator, inputs, [output], **attributes))
        return output

    def _number(self, name: str, value: float) -> str:
        return self._constant(name, np.array(value, np.float32))

    def _numbers(self, name: str, values: list[int]) -> str:
        return self._constant(name, np.array(values, np.int64))

    def _constant(self, name: str, value: NDArray[Any]) -> str:
        if name not in self._used:
            self._used.add(name)
            self.initialisers.append(numpy_helper.from_array(value, name))
        return name

    def _external(self, stored: Tensors) -> None:
        """Declares every weight with its place in the file."""
        for name, offset in offsets(stored).items():
            value = stored[name]
            dtype = helper.np_dtype_to_tensor_dtype(value.dtype)
            tensor = onnx.TensorProto(name=name, data_type=dtype, dims=value.shape)
            tensor.data_location = TensorProto.EXTERNAL
            entries = {"location": LOCATION, "offset": offset, "length": value.nbytes}
            for key, entry in entries.items():
                tensor.external_data.add(key=key, value=str(entry))
            self.initialisers.append(tensor)
