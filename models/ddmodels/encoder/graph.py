"""Builds the text encoder's ONNX graph: BERT with the mean over the tokens at its end.

All operators exist in ONNX Runtime's WebAssembly and WebGPU builds. The int8 matrices are cast and
scaled before each product; the runtime does that once, when it loads the graph.
"""

import numpy as np
from onnx import ModelProto, TensorProto, helper

from ddmodels.common.onnx_builder import OnnxBuilder
from ddmodels.encoder.weights import EncoderConfig, Tensors, offsets

LOCATION = "weights.bin"
"""Where the graph looks for its weights: the stored file after inflating."""
EPSILON = 1e-12
"""Of the layer norms, as published."""
UNSEEN = 1e4
"""Taken off the attention scores of padding."""


def build(config: EncoderConfig, stored: Tensors) -> ModelProto:
    """The graph.

    Inputs: `input_ids` and `attention_mask`, int64 [batch, tokens].
    Outputs: `tokens` float32 [batch, tokens, hidden], the last hidden state, zero at padding;
    `pooled` float32 [batch, hidden], the mean over the tokens, of unit length.

    Args:
        config: The sizes.
        stored: The weights, whose places in the file the graph notes.
    """
    builder = _Bert(config, stored)
    builder.network()
    size = ["batch", "tokens"]
    return builder.model(
        "text-encoder",
        {
            "input_ids": (TensorProto.INT64, size),
            "attention_mask": (TensorProto.INT64, size),
        },
        {
            "tokens": (TensorProto.FLOAT, [*size, config.hidden]),
            "pooled": (TensorProto.FLOAT, ["batch", config.hidden]),
        },
        opset=17,
        producer="decode-and-denoise",
    )


