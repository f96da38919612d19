"""Writes layers as ONNX nodes, with the trained tensors in a file beside the graph."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from onnx import TensorProto

from ddmodels.common.onnx_builder import OnnxBuilder
from ddmodels.denoiser.network import GROUPS

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


class Residuals(Layers):
    """Writes residual blocks that a condition scales and shifts.

    Attributes:
        scales: Scale and shift of each block by its name, `[B, channels, 1, 1]`, for its second
            normalisation, whose own are in them.
    """

    def __init__(self, state: State) -> None:
        super().__init__(state)
        self.scales: dict[str, tuple[str, str]] = {}

    def normalise(self, x: str, channels: int, size: int) -> str:
        """Group normalisation without scale and shift."""
        one = self.b.shared(np.ones(GROUPS, np.float32))
        zero = self.b.shared(np.zeros(GROUPS, np.float32))
        flat = self.b.reshape(x, 0, GROUPS, -1)
        flat = self.b.op("InstanceNormalization", flat, one, zero, epsilon=1e-5)
        return self.b.reshape(flat, 0, channels, size, size)

    def norm(self, x: str, name: str, size: int) -> str:
        """Group normalisation."""
        value = self.state[f"{name}.weight"]
        channels = value.shape[0]
        shape = (1, channels, 1, 1)
        scale = self.b.weight(f"{name}.weight", value.reshape(shape))
        shift = self.b.weight(f"{name}.bias", self.state[f"{name}.bias"].reshape(shape))
        y = self.b.op("Mul", self.normalise(x, channels, size), scale)
        return self.b.op("Add", y, shift)

    def block(self, x: str, name: str, size: int) -> str:
        """`network.Block`, its scale and shift from `scales`."""
        b = self.b
        h = self.conv(b.silu(self.norm(x, f"{name}.n1", size)), f"{name}.c1")
        scale, shift = self.scales[name]
        channels = self.state[f"{name}.n2.weight"].shape[0]
        h = b.op("Add", b.op("Mul", self.normalise(h, channels, size), scale), shift)
        h = self.conv(b.silu(h), f"{name}.c2")
        skip = self.conv(x, f"{name}.sk") if f"{name}.sk.weight" in self.state else x
        return b.op("Add", skip, h)

    def doubled(self, x: str) -> str:
        """Every pixel as 2x2."""
        return self.b.op(
            "Resize",
            x,
            "",
            self.b.numbers(1.0, 1.0, 2.0, 2.0),
            mode="nearest",
            coordinate_transformation_mode="asymmetric",
            nearest_mode="floor",
        )
