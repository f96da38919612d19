"""A tiny Llama with random weights, in every respect in the form of the real model.

Its words mean nothing; its arithmetic is the real one's: Q4_1 layers, Q8_0 embedding, llama.cpp's
row order, byte-level BPE with the same special tokens and chat template.
"""

import base64
import json
from dataclasses import replace
from pathlib import Path

import gguf
import numpy as np
from gguf.quants import quantize
from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers

from ddmodels import lm_build, lm_golden, lm_tokenizer
from ddmodels.gguf_weights import Floats, LlamaConfig, LlamaGguf, permute
from ddmodels.lm_run import Model
from ddmodels.manifest import Manifest
from ddmodels.packages import write_json

ID = "tiny-llama"
SEED = 35
BRANCH = 2.0
"""Size of what a layer adds, as a multiple of the usual."""
HEAD = 4.0
"""Of the last norm: how clearly one token wins."""
CONFIG = LlamaConfig(
    layers=2,
    hidden=64,
    heads=2,
    kv_heads=1,
    head_dim=32,
    ffn=128,
    vocab=480,
    context=256,
    rope_theta=10000.0,
    norm_epsilon=1e-5,
)
WIDE_ID = "tiny-llama-64"
WIDE = replace(CONFIG, hidden=128, head_dim=64, vocab=288, context=512)
"""With heads of the real model's size: attention kernels are chosen by it."""
WIDE_HEAD = 2.0
"""As `HEAD`: with this the 8 bits of the `webgpu` graph cost 0.0008 nats of KL divergence on
average, and 0.0032 at most, over its `SEQUENCE` positions."""
SEQUENCE = 300
"""Tokens after each of which the wide one's golden output has all logits."""
SPECIAL = ["<|endoftext|>", "<|im_start|>", "<|im_end|>"]
TOLERANCES = {"wasm": 0.1, "webgpu": 0.001}
"""In logits: one rounding on the other side of its border, and the order of sums."""
TEMPLATE = (
    "{% for message in messages %}{% if loop.first and messages[0]['role'] != 'system' %}"
    "{{ '<|im_start|>system\nYou are tiny<|im_end|>\n' }}{% endif %}"
    "{{'<|im_start|>' + message['role'] + '\n' + message['content'] + '<|im_end|>' + '\n'}}"
    "{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\n' }}{% endif %}"
)
TEXT = """A green dragon sat on a red apple and watched the blue sky. The house stood by the river,
and in the house there lived a cat, a dog and a small robot who liked to draw. Every morning the
robot drew a picture: a yellow sun, a purple flower, a brown bear with a balloon, a ship on the sea.
Nothing is there at first but noise, grey and without form. Then, step by step, the noise goes away
and the picture stays. One word follows another in the same way; the reader waits for the next one,
and the next one is never quite the one that the reader thought of. When the story was told, the
user asked the assistant for a further one, and the system answered with the same question again.
"""
"""What the merges are learnt from."""


def build(folder: Path, config: LlamaConfig = CONFIG) -> None:
    """Writes the whole folder, manifest and known answers included.

    Args:
        folder: Its name is the model's.
        config: `CONFIG` or `WIDE`; `golden.json` of the latter also has a `sequence`.
    """
    folder.mkdir(parents=True, exist_ok=True)
    source = folder / "model.gguf"
    write_gguf(source, config, SEED, WIDE_HEAD if config is WIDE else HEAD)
    result = lm_build.export(source, folder, sample)
    parts = LlamaGguf(source).tokenizer()
    golden = lm_golden.golden(
        lm_build.prompt("A green dragon?", parts.chat_template),
        result.tokenizer,
        result.models,
        TOLERANCES,
        result.layouts,
    )
    if config is WIDE:
        golden["sequence"] = sequence(result.models["exact"], config)
    write_json(folder / "golden.json", golden, indent=None)
    Manifest(
        kind="language",
        id=folder.name,
        name="Tiny Llama",
        summary="Random weights, for tests.",
        parameters=LlamaGguf(source).parameters(),
        licence="MIT",
        attribution="Decode & Denoise",
        source="python -m ddmodels.fixtures",
        config=lm_build.manifest_config(config, parts.eos),
        files=lm_build.files(card_too=False),
    ).write(folder)


def sequence(model: Model, config: LlamaConfig) -> dict[str, object]:
    """Random tokens and the logits after each.

    Returns:
        `ids`, and `logits` [tokens, vocab] as float16, little endian, in base64.
    """
    ids = [int(i) for i in np.random.default_rng(SEED).integers(0, config.vocab, SEQUENCE)]
    logits = model.logits(ids).astype("<f2")
    return {"ids": ids, "logits": base64.b64encode(logits.tobytes()).decode()}


