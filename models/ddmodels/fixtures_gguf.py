"""Golden values for the page's GGUF reader, made by the `gguf` and `tokenizers` packages.

    python -m ddmodels.fixtures_gguf

    python -m ddmodels.fixtures_gguf FILE.gguf > hashes.json

The first writes `tests/fixtures/gguf/blocks.json`: for every block format some blocks and their
weights as `gguf.quants` reads them, and `tests/fixtures/gguf/tokenizers.json`: small vocabularies
as a GGUF states them, with what `tokenizers` and `sentencepiece` make of held text; `tiny-llama-
wasm.onnx` is the tiny model's graph without outliers. Running it again changes no byte. The
second prints a hash of every tensor of a real file, for `npm run check:blocks`.
"""

import base64
import hashlib
import io
import json
import sys
from collections.abc import Callable
from pathlib import Path

import gguf
import numpy as np
import sentencepiece
from gguf.quants import dequantize
from numpy.typing import NDArray
from tokenizers import (
    AddedToken,
    Regex,
    Tokenizer,
    decoders,
    models,
    normalizers,
    pre_tokenizers,
    trainers,
)

from ddmodels import lm_graph
from ddmodels.gguf_weights import LlamaGguf
from ddmodels.packages import FIXTURES, write_json

FOLDER = FIXTURES.parent / "gguf"
SEED = 19
BLOCKS = 8
"""Of each format; the first is all zeros, the second all ones."""

Type = gguf.GGMLQuantizationType
TYPES = {
    Type.F32: [],
    Type.F16: [0],
    Type.BF16: [],
    Type.Q4_0: [0],
    Type.Q4_1: [0, 2],
    Type.Q5_0: [0],
    Type.Q5_1: [0, 2],
    Type.Q8_0: [0],
    Type.Q4_K: [0, 2],
    Type.Q5_K: [0, 2],
    Type.Q6_K: [208],
}
"""Where each format keeps float16 values in its block."""
SCALES = np.array([1.0, -1.0, 0.00213623046875, 65504.0, 6e-8, -0.3335, 1e-4], np.float16)
"""Largest, smallest (subnormal), negative and usual ones."""


def blocks(kind: Type, random: np.random.Generator) -> NDArray[np.uint8]:
    """Blocks of one format with random bits and finite scales, [BLOCKS, bytes of a block]."""
    weights, size = gguf.GGML_QUANT_SIZES[kind]
    if weights == 1:
        # Single values: as many as a block of 32 would have, and no NaN among them.
        values = random.standard_normal((BLOCKS, 32)).astype(np.float32)
        values[0], values[1] = 0, 1
        return np.asarray(gguf.quants.quantize(values, kind)).view(np.uint8).reshape(BLOCKS, -1)
    raw = random.integers(0, 256, (BLOCKS, size), np.uint8)
    raw[0], raw[1] = 0, 255
    for at in TYPES[kind]:
        scales = random.permutation(np.resize(SCALES, BLOCKS - 1))
        raw[1:, at : at + 2] = scales[:, np.newaxis].view(np.uint8)
    return raw


def golden_blocks() -> dict[str, object]:
    """The content of `blocks.json`."""
    random = np.random.default_rng(SEED)
    formats = []
    for kind in TYPES:
        weights, size = gguf.GGML_QUANT_SIZES[kind]
        raw = blocks(kind, random)
        values = np.ascontiguousarray(dequantize(raw, kind), np.float32)
        formats.append(
            {
                "type": int(kind),
                "name": kind.name,
                "weights": weights,
                "bytes": size,
                "data": _base64(raw),
                "values": _base64(values),
            }
        )
    return {"format": "decode-and-denoise/gguf-blocks", "blocks": formats}


