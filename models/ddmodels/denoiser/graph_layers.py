"""Writes ONNX nodes one after the other, with the trained tensors in a file beside the graph."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

Array = NDArray[np.float32]
State = dict[str, Array]
"""Parameters by name."""

WEIGHTS = "weights.bin"
"""Location of the initialisers: the float16 file, widened to float32 by whoever loads it."""
MOST_PARTS = 6
"""Outputs of one `Split`: with its two inputs, the eight storage buffers that WebGPU promises."""


@dataclass
class Weights:
    """The parameters in file order.

    Attributes:
        tensors: Name and float32 value; one after the other they make the file.
    """

    tensors: list[tuple[str, Array]] = field(default_factory=list)

    def add(self, name: str, value: Array) -> int:
        """Appends a tensor; returns its offset in bytes in the float32 file."""
        offset = 4 * sum(v.size for _, v in self.tensors)
        self.tensors.append((name, np.ascontiguousarray(value)))
        return offset

    def half(self) -> bytes:
        """The file as stored: float16, little-endian, no gaps."""
        return b"".join(v.astype("<f2").tobytes() for _, v in self.tensors)


def widen(half: bytes) -> bytes:
    """The float32 file that the graph refers to, from the stored float16 one."""
    return np.frombuffer(half, "<f2").astype("<f4").tobytes()


class Builder:
    """Collects nodes, constants and weights; every method returns the name of a value."""

    def __init__(self) -> None:
        self.nodes: list[onnx.NodeProto] = []
        self.initialisers: list[onnx.TensorProto] = []
        self.weights = Weights()
        self._shared: dict[tuple[str, bytes], str] = {}

    def op(self, kind: str, *inputs: str, **attributes: object) -> str:
        """Adds a node with one output."""
        return self.ops(kind, 1, *inputs, **attributes)[0]

    def ops(self, kind: str, outputs: int, *inputs: str, **attributes: object) -> list[str]:
        """Adds a node with several outputs."""
        name = f"{kind}_{len(self.nodes)}"
        names = [name if outputs == 1 else f"{name}_{i}" for i in range(outputs)]
        node = helper.make_node(kind, list(inputs), names, name=name)
        node.attribute.extend(helper.make_attribute(k, v) for k, v in attributes.items())
        self.nodes.append(node)
        return names

    def split(self, x: str, sizes: Sequence[int], axis: int) -> list[str]:
        """Cuts a tensor along an axis; in two steps where the parts are more than `MOST_PARTS`."""
        if len(sizes) <= MOST_PARTS:
            return self.ops("Split", len(sizes), x, self.integers(sizes), axis=axis)
        groups = [sizes[i : i + MOST_PARTS] for i in range(0, len(sizes), MOST_PARTS)]
        rough = self.split(x, [sum(group) for group in groups], axis)
        return [
            y
            for part, group in zip(rough, groups, strict=True)
            for y in self.split(part, group, axis)
        ]

    def constant(self, value: NDArray[np.generic]) -> str:
        """A small constant inside the graph; equal ones are shared."""
        key = (f"{value.dtype}{value.shape}", value.tobytes())
        if key not in self._shared:
            self._shared[key] = f"constant_{len(self._shared)}"
            self.initialisers.append(numpy_helper.from_array(value, self._shared[key]))
        return self._shared[key]

    def numbers(self, *values: float) -> str:
        """A float32 constant: a scalar for one value, else a vector."""
        return self.constant(np.array(values if len(values) > 1 else values[0], np.float32))

    def integers(self, values: Sequence[int]) -> str:
        """An int64 vector, for shapes and sizes."""
        return self.constant(np.array(values, np.int64))

    def weight(self, name: str, value: Array) -> str:
        """A trained tensor, stored outside the graph."""
        tensor = TensorProto(name=name, data_type=TensorProto.FLOAT, dims=value.shape)
        tensor.data_location = TensorProto.EXTERNAL
        offset = self.weights.add(name, value)
        entries = {"location": WEIGHTS, "offset": offset, "length": 4 * value.size}
        for key, entry in entries.items():
            tensor.external_data.add(key=key, value=str(entry))
        self.initialisers.append(tensor)
        return name

    def reshape(self, x: str, *shape: int) -> str:
        """Reshapes; 0 keeps a dimension."""
        return self.op("Reshape", x, self.integers(shape))

    def silu(self, x: str) -> str:
        """`x sigmoid(x)`."""
        return self.op("Mul", x, self.op("Sigmoid", x))


class Layers:
    """Writes layers by the names of their parameters."""

    def __init__(self, state: State) -> None:
        self.state, self.b = state, Builder()

    def linear(self, x: str, name: str) -> str:
        """`x W^T + b`."""
        weight = self.b.weight(f"{name}.weight", self.state[f"{name}.weight"].T)
        bias = self.b.weight(f"{name}.bias", self.state[f"{name}.bias"])
        return self.b.op("Add", self.b.op("MatMul", x, weight), bias)

    def conv(self, x: str, name: str, stride: int = 1) -> str:
        """A convolution that keeps the size (or divides it by the stride)."""
        value = self.state[f"{name}.weight"]
        weight = self.b.weight(f"{name}.weight", value)
        bias = self.b.weight(f"{name}.bias", self.state[f"{name}.bias"])
        pad = value.shape[-1] // 2
        return self.b.op(
            "Conv",
            x,
            weight,
            bias,
            kernel_shape=list(value.shape[2:]),
            strides=[stride, stride],
            pads=[pad] * 4,
        )