class _Bert(OnnxBuilder):
    """Writes the network's parts one after the other."""

    def __init__(self, config: EncoderConfig, stored: Tensors) -> None:
        super().__init__()
        self._config = config
        for name, offset in offsets(stored).items():
            value = stored[name]
            dtype = helper.np_dtype_to_tensor_dtype(value.dtype)
            self.external(name, dtype, value.shape, LOCATION, offset)

    def network(self) -> None:
        config = self._config
        self.named("Cast", ["attention_mask"], "mask", to=TensorProto.FLOAT)
        self.named("Sub", ["mask", self._number("one", 1.0)], "mask.off")
        self.named("Mul", ["mask.off", self._number("unseen", UNSEEN)], "mask.scores")
        self.named("Unsqueeze", ["mask.scores", self._numbers("axes", [1, 2])], "mask.bias")
        x = self._embed()
        for i in range(config.layers):
            layer = f"layer.{i}"
            x = self._residual(f"{layer}.mixed", self._attend(layer, x), x)
            x = self._residual(f"{layer}.down", self._active(f"{layer}.up", x), x)
        self.named("Unsqueeze", ["mask", self._numbers("last", [-1])], "mask.rows")
        self.named("Mul", [x, "mask.rows"], "tokens")
        self._pool()

    def _embed(self) -> str:
        """Word and position, normalised."""
        axis = self._numbers("rows", [0])
        self.named("Gather", ["words.q", "input_ids"], "words.int8")
        self.named("Cast", ["words.int8"], "words.float", to=TensorProto.FLOAT)
        self.named("Gather", ["words.s", "input_ids"], "words.scale")
        self.named("Unsqueeze", ["words.scale", self._numbers("end", [-1])], "words.factor")
        self.named("Mul", ["words.float", "words.factor"], "words.o")
        self.named("Shape", ["input_ids"], "shape")
        self.named("Gather", ["shape", self._numbers("second", [1])], "count")
        self.named("Slice", ["positions", axis, "count", axis], "places")
        self.named("Add", ["words.o", "places"], "words.sum")
        return self._norm("words", "words.sum")

    def _attend(self, layer: str, x: str) -> str:
        """Scaled dot-product attention over the tokens that are no padding."""
        config = self._config
        width = config.hidden // config.heads
        packed = self._dense(f"{layer}.qkv", x)
        parts = self._numbers("parts", [config.hidden] * 3)
        names = [f"{layer}.{part}" for part in ("query", "key", "value")]
        self.node("Split", [packed, parts], names, axis=-1)
        shape = self._numbers("heads", [0, 0, config.heads, width])
        for name, order in zip(names, ([0, 2, 1, 3], [0, 2, 3, 1], [0, 2, 1, 3]), strict=True):
            self.named("Reshape", [name, shape], f"{name}.split")
            self.named("Transpose", [f"{name}.split"], f"{name}.heads", perm=order)
        query, key, value = (f"{name}.heads" for name in names)
        self.named("MatMul", [query, key], f"{layer}.dots")
        self.named("Mul", [f"{layer}.dots", self._number("scale", width**-0.5)], f"{layer}.scaled")
        self.named("Add", [f"{layer}.scaled", "mask.bias"], f"{layer}.scores")
        self.named("Softmax", [f"{layer}.scores"], f"{layer}.shares", axis=-1)
        self.named("MatMul", [f"{layer}.shares", value], f"{layer}.sums")
        self.named("Transpose", [f"{layer}.sums"], f"{layer}.rows", perm=[0, 2, 1, 3])
        merged = self._numbers("merged", [0, 0, config.hidden])
        return self.named("Reshape", [f"{layer}.rows", merged], f"{layer}.attended")

    def _active(self, name: str, x: str) -> str:
        """Dense and GELU in its exact form, with the error function."""
        y = self._dense(name, x)
        self.named("Mul", [y, self._number("sqrt_half", 0.5**0.5)], f"{name}.small")
        self.named("Erf", [f"{name}.small"], f"{name}.erf")
        self.named("Add", [f"{name}.erf", self._number("one", 1.0)], f"{name}.share")
        self.named("Mul", [y, f"{name}.share"], f"{name}.double")
        return self.named("Mul", [f"{name}.double", self._number("half", 0.5)], f"{name}.gelu")

    def _residual(self, name: str, x: str, skip: str) -> str:
        self.named("Add", [self._dense(name, x), skip], f"{name}.sum")
        return self._norm(name, f"{name}.sum")

    def _norm(self, name: str, x: str) -> str:
        inputs = [x, f"{name}.norm.w", f"{name}.norm.b"]
        return self.named("LayerNormalization", inputs, f"{name}.norm", axis=-1, epsilon=EPSILON)

    def _dense(self, name: str, x: str) -> str:
        """Rows of x times an int8 matrix [in, out] with a scale for each column, plus bias."""
        self.named("Cast", [f"{name}.q"], f"{name}.float", to=TensorProto.FLOAT)
        self.named("Mul", [f"{name}.float", f"{name}.s"], f"{name}.weight")
        self.named("MatMul", [x, f"{name}.weight"], f"{name}.product")
        return self.named("Add", [f"{name}.product", f"{name}.b"], f"{name}.o")

    def _pool(self) -> None:
        """Mean over the tokens, brought to unit length."""
        axis, last = self._numbers("second", [1]), self._numbers("end", [-1])
        self.named("ReduceSum", ["tokens", axis], "pool.sum", keepdims=0)
        self.named("ReduceSum", ["mask", axis], "pool.count", keepdims=1)
        self.named("Div", ["pool.sum", "pool.count"], "pool.mean")
        self.named("Mul", ["pool.mean", "pool.mean"], "pool.squares")
        self.named("ReduceSum", ["pool.squares", last], "pool.square", keepdims=1)
        self.named("Sqrt", ["pool.square"], "pool.length")
        self.named("Div", ["pool.mean", "pool.length"], "pooled")

    def _number(self, name: str, value: float) -> str:
        return self.constant(name, np.array(value, np.float32))

    def _numbers(self, name: str, values: list[int]) -> str:
        return self.constant(name, np.array(values, np.int64))
