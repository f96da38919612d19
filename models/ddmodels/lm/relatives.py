"""What the page's general path loses on other files of the embedded model: Q8_0 and Q4_K_M.

    python -m ddmodels.lm.relatives

Writes both under `.work/relatives/`, out of the published weights, in the types that llama.cpp
would give each tensor, and prints how far the page's two graphs are from the plain arithmetic of
the file they read. The K types are rounded the simple way (no search for the best scale): what is
judged is not this rounding but what comes after it.
"""

import argparse
from collections.abc import Callable
from pathlib import Path

import gguf
import numpy as np
from gguf.quants import quantize
from numpy.typing import NDArray
from tokenizers import Tokenizer

from ddmodels.common.packages import PUBLIC, SMOLLM2, WORK, fetch
from ddmodels.lm import graph as lm_graph
from ddmodels.lm import layout, quality
from ddmodels.lm.gguf_weights import Floats, LlamaGguf
from ddmodels.lm.run import ExactModel, GraphModel

Type = gguf.GGMLQuantizationType
Bytes = NDArray[np.uint8]
SUPER = 256
"""Weights of a block of the K types."""
FALLBACK = {Type.Q4_K: Type.Q5_0, Type.Q6_K: Type.Q8_0}
"""For rows that are no whole blocks (llama-quant.cpp, `tensor_type_fallback`)."""
LIMIT = 0.01
"""KL divergence that is allowed, in nats."""


def q4_k(rows: Floats) -> Bytes:
    """Blocks of `block_q4_K`: eight runs of 32 with a scale and a minimum of 6 bits each."""
    runs = rows.reshape(-1, 8, 32)
    least = np.minimum(runs.min(axis=2), 0)
    scale = (runs.max(axis=2) - least) / 15
    d, steps = _six_bits(scale)
    dmin, mins = _six_bits(-least)
    size = d[:, None] * steps
    q = np.divide(
        runs + (dmin[:, None] * mins)[..., None],
        size[..., None],
        out=np.zeros_like(runs),
        where=size[..., None] > 0,
    )
    nibbles = np.clip(np.rint(q), 0, 15).astype(np.uint8).reshape(-1, 4, 2, 32)
    packed = np.zeros((len(runs), 12), np.uint8)
    packed[:, :4] = steps[:, :4] | ((steps[:, 4:] >> 4) << 6)
    packed[:, 4:8] = mins[:, :4] | ((mins[:, 4:] >> 4) << 6)
    packed[:, 8:] = (steps[:, 4:] & 15) | ((mins[:, 4:] & 15) << 4)
    low = (nibbles[:, :, 0] | (nibbles[:, :, 1] << 4)).reshape(len(runs), 128)
    return np.concatenate([_half(d), _half(dmin), packed, low], axis=1)


def q6_k(rows: Floats) -> Bytes:
    """Blocks of `block_q6_K`: sixteen runs of 16 with a signed scale of 8 bits each."""
    runs = rows.reshape(-1, 16, 16)
    scale = np.abs(runs).max(axis=2) / 31
    d = (scale.max(axis=1) / 127).astype(np.float16).astype(np.float32)
    steps = np.rint(np.divide(scale, d[:, None], out=np.zeros_like(scale), where=d[:, None] > 0))
    steps = np.clip(steps, 0, 127)
    size = (d[:, None] * steps)[..., None]
    q = np.divide(runs, size, out=np.zeros_like(runs), where=size > 0)
    values = (np.clip(np.rint(q), -32, 31) + 32).astype(np.uint8).reshape(-1, 2, 4, 32)
    low, high = values & 15, values >> 4
    first = low[:, :, :2] | (low[:, :, 2:] << 4)
    second = high[:, :, 0] | (high[:, :, 1] << 2) | (high[:, :, 2] << 4) | (high[:, :, 3] << 6)
    count = len(runs)
    parts = [first.reshape(count, 128), second.reshape(count, 64), steps.astype(np.uint8)]
    return np.concatenate([*parts, _half(d)], axis=1)


def _six_bits(values: Floats) -> tuple[Floats, Bytes]:
    """A scale in half precision for each block, and its eight values in steps of it, 0..63."""
    d = (values.max(axis=1) / 63).astype(np.float16).astype(np.float32)
    steps = np.divide(values, d[:, None], out=np.zeros_like(values), where=d[:, None] > 0)
    return d, np.clip(np.rint(steps), 0, 63).astype(np.uint8)


