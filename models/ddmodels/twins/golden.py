"""Known answers of a twin of text, `golden.json`: what the page and its tests compare with.

`logits` isolates the network: its prompt comes from a seed (`noise.normal`, the same numbers as the
page's `Random.normal`), `tokens = normal(seed, [16, hidden]) * 0.5`, of which the first `words` are
there. `greedy` is a whole text without chance: the likeliest token of each position, the surest
revealed first, guided away from the prompt of the next seed. `spelling` tests the tokenizer. The
reference is PyTorch in float32 with the weights as stored.
"""

from dataclasses import replace

import numpy as np
import torch
from tokenizers import Tokenizer

from ddmodels.common import noise
from ddmodels.text.tokenizer import MASK
from ddmodels.twins.network import TEXT, Prompt, Twin
from ddmodels.twins.sampling import Settings, Writer

FORMAT = "decode-and-denoise/golden-twin"
CHOSEN = 16
"""How many logits of each case are kept."""
CASES = ((101, 4, 0.5), (201, 16, 1.0), (301, 2, 0.1))
"""Seed, words, and the share of positions that are masked."""
GREEDY = (401, 5)
"""Seed and words; nothing is asked for by the next seed, with two tokens."""
TOLERANCE = 0.005
"""Absolute, for every logit, on any backend in float32."""
SPELLING = ("a small bird", "the cat, which is black", "naïve  Ωmega 42", ".")


def prompt_of(net: Twin, seed: int, words: int) -> Prompt:
    """One row of a prompt by a seed."""
    tokens, width = net.pp.shape[0], net.tn.normalized_shape[0]
    found = torch.from_numpy(noise.normal(seed, (1, tokens, width))) * 0.5
    mask = (torch.arange(tokens) < words).float()[None]
    return Prompt(found, mask, torch.tensor([TEXT]))


def ids_of(net: Twin, seed: int, share: float, length: int) -> torch.Tensor:
    """Ids `[1, length]` drawn evenly by a seed, some of them masked (none where causal)."""
    random = np.random.default_rng(seed)
    ids = random.integers(MASK + 1, net.sizes.words, length)
    hidden = random.random(length) < share
    return torch.from_numpy(ids if net.causal else np.where(hidden, MASK, ids))[None]


@torch.inference_mode()
def case(net: Twin, seed: int, words: int, share: float, length: int) -> dict[str, object]:
    """Logits of one prompt and some tokens."""
    ids = ids_of(net, seed, share, length)
    real = torch.ones(ids.shape, dtype=torch.bool)
    logits = net.text(prompt_of(net, seed, words), ids, real)[0]
    random = np.random.default_rng(seed + 1)
    at = [
        (int(p), int(w))
        for p, w in zip(
            random.integers(0, length, CHOSEN),
            random.integers(0, net.sizes.words, CHOSEN),
            strict=True,
        )
    ]
    return {
        "seed": seed,
        "words": words,
        "ids": ids[0].tolist(),
        "at": [list(pair) for pair in at],
        "values": [round(float(logits[p, w]), 5) for p, w in at],
    }


def greedy(net: Twin, settings: Settings) -> dict[str, object]:
    """A whole text without chance."""
    seed, words = GREEDY
    sure = replace(settings, temperature=0.0, noise=0.0)
    writer = Writer(net, prompt_of(net, seed, words), prompt_of(net, seed + 1, 2), sure, 0)
    return {
        "seed": seed,
        "words": words,
        "passes": sure.passes,
        "guidance": sure.guidance,
        "ids": writer.text()[0],
    }


def build(net: Twin, tokenizer: Tokenizer, settings: Settings) -> dict[str, object]:
    """Everything in `golden.json`.

    Args:
        net: The network with the weights as stored, in evaluation mode.
        tokenizer: That of its text.
        settings: The recommended ones.
    """
    sizes = net.sizes
    lengths = (sizes.block, sizes.length, sizes.length)
    return {
        "format": FORMAT,
        "version": 1,
        "tolerance": TOLERANCE,
        "logits": [case(net, *given, length) for given, length in zip(CASES, lengths, strict=True)],
        "greedy": greedy(net, settings),
        "spelling": [{"text": t, "ids": tokenizer.encode(t).ids} for t in SPELLING],
    }
