"""What the twins learn from: the next element, or the masked ones.

The masked twin's loss is that of masked diffusion (Sahoo et al. 2024, arXiv 2406.07524, and Nie et
al. 2025, arXiv 2502.09992): each position is masked with probability p, and the cross-entropy of
the masked ones counts 1/p. In expectation over p in 0..1 it bounds the nats of the whole; with p
from `least` on it is a surrogate, but learns better in small.
"""

from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional as F

from ddmodels.text.tokenizer import MASK
from ddmodels.twins.network import Prompt, Twin


@dataclass(frozen=True)
class Pictures:
    """Pictures by tokens.

    Attributes:
        prompt: What they show.
        codes: `[B, cells, 2]` int64.
    """

    prompt: Prompt
    codes: Tensor


@dataclass(frozen=True)
class Texts:
    """Texts.

    Attributes:
        prompt: The words that they define.
        ids: `[B, L]` int64.
        real: `[B, L]` bool, which of them there are.
    """

    prompt: Prompt
    ids: Tensor
    real: Tensor


Rows = Pictures | Texts
Nats = Callable[[Twin, Rows, Tensor | None], Tensor]


def shares(count: int, least: float, generator: torch.Generator) -> Tensor:
    """Probabilities of masking, `[count, 1]` in `least`..1, spread evenly over the rows."""
    even = (torch.rand(1, generator=generator) + torch.arange(count) / count) % 1
    return (least + (1 - least) * even)[:, None]


def _nats(logits: Tensor, truth: Tensor) -> Tensor:
    """Cross-entropy of each position, `[B, L]`."""
    return F.cross_entropy(logits.float().transpose(1, 2), truth, reduction="none")


def nats(net: Twin, rows: Rows, hidden: Tensor | None) -> Tensor:
    """Of each position, `[B, L]`: a cell's are those of both its codes.

    Args:
        net: The network.
        rows: What is true.
        hidden: `[B, L]` bool, what the masked twin is not shown; None for the causal one.
    """
    if isinstance(rows, Pictures):
        codes = rows.codes
        if hidden is not None:
            codes = torch.where(hidden[..., None], net.sizes.codes, codes)
        first, second = net.picture(rows.prompt, codes, rows.codes[..., 0])
        return _nats(first, rows.codes[..., 0]) + _nats(second, rows.codes[..., 1])
    ids = rows.ids if hidden is None else torch.where(hidden, MASK, rows.ids)
    return _nats(net.text(rows.prompt, ids, rows.real), rows.ids)


def loss_of(
    net: Twin, rows: Rows, least: float, generator: torch.Generator, nats: Nats = nats
) -> Tensor:
    """Nats of a position: exact for the causal twin, the weighted ones of masked positions else.

    Args:
        net: The network.
        rows: What is true.
        least: Smallest probability of masking.
        generator: Draws what is masked.
        nats: The function of that name, or that compiled.
    """
    shape = rows.codes.shape[:2] if isinstance(rows, Pictures) else rows.ids.shape
    real = torch.ones(shape) if isinstance(rows, Pictures) else rows.real.float()
    if net.causal:
        return (nats(net, rows, None) * real).sum() / real.sum()
    share = shares(shape[0], least, generator)
    hidden = (torch.rand(shape, generator=generator) < share) & (real > 0)
    found = nats(net, rows, hidden)
    return (found * hidden / share).sum() / real.sum()
