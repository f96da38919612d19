"""WebGPU kernels of a WebLLM library that TVM has no sound one for, in TVMScript.

- Merging two parts of attention, in a prefill over a cache that holds something: TVM's lets one
  thread write the sum that others have yet to read. It is right only where they run in step.
- Bias, penalties and mask on logits: WebLLM calls them by name; TVM has none.

Sorting and sampling are in `webllm.sampling`. Only `webllm.compile` imports this module: it needs
TVM.
"""

from typing import Any

from tvm.script import tirx as T


def merge_states(heads: int, width: int, dtype: str, _: object, symbol: str | None = None) -> Any:  # noqa: ANN401
    """Merges attention over the cache into attention over the new tokens, in place.

    Takes the place of TVM's `_merge_state_inplace`, with its arguments. Values are weighted by
    2^s, where s is the log2 of each part's sum (FlashAttention, Dao et al. 2022).

    Args:
        heads: Of the queries.
        width: Of a head.
        dtype: Of the values.
        symbol: Name of the kernel.
    """

    @T.prim_func(s_tir=True)
    def merge_states(v: T.handle, s: T.handle, v_other: T.handle, s_other: T.handle):
        T.func_attr({"tirx.is_scheduled": True})
        n = T.int32()
        V = T.match_buffer(v, (n, heads, width), dtype)
        S = T.match_buffer(s, (n, heads), "float32")
        VO = T.match_buffer(v_other, (n, heads, width), dtype)
        SO = T.match_buffer(s_other, (n, heads), "float32")
        for bx in T.thread_binding(n, thread="blockIdx.x"):
            for by in T.thread_binding(heads, thread="blockIdx.y"):
                for tx in T.thread_binding(width, thread="threadIdx.x"):
                    with T.sblock("merge"):
                        both = T.sblock_alloc_buffer((2,), "float32", scope="shared")
                        most = T.sblock_alloc_buffer((1,), "float32", scope="local")
                        mine = T.sblock_alloc_buffer((1,), "float32", scope="local")
                        other = T.sblock_alloc_buffer((1,), "float32", scope="local")
                        if tx == 0:
                            both[0] = S[bx, by]
                            both[1] = SO[bx, by]
                        T.evaluate(T.tvm_storage_sync("shared"))
                        most[0] = T.max(both[0], both[1])
                        mine[0] = T.exp2(both[0] - most[0])
                        other[0] = T.exp2(both[1] - most[0])
                        V[bx, by, tx] = (V[bx, by, tx] * mine[0] + VO[bx, by, tx] * other[0]) / (
                            mine[0] + other[0]
                        )
                        if tx == 0:
                            S[bx, by] = T.log2(mine[0] + other[0]) + most[0]

    return merge_states.with_attr("global_symbol", symbol) if symbol else merge_states


@T.prim_func(s_tir=True)
def add_bias(a: T.handle, b: T.handle, c: T.handle, d: T.handle):
    """logits[row, token] += bias, in place."""
    T.func_attr(
        {
            "global_symbol": "apply_logit_bias_inplace",
            "tirx.noalias": True,
            "tirx.is_scheduled": True,
        }
    )
    rows = T.int64()
    vocab = T.int64()
    n = T.int64()
    logits = T.match_buffer(a, (rows, vocab), "float32")
    row = T.match_buffer(b, (n,), "int32")
    token = T.match_buffer(c, (n,), "int32")
    bias = T.match_buffer(d, (n,), "float32")
    for p0 in T.thread_binding((n + 255) // 256, thread="blockIdx.x"):
        for p1 in T.thread_binding(256, thread="threadIdx.x"):
            with T.sblock("bias"):
                i = T.axis.spatial(n, p0 * 256 + p1)
                T.where(p0 * 256 + p1 < n)
                logits[row[i], token[i]] = logits[row[i], token[i]] + bias[i]


@T.prim_func(s_tir=True)
def penalise(a: T.handle, b: T.handle, c: T.handle, d: T.handle, e: T.handle, f: T.handle):
    """Presence, frequency and repetition penalties on the tokens that appeared, in place."""
    T.func_attr(
        {"global_symbol": "apply_penalty_inplace", "tirx.noalias": True, "tirx.is_scheduled": True}
    )
    rows = T.int64()
    vocab = T.int64()
    n = T.int64()
    seqs = T.int64()
    logits = T.match_buffer(a, (rows, vocab), "float32")
    seq = T.match_buffer(b, (seqs,), "int32")
    row = T.match_buffer(c, (n,), "int32")
    token = T.match_buffer(d, (n,), "int32")
    count = T.match_buffer(e, (n,), "int32")
    by = T.match_buffer(f, (seqs, 3), "float32")
    for p0 in T.thread_binding((n + 255) // 256, thread="blockIdx.x"):
        for p1 in T.thread_binding(256, thread="threadIdx.x"):
            with T.sblock("penalty"):
                i = T.axis.spatial(n, p0 * 256 + p1)
                T.where(p0 * 256 + p1 < n)
                logits[seq[row[i]], token[i]] = logits[seq[row[i]], token[i]] - (
                    by[row[i], 0] + T.Cast("float32", count[i]) * by[row[i], 1]
                )
                logits[seq[row[i]], token[i]] = T.if_then_else(
                    logits[seq[row[i]], token[i]] < T.float32(0),
                    logits[seq[row[i]], token[i]] * by[row[i], 2],
                    logits[seq[row[i]], token[i]] / by[row[i], 2],
                )


@T.prim_func(s_tir=True)
def mask_logits(a: T.handle, b: T.handle, c: T.handle):
    """Sets logits whose bit in the mask is 0 to the least number, in place."""
    T.func_attr(
        {"global_symbol": "apply_bitmask_inplace", "tirx.noalias": True, "tirx.is_scheduled": True}
    )
    rows = T.int64()
    vocab = T.int64()
    n = T.int64()
    logits = T.match_buffer(a, (rows, vocab), "float32")
    seq = T.match_buffer(b, (n,), "int32")
    bits = T.match_buffer(c, (rows, (vocab + 31) // 32), "int32")
    for p0 in T.thread_binding((n * vocab + 255) // 256, thread="blockIdx.x"):
        for p1 in T.thread_binding(256, thread="threadIdx.x"):
            with T.sblock("mask"):
                i = T.axis.spatial(n, (p0 * 256 + p1) // vocab)
                j = T.axis.spatial(vocab, (p0 * 256 + p1) % vocab)
                T.where(p0 * 256 + p1 < n * vocab)
                logits[seq[i], j] = T.if_then_else(
                    T.bitwise_and(T.shift_right(bits[seq[i], j // 32], T.Cast("int32", j % 32)), 1)
                    == 1,
                    logits[seq[i], j],
                    T.float32(-3.4e38),
                )
