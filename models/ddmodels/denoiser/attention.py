"""Which word drives which pixels: the denoiser's graph with its attention as further outputs.

A second, small graph file over the same weights, for one step at a time and only on demand: the
graph that draws gives its attention to nobody, and pays nothing for it. Every attention layer is a
softmax over all places of the picture and then all caption tokens; both outputs are its mean over
heads and layers, split in the two. For every place they sum to 1.
"""

import numpy as np
import onnx
import onnxruntime as ort
import torch
from onnx import TensorProto, helper, numpy_helper
from torch import Tensor

from ddmodels.denoiser import golden as denoiser_golden
from ddmodels.denoiser import graph_layers
from ddmodels.denoiser.config import Config, Network
from ddmodels.denoiser.network import Attention, Denoiser, denoise
from ddmodels.encoder.minilm import TOKENS, Encoded

GRAPH = "graph-attention.onnx"
WORST = 1e-4
"""Largest allowed difference of a share from PyTorch, with the same weights."""
TOLERANCE = 1e-3
"""Absolute, for every share, on any backend in float32."""
CHOSEN = 24
"""How many shares of each case are kept."""
CASES: tuple[tuple[int, float, int, int], ...] = ((501, 20.0, 5, 0), (601, 1.5, 9, 3))
"""Seed, sigma, words and style, as in `denoiser.golden`."""


class AttentionError(RuntimeError):
    """The graph's attention is not the network's."""


