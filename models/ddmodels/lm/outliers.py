"""Finds the few activation channels that are far larger than all others.

The residual stream of a language model has some (Dettmers et al. 2022, LLM.int8()): here up to a
hundred times the median of their row, and the same channels for every token. Rounded to 8 bits with
the rest they leave it a few levels; the `wasm` graph multiplies them in float32 instead.
"""

import torch
from torch import Tensor

from ddmodels.lm.run import ExactModel

COUNT = 16
"""Channels taken out of a product."""
FIRST = 2
"""How many of them are chosen for the first token alone: its largest are others, and all tokens
attend to it."""
Outliers = dict[str, list[int]]
"""Channels by the name of the product that reads them."""


def find(model: ExactModel, windows: list[list[int]]) -> Outliers:
    """Channels with the largest activations, relative to the median of their row.

    Beside those of the first token a channel counts with the size that one activation in ten
    exceeds, so that no single token decides.

    Args:
        model: The exact weights.
        windows: Token ids of texts like those to come.
    """
    seen: dict[str, list[Tensor]] = {}

    def watch(name: str, rows: Tensor) -> None:
        sizes = rows.abs()
        median = sizes.median(dim=-1, keepdim=True).values.clamp_min(1e-9)
        seen.setdefault(name, []).append(sizes / median)

    for window in windows:
        model.logits(window, watch)
    result: Outliers = {}
    for name, parts in seen.items():
        first = torch.stack([sizes[0] for sizes in parts]).mean(dim=0)
        chosen = first.topk(FIRST).indices.tolist()
        typical = torch.cat(parts).quantile(0.9, dim=0)
        typical[chosen] = 0
        chosen += typical.topk(COUNT - FIRST).indices.tolist()
        result[name] = sorted(chosen)
    return result
