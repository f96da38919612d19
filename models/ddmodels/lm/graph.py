"""Builds the two ONNX graphs of a Llama model; all weights stay outside (see `lm.layout`).

Operators of `com.microsoft` are ONNX Runtime's (docs/ContribOperators.md); those of its WebAssembly
and WebGPU builds differ, hence two graphs.
"""

from collections.abc import Collection

import numpy as np
from onnx import ModelProto, TensorProto

from ddmodels.common.manifest import Backend
from ddmodels.common.onnx_builder import MICROSOFT, OnnxBuilder, Value
from ddmodels.lm.gguf_weights import LlamaConfig
from ddmodels.lm.layout import BLOCK
from ddmodels.lm.outliers import Outliers

FINER = 254.0
"""What the first rounding leaves over is at most half a step: 1 / 254 of the largest."""
SMALLEST = 1e-9
"""Least divisor of a row, so that a row of zeros stays zero."""
PRODUCTS = ("attn_qkv", "attn_output", "ffn_gate_up", "ffn_down", "output")
"""The products of a layer, and the head."""


def build(
    config: LlamaConfig,
    backend: Backend,
    outliers: Outliers | None = None,
    fine: Collection[str] = (),
) -> ModelProto:
    """The graph of one backend.

    Inputs: `input_ids` int64 [batch, sequence], `logit_positions` int64 [positions] (which of the
    sequence's rows reach the head), `past_key_values.{i}.key|value` float32 [batch, kv heads, past,
    head dim], and how many tokens there are with the new ones.
    Outputs: `logits` float32 [batch, positions, vocab] and the grown cache.

    On `webgpu` the number of tokens is `total` int32 [1], and `seqlens` int32 [batch] one less, as
    the attention wants them: no node computes on the CPU, so that a pass can be recorded and
    replayed. The cache is `present.{i}.key|value` [batch, kv heads, total, head dim], which stay on
    the GPU, or the past itself where it has room for all tokens.

    On `wasm` it is the ones of `attention_mask` int64 [batch, total]. A tensor is copied whenever
    it goes in or out of the runtime, and new arrays of its size are made: the cache is `present`
    [2 layers, kv heads, sequence, head dim], the rows of the new tokens alone (layer 0's keys, its
    values, layer 1's keys, ...), for a batch of 1; and a past may have more rows than there are
    tokens before these: what the attention mask does not count is not read.

    Args:
        config: The model's sizes.
        backend: `wasm` multiplies in 8 bit with activations rounded row by row; `webgpu` has
            weights of 8 bit in blocks of 32 and float32 activations.
        outliers: Channels that the `wasm` graph multiplies in float32.
        fine: Which of `PRODUCTS` the `wasm` graph rounds the activations of to two times 8 bit;
            these have no outliers. All of them for models without text to find outliers with: the
            page writes that graph (`src/engines/gguf/graph.ts`).
    """
    return _Llama(config, backend, outliers or {}, frozenset(fine)).whole()


