"""Runs a language model: the exact weights in torch, or one of the graphs in ONNX Runtime.

Both give logits for a whole sequence at once (teacher forcing) and a greedy continuation.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import onnx
import onnxruntime as ort
import torch
from numpy.typing import NDArray
from torch import Tensor

from ddmodels.lm.for_cpu import for_cpu
from ddmodels.lm.gguf_weights import Floats, LlamaConfig, LlamaGguf, unpermute
from ddmodels.lm.layout import Weights

Logits = NDArray[np.floating[Any]]
Watch = Callable[[str, Tensor], None]
"""Is called with a product's name and its input rows [tokens, width]."""


class Model(Protocol):
    """Anything that gives the logits after each token."""

    def logits(self, ids: list[int]) -> Logits:
        """Logits after every token of a sequence, [tokens, vocab]."""
        ...

    def greedy(self, ids: list[int], count: int) -> tuple[list[int], Logits]:
        """The most likely next token, `count` times over, and the logits it was taken from.

        Returns:
            Ids, and logits [count, vocab].
        """
        ...


class ExactModel:
    """The published weights, dequantised, with no rounding of activations.

    The usual Llama forward pass (Touvron et al., 2023): RMS norm, rotary positions on halves,
    grouped-query attention, SwiGLU.
    """

    def __init__(self, model: LlamaGguf, dtype: torch.dtype = torch.float32) -> None:
        """Dequantises all weights.

        Args:
            model: The GGUF.
            dtype: Of weights and activations.
        """
        self._config = config = model.config

        def tensor(values: Floats) -> Tensor:
            return torch.from_numpy(values).to(dtype)

        self._embedding = tensor(model.weight("token_embd.weight"))
        self._output_norm = tensor(model.weight("output_norm.weight"))
        self._layers: list[dict[str, Tensor]] = []
        for i in range(config.layers):
            names = ("attn_norm", "attn_v", "attn_output", "ffn_norm", "ffn_gate", "ffn_up")
            layer = {n: tensor(model.weight(f"blk.{i}.{n}.weight")) for n in (*names, "ffn_down")}
            for name, heads in (("attn_q", config.heads), ("attn_k", config.kv_heads)):
                rows = unpermute(model.weight(f"blk.{i}.{name}.weight"), heads)
                layer[name] = tensor(rows)
            self._layers.append(layer)

    @torch.inference_mode()
    def logits(self, ids: list[int], watch: Watch | None = None) -> Logits:
        """Logits after every token, [tokens, vocab].

        Args:
            ids: The tokens.
            watch: Is shown what the products that follow a norm read.
        """
        watch = watch or (lambda name, rows: None)
        x = self._embedding[torch.tensor(ids)]
        cos, sin = _rope(self._config, len(ids), x.dtype)
        for i, layer in enumerate(self._layers):
            h = self._norm(x, layer["attn_norm"])
            watch(f"blk.{i}.attn_qkv", h)
            x = x + self._attend(layer, h, cos, sin)
            h = self._norm(x, layer["ffn_norm"])
            watch(f"blk.{i}.ffn_gate_up", h)
            gate = torch.nn.functional.silu(h @ layer["ffn_gate"].T)
            x = x + (gate * (h @ layer["ffn_up"].T)) @ layer["ffn_down"].T
        h = self._norm(x, self._output_norm)
        watch("output", h)
        result: Logits = (h @ self._embedding.T).numpy()
        return result

    def greedy(self, ids: list[int], count: int) -> tuple[list[int], Logits]:
        """The most likely next token, `count` times over; the sequence is run anew each time."""
        found: list[int] = []
        rows: list[Logits] = []
        for _ in range(count):
            rows.append(self.logits(ids + found)[-1])
            found.append(int(rows[-1].argmax()))
        return found, np.stack(rows)

    def _attend(self, layer: dict[str, Tensor], h: Tensor, cos: Tensor, sin: Tensor) -> Tensor:
        config, count = self._config, h.shape[0]

        def heads(name: str, number: int) -> Tensor:
            return (h @ layer[name].T).view(count, number, config.head_dim).transpose(0, 1)

        query = _rotate(heads("attn_q", config.heads), cos, sin)
        key = _rotate(heads("attn_k", config.kv_heads), cos, sin)
        share = config.heads // config.kv_heads
        mixed = torch.nn.functional.scaled_dot_product_attention(
            query,
            key.repeat_interleave(share, dim=0),
            heads("attn_v", config.kv_heads).repeat_interleave(share, dim=0),
            is_causal=True,
        )
        return mixed.transpose(0, 1).reshape(count, -1) @ layer["attn_output"].T

    def _norm(self, x: Tensor, weight: Tensor) -> Tensor:
        scale = torch.rsqrt(x.pow(2).mean(-1, keepdim=True) + self._config.norm_epsilon)
        return x * scale * weight


