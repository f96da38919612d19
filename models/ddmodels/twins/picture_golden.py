"""Known answers of a twin of pictures, `golden.json`: what the page and its tests compare with.

A prompt comes from a seed (`golden.prompt_of`). `cells` isolates the network: codes of the first
cells are given (to the masked twin, of all cells, some of them masked), and logits of the next
one's codes are kept. `greedy` is a whole picture without chance, guided away from the prompt of the
next seed with two tokens. The reference is PyTorch in float32 with the weights as stored.
"""

from dataclasses import replace

import numpy as np
import torch

from ddmodels.twins import golden
from ddmodels.twins.network import Prompt, Twin
from ddmodels.twins.sampling import Settings, Writer

FORMAT = "decode-and-denoise/golden-picture-twin"
CHOSEN = 12
"""How many logits of each code are kept."""
CASES = ((101, 4, 0, 0), (201, 16, 3, 5), (301, 2, 6, 2))
"""Seed, words, style, and how many cells are given."""
GREEDY = (401, 5, 2)
"""Seed, words and style; nothing is asked for by the next seed, with two tokens."""
GUIDANCE = 2.0
TOLERANCE = 0.005
"""Absolute, for every logit, on any backend in float32."""


def prompt_of(net: Twin, seed: int, words: int, style: int) -> Prompt:
    """One row of a prompt by a seed."""
    found = golden.prompt_of(net, seed, words)
    return Prompt(found.tokens, found.mask, torch.tensor([style]))


def codes_of(net: Twin, seed: int, given: int) -> torch.Tensor:
    """Codes `[1, cells, 2]` drawn evenly by a seed; the cells after the given ones are masked."""
    sizes = net.sizes
    random = np.random.default_rng(seed)
    codes = torch.from_numpy(random.integers(0, sizes.codes, (1, sizes.cells, 2)))
    codes[:, given:] = sizes.codes
    return codes


@torch.inference_mode()
def case(net: Twin, seed: int, words: int, style: int, given: int) -> dict[str, object]:
    """Logits of both codes of the cell after the given ones; its first code is the seed's."""
    sizes = net.sizes
    codes = codes_of(net, seed, given)
    random = np.random.default_rng(seed + 1)
    first = int(random.integers(0, sizes.codes))
    truth = torch.full((1, sizes.cells), first)
    both = net.picture(prompt_of(net, seed, words, style), codes, truth)
    at = random.integers(0, sizes.codes, (2, CHOSEN)).tolist()
    return {
        "seed": seed,
        "words": words,
        "style": style,
        "codes": codes[0, :given].tolist(),
        "first": first,
        "at": at,
        "values": [
            [round(float(logits[0, given, code]), 5) for code in some]
            for logits, some in zip(both, at, strict=True)
        ],
    }


def greedy(net: Twin, settings: Settings) -> dict[str, object]:
    """A whole picture without chance."""
    seed, words, style = GREEDY
    sure = replace(settings, temperature=0.0, noise=0.0, guidance=GUIDANCE)
    prompts = (prompt_of(net, seed, words, style), prompt_of(net, seed + 1, 2, style))
    codes = Writer(net, *prompts, sure, 0).picture()
    return {
        "seed": seed,
        "words": words,
        "style": style,
        "guidance": GUIDANCE,
        "passes": sure.passes,
        "codes": codes[0].tolist(),
    }


def build(net: Twin, settings: Settings) -> dict[str, object]:
    """Everything in `golden.json`.

    Args:
        net: The network with the weights as stored, in evaluation mode.
        settings: The recommended ones.
    """
    return {
        "format": FORMAT,
        "version": 1,
        "tolerance": TOLERANCE,
        "cells": [case(net, *given) for given in CASES],
        "greedy": greedy(net, settings),
    }
