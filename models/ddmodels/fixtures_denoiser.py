"""A tiny denoiser with random weights, in the form of the real one.

It is what a denoiser would be if pictures were a colour field m with Gaussian variation of spread
s = 0.5: the posterior mean (s^2 x + sigma^2 m) / (s^2 + sigma^2), where m comes from the caption
and the style, plus two small convolutions of x. From noise it therefore goes, as the real one does,
from the caption's mean to a picture with detail.
"""

import base64
import math
from dataclasses import asdict, replace
from pathlib import Path
from typing import cast

import numpy as np
import torch
from onnx import ModelProto, TensorProto, helper
from torch import Tensor, nn
from torch.nn import functional as F

from ddmodels import emoji_attention, emoji_onnx, encoder_fixture, noise
from ddmodels.emoji_net import Denoiser, denoise
from ddmodels.emoji_onnx import Builder, Weights
from ddmodels.emoji_sample import Settings, sample, to_pixels
from ddmodels.encoder_run import GraphEncoder
from ddmodels.manifest import FileEntry, Manifest
from ddmodels.minilm import Encoded
from ddmodels.packages import write_json

ID = "tiny-denoiser"
SEED = 11
SIZE = 16
CELLS = 4
"""The colour field has this many cells a side."""
CHANNELS = 8
HIDDEN = encoder_fixture.CONFIG.hidden
TOKENS = encoder_fixture.CONFIG.max_tokens
STYLES = ("any", "warm", "cold")
SPREAD = 0.5
STORED = "weights.f16.bin"
CASES = ((101, 40.0, 5, 0), (201, 2.5, 5, 2), (301, 0.4, 16, 1), (401, 0.05, 3, 0))
"""Seed, sigma, words and style."""
PICTURES = (("a red dragon", 7, 2), ("blue", 11, 0))
"""Caption, seed and style."""
SETTINGS = Settings(sampler="dpmpp2m")
"""A sampler that draws no noise of its own: its pictures are known answers."""
TOLERANCE = 0.001


