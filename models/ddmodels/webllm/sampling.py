"""Sorting and top-p sampling on WebGPU for a WebLLM library, in TVMScript.

- TVM's sort (`topi/gpu/sort.py`) uses `blockIdx.z`, which WebGPU refuses.
- Its cumulative sum scans in place in workgroup memory without a barrier.

Only `webllm.compile` imports this module: it needs TVM.
"""

from typing import Any

from tvm.script import tirx as T

THREADS = 256
"""Of a sorting or sampling workgroup."""
TILE = 1024
"""What one workgroup sorts in shared memory."""


def padded(vocab: int) -> int:
    """Length of the sorting network: a power of two, at least two tiles."""
    return max(2 * TILE, 1 << (vocab - 1).bit_length())


def sort_pairs(vocab: int) -> Any:  # noqa: ANN401 - a function of TVM
    """Sorts (probability, index): larger probability first, then smaller index.

    Bitonic (Batcher 1968): tiles in shared memory, then for each doubling the far steps in global
    memory and the near steps in shared memory again.

    Args:
        vocab: Length of the row of probabilities.
    """
    length = padded(vocab)
    log_tile = TILE.bit_length() - 1
    merges = length.bit_length() - 1 - log_tile
    each = TILE // THREADS

    @T.prim_func(s_tir=True)
    def sort_pairs(a: T.handle, ov: T.handle, oi: T.handle):
        T.func_attr({"tirx.noalias": True, "tirx.is_scheduled": True})
        A = T.match_buffer(a, (1, vocab), "float32")
        P = T.match_buffer(ov, (length,), "float32")
        N = T.match_buffer(oi, (length,), "int32")
        for b0 in T.thread_binding(length // TILE, thread="blockIdx.x"):
            with T.sblock("sort_tile"):
                sp = T.sblock_alloc_buffer((TILE,), "float32", scope="shared")
                si = T.sblock_alloc_buffer((TILE,), "int32", scope="shared")
                for t0 in T.thread_binding(THREADS, thread="threadIdx.x"):
                    for u in T.serial(each):
                        sp[u * THREADS + t0] = T.if_then_else(
                            b0 * TILE + u * THREADS + t0 < vocab,
                            A[0, T.min(b0 * TILE + u * THREADS + t0, vocab - 1)],
                            T.float32(-1),
                        )
                        si[u * THREADS + t0] = b0 * TILE + u * THREADS + t0
                    T.evaluate(T.tvm_storage_sync("shared"))
                    for lk in T.serial(log_tile):
                        for lj in T.serial(lk + 1):
                            for u in T.serial(each // 2):
                                j: T.let[T.int32] = T.shift_left(1, lk - lj)
                                pair: T.let[T.int32] = u * THREADS + t0
                                lo: T.let[T.int32] = T.bitwise_or(
                                    T.shift_left(T.shift_right(pair, lk - lj), lk - lj + 1),
                                    T.bitwise_and(pair, j - 1),
                                )
                                hi: T.let[T.int32] = lo + j
                                down: T.let[T.int32] = T.bitwise_and(
                                    T.shift_right(b0 * TILE + lo, lk + 1), 1
                                )
                                pl: T.let[T.float32] = sp[lo]
                                ph: T.let[T.float32] = sp[hi]
                                il: T.let[T.int32] = si[lo]
                                ih: T.let[T.int32] = si[hi]
                                first: T.let[T.int32] = T.Select(
                                    pl > ph or (pl == ph and il < ih), 1, 0
                                )
                                if first == down:
                                    sp[lo] = ph
                                    sp[hi] = pl
                                    si[lo] = ih
                                    si[hi] = il
                            T.evaluate(T.tvm_storage_sync("shared"))
                    for u in T.serial(each):
                        P[b0 * TILE + u * THREADS + t0] = sp[u * THREADS + t0]
                        N[b0 * TILE + u * THREADS + t0] = si[u * THREADS + t0]
        for g in T.serial(merges):
            for f in T.serial(g + 1):
                for b1 in T.thread_binding(length // 2 // THREADS, thread="blockIdx.x"):
                    for t1 in T.thread_binding(THREADS, thread="threadIdx.x"):
                        with T.sblock("merge_far"):
                            ls: T.let[T.int32] = g - f + log_tile
                            pair1: T.let[T.int32] = b1 * THREADS + t1
                            lo1: T.let[T.int32] = T.bitwise_or(
                                T.shift_left(T.shift_right(pair1, ls), ls + 1),
                                T.bitwise_and(pair1, T.shift_left(1, ls) - 1),
                            )
                            hi1: T.let[T.int32] = lo1 + T.shift_left(1, ls)
                            down1: T.let[T.int32] = T.bitwise_and(
                                T.shift_right(lo1, g + log_tile + 1), 1
                            )
                            pl1: T.let[T.float32] = P[lo1]
                            ph1: T.let[T.float32] = P[hi1]
                            il1: T.let[T.int32] = N[lo1]
                            ih1: T.let[T.int32] = N[hi1]
                            first1: T.let[T.int32] = T.Select(
                                pl1 > ph1 or (pl1 == ph1 and il1 < ih1), 1, 0
                            )
                            if first1 == down1:
                                P[lo1] = ph1
                                P[hi1] = pl1
                                N[lo1] = ih1
                                N[hi1] = il1
            for b2 in T.thread_binding(length // TILE, thread="blockIdx.x"):
                with T.sblock("merge_tile"):
                    sp2 = T.sblock_alloc_buffer((TILE,), "float32", scope="shared")
                    si2 = T.sblock_alloc_buffer((TILE,), "int32", scope="shared")
                    for t2 in T.thread_binding(THREADS, thread="threadIdx.x"):
                        for u in T.serial(each):
                            sp2[u * THREADS + t2] = P[b2 * TILE + u * THREADS + t2]
                            si2[u * THREADS + t2] = N[b2 * TILE + u * THREADS + t2]
                        T.evaluate(T.tvm_storage_sync("shared"))
                        for lj in T.serial(log_tile):
                            for u in T.serial(each // 2):
                                near: T.let[T.int32] = log_tile - 1 - lj
                                j2: T.let[T.int32] = T.shift_left(1, near)
                                pair2: T.let[T.int32] = u * THREADS + t2
                                lo2: T.let[T.int32] = T.bitwise_or(
                                    T.shift_left(T.shift_right(pair2, near), near + 1),
                                    T.bitwise_and(pair2, j2 - 1),
                                )
                                hi2: T.let[T.int32] = lo2 + j2
                                down2: T.let[T.int32] = T.bitwise_and(
                                    T.shift_right(b2 * TILE + lo2, g + log_tile + 1), 1
                                )
                                pl2: T.let[T.float32] = sp2[lo2]
                                ph2: T.let[T.float32] = sp2[hi2]
                                il2: T.let[T.int32] = si2[lo2]
                                ih2: T.let[T.int32] = si2[hi2]
                                first2: T.let[T.int32] = T.Select(
                                    pl2 > ph2 or (pl2 == ph2 and il2 < ih2), 1, 0
                                )
                                if first2 == down2:
                                    sp2[lo2] = ph2
                                    sp2[hi2] = pl2
                                    si2[lo2] = ih2
                                    si2[hi2] = il2
                            T.evaluate(T.tvm_storage_sync("shared"))
                        for u in T.serial(each):
                            P[b2 * TILE + u * THREADS + t2] = sp2[u * THREADS + t2]
                            N[b2 * TILE + u * THREADS + t2] = si2[u * THREADS + t2]

    return sort_pairs


def sample_top_p(vocab: int) -> Any:  # noqa: ANN401 - a function of TVM
    """Draws from the smallest set of sorted probabilities whose sum reaches top_p.

    One workgroup a sample; every thread scans a span of its own. The sums are built in one fixed
    order (base of the thread + its running sum), so the cumulative sum is monotone and has no gap
    between threads.

    Args:
        vocab: Length of a row.
    """
    span = -(-vocab // THREADS)

    @T.prim_func(s_tir=True)
    def sample_top_p(a: T.handle, b: T.handle, c: T.handle, d: T.handle, e: T.handle, f: T.handle):
        T.func_attr({"tirx.noalias": True, "tirx.is_scheduled": True})
        rows = T.int64()
        n = T.int64()
        P = T.match_buffer(a, (rows, vocab), "float32")
        N = T.match_buffer(b, (rows, vocab), "int32")
        U = T.match_buffer(c, (n,), "float32")
        R = T.match_buffer(d, (n,), "int32")
        TOP = T.match_buffer(e, (rows,), "float32")
        DRAWN = T.match_buffer(f, (n,), "int32")
        for bx in T.thread_binding(n, thread="blockIdx.x"):
            with T.sblock("sample"):
                part = T.sblock_alloc_buffer((THREADS,), "float32", scope="shared")
                total = T.sblock_alloc_buffer((THREADS,), "float32", scope="shared")
                rank = T.sblock_alloc_buffer((THREADS,), "int32", scope="shared")
                acc = T.sblock_alloc_buffer((1,), "float32", scope="local")
                old = T.sblock_alloc_buffer((1,), "float32", scope="local")
                base = T.sblock_alloc_buffer((1,), "float32", scope="local")
                full = T.sblock_alloc_buffer((1,), "float32", scope="local")
                at = T.sblock_alloc_buffer((1,), "int32", scope="local")
                for tx in T.thread_binding(THREADS, thread="threadIdx.x"):
                    acc[0] = T.float32(0)
                    for s in T.serial(span):
                        acc[0] = acc[0] + T.if_then_else(
                            tx * span + s < vocab,
                            P[R[bx], T.min(tx * span + s, vocab - 1)],
                            T.float32(0),
                        )
                    part[tx] = acc[0]
                    T.evaluate(T.tvm_storage_sync("shared"))
                    base[0] = T.float32(0)
                    full[0] = T.float32(0)
                    for s in T.serial(THREADS):
                        if s == tx:
                            base[0] = full[0]
                        full[0] = full[0] + part[s]
                    acc[0] = T.float32(0)
                    at[0] = vocab
                    old[0] = T.float32(0)
                    for s in T.serial(span):
                        acc[0] = acc[0] + T.if_then_else(
                            tx * span + s < vocab,
                            P[R[bx], T.min(tx * span + s, vocab - 1)],
                            T.float32(0),
                        )
                        if at[0] == vocab and base[0] + acc[0] >= TOP[R[bx]]:
                            at[0] = T.min(tx * span + s, vocab - 1)
                            old[0] = base[0] + acc[0]
                    rank[tx] = at[0]
                    total[tx] = old[0]
                    T.evaluate(T.tvm_storage_sync("shared"))
                    at[0] = vocab - 1
                    for s in T.serial(THREADS):
                        full[0] = T.Select(rank[s] < at[0], total[s], full[0])
                        at[0] = T.min(at[0], rank[s])
                    # u < 1, yet u * sum may round up to the sum.
                    full[0] = T.min(U[bx] * full[0], full[0] * T.float32(0.9999999))
                    T.evaluate(T.tvm_storage_sync("shared"))
                    acc[0] = T.float32(0)
                    at[0] = vocab - 1
                    for s in T.serial(span):
                        acc[0] = acc[0] + T.if_then_else(
                            tx * span + s < vocab,
                            P[R[bx], T.min(tx * span + s, vocab - 1)],
                            T.float32(0),
                        )
                        if at[0] == vocab - 1 and full[0] < base[0] + acc[0]:
                            at[0] = T.min(tx * span + s, vocab - 1)
                    rank[tx] = at[0]
                    T.evaluate(T.tvm_storage_sync("shared"))
                    if tx == 0:
                        for s in T.serial(THREADS):
                            at[0] = T.min(at[0], rank[s])
                        DRAWN[bx] = N[R[bx], at[0]]

    return sample_top_p
