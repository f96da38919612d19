"""The tokenizer: byte pair encoding (Sennrich et al. 2016, arXiv 1508.07909) with bytes to fall on.

What is no token of the corpus is spelled in bytes, `<0x00>` to `<0xFF>`, as SentencePiece does
(Kudo and Richardson 2018, arXiv 1808.06226), so any text can be written and read back. A space is
the `▁` before a word.
"""

import json
from collections.abc import Iterable

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

PAD, BOS, EOS, MASK = range(4)
SPECIAL = ("<pad>", "<s>", "</s>", "<mask>")
"""The first tokens, in this order: padding, beginning, end, and what is not known yet."""
BYTES = tuple(f"<0x{i:02X}>" for i in range(256))
SIZE = 4096
"""Tokens in all, bytes and special ones included."""


def _dressed(model: models.BPE) -> Tokenizer:
    """A tokenizer that puts the space before each word, the first one included."""
    tokenizer = Tokenizer(model)
    tokenizer.normalizer = normalizers.Sequence(
        [normalizers.Prepend("▁"), normalizers.Replace(" ", "▁")]
    )
    # A word's own space stays with it, and no merge reaches over it. Not `Metaspace`, which would
    # put a second mark before the first word.
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Split("▁", "merged_with_next"),
            pre_tokenizers.Split(Regex("[.,]"), "isolated"),
        ]
    )
    tokenizer.decoder = decoders.Sequence(
        [
            decoders.Replace("▁", " "),
            decoders.ByteFallback(),
            decoders.Fuse(),
            decoders.Strip(" ", 1, 0),
        ]
    )
    return tokenizer


def train(texts: Iterable[str], size: int = SIZE) -> Tokenizer:
    """Learns merges from sentences.

    Args:
        texts: The sentences.
        size: Tokens in all, at most.

    Raises:
        ValueError: If the special tokens and the bytes do not fit.
    """
    if size <= len(SPECIAL) + len(BYTES):
        raise ValueError(f"{size} tokens: {len(SPECIAL) + len(BYTES)} are special ones and bytes")
    learner = _dressed(models.BPE())
    reserved = [*SPECIAL, *BYTES]
    trainer = trainers.BpeTrainer(
        vocab_size=size, special_tokens=reserved, show_progress=False, min_frequency=2
    )
    learner.train_from_iterator(texts, trainer)
    learned = json.loads(learner.to_str())["model"]
    # Anew, as the bytes were special tokens for the trainer and are ordinary ones here.
    merges = [(left, right) for left, right in learned["merges"]]
    model = models.BPE(learned["vocab"], merges, byte_fallback=True)
    tokenizer = _dressed(model)
    tokenizer.add_special_tokens([AddedToken(s, special=True) for s in SPECIAL])
    return tokenizer
