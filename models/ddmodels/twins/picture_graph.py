"""A twin of pictures as two ONNX graphs, built by hand, with one file of weights outside.

`(tokens, kinds, codes, places, own, past, seen) -> (state, logits, new)` says what the network
makes of some new positions, given what it made of earlier ones: the prompt at first, then a cell
(one after the other) or all cells (masked). `past` holds the keys and values of earlier positions,
`new` those of the new ones; who runs it puts them together. A position is a token of the caption,
the style, or a cell: what it is not has the last row of a table, which is 0.

`(state, first) -> logits` says the second code of cells whose first one is chosen.
"""

from dataclasses import dataclass

import numpy as np
import onnx
from onnx import TensorProto

from ddmodels.common.onnx_builder import Values
from ddmodels.denoiser.graph_layers import WEIGHTS, Weights
from ddmodels.denoiser.refiner import STYLE_COUNT
from ddmodels.twins.graph import Parts
from ddmodels.twins.network import Twin

INPUTS = ("tokens", "kinds", "codes", "places", "own", "past", "seen")
GROUP = 6
"""Most inputs of a `Concat`: WebGPU promises eight storage buffers."""


@dataclass(frozen=True)
class Graphs:
    """Both graphs, and the weights that they read."""

    body: onnx.ModelProto
    head: onnx.ModelProto
    weights: Weights


class _Body(Parts):
    """All of the network but the second code."""

    def table(self, name: str, rows: np.ndarray) -> str:
        """Rows, and one more of zeros for what is none of them."""
        return self.b.weight(name, np.concatenate([rows, np.zeros_like(rows[:1])]))

    def positions(self) -> str:
        """The new positions at the network's width, `[B, L, width]`."""
        b, state = self.b, self.state
        count, width = len(state["pp"]), self.net.sizes.width
        # Added up here: rounded sums would be others than sums of rounded parts.
        cells = b.op("Add", *(b.weight(name, state[name]) for name in ("row", "col")))
        # The style's own place is none.
        style = b.shared(np.zeros((1, width), np.float32))
        places = b.weight("pp", state["pp"])
        places = b.op("Concat", places, style, b.reshape(cells, -1, width), axis=0)
        is_text = b.op("Less", "places", b.shared(np.array(count, np.int64)))
        is_text = b.reshape(b.op("Cast", is_text, to=TensorProto.FLOAT), 1, -1, 1)
        x = b.op("Mul", self.caption(), is_text)
        x = b.op("Add", x, b.op("Gather", places, "places", axis=0))
        kinds = self.table("ke", state["ke.weight"][:STYLE_COUNT])
        x = b.op("Add", x, b.op("Gather", kinds, "kinds", axis=0))
        for i, name in enumerate(("c1", "c2")):
            rows = self.table(name, state[f"{name}.weight"])
            code = b.op("Gather", "codes", b.shared(np.array(i, np.int64)), axis=2)
            x = b.op("Add", x, b.op("Gather", rows, code, axis=0))
        return x

    def attention(self, x: str, i: int, earlier: str, hidden: str) -> tuple[str, list[str]]:
        """What new positions take from each other and from earlier ones; their keys and values."""
        b, name = self.b, f"layers.{i}"
        width = self.net.sizes.width
        qkv = b.split(self.product(self.rms(x, f"{name}.n1"), f"{name}.qkv"), [width] * 3, axis=2)
        q, k, v = (b.reshape(part, 0, 0, self.heads, self.size) for part in qkv)
        q, k = self.rms(q, f"{name}.nq"), self.rms(k, f"{name}.nk")
        q, k, v = (b.op("Transpose", part, perm=[0, 2, 1, 3]) for part in (q, k, v))
        before = [
            b.op("Gather", earlier, b.shared(np.array(2 * i + j, np.int64)), axis=0)
            for j in range(2)
        ]
        keys = b.op("Transpose", b.op("Concat", before[0], k, axis=2), perm=[0, 1, 3, 2])
        values = b.op("Concat", before[1], v, axis=2)
        scores = b.op("MatMul", b.op("Mul", q, b.numbers(self.size**-0.5)), keys)
        shares = b.op("Softmax", b.op("Add", scores, hidden), axis=-1)
        mixed = b.op("Transpose", b.op("MatMul", shares, values), perm=[0, 2, 1, 3])
        y = b.op("Add", x, self.product(b.reshape(mixed, 0, 0, width), f"{name}.o"))
        return y, [k, v]

    def build(self) -> None:
        """The whole graph."""
        b, sizes = self.b, self.net.sizes
        x = self.positions()
        hidden = self.gone(b.op("Concat", "seen", "own", axis=1))
        hidden = b.op("Unsqueeze", hidden, b.integers([1, 2]))
        found: list[str] = []
        for i in range(sizes.layers):
            x, both = self.attention(x, i, "past", hidden)
            found += [b.op("Unsqueeze", part, b.integers([0])) for part in both]
            x = self.feed_forward(x, f"layers.{i}")
        while len(found) > GROUP:
            groups = [found[at : at + GROUP] for at in range(0, len(found), GROUP)]
            found = [b.op("Concat", *group, axis=0) for group in groups]
        b.node("Concat", found, ["new"], name="new", axis=0)
        b.node("Identity", [self.rms(x, "n")], ["state"], name="state")
        b.node("MatMul", ["state", _turned(self, "c1", sizes.codes)], ["logits"], name="logits")


