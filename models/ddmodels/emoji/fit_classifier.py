"""What the judges of concepts and of styles share: how they are fitted, stored and loaded."""

import math
import os
import time
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


SAVE_SECONDS = 300
"""Between two saved states of a fit that can be resumed."""


def fit(
    net: nn.Module,
    count: int,
    settings: FitSettings,
    generator: torch.Generator,
    loss_of: Callable[[Tensor], Tensor],
    name: str,
    state: Path | None = None,
) -> None:
    """Fits a network by AdamW under one cycle of the rate (Smith and Topin 2018).

    Args:
        net: Is changed, and left in evaluation mode.
        count: Pictures in the training set.
        settings: How.
        generator: Gives the order of the pictures.
        loss_of: The loss of the pictures of these indices `[B]`.
        name: For what is printed after each epoch.
        state: File that a fit which may be cut is saved to every `SAVE_SECONDS`, and goes on from:
            the result is the same as of one in one go. Removed at the end.
    """
    net.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
    optimiser = torch.optim.AdamW(net.parameters(), lr=settings.rate, weight_decay=0.05)
    steps = settings.epochs * math.ceil(count / settings.batch)
    rates = torch.optim.lr_scheduler.OneCycleLR(optimiser, settings.rate, steps, pct_start=0.15)
    epoch, left, total, done = 0, torch.empty(0, dtype=torch.int64), 0.0, 0
    if state is not None and state.exists():
        kept = torch.load(state, weights_only=True)
        for owner, values in ((net, "net"), (optimiser, "optimiser"), (rates, "rates")):
            owner.load_state_dict(kept[values])
        generator.set_state(kept["generator"])
        torch.set_rng_state(kept["dropout"])
        epoch, left, total, done = (kept[k] for k in ("epoch", "left", "total", "done"))
    start = saved = time.monotonic()
    before = done
    while epoch < settings.epochs:
        if not len(left):
            left, total = torch.randperm(count, generator=generator), 0.0
        rows, left = left[: settings.batch], left[settings.batch :]
        loss = loss_of(rows)
        optimiser.zero_grad(set_to_none=True)
        loss.backward()  # type: ignore[no-untyped-call]
        optimiser.step()
        rates.step()
        total += float(loss.detach()) * len(rows)
        done += 1
        took = time.monotonic() - start
        if done - before == 10:
            rest = took / 10 * (steps - done)
            print(
                f"{name}: {10 * len(rows) / took:.1f} a second, {rest / 60:.0f} min to go",
                flush=True,
            )
        if not len(left):
            epoch += 1
            print(f"{name}, epoch {epoch}: loss {total / count:.3f}, {took:.0f} s", flush=True)
        if state is not None and time.monotonic() - saved > SAVE_SECONDS:
            saved = time.monotonic()
            kept = {"net": net.state_dict(), "optimiser": optimiser.state_dict()}
            kept |= {"rates": rates.state_dict(), "generator": generator.get_state()}
            kept |= {"dropout": torch.get_rng_state(), "epoch": epoch, "left": left}
            part = state.with_suffix(".part")
            torch.save({**kept, "total": total, "done": done}, part)
            os.replace(part, state)
    net.eval()
    if state is not None:
        state.unlink(missing_ok=True)


def save(net: nn.Module, path: Path) -> None:
    """Writes a judge."""
    save_file({k: v.contiguous() for k, v in net.state_dict().items()}, path)


def load_or_train(path: Path, load: Callable[[Path], N], train: Callable[[], N]) -> N:
    """The judge of a file, trained and written first where there is none."""
    if not path.exists():
        save(train(), path)
    return load(path)