class _Llama(OnnxBuilder):
    """Writes the network's parts one after the other."""

    def __init__(
        self, config: LlamaConfig, backend: Backend, outliers: Outliers, fine: frozenset[str]
    ) -> None:
        super().__init__()
        self._fine = fine
        self._config = config
        self._outliers = outliers
        self._backend = backend

    def whole(self) -> ModelProto:
        config = self._config
        cache: Value = (TensorProto.FLOAT, ["batch", config.kv_heads, "past", config.head_dim])
        grown: Value = (TensorProto.FLOAT, ["batch", config.kv_heads, "total", config.head_dim])
        rows: list[int | str] = [2 * config.layers, config.kv_heads, "sequence", config.head_dim]
        counts: dict[str, Value] = {"attention_mask": (TensorProto.INT64, ["batch", "total"])}
        if self._backend == "webgpu":
            counts = {
                "seqlens": (TensorProto.INT32, ["batch"]),
                "total": (TensorProto.INT32, [1]),
            }
        inputs: dict[str, Value] = {
            "input_ids": (TensorProto.INT64, ["batch", "sequence"]),
            **counts,
            "logit_positions": (TensorProto.INT64, ["positions"]),
            **{f"past_key_values.{name}": cache for name in self._cache_names()},
        }
        logits: list[int | str] = ["batch", "positions", config.vocab]
        outputs: dict[str, Value] = {"logits": (TensorProto.FLOAT, logits)}
        if self._backend == "wasm":
            outputs["present"] = (TensorProto.FLOAT, rows)
        else:
            outputs |= {f"present.{name}": grown for name in self._cache_names()}
        self._network()
        return self.model("llama", inputs, outputs, opset=17, producer="decode-and-denoise")

    def _network(self) -> None:
        config = self._config
        if self._backend == "wasm":
            self._lengths()
        half = config.head_dim // 2
        for table in ("rope.cos", "rope.sin"):
            self.external(table, TensorProto.FLOAT, [config.context, half])
        if self._backend == "wasm":
            self.constant("smallest", np.array([SMALLEST], np.float32))
            self.constant("step", np.array(1 / 127, np.float32))
            self.constant("zero", np.array(128, np.uint8))
            if self._fine:
                self.constant("finer", np.array(FINER, np.float32))
                self.constant("coarser", np.array(1 / FINER, np.float32))
            self.constant("halves", np.array([config.ffn, config.ffn], np.int64))
        total = self._embed()
        branch: str | None = None
        for i in range(config.layers):
            layer = f"blk.{i}"
            normed, total = self._norm(f"{layer}.attn_norm", total, branch)
            attended = self._attend(i, normed)
            if i == config.layers - 1:
                attended, total = self._wanted(attended), self._wanted(total)
            branch = self._product(f"{layer}.attn_output", attended, config.hidden, config.hidden)
            gated, total = self._gated(layer, total, branch)
            branch = self._product(f"{layer}.ffn_down", gated, config.ffn, config.hidden)
        normed, _ = self._norm("output_norm", total, branch)
        head = self._product("output", normed, config.hidden, config.vocab)
        self.named("Identity", [head], "logits")
        if self._backend == "wasm":
            self._new_rows()

    def _cache_names(self) -> list[str]:
        return [f"{i}.{part}" for i in range(self._config.layers) for part in ("key", "value")]

    def _new_rows(self) -> None:
        """What the new tokens add to the cache, in one tensor."""
        self.constant("rows.axis", np.array([2], np.int64))
        self.constant("rows.sequence", np.array([1], np.int64))
        self.named("Shape", ["input_ids"], "rows.shape")
        self.named("Gather", ["rows.shape", "rows.sequence"], "rows.count")
        self.named("Gather", ["mask.shape", "rows.sequence"], "rows.end")
        self.named("Sub", ["rows.end", "rows.count"], "rows.start")
        new = [
            self.named(
                "Slice", [f"present.{name}", "rows.start", "rows.end", "rows.axis"], f"new.{name}"
            )
            for name in self._cache_names()
        ]
        self.named("Concat", new, "present", axis=0)

    def _lengths(self) -> None:
        """Sequence lengths as GroupQueryAttention wants them, from the attention mask."""
        self.constant("axis", np.array([1], np.int64))
        self.constant("one", np.array(1, np.int64))
        self.named("ReduceSum", ["attention_mask", "axis"], "mask.count", keepdims=0)
        self.named("Sub", ["mask.count", "one"], "mask.last")
        self.named("Cast", ["mask.last"], "seqlens", to=TensorProto.INT32)
        self.named("Shape", ["attention_mask"], "mask.shape")
        self.named("Gather", ["mask.shape", "one"], "mask.total")
        self.named("Cast", ["mask.total"], "total", to=TensorProto.INT32)

    def _embed(self) -> str:
        """Rows of the embedding, [batch, sequence, hidden]."""
        config = self._config
        blocks = config.hidden // BLOCK
        wasm = self._backend == "wasm"
        dtype = TensorProto.INT8 if wasm else TensorProto.UINT8
        self.external("token_embd.q", dtype, [config.vocab, config.hidden])
        self.external("token_embd.s", TensorProto.FLOAT, [config.vocab, blocks])
        if not wasm:
            inputs = ["token_embd.q", "input_ids", "token_embd.s"]
            attributes = {"bits": 8, "block_size": BLOCK, "gather_axis": 0, "quantize_axis": 1}
            return self.named("GatherBlockQuantized", inputs, "embedded", MICROSOFT, **attributes)
        self.constant("embd.blocks", np.array([0, 0, blocks, BLOCK], np.int64))
        self.constant("embd.scales", np.array([0, 0, blocks, 1], np.int64))
        self.constant("embd.rows", np.array([0, 0, config.hidden], np.int64))
        self.named("Gather", ["token_embd.q", "input_ids"], "embd.int8")
        self.named("Cast", ["embd.int8"], "embd.float", to=TensorProto.FLOAT)
        self.named("Reshape", ["embd.float", "embd.blocks"], "embd.values")
        self.named("Gather", ["token_embd.s", "input_ids"], "embd.scale")
        self.named("Reshape", ["embd.scale", "embd.scales"], "embd.factors")
        self.named("Mul", ["embd.values", "embd.factors"], "embd.product")
        return self.named("Reshape", ["embd.product", "embd.rows"], "embedded")

    def _norm(self, name: str, total: str, branch: str | None) -> tuple[str, str]:
        """Adds a branch to the residual stream and normalises; returns (normed, new stream)."""
        config = self._config
        weight = self.external(f"{name}.w", TensorProto.FLOAT, [config.hidden])
        epsilon = config.norm_epsilon
        if branch is None:
            inputs = [total, weight]
            normed = self.named(
                "SimplifiedLayerNormalization", inputs, f"{name}.o", axis=-1, epsilon=epsilon
            )
            return normed, total
        self.node(
            "SkipSimplifiedLayerNormalization",
            [total, branch, weight],
            [f"{name}.o", "", "", f"{name}.total"],
            domain=MICROSOFT,
            epsilon=epsilon,
        )
        return f"{name}.o", f"{name}.total"

    def _attend(self, i: int, normed: str) -> str:
        """Query, key and value in one product, then attention with rope and the cache."""
        config = self._config
        width = (config.heads + 2 * config.kv_heads) * config.head_dim
        packed = self._product(f"blk.{i}.attn_qkv", normed, config.hidden, width)
        past = [f"past_key_values.{i}.key", f"past_key_values.{i}.value"]
        output = f"blk.{i}.attn"
        self.node(
            "GroupQueryAttention",
            [packed, "", "", *past, "seqlens", "total", "rope.cos", "rope.sin"],
            [output, f"present.{i}.key", f"present.{i}.value"],
            domain=MICROSOFT,
            do_rotary=1,
            kv_num_heads=config.kv_heads,
            num_heads=config.heads,
            rotary_interleaved=0,
        )
        return output

    def _gated(self, layer: str, total: str, branch: str) -> tuple[str, str]:
        """Adds the attention's branch, and SiLU(gate) * up of it; returns (that, new stream)."""
        config = self._config
        if self._backend == "webgpu":
            return self._gated_in_one(layer, total, branch)
        normed, total = self._norm(f"{layer}.ffn_norm", total, branch)
        both = self._product(f"{layer}.ffn_gate_up", normed, config.hidden, 2 * config.ffn)
        gate, up = f"{layer}.gate", f"{layer}.up"
        self.node("Split", [both, "halves"], [gate, up], axis=-1)
        # SiLU is QuickGelu with alpha 1.
        active = self.named("QuickGelu", [gate], f"{layer}.silu", domain=MICROSOFT, alpha=1.0)
        return self.named("Mul", [active, up], f"{layer}.gated"), total

    def _gated_in_one(self, layer: str, total: str, branch: str) -> tuple[str, str]:
        """The same as one node, which takes a dispatch less. Gate and up are halves of one file."""
        config = self._config
        blocks = config.hidden // BLOCK
        file = f"{layer}.ffn_gate_up"
        parts: list[str] = []
        for half, name in enumerate((f"{layer}.ffn_gate", f"{layer}.ffn_up")):
            sizes = [config.ffn, blocks, BLOCK]
            at = half * config.ffn * config.hidden
            values = self.external(f"{name}.q", TensorProto.UINT8, sizes, f"{file}.q", at)
            at = half * config.ffn * blocks * 4
            scales = self.external(f"{name}.s", TensorProto.FLOAT, sizes[:2], f"{file}.s", at)
            parts += [values, scales, ""]
        weight = self.external(f"{layer}.ffn_norm.w", TensorProto.FLOAT, [config.hidden])
        gated, stream = f"{layer}.gated", f"{layer}.ffn_norm.total"
        self.node(
            "MatMulNBitsMlp",
            [total, branch, weight, *parts],
            [gated, stream],
            domain=MICROSOFT,
            K=config.hidden,
            N=config.ffn,
            activation="silu",
            bits=8,
            block_size=BLOCK,
            epsilon=config.norm_epsilon,
        )
        return gated, stream

    def _wanted(self, rows: str) -> str:
        """Only the rows whose logits are wanted."""
        return self.named("Gather", [rows, "logit_positions"], f"{rows}.wanted", axis=1)

    def _product(self, name: str, x: str, width: int, out: int) -> str:
        """Multiplies rows of x [.., width] with a quantised matrix, giving [.., out]."""
        if self._backend == "wasm":
            return self._product_int8(name, x, width, out)
        where = "token_embd" if name == "output" else name
        blocks = width // BLOCK
        values = self.external(f"{name}.q", TensorProto.UINT8, [out, blocks, BLOCK], f"{where}.q")
        scales = self.external(f"{name}.s", TensorProto.FLOAT, [out, blocks], f"{where}.s")
        attributes = {"K": width, "N": out, "bits": 8, "block_size": BLOCK}
        return self.named(
            "MatMulNBits", [x, values, scales], f"{name}.o", domain=MICROSOFT, **attributes
        )

    def _product_int8(self, name: str, x: str, width: int, out: int) -> str:
        """An 8-bit product whose rows do not influence each other.

        Each row of x is divided by its largest magnitude, rounded to whole 1/127 and multiplied in
        8 bit; the product is multiplied back. `DynamicQuantizeMatMul` would have one scale for the
        whole matrix: the first token's activations, far larger than all others, would round those
        to nothing. A token's logits still depend a little on how a prompt is cut into passes: its
        sums have other last bits, and some activations then fall on the other side of a rounding
        border (models/README.md has figures).
        """
        values = self.external(f"{name}.q", TensorProto.INT8, [width, out])
        scales = self.external(f"{name}.s", TensorProto.FLOAT, [out])
        fine = name.rpartition(".")[2] in self._fine
        channels = None if fine else self._outliers.get(name)
        small = f"{name}.o" if channels is None else f"{name}.most"
        if channels is not None:
            kept = np.ones(width, np.float32)
            kept[channels] = 0
            self.constant(f"{name}.kept", kept)
            self.constant(f"{name}.channels", np.array(channels, np.int64))
            most = self.named("Mul", [x, f"{name}.kept"], f"{name}.rest")
        else:
            most = x
        self.named("Abs", [most], f"{name}.abs")
        self.named("ReduceMax", [f"{name}.abs"], f"{name}.largest", axes=[-1], keepdims=1)
        size = self.named("Max", [f"{name}.largest", "smallest"], f"{name}.size")
        self.named("Div", [most, size], f"{name}.rows")
        rounded = self.named("QuantizeLinear", [f"{name}.rows", "step", "zero"], f"{name}.int8")
        if fine:
            return self._product_fine(name, rounded, values, scales, size)
        self.named(
            "MatMulIntegerToFloat",
            [rounded, values, "step", scales, "zero"],
            f"{name}.small",
            domain=MICROSOFT,
        )
        self.named("Mul", [f"{name}.small", size], small)
        return small if channels is None else self._add_outliers(name, x, small)

    def _product_fine(self, name: str, rounded: str, values: str, scales: str, size: str) -> str:
        """The product of what was rounded, and of what rounding left over, 254 times as large.

        Both are rows of one product, which reads the weights once: the activations have 16 bits.
        """
        back = self.named("DequantizeLinear", [rounded, "step", "zero"], f"{name}.back")
        self.named("Sub", [f"{name}.rows", back], f"{name}.left")
        self.named("Mul", [f"{name}.left", "finer"], f"{name}.fine")
        fine = self.named("QuantizeLinear", [f"{name}.fine", "step", "zero"], f"{name}.fine.int8")
        both = self.named("Concat", [rounded, fine], f"{name}.both", axis=0)
        self.named(
            "MatMulIntegerToFloat",
            [both, values, "step", scales, "zero"],
            f"{name}.small",
            domain=MICROSOFT,
        )
        self.node("Split", [f"{name}.small"], [f"{name}.first", f"{name}.second"], axis=0)
        self.named("Mul", [f"{name}.second", "coarser"], f"{name}.rest")
        self.named("Add", [f"{name}.first", f"{name}.rest"], f"{name}.sum")
        return self.named("Mul", [f"{name}.sum", size], f"{name}.o")

    def _add_outliers(self, name: str, x: str, most: str) -> str:
        """Adds the product of the outlier channels; their weights are folded at load."""
        channels = f"{name}.channels"
        self.named("Gather", [f"{name}.q", channels], f"{name}.few.q", axis=0)
        self.named("Cast", [f"{name}.few.q"], f"{name}.few.float", to=TensorProto.FLOAT)
        self.named("Mul", [f"{name}.few.float", f"{name}.s"], f"{name}.few.weight")
        self.named("Gather", [x, channels], f"{name}.few.rows", axis=-1)
        self.named("MatMul", [f"{name}.few.rows", f"{name}.few.weight"], f"{name}.few")
        return self.named("Add", [most, f"{name}.few"], f"{name}.o")