def sample(tokenizer: Tokenizer) -> list[list[int]]:
    """Some text; random weights have no outliers, but the graph takes them out all the same."""
    return [lm_tokenizer.encode(tokenizer, TEXT)[:100]]


def write_gguf(path: Path, config: LlamaConfig, seed: int, head: float = HEAD) -> None:
    """Writes a GGUF with random weights as llama.cpp's converter lays it out.

    Args:
        path: Where to.
        config: The sizes; those that are products of quantised blocks must be multiples of 32.
        seed: Of the weights.
        head: Of the last norm, as `HEAD`.
    """
    writer = gguf.GGUFWriter(path, "llama")
    writer.add_name("Tiny Llama")
    writer.add_block_count(config.layers)
    writer.add_context_length(config.context)
    writer.add_embedding_length(config.hidden)
    writer.add_feed_forward_length(config.ffn)
    writer.add_head_count(config.heads)
    writer.add_head_count_kv(config.kv_heads)
    writer.add_rope_dimension_count(config.head_dim)
    writer.add_rope_freq_base(config.rope_theta)
    writer.add_layer_norm_rms_eps(config.norm_epsilon)
    writer.add_vocab_size(config.vocab)
    _add_tokenizer(writer, config.vocab)
    for name, (values, kind) in _weights(config, seed, head).items():
        stored = values if kind == gguf.GGMLQuantizationType.F32 else quantize(values, kind)
        writer.add_tensor(f"{name}.weight", stored, raw_dtype=kind)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def _weights(
    config: LlamaConfig, seed: int, head: float
) -> dict[str, tuple[Floats, gguf.GGMLQuantizationType]]:
    """Random weights by GGUF name, with their stored type."""
    random = np.random.default_rng(seed)
    kinds = gguf.GGMLQuantizationType
    width = config.head_dim

    def matrix(rows: int, columns: int, gain: float = 1.0) -> Floats:
        return _normal(random, (rows, columns)) * np.float32(gain / np.sqrt(columns))

    def norm(gain: float = 1.0) -> Floats:
        return np.float32(gain) * (1 + np.float32(0.2) * _normal(random, (config.hidden,)))

    # The layers outweigh the embedding, or the shared head would only repeat the last token.
    embedding = matrix(config.vocab, config.hidden, 1.2)
    result = {"token_embd": (embedding, kinds.Q8_0)}
    for i in range(config.layers):
        query = permute(matrix(config.heads * width, config.hidden), config.heads)
        key = permute(matrix(config.kv_heads * width, config.hidden), config.kv_heads)
        layer = {
            "attn_q": query,
            "attn_k": key,
            "attn_v": matrix(config.kv_heads * width, config.hidden),
            "attn_output": matrix(config.hidden, config.heads * width, BRANCH),
            "ffn_gate": matrix(config.ffn, config.hidden),
            "ffn_up": matrix(config.ffn, config.hidden),
            "ffn_down": matrix(config.hidden, config.ffn, BRANCH),
        }
        result |= {f"blk.{i}.{name}": (values, kinds.Q4_1) for name, values in layer.items()}
        result |= {f"blk.{i}.{name}": (norm(), kinds.F32) for name in ("attn_norm", "ffn_norm")}
    result["output_norm"] = (norm(head), kinds.F32)
    return result


def _normal(random: np.random.Generator, shape: tuple[int, ...]) -> Floats:
    return random.standard_normal(shape).astype(np.float32)


def _add_tokenizer(writer: gguf.GGUFWriter, vocab: int) -> None:
    """Learns a small byte-level BPE and stores it as llama.cpp does."""
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=vocab,
        special_tokens=SPECIAL,
        initial_alphabet=sorted(pre_tokenizers.ByteLevel.alphabet()),
        show_progress=False,
    )
    tokenizer.train_from_iterator([TEXT], trainer)
    by_id = {i: token for token, i in tokenizer.get_vocab().items()}
    tokens = [by_id[i] for i in range(vocab)]
    kinds = [
        gguf.TokenType.CONTROL if token in SPECIAL else gguf.TokenType.NORMAL for token in tokens
    ]
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre("smollm")
    writer.add_token_list(tokens)
    writer.add_token_types(kinds)
    writer.add_token_merges(_merges(tokenizer))
    writer.add_bos_token_id(SPECIAL.index("<|im_start|>"))
    writer.add_eos_token_id(SPECIAL.index("<|im_end|>"))
    writer.add_chat_template(TEMPLATE)


def _merges(tokenizer: Tokenizer) -> list[str]:
    """Merge rules as "left right", in order of rank."""
    rules = json.loads(tokenizer.to_str())["model"]["merges"]
    return [rule if isinstance(rule, str) else " ".join(rule) for rule in rules]
