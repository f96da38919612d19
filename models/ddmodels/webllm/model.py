"""The Llama architecture for TVM: what a WebLLM library computes. Needs TVM.

Weights are read as published, Q4_1 and Q8_0, within each product: one TE function a product, or
the compiler would keep whole matrices in float32. Activations are float32: no `shader-f16` needed.
"""

from typing import Any

from tvm import te, tirx
from tvm.relax.frontend import nn
from tvm.relax.frontend.nn import op

from ddmodels.webllm.shapes import BLOCK, Shapes

Expr = Any
"""An expression or tensor of TVM, which has no types to import."""


def q4(q: Expr, s: Expr, m: Expr, i: Expr, j: Expr) -> Expr:
    """Weight (i, j) of a Q4_1 matrix."""
    bits = tirx.shift_right(q[i, j // 8], tirx.Cast("uint32", (j % 8) * 4))
    nibble = tirx.Cast("float32", tirx.bitwise_and(bits, tirx.const(15, "uint32")))
    return nibble * s[i, j // BLOCK] + m[i, j // BLOCK]


def q8(q: Expr, s: Expr, i: Expr, j: Expr) -> Expr:
    """Weight (i, j) of a Q8_0 matrix; (byte ^ 128) - 128 is the extension of the sign."""
    bits = tirx.shift_right(q[i, j // 4], tirx.Cast("uint32", (j % 4) * 8))
    low = tirx.bitwise_and(bits, tirx.const(255, "uint32"))
    byte = tirx.bitwise_xor(low, tirx.const(128, "uint32"))
    return (tirx.Cast("float32", byte) - tirx.const(128.0, "float32")) * s[i, j // BLOCK]


def matmul(x: Expr, weight: Expr, n: int, k: int) -> Expr:
    """Product of x [1, length, k] and the transposed [n, k] matrix given by element."""
    w = te.compute((n, k), weight, name="dequantize")
    r = te.reduce_axis((0, k), name="r")
    shape = (x.shape[0], x.shape[1], n)
    return te.compute(shape, lambda b, t, o: te.sum(x[b, t, r] * w[o, r], axis=r), name="matmul")


class Q4Linear(nn.Module):
    """A product with a Q4_1 matrix [n, k]."""

    def __init__(self, n: int, k: int) -> None:
        """Declares the three parameters."""
        self.n, self.k = n, k
        self.q_weight = nn.Parameter((n, k // 8), "uint32")
        self.q_scale = nn.Parameter((n, k // BLOCK), "float32")
        self.q_min = nn.Parameter((n, k // BLOCK), "float32")

    def forward(self, x: Expr) -> Expr:
        """[1, length, k] to [1, length, n]."""

        def q4_matmul(x: Expr, q: Expr, s: Expr, m: Expr) -> Expr:
            return matmul(x, lambda i, j: q4(q, s, m, i, j), self.n, self.k)

        args = [x, self.q_weight, self.q_scale, self.q_min]
        return op.tensor_expr_op(q4_matmul, "q4_matmul", args)


class Q8Embedding(nn.Module):
    """The embedding, which is also the head."""

    def __init__(self, n: int, k: int) -> None:
        """Declares the two parameters."""
        self.n, self.k = n, k
        self.q_weight = nn.Parameter((n, k // 4), "uint32")
        self.q_scale = nn.Parameter((n, k // BLOCK), "float32")

    def forward(self, ids: Expr) -> Expr:
        """Ids [length] to rows [length, k]."""

        def q8_take(ids: Expr, q: Expr, s: Expr) -> Expr:
            shape = (ids.shape[0], self.k)
            return te.compute(shape, lambda t, j: q8(q, s, ids[t], j), name="take")

        return op.tensor_expr_op(q8_take, "q8_take", [ids, self.q_weight, self.q_scale])

    def head(self, x: Expr) -> Expr:
        """[1, length, k] to logits [1, length, n]."""

        def q8_matmul(x: Expr, q: Expr, s: Expr) -> Expr:
            return matmul(x, lambda i, j: q8(q, s, i, j), self.n, self.k)

        return op.tensor_expr_op(q8_matmul, "q8_matmul", [x, self.q_weight, self.q_scale])


class Attention(nn.Module):
    """Grouped-query attention over the paged KV cache, which applies rope."""

    def __init__(self, shapes: Shapes) -> None:
        """Declares the two products."""
        self.model = shapes.model
        self.qkv_proj = Q4Linear(*shapes.products["self_attn.qkv_proj"])
        self.o_proj = Q4Linear(*shapes.products["self_attn.o_proj"])

    def forward(self, x: Expr, cache: Expr, layer: int) -> Expr:
        """[1, length, hidden] to the same."""
        heads, kv, width = self.model.heads, self.model.kv_heads, self.model.head_dim
        b, length, _ = x.shape
        qkv = op.reshape(self.qkv_proj(x), (b, length, heads + 2 * kv, width))
        out = cache.attention_with_fused_qkv(layer, qkv, heads, sm_scale=width**-0.5)
        return self.o_proj(op.reshape(out, (b, length, heads * width)))


class FeedForward(nn.Module):
    """The gated feed-forward part (SwiGLU)."""

    def __init__(self, shapes: Shapes) -> None:
        """Declares the two products."""
        self.gate_up_proj = Q4Linear(*shapes.products["mlp.gate_up_proj"])
        self.down_proj = Q4Linear(*shapes.products["mlp.down_proj"])

    def forward(self, x: Expr) -> Expr:
        """[1, length, hidden] to the same."""
        gate, up = op.split(self.gate_up_proj(x), 2, axis=-1)
        return self.down_proj(op.silu(gate) * up)


class Layer(nn.Module):
    """One block: attention, then feed-forward, each after a norm and added."""

    def __init__(self, shapes: Shapes) -> None:
        """Declares both parts and their norms."""
        hidden, epsilon = shapes.model.hidden, shapes.model.norm_epsilon
        self.self_attn, self.mlp = Attention(shapes), FeedForward(shapes)
        self.input_layernorm = nn.RMSNorm(hidden, -1, epsilon, bias=False)
        self.post_attention_layernorm = nn.RMSNorm(hidden, -1, epsilon, bias=False)

    def forward(self, x: Expr, cache: Expr, layer: int) -> Expr:
        """[1, length, hidden] to the same."""
        x = x + self.self_attn(self.input_layernorm(x), cache, layer)
        return x + self.mlp(self.post_attention_layernorm(x))


class Layers(nn.Module):
    """Embedding, blocks and the last norm: the parameters' names begin here with `model.`."""

    def __init__(self, shapes: Shapes) -> None:
        """Declares everything."""
        self.embed_tokens = Q8Embedding(shapes.model.vocab, shapes.model.hidden)
        self.layers = nn.ModuleList([Layer(shapes) for _ in range(shapes.model.layers)])
        self.norm = nn.RMSNorm(shapes.model.hidden, -1, shapes.model.norm_epsilon, bias=False)

    def forward(self, x: Expr, cache: Expr) -> Expr:
        """The blocks alone."""
        for i, layer in enumerate(self.layers):
            x = layer(x, cache, i)
        return x


class LanguageModel(nn.Module):
    """The functions that WebLLM calls by name."""

    def __init__(self, shapes: Shapes) -> None:
        """Declares the model."""
        self.model = Layers(shapes)

    def embed(self, input_ids: Expr) -> Expr:
        """Ids [length] to [length, hidden]."""
        return self.model.embed_tokens(input_ids)

    def prefill(self, input_embed: Expr, paged_kv_cache: Expr) -> Expr:
        """Many tokens at once; logits of the last only."""

        def last_position(x: Expr) -> Expr:
            b, length, d = x.shape
            return te.compute((b, 1, d), lambda i, _, k: x[i, length - 1, k], name="last_position")

        hidden = self.model(input_embed, paged_kv_cache)
        last = op.tensor_expr_op(last_position, "last_position", [hidden])
        return self.model.embed_tokens.head(self.model.norm(last)), paged_kv_cache

    def decode(self, input_embed: Expr, paged_kv_cache: Expr) -> Expr:
        """One token."""
        hidden = self.model(input_embed, paged_kv_cache)
        return self.model.embed_tokens.head(self.model.norm(hidden)), paged_kv_cache

    def softmax_with_temperature(self, logits: Expr, temperature: Expr) -> Expr:
        """Probabilities of logits [batch, 1, vocab]."""
        by = op.reshape(temperature, (temperature.shape[0], 1, 1))
        return op.softmax(logits / by, axis=-1)
