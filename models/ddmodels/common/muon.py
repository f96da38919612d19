"""Muon: momentum whose matrices are made orthogonal, so that every direction learns alike.

Jordan et al. 2024 (https://kellerjordan.github.io/posts/muon/), with the scale of Liu et al. 2025
(arXiv 2502.16982), so that one learning rate serves it and AdamW. `torch.optim.Muon` takes neither
convolutions nor, at a useful speed, CPUs without bfloat16.
"""

from collections.abc import Callable, Iterable
from typing import overload

import torch
from torch import Tensor, nn

_QUINTIC = (3.4445, -4.7750, 2.0315)
_STEPS = 5


def orthogonal(matrix: Tensor) -> Tensor:
    """The nearest matrix with singular values of about 1 (0.7 to 1.2), `[R, C]`.

    The Newton-Schulz polynomial is iterated on the smaller Gram matrix and applied once, which
    costs two large products instead of ten.
    """
    x = matrix.float()
    wide = x.T if x.shape[0] > x.shape[1] else x
    gram = wide @ wide.T
    gram = gram / (gram.diagonal().sum() + 1e-14)  # the squared Frobenius norm
    norm = wide.norm() + 1e-7
    a, b, c = _QUINTIC
    eye = torch.eye(len(gram), device=x.device)
    product = eye
    for _ in range(_STEPS):
        step = a * eye + b * gram + c * (gram @ gram)
        product = step @ product
        gram = step @ gram @ step
    y: Tensor = product @ wide / norm
    return y.T if x.shape[0] > x.shape[1] else y


class Muon(torch.optim.Optimizer):
    """For weights of two and more dimensions; all but the first are taken as one."""

    def __init__(
        self,
        params: Iterable[nn.Parameter],
        lr: float,
        momentum: float = 0.95,
        weight_decay: float = 0.0,
    ) -> None:
        super().__init__(params, {"lr": lr, "momentum": momentum, "weight_decay": weight_decay})

    @overload
    def step(self, closure: None = None) -> None: ...

    @overload
    def step(self, closure: Callable[[], float]) -> float: ...

    @torch.no_grad()
    def step(self, closure: Callable[[], float] | None = None) -> float | None:
        """One update, with Nesterov's momentum."""
        value = None
        if closure is not None:
            with torch.enable_grad():
                value = closure()
        for group in self.param_groups:
            for p in group["params"]:
                if p.grad is None:
                    continue
                state = self.state[p]
                if not state:
                    state["momentum"] = torch.zeros_like(p)
                mean: Tensor = state["momentum"]
                mean.lerp_(p.grad, 1 - group["momentum"])
                ahead = p.grad.lerp(mean, group["momentum"]).flatten(1)
                scale = 0.2 * max(ahead.shape) ** 0.5
                p.mul_(1 - group["lr"] * group["weight_decay"])
                p.add_(orthogonal(ahead).view(p.shape), alpha=-group["lr"] * scale)
        return value
