"""Reads a Llama-architecture GGUF: its hyperparameters, its weights as float32, its tokenizer."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import gguf
import numpy as np
from gguf.quants import dequantize
from numpy.typing import NDArray

Floats = NDArray[np.float32]


@dataclass(frozen=True)
class LlamaConfig:
    """The sizes of a Llama-architecture model, as its GGUF states them."""

    layers: int
    hidden: int
    heads: int
    kv_heads: int
    head_dim: int
    ffn: int
    vocab: int
    context: int
    rope_theta: float
    norm_epsilon: float


@dataclass(frozen=True)
class GgufTokenizer:
    """The tokenizer inside a GGUF.

    Attributes:
        tokens: Text of each id, in the byte-level alphabet of GPT-2.
        special: Which ids are control tokens.
        merges: Merge rules, "left right", in order of rank.
        eos: The id that ends an answer.
        chat_template: Jinja source.
    """

    tokens: list[str]
    special: list[bool]
    merges: list[str]
    eos: int
    chat_template: str


class LlamaGguf:
    """A GGUF opened for reading; weights are dequantised one by one, when asked for."""

    def __init__(self, path: Path) -> None:
        """Opens the file and reads its metadata.

        Args:
            path: The GGUF.

        Raises:
            ValueError: If the model inside is not of the Llama architecture.
        """
        self._reader = gguf.GGUFReader(path)
        architecture = self._field("general.architecture")
        if architecture != "llama":
            raise ValueError(f"expected the llama architecture, found {architecture}")
        self._tensors = {tensor.name: tensor for tensor in self._reader.tensors}
        heads = int(self._field("llama.attention.head_count"))
        hidden = int(self._field("llama.embedding_length"))
        self.config = LlamaConfig(
            layers=int(self._field("llama.block_count")),
            hidden=hidden,
            heads=heads,
            kv_heads=int(self._field("llama.attention.head_count_kv")),
            head_dim=hidden // heads,
            ffn=int(self._field("llama.feed_forward_length")),
            vocab=int(self._field("llama.vocab_size")),
            context=int(self._field("llama.context_length")),
            rope_theta=float(self._field("llama.rope.freq_base")),
            norm_epsilon=float(self._field("llama.attention.layer_norm_rms_epsilon")),
        )

    def weight(self, name: str) -> Floats:
        """One tensor as float32, rows first: [out, in] or [size]."""
        tensor = self._tensors[name]
        shape = [int(size) for size in tensor.shape[::-1]]
        values: Floats = np.array(dequantize(tensor.data, tensor.tensor_type), dtype=np.float32)
        return values.reshape(shape)

    def q8_blocks(self, name: str) -> tuple[NDArray[np.int8], Floats]:
        """The stored blocks of a Q8_0 matrix, unchanged.

        A block is 34 bytes: a float16 scale and 32 int8 values (llama.cpp, `block_q8_0`).

        Args:
            name: A tensor [rows, columns].

        Returns:
            Values [rows, columns] and scales [rows, columns / 32].
        """
        tensor = self._tensors[name]
        if tensor.tensor_type != gguf.GGMLQuantizationType.Q8_0:
            raise ValueError(f"{name} is {tensor.tensor_type.name}, expected Q8_0")
        columns, rows = (int(size) for size in tensor.shape)
        blocks = np.array(tensor.data, dtype=np.uint8).reshape(rows, columns // 32, 34)
        scales = np.ascontiguousarray(blocks[..., :2]).view(np.float16)[..., 0]
        values = np.ascontiguousarray(blocks[..., 2:]).view(np.int8)
        return values.reshape(rows, columns), scales.astype(np.float32)

    def parameters(self) -> int:
        """How many numbers the weights hold; a shared head counts once."""
        return sum(int(tensor.n_elements) for tensor in self._tensors.values())

    def tokenizer(self) -> GgufTokenizer:
        """The tokenizer's parts."""
        types = self._field("tokenizer.ggml.token_type")
        return GgufTokenizer(
            tokens=self._field("tokenizer.ggml.tokens"),
            special=[kind == gguf.TokenType.CONTROL for kind in types],
            merges=self._field("tokenizer.ggml.merges"),
            eos=int(self._field("tokenizer.ggml.eos_token_id")),
            chat_template=self._field("tokenizer.chat_template"),
        )

    def _field(self, key: str) -> Any:  # noqa: ANN401 - whatever type the file gives the key
        return self._reader.fields[key].contents()


def unpermute(weight: Floats, heads: int) -> Floats:
    """Undoes llama.cpp's reordering of the query and key rows.

    llama.cpp rotates neighbouring pairs, so its converter interleaves the two halves of each head
    (`convert_hf_to_gguf.py`, `LlamaModel.permute`). The graph rotates halves: row pair (2j, 2j+1)
    goes back to rows j and head_dim/2 + j.

    Args:
        weight: [heads * head_dim, in].
        heads: How many heads the rows hold.

    Returns:
        The same rows in the order of the halves, [heads * head_dim, in].
    """
    rows, columns = weight.shape
    pairs = weight.reshape(heads, rows // heads // 2, 2, columns)
    return np.ascontiguousarray(pairs.transpose(0, 2, 1, 3)).reshape(rows, columns)


def permute(weight: Floats, heads: int) -> Floats:
    """llama.cpp's reordering itself: the inverse of `unpermute`."""
    rows, columns = weight.shape
    halves = weight.reshape(heads, 2, rows // heads // 2, columns)
    return np.ascontiguousarray(halves.transpose(0, 2, 1, 3)).reshape(rows, columns)
