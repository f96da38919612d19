"""The language model's card, `README.md` in its folder."""

from collections.abc import Mapping

from ddmodels.common.packages import SMOLLM2
from ddmodels.lm.languages import DECLARATION
from ddmodels.lm.languages import WINDOW as DECLARED
from ddmodels.lm.quality import CHAPTERS, PROSE, WINDOW, Quality

_NAMES = {
    "exact": "exact weights (Q4_1 layers, Q8_0 embedding), float32 activations",
    "webgpu": "`graph-webgpu.onnx`: 8 bit in blocks of 32, float32 activations",
    "wasm": "`graph-wasm.onnx`: 8 bit per output channel; activations 8 bit row by row, "
    "16 outlier channels in float32, those of `ffn_down` two times 8 bit",
}

_CARD = """# SmolLM2 135M Instruct

A chat model of the Llama architecture: 30 layers, hidden 576, 9 heads over 3 key/value heads of
64, feed-forward 1536, vocabulary 49,152, shared embedding and head, rope theta 100,000, context
8,192; 134,515,008 parameters. Made by Hugging Face, licence Apache-2.0.

- `model.gguf` is the published file, unchanged: {source}, sha256 `{sha256}`.
- The two graphs hold no weights. The page rewrites the GGUF while it arrives, one copy for the
  backend in use, and hands each tensor to the graph by name.
- `tokenizer.json` and `tokenizer_config.json` are the GGUF's own tokenizer and chat template.
- `golden.json` holds known answers; the page checks them after load.

Rebuild: `python -m ddmodels.lm.build`, see `models/README.md`.

## What 8 bits cost

Against the exact weights, on {tokens} tokens of English prose (the first {window} of chapters
{chapters} of Moby Dick, npm `{prose}`), teacher-forced. KL in nats, mean over all predictions;
top-1 is how often the most likely token is the same.

| Weights and activations | perplexity | KL | top-1 |
|---|---|---|---|
{rows}

`graph-wasm.onnx` in other languages, on the first {declared} tokens of the Universal Declaration of
Human Rights (npm `{declaration}`), of which the model knows some by heart:

| Language | KL | top-1 |
|---|---|---|
{languages}

The layers are published in 4 bit and must not be rounded to 4 bit again: that raises the perplexity
by half.

## Limits

A model of this size is wrong about facts often, and repeats itself. It speaks English; other
languages poorly. It was tuned for helpful answers, yet nothing filters what it says.
"""


def card(figures: Mapping[str, Quality], by_language: Mapping[str, Quality]) -> str:
    """The card's text.

    Args:
        figures: Of the exact weights and both graphs.
        by_language: Of the `wasm` graph.
    """
    rows = [
        f"| {_NAMES[name]} | {found.perplexity:.2f} | {found.divergence:.4f} "
        f"| {found.agreement:.3f} |"
        for name, found in figures.items()
    ]
    chapters = [str(chapter) for chapter in CHAPTERS]
    return _CARD.format(
        source=SMOLLM2.source,
        sha256=SMOLLM2.sha256,
        tokens=f"{len(CHAPTERS) * WINDOW:,}",
        window=WINDOW,
        chapters=", ".join(chapters[:-1]) + " and " + chapters[-1],
        prose=f"{PROSE.name}@{PROSE.version}",
        rows="\n".join(rows),
        declared=DECLARED,
        declaration=f"{DECLARATION.name}@{DECLARATION.version}",
        languages="\n".join(
            f"| {name} | {found.divergence:.4f} | {found.agreement:.3f} |"
            for name, found in by_language.items()
        ),
    )