class _Head(Parts):
    """The second code of a cell; its tables lie in the body's file."""

    def __init__(self, net: Twin, body: Weights) -> None:
        super().__init__(net)
        self.offsets, at = {}, 0
        for name, value in body.tensors:
            self.offsets[name] = (at, value.shape)
            at += value.nbytes
        self.b.weights = body

    def given(self, name: str) -> str:
        """A table of the body's."""
        at, shape = self.offsets[name]
        return self.b.external(name, TensorProto.FLOAT, shape, WEIGHTS, at)

    def build(self) -> None:
        """The whole graph."""
        b = self.b
        first = b.op("Gather", self.given("c1"), "first", axis=0)
        both = self.linear(b.op("Concat", "state", first, axis=2), "m")
        self.given("c2")
        h = b.op("Add", "state", b.silu(both))
        b.node("MatMul", [h, _turned(self, "c2", self.net.sizes.codes)], ["logits"], name="logits")


def _turned(parts: Parts, name: str, codes: int) -> str:
    """A table of codes as the matrix of their logits, without the rows that are none."""
    b = parts.b
    rows = b.op("Slice", name, *map(b.integers, ([0], [codes], [0])))
    return b.op("Transpose", rows, perm=[1, 0])


def build(net: Twin) -> Graphs:
    """Makes the graphs and their weights.

    Args:
        net: A twin that makes pictures, in evaluation mode.
    """
    sizes, width = net.sizes, net.tn.normalized_shape[0]
    body = _Body(net)
    body.build()
    number, whole = TensorProto.FLOAT, TensorProto.INT64
    parts = 2 * sizes.layers
    size = sizes.width // sizes.heads
    inputs: Values = {
        "tokens": (number, ["batch", "length", width]),
        "kinds": (whole, ["batch", "length"]),
        "codes": (whole, ["batch", "length", 2]),
        "places": (whole, ["length"]),
        "own": (number, ["batch", "length"]),
        "past": (number, [parts, "batch", sizes.heads, "past", size]),
        "seen": (number, ["batch", "past"]),
    }
    outputs: Values = {
        "state": (number, ["batch", "length", sizes.width]),
        "logits": (number, ["batch", "length", sizes.codes]),
        "new": (number, [parts, "batch", sizes.heads, "length", size]),
    }
    head = _Head(net, body.b.weights)
    head.build()
    head_inputs: Values = {
        "state": (number, ["batch", "length", sizes.width]),
        "first": (whole, ["batch", "length"]),
    }
    head_outputs: Values = {"logits": (number, ["batch", "length", sizes.codes])}
    return Graphs(
        body.b.model("picture-twin", inputs, outputs, opset=18, producer="ddmodels"),
        head.b.model("picture-twin-head", head_inputs, head_outputs, opset=18, producer="ddmodels"),
        body.b.weights,
    )