def _half(values: Floats) -> Bytes:
    return values.astype("<f2").view(np.uint8).reshape(-1, 2)


K_TYPES: dict[Type, Callable[[Floats], Bytes]] = {Type.Q4_K: q4_k, Type.Q6_K: q6_k}


def stored(values: Floats, kind: Type) -> tuple[Bytes | Floats, Type]:
    """A matrix [rows, width] in this type, or in the one that its rows fit into."""
    if kind in FALLBACK and values.shape[1] % SUPER:
        kind = FALLBACK[kind]
    if kind in K_TYPES:
        return K_TYPES[kind](values).reshape(len(values), -1), kind
    return quantize(values, kind), kind


def q8_0(_name: str, _layers: int) -> Type:
    """Every matrix in Q8_0."""
    return Type.Q8_0


def q4_k_m(name: str, layers: int) -> Type:
    """As llama.cpp chooses for Q4_K_M (llama-quant.cpp, `llama_tensor_get_type`)."""
    if name in ("token_embd.weight", "output.weight"):
        return Type.Q6_K
    if not name.endswith(("attn_v.weight", "ffn_down.weight")):
        return Type.Q4_K
    i, eighth = int(name.split(".")[1]), layers // 8
    more = i < eighth or i >= 7 * layers // 8 or (i - eighth) % 3 == 2
    return Type.Q6_K if more else Type.Q4_K


RECIPES: dict[str, Callable[[str, int], Type]] = {"Q8_0": q8_0, "Q4_K_M": q4_k_m}


def write(source: Path, target: Path, recipe: Callable[[str, int], Type]) -> None:
    """Writes the same model with its matrices in other types."""
    reader = gguf.GGUFReader(source)
    model = LlamaGguf(source)
    writer = gguf.GGUFWriter(target, "llama")
    for key, field in reader.fields.items():
        if key.startswith("GGUF.") or key == "general.architecture":
            continue
        inner = field.types[-1] if field.types[0] == gguf.GGUFValueType.ARRAY else None
        writer.add_key_value(key, field.contents(), field.types[0], inner)
    for tensor in reader.tensors:
        values = model.weight(tensor.name)
        if values.ndim == 1:
            writer.add_tensor(tensor.name, values)
            continue
        data, kind = stored(values, recipe(tensor.name, model.config.layers))
        writer.add_tensor(tensor.name, data, raw_dtype=kind)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def measure(path: Path, windows: list[list[int]]) -> dict[str, quality.Quality]:
    """Both graphs of the page against the file's own weights in float32."""
    model = LlamaGguf(path)
    models: dict[str, ExactModel | GraphModel] = {"exact": ExactModel(model)}
    for backend in ("wasm", "webgpu"):
        graph = path.with_name(f"{path.stem}-{backend}.onnx")
        proto = lm_graph.build(model.config, backend, fine=lm_graph.PRODUCTS)
        graph.write_bytes(proto.SerializeToString(deterministic=True))
        models[backend] = GraphModel(graph, layout.pack(model, backend), model.config)
    return quality.measure(models, windows)


def main() -> None:
    """Makes the relatives, measures, and fails where one is too far off."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--tokens", type=int, default=256, help="of each chapter")
    tokens = parser.parse_args().tokens
    folder = WORK / "relatives"
    folder.mkdir(parents=True, exist_ok=True)
    source = fetch(SMOLLM2)
    tokenizer = Tokenizer.from_file(str(PUBLIC / "smollm2-135m-instruct" / "tokenizer.json"))
    windows = [each[:tokens] for each in quality.prose(tokenizer, WORK / "npm")]
    worst = 0.0
    for name, recipe in RECIPES.items():
        path = folder / f"SmolLM2-135M-Instruct-{name}.gguf"
        write(source, path, recipe)
        for backend, figures in measure(path, windows).items():
            worst = max(worst, figures.divergence)
            print(
                f"{name} {backend}: perplexity {figures.perplexity:.2f}, "
                f"KL {figures.divergence:.5f}, top-1 {figures.agreement:.3f}"
            )
    if worst > LIMIT:
        raise SystemExit(f"KL {worst:.4f} is over {LIMIT}")


if __name__ == "__main__":
    main()
