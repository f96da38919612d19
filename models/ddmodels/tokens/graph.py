"""The decoder as an ONNX graph, built by hand, with its weights outside.

`(codes, style) -> picture`. The encoder stays in Python: the page makes pictures of tokens and not
the other way round. What the style decides, scale and shift of every block, is a table with a row
for each style.
"""

import numpy as np
import onnx
from onnx import TensorProto

from ddmodels.common.onnx_builder import Values
from ddmodels.denoiser.graph_layers import Array, Residuals, State, Weights
from ddmodels.denoiser.graph_refiner import refined
from ddmodels.emoji.config import SIZE
from ddmodels.tokens.config import Network


class _Decoder(Residuals):
    """Writes the decoder's parts one after the other."""

    def __init__(self, state: State, sizes: Network, table: Array) -> None:
        super().__init__(state)
        self.sizes, self.table = sizes, table
        self.blocks = [f"b.{k}" for k in range(sum(sizes.blocks))]

    def cells(self) -> str:
        """The first convolution's input, `[B, values + 1, side, side]`."""
        b, sizes = self.b, self.sizes
        last = b.op("ReduceMax", "codes", b.integers([2]), keepdims=1)
        known = b.op("Less", last, b.shared(np.array(sizes.vocabulary, np.int64)))
        known = b.op("Cast", known, to=TensorProto.FLOAT)
        # One more row, for what is not decided.
        table = np.concatenate([self.table, np.zeros_like(self.table[:1])])
        values = b.op("Gather", b.weight("table", table), "codes", axis=0)
        values = b.op("Mul", b.reshape(values, 0, sizes.side**2, sizes.values), known)
        cells = b.op("Concat", values, known, axis=2)
        cells = b.op("Transpose", cells, perm=[0, 2, 1])
        return b.reshape(cells, 0, sizes.values + 1, sizes.side, sizes.side)

    def condition(self) -> None:
        """Scale and shift of every block and of the refiner, by style."""
        style = self.state["se.weight"]
        condition = style / (1 + np.exp(-style))
        columns: list[Array] = []
        for name in (*self.blocks, "r"):
            both = condition @ self.state[f"{name}.f.weight"].T + self.state[f"{name}.f.bias"]
            scale, shift = np.split(both, 2, axis=1)
            if name != "r":  # a block's second normalisation has a scale and shift of its own
                gain, offset = (self.state[f"{name}.n2.{part}"] for part in ("weight", "bias"))
                scale, shift = gain * (1 + scale), offset * (1 + scale) + shift
            columns += [scale, shift]
        table = self.b.weight("f", np.concatenate(columns, 1).astype(np.float32))
        row = self.b.op("Gather", table, "style", axis=0)
        parts = self.b.split(
            self.b.reshape(row, 0, -1, 1, 1), [c.shape[1] for c in columns], axis=1
        )
        for i, name in enumerate((*self.blocks, "r")):
            self.scales[name] = (parts[2 * i], parts[2 * i + 1])

    def first(self, drawn: str) -> str:
        """The refiner's first convolution; it is given the same picture twice, here once."""
        kernel = self.state["r.c1.weight"]
        self.state["r.c1.weight"] = kernel[:, :3] + kernel[:, 3:]
        return self.conv(drawn, "r.c1")

    def build(self) -> str:
        """The whole decoder; returns the name of its result."""
        sizes = self.sizes
        self.condition()
        x, size = self.conv(self.cells(), "i"), sizes.side
        names = iter(self.blocks)
        for k, count in enumerate(sizes.blocks):
            if k:
                x, size = self.doubled(x), 2 * size
            for _ in range(count):
                x = self.block(x, next(names), size)
        x = self.b.silu(self.norm(x, "on", size))
        drawn = self.b.op("DepthToSpace", self.conv(x, "o"), blocksize=2, mode="CRD")
        scales = self.scales["r"]
        return refined(self, sizes.sharp, lambda: self.first(drawn), drawn, x, scales)


def build(state: State, sizes: Network, table: Array) -> tuple[onnx.ModelProto, Weights]:
    """Makes the graph and its weights.

    Args:
        state: Parameters by their names in `network.Decoder`.
        sizes: The network's sizes.
        table: Values of each code, `[vocabulary, dimensions]`.
    """
    writer = _Decoder(dict(state), sizes, table)
    result = writer.build()
    writer.b.node("Identity", [result], ["picture"], name="picture")
    inputs: Values = {
        "codes": (TensorProto.INT64, ["batch", sizes.side**2, sizes.codes]),
        "style": (TensorProto.INT64, ["batch"]),
    }
    outputs: Values = {"picture": (TensorProto.FLOAT, ["batch", 3, SIZE, SIZE])}
    model = writer.b.model("picture-tokens", inputs, outputs, opset=18, producer="ddmodels")
    return model, writer.b.weights
