"""The parameters of a WebLLM library out of a GGUF, bit for bit: nothing is rounded again.

The page does this in TypeScript (`src/engines/autoregression/webllm/shards.ts`); here it is done
again for checks. The two share no code, only the contract in `webllm.shapes.parameters`.
"""

import hashlib
from collections.abc import Iterator
from pathlib import Path

import gguf
import numpy as np
from numpy.typing import NDArray

from ddmodels.lm.gguf_weights import Floats
from ddmodels.webllm.shapes import BLOCK, Parameter, Shapes, parameters

Bytes = NDArray[np.uint8]
Words = NDArray[np.uint32]
Packed = Words | Floats

SOURCES = {
    "self_attn.qkv_proj": ("attn_q", "attn_k", "attn_v"),
    "self_attn.o_proj": ("attn_output",),
    "mlp.gate_up_proj": ("ffn_gate", "ffn_up"),
    "mlp.down_proj": ("ffn_down",),
}
"""Which tensors of a GGUF layer lie one below the other in a product."""
NORMS = {"input_layernorm": "attn_norm", "post_attention_layernorm": "ffn_norm"}


def split_q4_1(rows: Bytes) -> tuple[Words, Floats, Floats]:
    """Takes Q4_1 rows apart.

    A block is 20 bytes: float16 scale and minimum, then 16 bytes whose low halves are elements
    0..15 and whose high halves are elements 16..31 (llama.cpp, `block_q4_1`).

    Args:
        rows: [n, k / 32 * 20].

    Returns:
        Words [n, k / 8], scales and minima [n, k / 32].
    """
    blocks = rows.reshape(rows.shape[0], -1, 20)
    pair = np.ascontiguousarray(blocks[:, :, :4]).view(np.float16).astype(np.float32)
    nibbles = np.concatenate([blocks[:, :, 4:] & 15, blocks[:, :, 4:] >> 4], axis=2)
    packed = nibbles[:, :, 0::2] | (nibbles[:, :, 1::2] << 4)
    words = np.ascontiguousarray(packed.reshape(rows.shape[0], -1)).view("<u4")
    return words, np.ascontiguousarray(pair[:, :, 0]), np.ascontiguousarray(pair[:, :, 1])


def split_q8_0(rows: Bytes) -> tuple[Words, Floats]:
    """Takes Q8_0 rows apart.

    A block is 34 bytes: a float16 scale and 32 int8 values (llama.cpp, `block_q8_0`).

    Args:
        rows: [n, k / 32 * 34].

    Returns:
        Words [n, k / 4] and scales [n, k / 32].
    """
    blocks = rows.reshape(rows.shape[0], -1, 34)
    scales = np.ascontiguousarray(blocks[:, :, :2]).view(np.float16).astype(np.float32)[:, :, 0]
    values = np.ascontiguousarray(blocks[:, :, 2:].reshape(rows.shape[0], -1))
    return values.view("<u4"), np.ascontiguousarray(scales)


def unpermute_rows(rows: Bytes, heads: int) -> Bytes:
    """Undoes llama.cpp's order of query and key rows, as `gguf_weights.unpermute`, on raw rows."""
    pairs = rows.reshape(heads, -1, 2, rows.shape[-1])
    return np.ascontiguousarray(pairs.swapaxes(1, 2)).reshape(rows.shape)


def dequantise_q4(words: Words, scales: Floats, minima: Floats) -> Floats:
    """What a kernel makes of a Q4_1 product: [n, k] in float32."""
    shifts = np.arange(0, 32, 4, dtype=np.uint32)
    nibbles = ((words[:, :, None] >> shifts) & 15).reshape(words.shape[0], -1).astype(np.float32)
    wide = [np.repeat(values, BLOCK, axis=1) for values in (scales, minima)]
    return np.asarray(nibbles * wide[0] + wide[1], dtype=np.float32)


def dequantise_q8(words: Words, scales: Floats) -> Floats:
    """What a kernel makes of the embedding: [n, k] in float32."""
    values = words.view(np.int8).astype(np.float32)
    return np.asarray(values * np.repeat(scales, BLOCK, axis=1), dtype=np.float32)


def pack(path: Path, shapes: Shapes) -> Iterator[tuple[Parameter, Packed]]:
    """Every parameter with its values.

    Args:
        path: A GGUF with Q4_1 layers, a Q8_0 embedding and F32 norms.
        shapes: What the library is compiled for.

    Raises:
        ValueError: If a tensor is stored in another way.
    """
    tensors = {tensor.name: tensor for tensor in gguf.GGUFReader(path).tensors}

    def raw(name: str, kind: str) -> Bytes:
        tensor = tensors[f"{name}.weight"]
        if tensor.tensor_type.name != kind:
            raise ValueError(f"{name} is {tensor.tensor_type.name}, expected {kind}")
        return np.asarray(tensor.data)

    heads = {"attn_q": shapes.model.heads, "attn_k": shapes.model.kv_heads}

    def product(layer: str, names: tuple[str, ...]) -> tuple[Words, Floats, Floats]:
        parts = [raw(f"{layer}.{name}", "Q4_1") for name in names]
        own = [
            unpermute_rows(part, heads[name]) if name in heads else part
            for name, part in zip(names, parts, strict=True)
        ]
        return split_q4_1(np.concatenate(own))

    def values() -> Iterator[Packed]:
        yield from split_q8_0(raw("token_embd", "Q8_0"))
        for i in range(shapes.model.layers):
            for name in shapes.products:
                yield from product(f"blk.{i}", SOURCES[name])
            for norm in NORMS.values():
                yield np.array(raw(f"blk.{i}.{norm}", "F32"), dtype=np.float32)
        yield np.array(raw("output_norm", "F32"), dtype=np.float32)

    for parameter, value in zip(parameters(shapes), values(), strict=True):
        if value.shape != parameter.shape or str(value.dtype) != parameter.dtype:
            raise ValueError(f"{parameter.name} came out as {value.dtype} {value.shape}")
        yield parameter, value


def hashes(path: Path, shapes: Shapes) -> dict[str, str]:
    """sha256 of every parameter's bytes, little-endian."""
    return {
        parameter.name: hashlib.sha256(value.tobytes()).hexdigest()
        for parameter, value in pack(path, shapes)
    }
