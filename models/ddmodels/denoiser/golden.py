"""Known answers of the denoiser, `golden.json`: what the page and its tests compare with.

`denoise` isolates the network: its inputs come from seeds (`noise.normal`, the same numbers as the
page's `Random.normal`), so that nothing else can be wrong. With seed s at noise level sigma:

- `sample = normal(s, [3, 64, 64]) * sqrt(sigma^2 + 0.25)`
- `tokens = normal(s + 1, [16, 384]) * 0.5`, `pooled = normal(s + 2, [384])` scaled to unit length
- `mask` is 1 for the first `words` tokens, then 0.

`picture` is a whole run from a caption, the first noise being `normal(seed, [3, 64, 64])` times the
first sigma. The reference is PyTorch in float32 with the weights as stored. `meanAbsoluteError` is
in levels of 255: with the exact encoder's embeddings a backend's rounding gives about 0.005, with
those of the int8 encoder the picture moves by 0.4 to 0.7.
"""

import base64
import math
from dataclasses import asdict, replace

import numpy as np
import torch
from torch import Tensor

from ddmodels.common import noise
from ddmodels.denoiser.network import Denoiser, denoise
from ddmodels.denoiser.sampling import Settings, sample, to_pixels
from ddmodels.encoder.minilm import TOKENS, WIDTH, Encoded, Encoder

CHOSEN = 16
"""How many values of each prediction are kept."""

CASES: tuple[tuple[int, float, int, int], ...] = (
    (101, 40.0, 5, 0),
    (201, 2.5, 5, 6),
    (301, 0.4, 16, 2),
    (401, 0.05, 3, 4),
)
"""Seed, sigma, words and style."""

TOLERANCE = 0.005
"""Absolute, for every value, its mean and its standard deviation, on any backend in float32."""

PICTURES: tuple[tuple[str, int, int], ...] = (("a blue cat", 7, 6), ("red heart", 11, 4))
"""Caption, seed and style."""


def seeded(seed: int, sigma: float, words: int, size: int = 64) -> tuple[Tensor, Encoded]:
    """Inputs of one case: sample `[1, 3, size, size]` and conditioning."""
    scale = math.sqrt(sigma**2 + 0.25)
    x = torch.from_numpy(noise.normal(seed, (1, 3, size, size))) * scale
    tokens = torch.from_numpy(noise.normal(seed + 1, (1, TOKENS, WIDTH))) * 0.5
    pooled = torch.from_numpy(noise.normal(seed + 2, (1, WIDTH)))
    mask = torch.zeros(1, TOKENS)
    mask[:, :words] = 1
    return x, Encoded(tokens, mask, pooled / pooled.norm())


@torch.inference_mode()
def _case(net: Denoiser, seed: int, sigma: float, words: int, style: int) -> dict[str, object]:
    x, text = seeded(seed, sigma, words)
    y = denoise(net, x, torch.tensor([sigma]), *text, torch.tensor([style]))
    return answer(y, seed, sigma, words, style, TOLERANCE)


def answer(
    prediction: Tensor, seed: int, sigma: float, words: int, style: int, tolerance: float
) -> dict[str, object]:
    """One case of `golden.json`: some values of a prediction, chosen by the seed, and moments."""
    y = prediction.numpy().ravel()
    places = np.sort(np.random.default_rng(seed).choice(y.size, CHOSEN, replace=False))
    return {
        "seed": seed,
        "sigma": sigma,
        "words": words,
        "style": style,
        "at": [int(i) for i in places],
        "values": [round(float(y[i]), 6) for i in places],
        "mean": round(float(y.mean()), 6),
        "std": round(float(y.std()), 6),
        "tolerance": tolerance,
    }


def _picture(
    net: Denoiser, encoder: Encoder, caption: str, seed: int, style: int, settings: Settings
) -> dict[str, object]:
    """One run from a caption."""
    text, empty = encoder.encode([caption]), encoder.encode([""])
    first = torch.from_numpy(noise.normal(seed, (1, 3, 64, 64)))
    chosen = torch.tensor([style])
    pixels = to_pixels(sample(net, text, empty, chosen, settings, first))
    return {
        "caption": caption,
        "seed": seed,
        "style": style,
        "settings": _camel(asdict(settings)),
        "size": 64,
        "rgb": base64.b64encode(pixels.tobytes()).decode(),
        "meanAbsoluteError": {"exactEncoder": 0.5, "int8Encoder": 4.0},
    }


def _camel(values: dict[str, object]) -> dict[str, object]:
    def name(key: str) -> str:
        first, *rest = key.split("_")
        return first + "".join(r.capitalize() for r in rest)

    return {name(k): v for k, v in values.items()}


def build(net: Denoiser, encoder: Encoder, settings: Settings) -> dict[str, object]:
    """Everything in `golden.json`.

    Args:
        net: The network with the weights as stored.
        encoder: The exact sentence encoder.
        settings: The recommended ones; pictures take 8 steps of them, by a sampler that draws no
            noise of its own.
    """
    short = replace(settings, steps=8, sampler="dpmpp2m")
    return {
        "format": "decode-and-denoise/golden-denoiser",
        "version": 1,
        "denoise": [_case(net, *case) for case in CASES],
        "picture": [_picture(net, encoder, *p, short) for p in PICTURES],
    }
