"""A twin of text as an ONNX graph, built by hand, with its weights outside.

`(tokens, mask, ids, places) -> logits`. The prefix never sees the elements, so it has a stream of
its own beside them and no mask is needed between the two. Where the twin is causal, `logits` has a
row more than there are elements: row i is said of what follows the first i of them.
"""

import numpy as np
import onnx
from onnx import TensorProto

from ddmodels.common.onnx_builder import Values
from ddmodels.denoiser.graph_layers import Array, Layers, Weights
from ddmodels.twins.network import TEXT, Twin

INPUTS = ("tokens", "mask", "ids", "places")
FAR = -1e9
"""Added to the score of what is not seen."""


class Parts(Layers):
    """What the graphs of text and of pictures have in common."""

    def __init__(self, net: Twin) -> None:
        super().__init__({k: v.numpy() for k, v in net.state_dict().items()})
        self.net, self.heads = net, net.sizes.heads
        self.size = net.sizes.width // self.heads
        self.epsilon = float(np.finfo(np.float32).eps)
        self.written: set[str] = set()

    def rms(self, x: str, name: str) -> str:
        """RMSNorm over the last axis."""
        b = self.b
        square = b.op("ReduceMean", b.op("Mul", x, x), b.integers([-1]), keepdims=1)
        root = b.op("Sqrt", b.op("Add", square, b.numbers(self.epsilon)))
        return b.op("Mul", b.op("Div", x, root), self.once(name, self.state[f"{name}.weight"]))

    def product(self, x: str, name: str) -> str:
        """`x W^T` of a layer without a bias."""
        return self.b.op("MatMul", x, self.once(name, self.state[f"{name}.weight"].T))

    def once(self, name: str, value: Array) -> str:
        """A weight that both streams read is written once."""
        if name not in self.written:
            self.written.add(self.b.weight(name, value))
        return name

    def feed_forward(self, x: str, name: str) -> str:
        """SwiGLU, added to what it is given."""
        b, hidden = self.b, self.net.sizes.hidden
        both = self.product(self.rms(x, f"{name}.n2"), f"{name}.up")
        gate, value = b.split(both, [hidden, hidden], axis=2)
        return b.op("Add", x, self.product(b.op("Mul", b.silu(gate), value), f"{name}.down"))

    def caption(self) -> str:
        """The prompt's tokens at the network's width, without their places."""
        normed = self.b.op(
            "LayerNormalization",
            "tokens",
            *(self.b.weight(f"tn.{p}", self.state[f"tn.{p}"]) for p in ("weight", "bias")),
            axis=-1,
            epsilon=1e-5,
        )
        return self.linear(normed, "tt")

    def gone(self, mask: str) -> str:
        """What is added to scores of what is not there, by a mask of ones and zeros."""
        return self.b.op("Mul", self.b.op("Sub", self.b.numbers(1.0), mask), self.b.numbers(FAR))