class GraphModel:
    """One of the graphs in ONNX Runtime on the CPU, fed as the page feeds it."""

    def __init__(self, graph: Path, weights: Weights, config: LlamaConfig) -> None:
        """Loads the graph and hands it its weights from memory.

        Args:
            graph: The ONNX file.
            weights: External data by location (`lm.layout.pack`).
            config: The model's sizes.
        """
        options = ort.SessionOptions()
        # Without VNNI the runtime's products of uint8 and int8 overflow their 16-bit sums.
        options.add_session_config_entry("session.x64quantprecision", "1")
        names = list(weights)
        buffers = [np.ascontiguousarray(weights[name]).view(np.uint8).ravel() for name in names]
        sizes = [buffer.nbytes for buffer in buffers]
        options.add_external_initializers_from_files_in_memory(names, buffers, sizes)
        model = for_cpu(onnx.load(graph, load_external_data=False)).SerializeToString()
        self._session = ort.InferenceSession(model, options, providers=["CPUExecutionProvider"])
        self._inputs = {tensor.name for tensor in self._session.get_inputs()}
        self._config = config

    def logits(self, ids: list[int]) -> Logits:
        """Logits after every token in one pass, [tokens, vocab]."""
        logits, _ = self.step(ids, self.empty_cache(), list(range(len(ids))))
        return logits

    def greedy(self, ids: list[int], count: int) -> tuple[list[int], Logits]:
        """Prefill, then one token at a time with the cache, as the page does."""
        logits, cache = self.step(ids, self.empty_cache(), [len(ids) - 1])
        found, rows = [int(logits[0].argmax())], [logits[0]]
        while len(found) < count:
            logits, cache = self.step(found[-1:], cache, [0])
            rows.append(logits[0])
            found.append(int(logits[0].argmax()))
        return found, np.stack(rows)

    def empty_cache(self) -> dict[str, Floats]:
        """Keys and values of no tokens, by input name."""
        config = self._config
        names = [f"past_key_values.{i}.{p}" for i in range(config.layers) for p in ("key", "value")]
        shape = (1, config.kv_heads, 0, config.head_dim)
        return {name: np.zeros(shape, np.float32) for name in names}

    def step(
        self, ids: list[int], cache: dict[str, Floats], positions: list[int]
    ) -> tuple[Floats, dict[str, Floats]]:
        """One forward pass.

        Args:
            ids: New tokens.
            cache: Keys and values of the tokens before them.
            positions: Which of the new tokens' logits are wanted.

        Returns:
            Logits [positions, vocab] and the grown cache.
        """
        past = next(iter(cache.values())).shape[2]
        total = past + len(ids)
        counts = {
            "attention_mask": np.ones((1, total), np.int64),
            "seqlens": np.array([total - 1], np.int32),
            "total": np.array([total], np.int32),
        }
        feeds = {
            "input_ids": np.array([ids], np.int64),
            **{name: value for name, value in counts.items() if name in self._inputs},
            "logit_positions": np.array(positions, np.int64),
            **cache,
        }
        logits, *present = self._session.run(None, feeds)
        if len(present) == len(cache):
            return logits[0], dict(zip(cache, present, strict=True))
        rows = present[0][:, np.newaxis]
        grown = {
            name: np.concatenate([old, new], axis=2)
            for (name, old), new in zip(cache.items(), rows, strict=True)
        }
        return logits[0], grown


def _rope(config: LlamaConfig, count: int, dtype: torch.dtype) -> tuple[Tensor, Tensor]:
    """Cosine and sine, each [count, head_dim / 2]."""
    exponents = torch.arange(0, config.head_dim, 2, dtype=torch.float64) / config.head_dim
    angles = torch.arange(count)[:, None] * config.rope_theta**-exponents
    return angles.cos().to(dtype), angles.sin().to(dtype)


def _rotate(x: Tensor, cos: Tensor, sin: Tensor) -> Tensor:
    """Rotates the halves of each head's last axis."""
    a, b = x.chunk(2, dim=-1)
    return torch.cat([a * cos - b * sin, b * cos + a * sin], dim=-1)
