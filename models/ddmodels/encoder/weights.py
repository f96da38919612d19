"""The text encoder's weights as stored: int8 matrices with a scale per channel, then float32.

The published weights are float32 in the names of Hugging Face's BERT. Query, key and value become
one matrix, the token type (always 0) is added to the positions, the pooler is left out.
"""

import zlib
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
State = Mapping[str, Floats]
Tensors = dict[str, NDArray[np.int8] | Floats]
"""By name, in the order of the file: all int8 first."""


@dataclass(frozen=True)
class EncoderConfig:
    """Sizes of a BERT encoder.

    Attributes:
        layers: How many.
        hidden: Width of the token vectors.
        heads: Attention heads.
        ffn: Width of the feed-forward part.
        vocab: Rows of the word embedding.
        positions: Rows of the position embedding that are kept.
        max_tokens: Longest caption, the two markers included.
    """

    layers: int
    hidden: int
    heads: int
    ffn: int
    vocab: int
    positions: int
    max_tokens: int


@dataclass(frozen=True)
class Steps:
    """How coarse the rounding is: the step of a channel in its standard deviations.

    A step below what 127 of them need to reach the channel's largest weight is widened to that; 0
    is therefore the finest. Coarser steps leave fewer distinct values, and deflate packs those.
    """

    words: float
    layers: float


def tensors(state: State, config: EncoderConfig, steps: Steps, unused: list[int]) -> Tensors:
    """Everything the graph reads.

    Args:
        state: Float weights by their published names.
        config: The sizes.
        steps: Of the rounding.
        unused: Ids that no text can hold; their rows become zero.
    """
    whole: Tensors = {}
    parts: Tensors = {}
    words = state["embeddings.word_embeddings.weight"].copy()
    words[unused] = 0
    whole["words.q"], parts["words.s"] = quantise(words, steps.words)
    kind = state["embeddings.token_type_embeddings.weight"][0]
    parts["positions"] = state["embeddings.position_embeddings.weight"][: config.positions] + kind
    _norm(parts, "words.norm", state, "embeddings.LayerNorm")
    for i in range(config.layers):
        published = f"encoder.layer.{i}."
        heads = [f"{published}attention.self.{part}" for part in ("query", "key", "value")]
        matrices = {
            "qkv": heads,
            "mixed": [f"{published}attention.output.dense"],
            "up": [f"{published}intermediate.dense"],
            "down": [f"{published}output.dense"],
        }
        for name, sources in matrices.items():
            rows = np.concatenate([state[f"{source}.weight"] for source in sources])
            values, scales = quantise(rows, steps.layers)
            whole[f"layer.{i}.{name}.q"] = np.ascontiguousarray(values.T)
            parts[f"layer.{i}.{name}.s"] = scales
            bias = [state[f"{source}.bias"] for source in sources]
            parts[f"layer.{i}.{name}.b"] = np.concatenate(bias)
        _norm(parts, f"layer.{i}.mixed.norm", state, f"{published}attention.output.LayerNorm")
        _norm(parts, f"layer.{i}.down.norm", state, f"{published}output.LayerNorm")
    return {**whole, **parts}


def quantise(rows: Floats, step: float) -> tuple[NDArray[np.int8], Floats]:
    """Rounds each row to whole multiples of its own scale.

    Args:
        rows: [channels, inputs].
        step: The scale in standard deviations of the row.

    Returns:
        Values [channels, inputs] within -127..127, and scales [channels].
    """
    finest = np.abs(rows).max(axis=1) / np.float32(127)
    scales = np.maximum(finest, rows.std(axis=1) * np.float32(step)).astype(np.float32)
    safe = np.where(scales > 0, scales, np.float32(1))
    values = np.clip(np.rint(rows / safe[:, None]), -127, 127)
    return values.astype(np.int8), scales


def offsets(stored: Tensors) -> dict[str, int]:
    """Where each tensor begins in the file, in bytes; float32 ones lie on multiples of four."""
    result, at = {}, 0
    for name, tensor in stored.items():
        if at % tensor.itemsize:
            raise ValueError(f"{name} would begin at byte {at}")
        result[name] = at
        at += tensor.nbytes
    return result


def to_bytes(stored: Tensors) -> bytes:
    """The file as the graph reads it, little-endian without gaps."""
    return b"".join(tensor.tobytes() for tensor in stored.values())


def deflate(data: bytes) -> bytes:
    """Packs as zlib (RFC 1950), which browsers undo with `DecompressionStream('deflate')`.

    Weights hold no repetitions, only unequal frequencies: Huffman codes alone do best.
    """
    packer = zlib.compressobj(9, zlib.DEFLATED, 15, 9, zlib.Z_HUFFMAN_ONLY)
    return packer.compress(data) + packer.flush()


def _norm(parts: Tensors, name: str, state: State, published: str) -> None:
    parts[f"{name}.w"] = state[f"{published}.weight"]
    parts[f"{name}.b"] = state[f"{published}.bias"]
