"""Known answers of the text encoder, `golden.json`: what the page and its tests compare with.

For each caption its ids, cut to the longest length, and some values of the
outputs, both of the graph with its rounded weights (top level, compared within `tolerance`) and of
the exact float weights (`exact`, within `exactTolerance`: the price of 8 bits). `tokens` are the
first values of the first token, `lastToken` of the last one, `pooled` of the mean.
"""

import math
from collections.abc import Sequence

import numpy as np

from ddmodels.encoder.run import Answers
from ddmodels.encoder.weights import Floats

CHOSEN = 16
"""How many values are kept of each output."""
TOLERANCE = 0.002
"""Absolute, for the same graph on another backend in float32."""
CAPTIONS = (
    "a green dragon",
    "a red apple",
    "blue cat, animal, pet",
    "Grinning Face with Smiling Eyes",
    "",
    "   ",
    "🐉 dragon 🔥",
    "👩‍🚀",
    "你好世界",
    "مرحبا بالعالم",
    "naïve café, crème brûlée",
    "don't stop! (1 + 2 = 3)",
    "a very long caption about a small purple elephant that rides on a bicycle through the rain",
)


def golden(
    captions: Sequence[str], ids: Sequence[list[int]], exact: Answers, found: Answers
) -> dict[str, object]:
    """The content of `golden.json`.

    Args:
        captions: The texts.
        ids: Their ids, markers included, cut.
        exact: Outputs of the float weights.
        found: Outputs of the graph.
    """
    cases = []
    largest = 0.0
    for i, (caption, row) in enumerate(zip(captions, ids, strict=True)):
        kept, true = _values(found, i, len(row)), _values(exact, i, len(row))
        errors = [np.abs(np.subtract(kept[name], true[name])).max() for name in kept]
        largest = max(largest, *map(float, errors))
        cases.append({"caption": caption, "ids": row, **kept, "exact": true})
    return {
        "format": "decode-and-denoise/golden-text-encoder",
        "version": 1,
        "tolerance": TOLERANCE,
        "exactTolerance": math.ceil(largest * 150) / 100,
        "cases": cases,
    }


def _values(answers: Answers, i: int, count: int) -> dict[str, list[float]]:
    return {
        "pooled": _rounded(answers.pooled[i, :CHOSEN]),
        "tokens": _rounded(answers.tokens[i, 0, :CHOSEN]),
        "lastToken": _rounded(answers.tokens[i, count - 1, :CHOSEN]),
    }


def _rounded(values: Floats) -> list[float]:
    return [round(float(value), 6) for value in values]
