"""Finite scalar quantisation (Mentzer et al. 2024, arXiv 2309.15505).

A code is a few numbers, each bounded and rounded to one of a few levels. There is no codebook that
could collapse: every combination is a code. Rounding passes its gradient straight through.
"""

import math

import torch
from torch import Tensor, nn

_MARGIN = 1e-3
"""By which the bound stays inside the last level, as in the paper's code."""


class FSQ(nn.Module):
    """Rounds the channels of a map to codes, and names codes by one number each."""

    def __init__(self, levels: tuple[int, ...], codes: int) -> None:
        """Prepares it.

        Args:
            levels: Of each dimension of a code.
            codes: Of a cell; channels are their dimensions one after the other.
        """
        super().__init__()
        self.levels, self.codes = levels, codes
        count = torch.tensor(levels * codes)
        half = (count - 1) * (1 - _MARGIN) / 2
        offset = torch.where(count % 2 == 0, 0.5, 0.0)
        basis = [math.prod(levels[:i]) for i in range(len(levels))]
        shape = (1, -1, 1, 1)
        self.bound: Tensor
        self.offset: Tensor
        self.shift: Tensor
        self.width: Tensor
        self.basis: Tensor
        self.register_buffer("bound", half.view(shape), persistent=False)
        self.register_buffer("offset", offset.view(shape), persistent=False)
        self.register_buffer("shift", torch.atanh(offset / half).view(shape), persistent=False)
        self.register_buffer("width", (count // 2).view(shape), persistent=False)
        self.register_buffer("basis", torch.tensor(basis), persistent=False)

    def forward(self, z: Tensor) -> Tensor:
        """Rounds `[B, values, H, W]` to values in -1..1, with the gradient of no rounding."""
        bounded = (z + self.shift).tanh() * self.bound - self.offset
        rounded = bounded + (bounded.round() - bounded).detach()
        return rounded / self.width

    def indices(self, values: Tensor) -> Tensor:
        """Codes `[B, H * W, codes]` int64, in reading order, of rounded `[B, values, H, W]`."""
        whole = (values * self.width + self.width).round().long().flatten(2)
        parts = whole.view(len(whole), self.codes, len(self.levels), -1)
        return (parts * self.basis[:, None]).sum(2).transpose(1, 2)

    def table(self) -> Tensor:
        """Values of each code, `[vocabulary, dimensions]`."""
        count = torch.tensor(self.levels)
        code = torch.arange(math.prod(self.levels))[:, None]
        width = count // 2
        return (code // self.basis % count - width) / width
