"""Compiles a model for WebGPU, into two WebAssembly objects without a runtime. Needs TVM."""

import json
import shutil
from pathlib import Path
from typing import Any

import tvm
from tvm import relax as rx
from tvm import te, tirx
from tvm.relax.frontend import nn
from tvm.relax.frontend.nn.llm import kv_cache, position_embedding
from tvm.relax.frontend.nn.llm.kv_cache import PagedKVCache, RopeMode, TIRPagedKVCache
from tvm.relax.frontend.nn.llm.kv_cache import _attention_decode as decode
from tvm.relax.frontend.nn.llm.kv_cache import _attention_prefill as prefill
from tvm.s_tir import dlight as dl

from ddmodels.webllm import kernels, sampling
from ddmodels.webllm.model import LanguageModel
from ddmodels.webllm.rope import frequency
from ddmodels.webllm.shapes import Parameter, Shapes, metadata, parameters

HOST = {"kind": "llvm", "mtriple": "wasm32-unknown-unknown-wasm"}


def compile_library(shapes: Shapes, folder: Path) -> list[Path]:
    """Compiles everything but the runtime.

    Args:
        shapes: What to compile for.
        folder: Where the objects go.

    Returns:
        The objects, for the linker.

    Raises:
        ValueError: If the compiled parameters are not those of `webllm.shapes.parameters`.
    """
    target = tvm.target.Target({"kind": "webgpu", "max_num_threads": 256, "host": HOST})
    _replace_parts(shapes.model.rope_theta)
    mod, named = _export(shapes)
    order = [Parameter(k, tuple(int(d) for d in v.shape), str(v.dtype)) for k, v in named]
    if sorted(order, key=_name) != sorted(parameters(shapes), key=_name):
        raise ValueError("the compiled parameters are not the expected ones")
    builder = rx.BlockBuilder(mod)
    _add_cache(builder, shapes, target)
    _add_sampling(builder, shapes.model.vocab)
    with builder.function("_metadata", []):
        builder.emit_func_output(tvm.ir.StringImm(json.dumps(metadata(shapes, order))))
    mod = builder.finalize()
    for kernel in (kernels.add_bias, kernels.penalise, kernels.mask_logits):
        mod[str(kernel.attrs["global_symbol"])] = kernel
    built = rx.build(mod, target, relax_pipeline=_pipeline(target), system_lib=True)
    folder.mkdir(parents=True, exist_ok=True)
    objects: list[Path] = []

    def keep(_: str, files: list[str], **__: object) -> None:
        objects.extend(Path(shutil.copy(file, folder)) for file in files)

    keep.object_format = "o"  # type: ignore[attr-defined]
    built.export_library(str(folder / "library.wasm"), fcompile=keep)
    return objects


def _replace_parts(theta: float) -> None:
    """Replaces parts of TVM's KV cache: what is unsound on WebGPU, and what is never called.

    WebLLM asks for no sliding window (this library says that it has none) and for no trees of
    drafts; their kernels would be a third of all shaders that a browser has to compile. In their
    places stands the plain kernel, which is then there once.

    Args:
        theta: Base of the rope frequencies.
    """
    position_embedding.rope_freq_default = frequency(theta)
    kv_cache._merge_state_inplace = kernels.merge_states
    kv_cache._attention_prefill = lambda hkv, hq, d, dtype, _, rope, target, **__: prefill(
        hkv, hq, d, dtype, False, rope, target
    )
    kv_cache._attention_decode = lambda hkv, hq, d, dtype, _, rope, target: decode(
        hkv, hq, d, dtype, False, rope, target
    )
    for tree in ("tree_attn", "tree_attn_with_paged_kv_cache"):
        without = lambda hkv, hq, d, dtype, rope, target: prefill(  # noqa: E731
            hkv, hq, d, dtype, False, rope, target
        )
        setattr(kv_cache, tree, without)


def _name(parameter: Parameter) -> str:
    return parameter.name


def _export(shapes: Shapes) -> Any:  # noqa: ANN401 - a module of TVM and its parameters
    packed = {"param_mode": "packed", "effect_mode": "none"}
    plain = {"param_mode": "none", "effect_mode": "none"}
    hidden = shapes.model.hidden
    cache = nn.spec.Object(object_type=PagedKVCache)
    many = nn.spec.Tensor([1, "seq_len", hidden], "float32")
    one = nn.spec.Tensor([1, 1, hidden], "float32")
    spec = {
        "embed": {"input_ids": nn.spec.Tensor(["seq_len"], "int32"), "$": packed},
        "prefill": {"input_embed": many, "paged_kv_cache": cache, "$": packed},
        "decode": {"input_embed": one, "paged_kv_cache": cache, "$": packed},
        "softmax_with_temperature": {
            "logits": nn.spec.Tensor(["batch_size", 1, "vocab_size"], "float32"),
            "temperature": nn.spec.Tensor(["batch_size"], "float32"),
            "$": plain,
        },
    }
    return LanguageModel(shapes).export_tvm(spec=spec)