VOCAB = 420
SPECIAL = ["<|endoftext|>", "<|im_start|>", "<|im_end|>"]
TEXT = """The hub keeps models, and a model is a file of numbers. Whoever wants one asks for its
size first, then for its bytes, one range after the other; when the line breaks, the
rest comes later. A token is a piece of a word. The dragon's apple wasn't red: it's
green, they'll say, and we've seen that there are 12 of them in 2026. Nobody counts the
pieces, because the pieces count themselves. What is written here is only there so that
the merges have something to learn from, the more often the better: the, and, of, that,
there, then, their, these, other, another, mother, weather, whether.
"""
"""What the vocabularies are trained on."""
LLAMA3 = (
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*"
    r"|\s*[\r\n]+|\s+(?!\S)|\s+"
)
"""As in the published `tokenizer.json` of Llama 3."""
QWEN2 = LLAMA3.replace(r"\p{N}{1,3}", r"\p{N}")
HELD = [
    "The green dragon sat on a red apple, and nobody saw it.",
    "I'LL say it's 1,234,567.89 or 1e-5; they've said we're NOT.",
    "  two spaces,   three\ttab\n\nlines \r\n and an end   ",
    "Füße, naïve café, Ελληνικά, Русский текст, עברית, العربية ١٢٣",
    "日本語のテキスト、한국어, ไทย, हिन्दी १२३",
    "emoji 🐉🍎 and a family 👩‍👩‍👧‍👦, flag 🇫🇷, cafe\u0301",
    "def f(x): return x**2 != 3  # code\n\tif a>=b: print('ok')",
    "x",
    " ",
    "\n",
    "a\u0000b \u200b zero width, no-break\u00a0space",
    "UPPER lower MiXeD snake_case camelCase kebab-case http://a.b/c?d=e&f=1",
]
"""None of it is in what the vocabularies are trained on, apart from words."""


def _byte_level(use_regex: bool) -> pre_tokenizers.PreTokenizer:
    return pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=use_regex)


def _split(pattern: str) -> pre_tokenizers.PreTokenizer:
    parts = [pre_tokenizers.Split(Regex(pattern), "isolated"), _byte_level(False)]
    return pre_tokenizers.Sequence(parts)


PRE: dict[str, Callable[[], pre_tokenizers.PreTokenizer]] = {
    "gpt-2": lambda: _byte_level(True),
    "smollm": lambda: pre_tokenizers.Sequence(
        [pre_tokenizers.Digits(individual_digits=True), _byte_level(True)]
    ),
    "llama-bpe": lambda: _split(LLAMA3),
    "qwen2": lambda: _split(QWEN2),
}
"""By llama.cpp's names, as the models that are named so publish them."""


def bpe_golden(pre: str) -> dict[str, object]:
    """A byte-level BPE with this pre-tokenizer, trained on a little text."""
    tokenizer = Tokenizer(models.BPE(ignore_merges=pre == "llama-bpe"))
    tokenizer.pre_tokenizer = PRE[pre]()
    tokenizer.decoder = decoders.ByteLevel()
    if pre == "qwen2":
        tokenizer.normalizer = normalizers.NFC()
    trainer = trainers.BpeTrainer(
        vocab_size=VOCAB,
        special_tokens=SPECIAL,
        initial_alphabet=sorted(pre_tokenizers.ByteLevel.alphabet()),
        show_progress=False,
    )
    tokenizer.train_from_iterator([TEXT], trainer)
    tokenizer.add_tokens([AddedToken("<tool_call>", normalized=False)])
    rules = json.loads(tokenizer.to_str())["model"]["merges"]
    by_id = {i: token for token, i in tokenizer.get_vocab().items()}
    tokens = [by_id[i] for i in range(len(by_id))]
    kinds = dict.fromkeys(SPECIAL, gguf.TokenType.CONTROL)
    kinds["<tool_call>"] = gguf.TokenType.USER_DEFINED
    held = [*HELD, "<|im_start|>user\nA dragon?<|im_end|>\n<|im_start|>", "a <tool_call>\n{}"]
    return {
        "metadata": {
            "tokenizer.ggml.model": "gpt2",
            "tokenizer.ggml.pre": pre,
            "tokenizer.ggml.tokens": tokens,
            "tokenizer.ggml.token_type": [
                int(kinds.get(token, gguf.TokenType.NORMAL)) for token in tokens
            ],
            "tokenizer.ggml.merges": [
                rule if isinstance(rule, str) else " ".join(rule) for rule in rules
            ],
            "tokenizer.ggml.bos_token_id": SPECIAL.index("<|im_start|>"),
            "tokenizer.ggml.eos_token_id": SPECIAL.index("<|im_end|>"),
        },
        "held": [_held(text, tokenizer) for text in held],
    }


