"""The weights as the graphs want them: what the page makes of the GGUF while it arrives.

The page does this in TypeScript; here it is done again for checks and for the figures in the card.
The two share no code, only this contract: each weight of a graph is external data whose location
is the initialiser's name, offset 0.

Products N are `blk.{i}.attn_qkv` (query rows and key rows un-permuted, then value rows),
`blk.{i}.attn_output`, `blk.{i}.ffn_gate_up` (gate rows, then up rows), `blk.{i}.ffn_down` and
`output` (the head, the embedding again).
"""

from collections.abc import Callable, Iterator

import numpy as np
from numpy.typing import NDArray

from ddmodels.common.manifest import Backend
from ddmodels.lm.gguf_weights import Floats, LlamaConfig, LlamaGguf, unpermute

BLOCK = 32
"""Values that share a scale."""
LARGEST = 127
"""Largest quantised magnitude."""
Packed = NDArray[np.int8] | NDArray[np.uint8] | Floats
Weights = dict[str, Packed]
"""External data by location."""


def pack(model: LlamaGguf, backend: Backend) -> Weights:
    """All external data of one graph.

    Args:
        model: The weights as published.
        backend: Which graph.

    Returns:
        Arrays by location: int8 or uint8 values (`.q`), float32 scales (`.s`), norms (`.w`), rope.
    """
    weights: Weights = dict(rope_tables(model.config))
    for i in range(model.config.layers):
        for norm in (f"blk.{i}.attn_norm", f"blk.{i}.ffn_norm"):
            weights[f"{norm}.w"] = model.weight(f"{norm}.weight")
    weights["output_norm.w"] = model.weight("output_norm.weight")
    values, scales = model.q8_blocks("token_embd.weight")
    weights["token_embd.q"] = values if backend == "wasm" else to_unsigned(values)
    weights["token_embd.s"] = scales
    quantise = quantise_channels if backend == "wasm" else quantise_blocks
    for name, rows in products(model):
        weights[f"{name}.q"], weights[f"{name}.s"] = quantise(rows)
    if backend == "wasm":
        head = quantise_channels(model.weight("token_embd.weight"))
        weights["output.q"], weights["output.s"] = head
    return weights


def products(model: LlamaGguf) -> Iterator[tuple[str, Floats]]:
    """The layers' matrices by name, each [out, in] in float32; the head is not among them."""
    config = model.config
    for i in range(config.layers):
        layer = f"blk.{i}."

        def weight(name: str, layer: str = layer) -> Floats:
            return model.weight(f"{layer}{name}.weight")

        query = unpermute(weight("attn_q"), config.heads)
        key = unpermute(weight("attn_k"), config.kv_heads)
        yield f"{layer}attn_qkv", np.concatenate([query, key, weight("attn_v")])
        yield f"{layer}attn_output", weight("attn_output")
        yield f"{layer}ffn_gate_up", np.concatenate([weight("ffn_gate"), weight("ffn_up")])
        yield f"{layer}ffn_down", weight("ffn_down")


def quantise_channels(rows: Floats) -> tuple[NDArray[np.int8], Floats]:
    """The WASM layout: one scale per output channel.

    Args:
        rows: [N, K].

    Returns:
        Values [K, N] (transposed) and scales [N].
    """
    scales = (np.abs(rows).max(axis=1) / np.float32(LARGEST)).astype(np.float32)
    return _round(rows, scales[:, None]).T.copy(), scales


def quantise_blocks(rows: Floats) -> tuple[NDArray[np.uint8], Floats]:
    """The WebGPU layout: one scale per 32 neighbouring inputs, zero point 128 (`MatMulNBits`).

    Args:
        rows: [N, K].

    Returns:
        Values [N, K / 32, 32] and scales [N, K / 32].
    """
    blocks = rows.reshape(rows.shape[0], -1, BLOCK)
    largest = np.abs(blocks).max(axis=2) / np.float32(LARGEST)
    scales = np.maximum(largest, np.float32(1e-10))
    return to_unsigned(_round(blocks, scales[..., None])), scales


def to_unsigned(values: NDArray[np.int8]) -> NDArray[np.uint8]:
    """Adds the zero point 128: -128..127 becomes 0..255."""
    return (values.astype(np.int16) + 128).astype(np.uint8)


def rope_tables(config: LlamaConfig) -> dict[str, Floats]:
    """Cosine and sine of position times frequency, each [context, head_dim / 2]."""
    exponents = np.arange(0, config.head_dim, 2) / config.head_dim
    angles = np.outer(np.arange(config.context), config.rope_theta**-exponents)
    tables: dict[str, Callable[[NDArray[np.float64]], NDArray[np.float64]]]
    tables = {"rope.cos": np.cos, "rope.sin": np.sin}
    return {name: table(angles).astype(np.float32) for name, table in tables.items()}


def _round(values: Floats, scales: Floats) -> NDArray[np.int8]:
    """Nearest multiple of the scale, half to even, in float32; a scale of 0 gives 0."""
    safe = np.where(scales > 0, scales, np.float32(1))
    return np.clip(np.rint(values / safe), -LARGEST, LARGEST).astype(np.int8)