class _Twin(Parts):
    """Writes a twin of text, part after part."""

    def attention(self, streams: list[str], name: str, seen: "_Seen") -> list[str]:
        """What each stream takes from the prefix, and the elements from each other."""
        b, parts = self.b, []
        for normed in [self.rms(x, f"{name}.n1") for x in streams]:
            qkv = b.split(self.product(normed, f"{name}.qkv"), [self.net.sizes.width] * 3, axis=2)
            q, k, v = (b.reshape(part, 0, 0, self.heads, self.size) for part in qkv)
            q, k = self.rms(q, f"{name}.nq"), self.rms(k, f"{name}.nk")
            parts.append(
                (
                    b.op("Transpose", q, perm=[0, 2, 1, 3]),
                    b.op("Transpose", k, perm=[0, 2, 3, 1]),
                    b.op("Transpose", v, perm=[0, 2, 1, 3]),
                )
            )
        prefix, elements = parts
        scale = b.numbers(self.size**-0.5)

        def scores(q: str, k: str, hidden: str | None) -> str:
            found = b.op("MatMul", b.op("Mul", q, scale), k)
            return found if hidden is None else b.op("Add", found, hidden)

        own = b.op("Softmax", scores(prefix[0], prefix[1], seen.prefix), axis=-1)
        both = b.op(
            "Concat",
            scores(elements[0], prefix[1], seen.prefix),
            scores(elements[0], elements[1], seen.elements),
            axis=3,
        )
        values = b.op("Concat", prefix[2], elements[2], axis=2)
        mixed = [
            b.op("MatMul", own, prefix[2]),
            b.op("MatMul", b.op("Softmax", both, axis=-1), values),
        ]
        width = self.net.sizes.width
        rows = [b.reshape(b.op("Transpose", x, perm=[0, 2, 1, 3]), 0, 0, width) for x in mixed]
        return [
            b.op("Add", x, self.product(row, f"{name}.o"))
            for x, row in zip(streams, rows, strict=True)
        ]

    def build(self) -> None:
        """The whole network."""
        b, sizes = self.b, self.net.sizes
        table = b.weight("w", self.state["w.weight"])
        text = b.op("Add", self.caption(), b.weight("pp", self.state["pp"]))
        kind = b.weight("ke", self.state["ke.weight"][TEXT][None, None])
        # A row for each of the batch, whatever its size: nothing of the text is left in it.
        none = b.op("Mul", b.op("Slice", text, *map(b.integers, ([0], [1], [1]))), b.numbers(0.0))
        prefix = b.op("Concat", text, b.op("Add", none, kind), axis=1)
        placed = b.op("Gather", b.weight("wp", self.state["wp"]), "places", axis=0)
        elements = b.op("Add", b.op("Gather", table, "ids", axis=0), placed)
        seen = _Seen(self)
        streams = [prefix, elements]
        for i in range(sizes.layers):
            streams = self.attention(streams, f"layers.{i}", seen)
            streams = [self.feed_forward(x, f"layers.{i}") for x in streams]
        said = streams[1]
        if self.net.causal:
            last = b.op("Slice", streams[0], *map(b.integers, ([-1], [2**31 - 1], [1])))
            said = b.op("Concat", last, said, axis=1)
        turned = b.op("Transpose", table, perm=[1, 0])
        b.node("MatMul", [self.rms(said, "n"), turned], ["logits"], name="logits")


class _Seen:
    """What is added to scores: of the prefix for all, of the elements where one is causal."""

    def __init__(self, twin: _Twin) -> None:
        b = twin.b
        gone = twin.gone("mask")
        first = b.op("Slice", gone, *map(b.integers, ([0], [1], [1])))
        kind = b.op("Mul", first, b.numbers(0.0))
        self.prefix = b.op("Unsqueeze", b.op("Concat", gone, kind, axis=1), b.integers([1, 2]))
        self.elements: str | None = None
        if twin.net.causal:
            place = b.op("Cast", "places", to=TensorProto.FLOAT)
            ahead = b.op("Sub", b.reshape(place, 1, -1), b.reshape(place, -1, 1))
            ahead = b.op("Clip", ahead, b.numbers(0.0), b.numbers(1.0))
            self.elements = b.op("Mul", ahead, b.numbers(FAR))


def build(net: Twin) -> tuple[onnx.ModelProto, Weights]:
    """Makes the graph and its weights.

    Args:
        net: A twin that writes text, in evaluation mode.
    """
    writer = _Twin(net)
    writer.build()
    tokens, width = net.pp.shape[0], net.tn.normalized_shape[0]
    rows = "length" if not net.causal else "following"
    inputs: Values = {
        "tokens": (TensorProto.FLOAT, ["batch", tokens, width]),
        "mask": (TensorProto.FLOAT, ["batch", tokens]),
        "ids": (TensorProto.INT64, ["batch", "length"]),
        "places": (TensorProto.INT64, ["length"]),
    }
    outputs: Values = {"logits": (TensorProto.FLOAT, ["batch", rows, net.sizes.words])}
    model = writer.b.model("twin", inputs, outputs, opset=18, producer="ddmodels")
    return model, writer.b.weights