def side_of(sizes: Network, size: int) -> int:
    """Places a side where the network attends: the picture, halved at every level."""
    return int(size // 2 ** len(sizes.channels))


def with_attention(model: onnx.ModelProto, side: int) -> onnx.ModelProto:
    """The same graph with two more outputs.

    Args:
        model: A denoiser whose every Softmax over axis -1 is attention, `[B, heads, P, P + 16]`
            with P = side^2.
        side: Places a side.

    Returns:
        `attention [B, 16, side, side]`, of what a place looks at the share of each caption token,
        and `own [B, side, side]`, the share of the picture itself.
    """
    both = onnx.ModelProto()
    both.CopyFrom(model)
    graph, places = both.graph, side * side
    softmax = [
        node.output[0]
        for node in graph.node
        if node.op_type == "Softmax" and node.attribute[0].i == -1
    ]
    if not softmax:
        raise AttentionError("the graph attends to nothing")

    def constant(name: str, *values: float, kind: type = np.int64) -> str:
        array: np.ndarray = np.array(values, kind)
        graph.initializer.append(numpy_helper.from_array(array, f"attention_{name}"))
        return f"attention_{name}"

    def op(kind: str, name: str, *inputs: str, **attributes: int | list[int]) -> str:
        node = helper.make_node(kind, list(inputs), [name], name=name)
        node.attribute.extend(helper.make_attribute(k, v) for k, v in attributes.items())
        graph.node.append(node)
        return name

    heads = constant("heads", 1)
    layers = [
        op("ReduceMean", f"attention_layer_{i}", one, heads, keepdims=0)
        for i, one in enumerate(softmax)
    ]
    total = layers[0]
    for i, layer in enumerate(layers[1:]):
        total = op("Add", f"attention_sum_{i}", total, layer)
    share = constant("share", 1 / len(layers), kind=np.float32)
    mean = op("Mul", "attention_mean", total, share)
    split = constant("split", places, TOKENS)
    graph.node.append(
        helper.make_node(
            "Split", [mean, split], ["attention_places", "attention_words"], name="split", axis=2
        )
    )
    turned = op("Transpose", "attention_turned", "attention_words", perm=[0, 2, 1])
    op("Reshape", "attention", turned, constant("words_shape", 0, TOKENS, side, side))
    flat = op("ReduceSum", "attention_own", "attention_places", constant("last", 2), keepdims=0)
    op("Reshape", "own", flat, constant("own_shape", 0, side, side))
    shapes: dict[str, list[int | str]] = {
        "attention": ["batch", TOKENS, side, side],
        "own": ["batch", side, side],
    }
    graph.output.extend(
        helper.make_tensor_value_info(name, TensorProto.FLOAT, shape)
        for name, shape in shapes.items()
    )
    return both


@torch.inference_mode()
def reference(
    net: Denoiser, x: Tensor, sigma: float, text: Encoded, style: Tensor
) -> tuple[Tensor, Tensor]:
    """What `with_attention` adds, by its definition, beside the network's own computation.

    Returns:
        `[B, 16, side, side]` and `[B, side, side]`.
    """
    seen: list[Tensor] = []

    def look(module: Attention, inputs: tuple[Tensor, Tensor, Tensor]) -> None:
        place, words, bias = inputs
        batch, channels, height, width = place.shape
        size = channels // module.heads
        shape = (batch, 3, module.heads, size, height * width)
        q, k = module.qkv(module.n(place)).reshape(shape).transpose(3, 4).unbind(1)[:2]
        keys = module.tkv(words).reshape(batch, -1, 2, module.heads, size)[:, :, 0]
        k = torch.cat([k, keys.transpose(1, 2)], 2)
        weights = (q @ k.transpose(-1, -2) * size**-0.5 + bias).softmax(-1)
        seen.append(weights.mean(1).reshape(batch, height, width, -1))

    hooks = [m.register_forward_pre_hook(look) for m in net.modules() if isinstance(m, Attention)]
    try:
        denoise(net, x, torch.full((len(x),), sigma), *text, style)
    finally:
        for hook in hooks:
            hook.remove()
    mean = torch.stack(seen).mean(0)
    return mean[..., -TOKENS:].permute(0, 3, 1, 2), mean[..., :-TOKENS].sum(-1)


def run(graph: bytes, weights: bytes, feed: dict[str, np.ndarray]) -> list[np.ndarray]:
    """Denoised, attention and own of the graph in ONNX Runtime on the CPU."""
    options = ort.SessionOptions()
    options.add_external_initializers_from_files_in_memory(
        [graph_layers.WEIGHTS], [weights], [len(weights)]
    )
    session = ort.InferenceSession(graph, options, providers=["CPUExecutionProvider"])
    return list(session.run(["denoised", "attention", "own"], feed))


def feed_of(x: Tensor, text: Encoded, sigma: float, style: int) -> dict[str, np.ndarray]:
    """The inputs of a case by the graph's names."""
    values = (x, torch.tensor([sigma]), *text, torch.tensor([style]))
    names = ("sample", "sigma", "tokens", "mask", "pooled", "style")
    return {name: value.numpy() for name, value in zip(names, values, strict=True)}


def check(net: Denoiser, graph: bytes, weights: bytes) -> float:
    """Largest difference of a share from the network's.

    Raises:
        AttentionError: If it is above `WORST`, or what a place looks at does not sum to 1.
    """
    worst = 0.0
    for seed, sigma, words, style in CASES:
        x, text = denoiser_golden.seeded(seed, sigma, words)
        expected = reference(net, x, sigma, text, torch.tensor([style]))
        _, attention, own = run(graph, weights, feed_of(x, text, sigma, style))
        sums = attention.sum(1) + own
        if np.abs(sums - 1).max() > 1e-5 or attention[:, words:].max() > 1e-6:
            raise AttentionError("the shares of a place do not sum to 1, or padding is looked at")
        found = (attention, own)
        for one, other in zip(found, expected, strict=True):
            worst = max(worst, float(np.abs(one - other.numpy()).max()))
    if not worst <= WORST:
        raise AttentionError(f"a share is {worst:.3g} off, at most {WORST} is allowed")
    return worst


def golden(net: Denoiser) -> list[dict[str, object]]:
    """Known answers, `attention` in `golden.json`; inputs by `denoiser.golden.seeded`."""
    return [_case(net, *case) for case in CASES]


def _case(net: Denoiser, seed: int, sigma: float, words: int, style: int) -> dict[str, object]:
    x, text = denoiser_golden.seeded(seed, sigma, words)
    attention, own = reference(net, x, sigma, text, torch.tensor([style]))
    return answer(seed, sigma, words, style, attention.numpy(), own.numpy())


def answer(
    seed: int, sigma: float, words: int, style: int, attention: np.ndarray, own: np.ndarray
) -> dict[str, object]:
    """One case as `golden.json` holds it: chosen shares, and the mean of each word."""
    shares = attention[0, :words].ravel()
    at = np.sort(np.random.default_rng(seed).choice(shares.size, CHOSEN, replace=False))
    return {
        "seed": seed,
        "sigma": sigma,
        "words": words,
        "style": style,
        "at": [int(i) for i in at],
        "values": [round(float(shares[i]), 7) for i in at],
        "means": [round(float(one.mean()), 7) for one in attention[0, :words]],
        "own": round(float(own.mean()), 7),
        "tolerance": TOLERANCE,
    }


def make(model: onnx.ModelProto, config: Config, net: Denoiser, weights: bytes) -> bytes:
    """The graph with attention, checked.

    Args:
        model: The denoiser's graph.
        config: The network's sizes.
        net: The network with the weights as given.
        weights: The float32 weights.
    """
    size = int(model.graph.input[0].type.tensor_type.shape.dim[2].dim_value)
    graph = bytes(with_attention(model, side_of(config.network, size)).SerializeToString())
    print(f"{len(graph)} bytes of {GRAPH}, worst error {check(net, graph, weights):.2g}")
    return graph