class TinyDenoiser(nn.Module):
    """The same call as `emoji_net.Denoiser`."""

    def __init__(self) -> None:
        super().__init__()
        self.colour = nn.Linear(HIDDEN, 3)
        self.style = nn.Embedding(len(STYLES), 3)
        self.field = nn.Linear(HIDDEN, 3 * CELLS * CELLS)
        self.inner = nn.Conv2d(3, CHANNELS, 3, padding=1)
        self.outer = nn.Conv2d(CHANNELS, 3, 3, padding=1)

    def forward(
        self, z: Tensor, t: Tensor, tokens: Tensor, mask: Tensor, pooled: Tensor, style: Tensor
    ) -> Tensor:
        """Predicts the clean picture; see `emoji_net.Denoiser.forward`."""
        t = t[:, None, None, None]
        x, noise_level = z / t, (1 - t) / t
        colour = torch.tanh(self.colour(pooled) + self.style(style))[:, :, None, None]
        mean = (tokens * mask[..., None]).sum(1) / mask.sum(1, keepdim=True)
        cells = self.field(mean).view(-1, 3, CELLS, CELLS)
        field = F.interpolate(torch.tanh(cells), scale_factor=SIZE // CELLS, mode="nearest")
        target = colour + 0.5 * field
        total = SPREAD**2 + noise_level**2
        posterior = (SPREAD**2 * x + noise_level**2 * target) / total
        detail = self.outer(F.silu(self.inner(x / total.sqrt())))
        y: Tensor = posterior + detail * (noise_level / total.sqrt())
        return y


def network(seed: int) -> TinyDenoiser:
    """Random weights, already rounded to float16."""
    random = np.random.default_rng(seed)
    net = TinyDenoiser().eval().requires_grad_(False)
    gains = {"colour": 1.5, "style": 0.6, "field": 1.5, "inner": 1.5, "outer": 0.3}
    for name, parameter in net.named_parameters():
        part, kind = name.split(".")
        inputs = math.prod(parameter.shape[1:]) if part in ("field", "inner", "outer") else 1
        gain = 0.1 if kind == "bias" else gains[part] / math.sqrt(inputs)
        values = random.standard_normal(parameter.shape) * gain
        parameter.copy_(torch.from_numpy(values).half())
    net.style.weight[0] = 0
    return net


def graph(net: TinyDenoiser, attends: bool = False) -> tuple[ModelProto, Weights]:
    """The network as ONNX, with the real one's inputs and output.

    Args:
        net: The network.
        attends: Also looks at the words, as the real one does, though nothing comes of it: for
            `emoji_attention.with_attention`.
    """
    b = Builder()
    state = {name: value.numpy() for name, value in net.state_dict().items()}

    def linear(x: str, name: str) -> str:
        weight = b.weight(f"{name}.weight", state[f"{name}.weight"].T)
        return b.op(
            "Add", b.op("MatMul", x, weight), b.weight(f"{name}.bias", state[f"{name}.bias"])
        )

    def conv(x: str, name: str) -> str:
        inputs = [
            b.weight(f"{name}.{part}", state[f"{name}.{part}"]) for part in ("weight", "bias")
        ]
        return b.op("Conv", x, *inputs, kernel_shape=[3, 3], pads=[1, 1, 1, 1])

    level = b.reshape("sigma", -1, 1, 1, 1)
    square = b.op("Mul", level, level)
    total = b.op("Add", square, b.numbers(SPREAD**2))
    root = b.op("Sqrt", total)
    styled = b.op("Gather", b.weight("style.weight", state["style.weight"]), "style")
    colour = b.op("Tanh", b.op("Add", linear("pooled", "colour"), styled))
    words = b.op("Mul", "tokens", b.op("Unsqueeze", "mask", b.integers([2])))
    axis = b.integers([1])
    mean = b.op(
        "Div",
        b.op("ReduceSum", words, axis, keepdims=0),
        b.op("ReduceSum", "mask", axis, keepdims=1),
    )
    cells = b.op("Tanh", b.reshape(linear(mean, "field"), -1, 3, CELLS, CELLS))
    wider = np.repeat(np.eye(CELLS, dtype=np.float32), SIZE // CELLS, axis=0)
    rows = b.op("MatMul", b.constant(wider), cells)
    field = b.op("MatMul", rows, b.constant(np.ascontiguousarray(wider.T)))
    target = b.op("Add", b.reshape(colour, -1, 3, 1, 1), b.op("Mul", field, b.numbers(0.5)))
    kept = b.op("Mul", "sample", b.numbers(SPREAD**2))
    posterior = b.op("Div", b.op("Add", kept, b.op("Mul", square, target)), total)
    inner = b.silu(conv(b.op("Div", "sample", root), "inner"))
    detail = b.op("Mul", conv(inner, "outer"), b.op("Div", level, root))
    b.nodes.append(helper.make_node("Add", [posterior, detail], ["denoised"], name="denoised"))
    if attends:
        look(b, b.op("Div", "sample", root))
    picture: list[int | str] = ["batch", 3, SIZE, SIZE]
    inputs: dict[str, tuple[int, list[int | str]]] = {
        "sample": (TensorProto.FLOAT, picture),
        "sigma": (TensorProto.FLOAT, ["batch"]),
        "tokens": (TensorProto.FLOAT, ["batch", TOKENS, HIDDEN]),
        "mask": (TensorProto.FLOAT, ["batch", TOKENS]),
        "pooled": (TensorProto.FLOAT, ["batch", HIDDEN]),
        "style": (TensorProto.INT64, ["batch"]),
    }
    whole = helper.make_graph(
        b.nodes,
        ID,
        [helper.make_tensor_value_info(name, *kind) for name, kind in inputs.items()],
        [helper.make_tensor_value_info("denoised", TensorProto.FLOAT, picture)],
        b.initialisers,
    )
    opsets = [helper.make_opsetid("", 18)]
    return helper.make_model(whole, opset_imports=opsets, ir_version=9), b.weights


def look(b: Builder, x: str) -> None:
    """Attention of the cells of a picture to each other and to the words, by fixed projections."""
    places = CELLS * CELLS
    side = SIZE // CELLS
    cells = b.op("AveragePool", x, kernel_shape=[side, side], strides=[side, side])
    keys = b.reshape(cells, 0, 1, 3, places)
    project = np.random.default_rng(SEED).standard_normal((HIDDEN, 3)).astype(np.float32)
    words = b.op("MatMul", "tokens", b.constant(project / math.sqrt(HIDDEN)))
    words = b.op("Unsqueeze", b.op("Transpose", words, perm=[0, 2, 1]), b.integers([1]))
    spread = np.zeros((TOKENS, places + TOKENS), np.float32)
    spread[:, places:] = 1e4 * np.eye(TOKENS, dtype=np.float32)
    hidden = b.op("MatMul", b.op("Sub", "mask", b.numbers(1.0)), b.constant(spread))
    scores = b.op(
        "MatMul",
        b.op("Transpose", keys, perm=[0, 1, 3, 2]),
        b.op("Concat", keys, words, axis=3),
    )
    b.op("Softmax", b.op("Add", scores, b.reshape(hidden, 0, 1, 1, -1)), axis=-1)


def attention(net: TinyDenoiser) -> tuple[bytes, list[dict[str, object]]]:
    """The graph with its attention, and known answers of ONNX Runtime for it."""
    model, weights = graph(net, attends=True)
    both = emoji_attention.with_attention(model, CELLS).SerializeToString(deterministic=True)
    whole = emoji_onnx.widen(weights.half())

    def case(seed: int, sigma: float, words: int, style: int) -> dict[str, object]:
        feed = emoji_attention.feed_of(*seeded(seed, sigma, words), sigma, style)
        _, shares, own = emoji_attention.run(both, whole, feed)
        return emoji_attention.answer(seed, sigma, words, style, shares, own)

    return both, [case(*one) for one in ((501, 20.0, 5, 0), (601, 1.5, 9, 1))]


def seeded(seed: int, sigma: float, words: int) -> tuple[Tensor, Encoded]:
    """Inputs of one case, by the rule of `emoji_golden`."""
    x = torch.from_numpy(noise.normal(seed, (1, 3, SIZE, SIZE))) * math.sqrt(sigma**2 + 0.25)
    tokens = torch.from_numpy(noise.normal(seed + 1, (1, TOKENS, HIDDEN))) * 0.5
    pooled = torch.from_numpy(noise.normal(seed + 2, (1, HIDDEN)))
    mask = torch.zeros(1, TOKENS)
    mask[:, :words] = 1
    return x, Encoded(tokens, mask, pooled / pooled.norm())


def golden(net: TinyDenoiser, encoder: GraphEncoder, ids: encoder_fixture.Ids) -> dict[str, object]:
    """Known answers in the form of `emoji_golden`."""
    settings = replace(SETTINGS, steps=8)

    def encoded(caption: str) -> Encoded:
        row = ids(caption)
        found = encoder.encode([row], TOKENS)
        mask = torch.zeros(1, TOKENS)
        mask[:, : len(row)] = 1
        return Encoded(torch.from_numpy(found.tokens), mask, torch.from_numpy(found.pooled))

    def case(seed: int, sigma: float, words: int, style: int) -> dict[str, object]:
        y = run(net, *seeded(seed, sigma, words), sigma, style).numpy().ravel()
        places = np.sort(np.random.default_rng(seed).choice(y.size, 16, replace=False))
        return {
            "seed": seed,
            "sigma": sigma,
            "words": words,
            "style": style,
            "at": [int(i) for i in places],
            "values": [round(float(y[i]), 6) for i in places],
            "mean": round(float(y.mean()), 6),
            "std": round(float(y.std()), 6),
            "tolerance": TOLERANCE,
        }

    def picture(caption: str, seed: int, style: int) -> dict[str, object]:
        first = torch.from_numpy(noise.normal(seed, (1, 3, SIZE, SIZE)))
        text, empty = encoded(caption), encoded("")
        same_call = cast(Denoiser, net)
        pixels = sample(same_call, text, empty, torch.tensor([style]), settings, first)
        return {
            "caption": caption,
            "seed": seed,
            "style": style,
            "settings": {_camel(name): value for name, value in asdict(settings).items()},
            "size": SIZE,
            "rgb": base64.b64encode(to_pixels(pixels).tobytes()).decode(),
            "meanAbsoluteError": {"exactEncoder": 1.0, "int8Encoder": 1.0},
        }

    return {
        "format": "decode-and-denoise/golden-denoiser",
        "version": 1,
        "denoise": [case(*one) for one in CASES],
        "picture": [picture(*one) for one in PICTURES],
    }


@torch.inference_mode()
def run(net: TinyDenoiser, x: Tensor, text: Encoded, sigma: float, style: int) -> Tensor:
    """D(x; sigma) for one caption."""
    return denoise(cast(Denoiser, net), x, torch.tensor([sigma]), *text, torch.tensor([style]))


def build(folder: Path) -> None:
    """Writes the whole folder; the tiny encoder must lie beside it."""
    folder.mkdir(parents=True, exist_ok=True)
    net, beside = network(SEED), folder.parent / encoder_fixture.ID
    model, weights = graph(net)
    (folder / "graph.onnx").write_bytes(model.SerializeToString(deterministic=True))
    (folder / STORED).write_bytes(weights.half())
    answers = golden(net, encoder_fixture.load(beside), encoder_fixture.Ids(beside))
    seen, shares = attention(net)
    (folder / emoji_attention.GRAPH).write_bytes(seen)
    write_json(folder / "golden.json", answers | {"attention": shares})
    settings = SETTINGS
    Manifest(
        kind="denoiser",
        id=ID,
        name="Tiny denoiser",
        summary="Random weights, for tests.",
        parameters=sum(value.numel() for value in net.parameters()),
        licence="MIT",
        attribution="Decode & Denoise",
        source="python -m ddmodels.fixtures",
        config={
            "size": SIZE,
            "channels": 3,
            "styles": list(STYLES),
            "encoder": encoder_fixture.ID,
            "sigmaMin": settings.sigma_min,
            "sigmaMax": settings.sigma_max,
            "guidanceMaxSigma": settings.guidance_max_sigma,
            "clamp": settings.clamp,
            "defaults": {
                "sampler": settings.sampler,
                "schedule": settings.schedule,
                "steps": settings.steps,
                "guidance": settings.guidance,
            },
        },
        files=(
            FileEntry("weights", STORED, dtype="float16"),
            FileEntry("graph", "graph.onnx"),
            FileEntry("attention", emoji_attention.GRAPH),
            FileEntry("golden", "golden.json"),
        ),
    ).write(folder)


def _camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(word.capitalize() for word in rest)
