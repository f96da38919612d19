"""What the judges of concepts and of styles share: how they are fitted, stored and loaded."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import torch
from safetensors.torch import save_file
from torch import Tensor, nn

N = TypeVar("N", bound=nn.Module)


@dataclass(frozen=True)
class FitSettings:
    """How long and how fast a judge learns, and from which seed."""

    epochs: int
    batch: int
    rate: float
    seed: int


def fit(
    net: nn.Module,
    count: int,
    settings: FitSettings,
    generator: torch.Generator,
    loss_of: Callable[[Tensor], Tensor],
    name: str,
) -> None:
    """Fits a network by AdamW under one cycle of the rate (Smith and Topin 2018).

    Args:
        net: Is changed, and left in evaluation mode.
        count: Pictures in the training set.
        settings: How.
        generator: Gives the order of the pictures.
        loss_of: The loss of the pictures of these indices `[B]`.
        name: For what is printed after each epoch.
    """
    net.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
    optimiser = torch.optim.AdamW(net.parameters(), lr=settings.rate, weight_decay=0.05)
    steps = settings.epochs * math.ceil(count / settings.batch)
    rates = torch.optim.lr_scheduler.OneCycleLR(optimiser, settings.rate, steps, pct_start=0.15)
    for epoch in range(settings.epochs):
        total = 0.0
        for rows in torch.split(torch.randperm(count, generator=generator), settings.batch):
            loss = loss_of(rows)
            optimiser.zero_grad(set_to_none=True)
            loss.backward()  # type: ignore[no-untyped-call]
            optimiser.step()
            rates.step()
            total += float(loss.detach()) * len(rows)
        print(f"{name}, epoch {epoch + 1}: loss {total / count:.3f}", flush=True)
    net.eval()


def save(net: nn.Module, path: Path) -> None:
    """Writes a judge."""
    save_file({k: v.contiguous() for k, v in net.state_dict().items()}, path)


def load_or_train(path: Path, load: Callable[[Path], N], train: Callable[[], N]) -> N:
    """The judge of a file, trained and written first where there is none."""
    if not path.exists():
        save(train(), path)
    return load(path)
