"""Writes layers as ONNX nodes, with the trained tensors in a file beside the graph."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from onnx import TensorProto

from ddmodels.common.onnx_builder import OnnxBuilder

Array = NDArray[np.float32]
State = dict[str, Array]
"""Parameters by name."""

WEIGHTS = "weights.bin"
"""Location of the initialisers: the float16 file, widened to float32 by whoever loads it."""


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


class Builder(OnnxBuilder):
    """A graph whose trained tensors lie in one file."""

    def __init__(self) -> None:
        super().__init__()
        self.weights = Weights()

    def weight(self, name: str, value: Array) -> str:
        """A trained tensor, stored outside the graph."""
        offset = self.weights.add(name, value)
        return self.external(name, TensorProto.FLOAT, value.shape, WEIGHTS, offset)


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