def _held(text: str, tokenizer: Tokenizer) -> dict[str, object]:
    ids = tokenizer.encode(text, add_special_tokens=False).ids
    return {"text": text, "ids": ids, "back": tokenizer.decode(ids, skip_special_tokens=False)}


def sentencepiece_golden() -> dict[str, object]:
    """A BPE of sentencepiece with the settings of Llama 2, as its GGUF states it."""
    model = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(TEXT.split("\n")),
        model_writer=model,
        model_type="bpe",
        vocab_size=VOCAB,
        byte_fallback=True,
        normalization_rule_name="identity",
        remove_extra_whitespaces=False,
        split_digits=True,
        character_coverage=0.98,
        num_threads=1,
        minloglevel=2,
    )
    pieces = sentencepiece.SentencePieceProcessor(model_proto=model.getvalue())
    ids = range(pieces.get_piece_size())

    def kind(i: int) -> int:
        if pieces.is_unknown(i):
            return int(gguf.TokenType.UNKNOWN)
        if pieces.is_control(i):
            return int(gguf.TokenType.CONTROL)
        return int(gguf.TokenType.BYTE if pieces.is_byte(i) else gguf.TokenType.NORMAL)

    return {
        "metadata": {
            "tokenizer.ggml.model": "llama",
            "tokenizer.ggml.tokens": [pieces.id_to_piece(i) for i in ids],
            "tokenizer.ggml.scores": [pieces.get_score(i) for i in ids],
            "tokenizer.ggml.token_type": [kind(i) for i in ids],
            "tokenizer.ggml.bos_token_id": pieces.bos_id(),
            "tokenizer.ggml.eos_token_id": pieces.eos_id(),
            "tokenizer.ggml.unknown_token_id": pieces.unk_id(),
        },
        "held": [
            {"text": text, "ids": pieces.encode(text), "back": pieces.decode(pieces.encode(text))}
            for text in HELD
        ],
    }


def golden_tokenizers() -> dict[str, object]:
    """The content of `tokenizers.json`."""
    return {
        "format": "decode-and-denoise/gguf-tokenizers",
        "tokenizers": [*map(bpe_golden, PRE), sentencepiece_golden()],
    }


def _base64(array: NDArray[np.generic]) -> str:
    return base64.b64encode(array.tobytes()).decode()


def build(folder: Path) -> None:
    """Writes the files."""
    folder.mkdir(parents=True, exist_ok=True)
    write_json(folder / "blocks.json", golden_blocks(), indent=None)
    write_json(folder / "tokenizers.json", golden_tokenizers(), indent=None)
    config = LlamaGguf(FIXTURES / "tiny-llama" / "model.gguf").config
    graph = lm_graph.build(config, "wasm")
    (folder / "tiny-llama-wasm.onnx").write_bytes(graph.SerializeToString())


def tensor_hashes(path: Path) -> dict[str, str]:
    """SHA-256 of each tensor's weights as little-endian float32."""
    return {
        tensor.name: hashlib.sha256(
            np.ascontiguousarray(dequantize(tensor.data, tensor.tensor_type), "<f4").tobytes()
        ).hexdigest()
        for tensor in gguf.GGUFReader(path).tensors
    }


def main() -> None:
    """Writes the fixtures and says how large they are; of a file, prints its tensors' hashes."""
    if len(sys.argv) > 1:
        print(json.dumps(tensor_hashes(Path(sys.argv[1])), indent=1))
        return
    build(FOLDER)
    for path in sorted(FOLDER.iterdir()):
        print(f"{path.name}: {path.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