def _add_cache(builder: Any, shapes: Shapes, target: Any) -> None:  # noqa: ANN401
    """The paged KV cache, with its attention kernels."""
    model = shapes.model
    names = (
        "max_batch_size",
        "max_total_seq_len",
        "prefill_chunk_size",
        "page_size",
        "support_sliding_window",
    )
    sizes = {name: tirx.Var(f"{name}_", "int64") for name in names}
    args = [rx.Var(name, rx.ShapeType([size])) for name, size in sizes.items()]
    with builder.function("create_tir_paged_kv_cache", args):
        with builder.dataflow():
            cache = TIRPagedKVCache(
                attn_kind="mha",
                **sizes,
                layer_partition=rx.ShapeExpr([0, model.layers]),
                num_hidden_layers=model.layers,
                num_attention_heads=model.heads,
                num_key_value_heads=model.kv_heads,
                qk_head_dim=model.head_dim,
                v_head_dim=model.head_dim,
                mla_original_qk_head_dim=0,
                mla_original_v_head_dim=0,
                rope_mode=RopeMode.NORMAL,
                rope_scale=1,
                rope_theta=model.rope_theta,
                rope_scaling={},
                rope_ext_factors=rx.prim_value(0),
                rotary_dim=model.head_dim,
                enable_disaggregation=False,
                dtype="float32",
                target=target,
            )
            out = builder.emit_output(cache._expr)
        builder.emit_func_output(out)


def _add_sampling(builder: Any, vocab: int) -> None:  # noqa: ANN401
    """Sorting and top-p sampling."""
    tensor = rx.TensorType
    length = sampling.padded(vocab)
    sort = sampling.sort_pairs(vocab).without_attr("global_symbol")
    sort = builder.add_func(sort, "sort_pairs")
    probs = rx.Var("probs", tensor((1, vocab), "float32"))

    def take_first(x: Any) -> Any:  # noqa: ANN401
        return te.compute((1, vocab), lambda _, j: x[j], name="take_first")

    with builder.function("argsort_probs", [probs]):
        with builder.dataflow():
            types = [tensor((length,), "float32"), tensor((length,), "int32")]
            pairs = builder.emit(rx.call_tir(sort, [probs], types))
            halves = [builder.emit(rx.TupleGetItem(pairs, k)) for k in (0, 1)]
            firsts = [builder.emit_te(take_first, half) for half in halves]
            out = builder.emit_output(rx.Tuple(firsts))
        builder.emit_func_output(out)

    sample = sampling.sample_top_p(vocab).without_attr("global_symbol")
    sample = builder.add_func(sample, "sample_top_p")
    rows, n = tirx.Var("rows", "int64"), tirx.Var("n", "int64")
    args = [
        rx.Var("sorted_probs", tensor((rows, vocab), "float32")),
        rx.Var("sorted_indices", tensor((rows, vocab), "int32")),
        rx.Var("uniform_samples", tensor((n,), "float32")),
        rx.Var("sample_indices", tensor((n,), "int32")),
        rx.Var("top_p", tensor((rows,), "float32")),
    ]
    with builder.function("sample_with_top_p", args):
        with builder.dataflow():
            out = builder.emit_output(rx.call_tir(sample, args, tensor((n,), "int32")))
        builder.emit_func_output(out)


def _pipeline(target: Any) -> Any:  # noqa: ANN401
    """The passes from the definition to kernels and bytecode."""
    t = rx.transform
    schedules = (
        dl.gpu.Matmul(),
        dl.gpu.GEMV(),
        dl.gpu.Reduction(),
        dl.gpu.GeneralReduction(),
        dl.gpu.Fallback(),
    )
    passes = [
        rx.backend.DispatchSampling(),
        rx.backend.DispatchSortScan(),
        t.LegalizeOps(),
        t.AnnotateTIROpPattern(),
        t.FoldConstant(),
        t.FuseOps(),
        t.FuseTIR(),
        t.DeadCodeElimination(),
        dl.ApplyDefaultSchedule(*schedules),
        t.RewriteDataflowReshape(),
        t.ToNonDataflow(),
        t.RemovePurityChecking(),
        t.CallTIRRewrite(),
        t.StaticPlanBlockMemory(),
        t.LowerAllocTensor(),
        t.KillAfterLastUse(),
        t.LowerRuntimeBuiltin(),
        t.ComputePrimValue(),
        t.VMShapeLower(),
        t.AttachGlobalSymbol(),
    ]

    @tvm.transform.module_pass(opt_level=0)
    def pipeline(mod: Any, _: Any) -> Any:  # noqa: ANN401
        with target:
            return tvm.transform.Sequential(passes)(mod)

    return pipeline
