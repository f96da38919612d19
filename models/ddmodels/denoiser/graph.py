"""The denoiser as an ONNX graph, built by hand, with its weights outside.

`(sample, sigma, tokens, mask, pooled, style) -> denoised`, variance exploding as in k-diffusion.
The graph equals `network.denoise` and is arranged for onnxruntime's WASM and WebGPU builds:

- Folding two by two pixels and the first convolution are one 6x6 convolution of stride 2.
- The normalisation's own scale and shift go into those of the condition.
- The condition's eight products are one, and so are the caption's three.
- The sine's argument is reduced to half a turn: a GPU's sine is only exact near zero.
"""

import numpy as np
import onnx
import torch
from onnx import TensorProto
from torch import Tensor

from ddmodels.common.onnx_builder import Values
from ddmodels.denoiser.config import Network
from ddmodels.denoiser.graph_layers import Array, Residuals, State, Weights
from ddmodels.denoiser.graph_refiner import refined, seen, snapped
from ddmodels.denoiser.network import POOLED_SCALE, Denoiser
from ddmodels.denoiser.refiner import REFINED
from ddmodels.emoji.config import SIZE
from ddmodels.encoder.minilm import TOKENS
from ddmodels.encoder.minilm import WIDTH as TEXT_WIDTH


class _Denoiser(Residuals):
    """Writes the network's parts one after the other."""

    def __init__(self, state: State, sizes: Network) -> None:
        super().__init__(state)
        self.sizes = sizes
        self.words: dict[str, tuple[str, str]] = {}
        self.bias = self.layout = ""

    def folded(self, x: str) -> str:
        """The first convolution together with the folding of 2x2 pixels into channels."""
        value = self.state["i.weight"]
        out = value.shape[0]
        parts = value.reshape(out, 3, 2, 2, 3, 3)  # out, colour, dy, dx, ky, kx
        kernel = parts.transpose(0, 1, 4, 2, 5, 3).reshape(out, 3, 6, 6)
        weight = self.b.weight("i.weight", kernel)
        bias = self.b.weight("i.bias", self.state["i.bias"])
        return self.b.op(
            "Conv", x, weight, bias, kernel_shape=[6, 6], strides=[2, 2], pads=[2, 2, 2, 2]
        )

    def attention(self, x: str, name: str, size: int) -> str:
        """`network.Attention`."""
        b, heads = self.b, self.sizes.heads
        channels = self.state[f"{name}.o.weight"].shape[0]
        width, places = channels // heads, size * size
        qkv = self.conv(self.norm(x, f"{name}.n", size), f"{name}.qkv")
        q, k, v = (
            b.reshape(y, 0, heads, width, places) for y in b.split(qkv, [channels] * 3, axis=1)
        )
        word_keys, word_values = self.words[name]
        q = b.op("Transpose", b.op("Mul", q, b.numbers(width**-0.5)), perm=[0, 1, 3, 2])
        keys = b.op("Concat", k, word_keys, axis=3)
        values = b.op("Concat", b.op("Transpose", v, perm=[0, 1, 3, 2]), word_values, axis=2)
        scores = b.op("Add", b.op("MatMul", q, keys), self.bias)
        seen = b.op("MatMul", b.op("Softmax", scores, axis=-1), values)
        seen = b.reshape(b.op("Transpose", seen, perm=[0, 1, 3, 2]), 0, channels, size, size)
        return b.op("Add", x, self.conv(seen, f"{name}.o"))

    def condition(self, t: str) -> None:
        """Scale and shift of every block, and the layout, from time, caption and style."""
        b, state, blocks = self.b, self.state, self.sizes.blocks
        turns = (state["fr"].astype(np.float64) * 1000 / (2 * np.pi)).astype(np.float32)
        angle = b.op("Mul", b.op("Unsqueeze", t, b.integers([1])), b.shared(turns[None]))
        nearest = b.op("Floor", b.op("Add", angle, b.numbers(0.5)))
        angle = b.op("Mul", b.op("Sub", angle, nearest), b.numbers(2 * np.pi))
        wave = b.op("Concat", b.op("Sin", angle), b.op("Cos", angle), axis=1)
        time = self.linear(b.silu(self.linear(wave, "tm.0")), "tm.2")
        pooled = self.linear(b.op("Mul", "pooled", b.numbers(POOLED_SCALE)), "tp")
        style = b.op("Gather", b.weight("se.weight", state["se.weight"]), "style", axis=0)
        c = b.op("Add", b.op("Add", time, pooled), style)
        c = b.silu(self.linear(b.silu(c), "cm.1"))
        h = b.silu(self.linear(c, "lay.h"))
        c = b.op("Add", c, self.linear(h, "lay.c"))
        side = self.sizes.side
        self.layout = self.conv(b.reshape(self.linear(h, "lay.m"), 0, -1, side, side), "lay.o")
        refined = b.reshape(self.linear(c, "r.f"), 0, -1, 1, 1)
        times, plus = b.split(refined, [REFINED] * 2, axis=1)
        self.scales["r"] = times, plus
        # One product for all blocks; a norm's scale and shift join the condition's:
        # (n g + h)(1 + a) + b = n (g + g a) + (h + h a + b).
        rows, offsets, sizes = [], [], []
        for name in blocks:
            gain, offset = state[f"{name}.n2.weight"], state[f"{name}.n2.bias"]
            scale, shift = np.split(state[f"{name}.f.weight"], 2)
            scale_0, shift_0 = np.split(state[f"{name}.f.bias"], 2)
            rows += [gain[:, None] * scale, offset[:, None] * scale + shift]
            offsets += [gain * (1 + scale_0), offset * (1 + scale_0) + shift_0]
            sizes += [len(gain)] * 2
        weight = b.weight("f.weight", np.concatenate(rows).T)
        bias = b.weight("f.bias", np.concatenate(offsets))
        everything = b.op("Add", b.op("MatMul", c, weight), bias)
        everything = b.reshape(everything, 0, -1, 1, 1)
        parts = b.split(everything, sizes, axis=1)
        for i, name in enumerate(blocks):
            self.scales[name] = (parts[2 * i], parts[2 * i + 1])

    def caption(self, attentions: list[str]) -> None:
        """Keys and values of the caption's tokens, and the mask, for every attention."""
        b, state, heads = self.b, self.state, self.sizes.heads
        gain = b.weight("tt.0.weight", state["tt.0.weight"])
        offset = b.weight("tt.0.bias", state["tt.0.bias"])
        x = b.op("LayerNormalization", "tokens", gain, offset, axis=-1, epsilon=1e-5)
        x = b.op("Add", self.linear(x, "tt.1"), b.weight("pos", state["pos"]))
        weight = np.concatenate([state[f"{a}.tkv.weight"] for a in attentions]).T
        bias = np.concatenate([state[f"{a}.tkv.bias"] for a in attentions])
        channels = weight.shape[1] // (2 * len(attentions))
        x = b.op("MatMul", x, b.weight("tkv.weight", weight))
        x = b.op("Add", x, b.weight("tkv.bias", bias))
        count = 2 * len(attentions)
        parts = b.split(x, [channels] * count, axis=2)
        for i, name in enumerate(attentions):
            keys, values = (
                b.reshape(p, 0, TOKENS, heads, channels // heads) for p in parts[2 * i : 2 * i + 2]
            )
            self.words[name] = (
                b.op("Transpose", keys, perm=[0, 2, 3, 1]),
                b.op("Transpose", values, perm=[0, 2, 1, 3]),
            )
        places = self.sizes.side**2
        spread = np.zeros((TOKENS, places + TOKENS), np.float32)
        spread[:, places:] = 1e4 * np.eye(TOKENS, dtype=np.float32)
        bias_row = b.op("MatMul", b.op("Sub", "mask", b.numbers(1.0)), b.shared(spread))
        self.bias = b.reshape(bias_row, 0, 1, 1, places + TOKENS)

    def build(self) -> str:
        """The whole network; returns the name of its result."""
        b, levels = self.b, len(self.sizes.channels)
        last = levels - 1
        sizes = [SIZE // 2 ** (k + 1) for k in range(levels)]
        t = b.op("Reciprocal", b.op("Add", "sigma", b.numbers(1.0)))
        z = b.op("Mul", "sample", b.reshape(t, 0, 1, 1, 1))
        self.condition(t)
        self.caption([f"da.{last}", "mida", "ua.0"])
        x = self.folded(z)
        skips: list[str] = []
        for k, size in enumerate(sizes):
            x = self.block(x, f"d.{k}", size)
            x = self.attention(x, f"da.{k}", size) if k == last else x
            skips.append(x)
            x = self.conv(x, f"dn.{k}", stride=2) if k < last else x
        x = self.block(b.op("Add", x, self.layout), "mid", sizes[last])
        x = self.block(self.attention(x, "mida", sizes[last]), "mid2", sizes[last])
        for j in range(levels):
            size = sizes[last - j]
            x = self.block(b.op("Concat", x, skips.pop(), axis=1), f"u.{j}", size)
            x = self.attention(x, f"ua.{j}", size) if j == 0 else x
            x = self.doubled(x) if j < last else x
        x = b.silu(self.norm(x, "on", sizes[0]))
        drawn = b.op("DepthToSpace", self.conv(x, "o"), blocksize=2, mode="CRD")
        return refined(
            self,
            self.sizes.snap_sharp,
            lambda: seen(self, z, drawn),
            drawn,
            x,
            self.scales["r"],
            lambda: snapped(self, self.sizes.snap_sigma),
        )


INPUTS: Values = {
    "sample": (TensorProto.FLOAT, ["batch", 3, SIZE, SIZE]),
    "sigma": (TensorProto.FLOAT, ["batch"]),
    "tokens": (TensorProto.FLOAT, ["batch", TOKENS, TEXT_WIDTH]),
    "mask": (TensorProto.FLOAT, ["batch", TOKENS]),
    "pooled": (TensorProto.FLOAT, ["batch", TEXT_WIDTH]),
    "style": (TensorProto.INT64, ["batch"]),
}


def build(state: State, sizes: Network) -> tuple[onnx.ModelProto, Weights]:
    """Makes the graph and its weights.

    Args:
        state: Parameters by their names in `network.Denoiser`.
        sizes: The network's sizes.
    """
    writer = _Denoiser(state, sizes)
    result = writer.build()
    b = writer.b
    b.node("Identity", [result], ["denoised"], name="denoised")
    model = b.model(
        "emoji-denoiser", INPUTS, {"denoised": INPUTS["sample"]}, opset=18, producer="ddmodels"
    )
    return model, b.weights


def state_of(tensors: dict[str, Array], sizes: Network) -> dict[str, Tensor]:
    """The state of a `Denoiser` that computes the same as a graph: `build` backwards.

    What `build` joined for good, a block's second normalisation and its condition, comes back as an
    equal pair: scale 1, shift 0, and all in the other.

    Args:
        tensors: The graph's weights by name.
        sizes: The network's sizes.
    """
    net = Denoiser(sizes)
    levels = len(sizes.channels)
    state: dict[str, Array] = {"fr": net.fr.numpy()}
    at = 0
    for name in sizes.blocks:
        width = net.get_parameter(f"{name}.n2.weight").numel()
        rows = slice(at, at + 2 * width)
        offsets = tensors["f.bias"][rows].copy()
        offsets[:width] -= 1
        state |= {
            f"{name}.n2.weight": np.ones(width, np.float32),
            f"{name}.n2.bias": np.zeros(width, np.float32),
            f"{name}.f.weight": tensors["f.weight"].T[rows],
            f"{name}.f.bias": offsets,
        }
        at += 2 * width
    attentions = [f"da.{levels - 1}", "mida", "ua.0"]
    for part in ("weight", "bias"):
        joined = tensors[f"tkv.{part}"].T
        for name, own in zip(attentions, np.split(joined, len(attentions)), strict=True):
            state[f"{name}.tkv.{part}"] = own
    kernel = tensors["i.weight"]
    out = kernel.shape[0]
    parts = kernel.reshape(out, 3, 3, 2, 3, 2)  # out, colour, ky, dy, kx, dx
    state["i.weight"] = parts.transpose(0, 1, 3, 5, 2, 4).reshape(out, 12, 3, 3)
    for name, parameter in net.state_dict().items():
        if name in state:
            continue
        value = tensors[name]
        linear = parameter.ndim == 2 and name not in ("se.weight", "r.usual")
        state[name] = value.T if linear else value.reshape(tuple(parameter.shape))
    return {k: torch.from_numpy(np.array(v, order="C")) for k, v in state.items()}
