"""A tiny text encoder with random weights, in the form of the real one.

One layer of width 32, and a WordPiece vocabulary of letters and a few words. Its weights are whole
multiples of their scales, so that storing them as int8 loses nothing: exact and stored are one.
"""

from pathlib import Path

import numpy as np
from tokenizers import Tokenizer, decoders, models, normalizers, pre_tokenizers, processors

from ddmodels import encoder_build, encoder_golden
from ddmodels.encoder_run import GraphEncoder
from ddmodels.encoder_weights import EncoderConfig, Floats, Steps, quantise
from ddmodels.manifest import Manifest
from ddmodels.packages import read_json, write_json

ID = "tiny-encoder"
SEED = 3
MARKERS = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
WORDS = ["an", "the", "of", "on", "in", "red", "green", "blue", "yellow", "dragon", "apple", "cat"]
LETTERS = list("abcdefghijklmnopqrstuvwxyz0123456789.,!?'()+-=")
VOCABULARY = [*MARKERS, *LETTERS, *(f"##{letter}" for letter in LETTERS[:36]), *WORDS]
CONFIG = EncoderConfig(
    layers=1,
    hidden=32,
    heads=2,
    ffn=64,
    vocab=len(VOCABULARY),
    positions=16,
    max_tokens=16,
)


def build(folder: Path) -> None:
    """Writes the whole folder, manifest and known answers included."""
    folder.mkdir(parents=True, exist_ok=True)
    encoder_build.write_tokenizer(_tokenizer(folder), folder)
    state = random_state(CONFIG, SEED)
    stored = encoder_build.export(state, CONFIG, Steps(0.0, 0.0), [], folder)
    captions = encoder_golden.CAPTIONS
    ids = [Ids(folder)(caption) for caption in captions]
    found = stored.graph.encode(ids, CONFIG.max_tokens)
    write_json(folder / "golden.json", encoder_golden.golden(captions, ids, found, found))
    Manifest(
        kind="text-encoder",
        id=ID,
        name="Tiny encoder",
        summary="Random weights, for tests.",
        parameters=sum(value.size for value in state.values()),
        licence="MIT",
        attribution="Decode & Denoise",
        source="python -m ddmodels.fixtures",
        config={"hidden": CONFIG.hidden, "maxTokens": CONFIG.max_tokens},
        files=encoder_build.files(card_too=False),
    ).write(folder)


class Ids:
    """Captions to ids, cut as the page cuts them."""

    def __init__(self, folder: Path) -> None:
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.enable_truncation(CONFIG.max_tokens)

    def __call__(self, caption: str) -> list[int]:
        """Ids of one caption, markers included."""
        ids: list[int] = self._tokenizer.encode(caption).ids
        return ids


def load(folder: Path) -> GraphEncoder:
    """The written encoder."""
    return GraphEncoder.read(folder / "graph.onnx", folder / encoder_build.STORED)


def random_state(config: EncoderConfig, seed: int) -> dict[str, Floats]:
    """Random weights under the published names; matrices are exact in int8.

    Args:
        config: The sizes.
        seed: Of the weights.
    """
    random = np.random.default_rng(seed)
    hidden = config.hidden

    def normal(*shape: int) -> Floats:
        return random.standard_normal(shape).astype(np.float32)

    def matrix(rows: int, columns: int) -> Floats:
        values, scales = quantise(normal(rows, columns) / np.float32(np.sqrt(columns)), 0.0)
        return values * scales[:, None]

    state: dict[str, Floats] = {}

    def norm(name: str) -> None:
        state[f"{name}.LayerNorm.weight"] = 1 + np.float32(0.1) * normal(hidden)
        state[f"{name}.LayerNorm.bias"] = np.float32(0.1) * normal(hidden)

    def dense(name: str, out: int, inputs: int) -> None:
        state[f"{name}.weight"] = matrix(out, inputs)
        state[f"{name}.bias"] = np.float32(0.1) * normal(out)

    state["embeddings.word_embeddings.weight"] = matrix(config.vocab, hidden)
    small = np.float32(0.05)
    state["embeddings.position_embeddings.weight"] = small * normal(config.positions, hidden)
    state["embeddings.token_type_embeddings.weight"] = small * normal(2, hidden)
    norm("embeddings")
    for i in range(config.layers):
        layer = f"encoder.layer.{i}"
        for part in ("query", "key", "value"):
            dense(f"{layer}.attention.self.{part}", hidden, hidden)
        dense(f"{layer}.attention.output.dense", hidden, hidden)
        norm(f"{layer}.attention.output")
        dense(f"{layer}.intermediate.dense", config.ffn, hidden)
        dense(f"{layer}.output.dense", hidden, config.ffn)
        norm(f"{layer}.output")
    return state


def _tokenizer(folder: Path) -> dict[str, object]:
    """Uncased WordPiece as in BERT."""
    index = {token: i for i, token in enumerate(VOCABULARY)}
    tokenizer = Tokenizer(models.WordPiece(index, unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.BertNormalizer(lowercase=True)
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.decoder = decoders.WordPiece()
    markers = [(token, index[token]) for token in ("[CLS]", "[SEP]")]
    tokenizer.post_processor = processors.TemplateProcessing("[CLS] $A [SEP]", None, markers)
    tokenizer.add_special_tokens(MARKERS)
    path = folder / "tokenizer.json"
    tokenizer.save(str(path))
    return read_json(path)
