"""A training run that may be cut at any time, and goes on as if it had not been.

Warm-up, constant rate, then a decay (1 - sqrt). The whole state is saved atomically every few
minutes and on SIGTERM. Weights of two and more dimensions learn by Muon, the rest by AdamW.
"""

import copy
import json
import math
import os
import signal
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import Any, Generic, TypeVar

import torch
from safetensors.torch import save_file
from torch import Tensor, nn

from ddmodels.common.muon import Muon

STATE = "state.pt"
FINAL = "final.safetensors"
LOG = "log.jsonl"
DECAY_NOW = "decay-now"
"""A file of this name in the run's folder makes the running training start its decay."""
_FIRST = (2, 10)
"""Steps after which a rate and a projected end are printed, before they are at every `_EVERY`."""
_EVERY = 50

N = TypeVar("N", bound=nn.Module)


@dataclass(frozen=True)
class Schedule:
    """How long and how fast.

    Attributes:
        iterations: Steps in all.
        batch: Rows of one step.
        rate: The constant learning rate.
        warmup: Steps up to it.
        decay_share: Share of the steps, the last ones, over which it falls.
        decay_floor: Where to, as a share of it.
        weight_decay: Of both optimisers.
        betas: Of AdamW.
        clip: Largest norm of the gradient.
        ema: Weight of the old average at each step, once there are enough of them.
        checkpoint_seconds: Between two saved states.
        threads: Of PyTorch.
        seed: Of the first weights and of everything drawn.
    """

    iterations: int
    batch: int
    rate: float
    warmup: int
    decay_share: float
    decay_floor: float
    weight_decay: float
    betas: tuple[float, float]
    clip: float
    ema: float
    checkpoint_seconds: float
    threads: int
    seed: int

    @classmethod
    def of(cls, raw: dict[str, Any]) -> "Schedule":
        """That of a configuration file's table.

        Raises:
            KeyError: If it has no betas.
            TypeError: If a field is missing or unknown.
        """
        return cls(**{**raw, "betas": tuple(raw["betas"])})


@dataclass
class Progress:
    """How far a run is; kept with its state.

    Attributes:
        iteration: Steps made.
        seconds: Time spent on them.
        decay_from: Step at which the rate began to fall, or None.
        loss: Smoothed, or None before the first step.
    """

    iteration: int = 0
    seconds: float = 0.0
    decay_from: int | None = None
    loss: float | None = None


LossOf = Callable[[N, torch.Generator], Tensor]
"""Draws a batch from the generator and returns the network's loss of it."""


class Trainer(Generic[N]):
    """Network, its average, optimisers and generators, saved and restored as one."""

    def __init__(
        self,
        folder: Path,
        net: N,
        schedule: Schedule,
        loss_of: LossOf[N],
        outer: Iterable[nn.Parameter] = (),
    ) -> None:
        """Begins a new run.

        Args:
            folder: Where it is kept.
            net: Its first weights.
            schedule: How long and how fast.
            loss_of: What it minimises.
            outer: Parameters of two and more dimensions that AdamW takes all the same: the first
                and last layers, and tables.
        """
        folder.mkdir(parents=True, exist_ok=True)
        self.folder, self.net, self.schedule, self.loss_of = folder, net, schedule, loss_of
        self.ema = copy.deepcopy(net).requires_grad_(False)
        apart = {id(p) for p in outer}
        learning = [p for p in net.parameters() if p.requires_grad]
        inner = [p for p in learning if p.ndim > 1 and id(p) not in apart]
        chosen = {id(p) for p in inner}
        rest = [p for p in learning if id(p) not in chosen]
        decay = schedule.weight_decay
        self.optimisers: list[torch.optim.Optimizer] = [
            Muon(inner, schedule.rate, weight_decay=decay),
            torch.optim.AdamW(rest, schedule.rate, betas=schedule.betas, weight_decay=decay),
        ]
        self.generator = torch.Generator().manual_seed(schedule.seed)
        self.progress = Progress()

    def start(self, weights: dict[str, Tensor]) -> None:
        """Begins from other weights of the same names and shapes instead of random ones.

        Raises:
            RuntimeError: If a name or a shape differs.
        """
        self.net.load_state_dict(weights)
        self.ema.load_state_dict(weights)

    def save(self) -> None:
        """Writes the whole state; a crash in between leaves the last one."""
        state = {
            "net": self.net.state_dict(),
            "ema": self.ema.state_dict(),
            "optimisers": [o.state_dict() for o in self.optimisers],
            "generator": self.generator.get_state(),
            "dropout": torch.get_rng_state(),
            "progress": vars(self.progress),
        }
        part = self.folder / f"{STATE}.part"
        torch.save(state, part)
        os.replace(part, self.folder / STATE)

    def resume(self) -> bool:
        """Restores a saved state; False where there is none."""
        path = self.folder / STATE
        if not path.exists():
            return False
        state: dict[str, Any] = torch.load(path, weights_only=True)
        self.net.load_state_dict(state["net"])
        self.ema.load_state_dict(state["ema"])
        for optimiser, kept in zip(self.optimisers, state["optimisers"], strict=True):
            optimiser.load_state_dict(kept)
        self.generator.set_state(state["generator"])
        torch.set_rng_state(state["dropout"])
        self.progress = Progress(**state["progress"])
        return True

    def export(self, path: Path) -> None:
        """Writes the average as float32 safetensors, with the rows seen."""
        seen = self.progress.iteration * self.schedule.batch
        state = {k: v.detach().contiguous() for k, v in self.ema.state_dict().items()}
        save_file(state, path, metadata={"seen": str(seen)})

    @property
    def decay_steps(self) -> int:
        """Steps over which the rate falls."""
        return max(1, round(self.schedule.decay_share * self.schedule.iterations))

    @property
    def last(self) -> int:
        """The step after which the run is through."""
        start = self.progress.decay_from
        return self.schedule.iterations if start is None else start + self.decay_steps

    @property
    def finished(self) -> bool:
        """Whether the decay is through."""
        return self.progress.decay_from is not None and self.progress.iteration >= self.last

    def rate_factor(self) -> float:
        """Learning rate of the next step over the constant one, in `decay_floor`..1."""
        p, s = self.progress, self.schedule
        warm = min(1.0, (p.iteration + 1) / max(s.warmup, 1))
        if p.decay_from is None:
            return warm
        through = (p.iteration - p.decay_from) / self.decay_steps
        return warm * max(s.decay_floor, 1 - math.sqrt(min(1.0, through)))

    def step(self) -> float:
        """One optimiser step; returns its loss.

        Raises:
            FloatingPointError: If the loss is no number.
        """
        rate = self.schedule.rate * self.rate_factor()
        loss = self.loss_of(self.net, self.generator)
        value = float(loss.detach())
        if not math.isfinite(value):
            raise FloatingPointError(f"loss {value} at step {self.progress.iteration}")
        self.net.zero_grad(set_to_none=True)
        loss.backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(self.net.parameters(), self.schedule.clip)
        for optimiser in self.optimisers:
            for group in optimiser.param_groups:
                group["lr"] = rate
            optimiser.step()
        p = self.progress
        p.iteration += 1
        weight = 1 - min(self.schedule.ema, (p.iteration + 1) / (p.iteration + 10))
        with torch.no_grad():
            torch._foreach_lerp_(list(self.ema.parameters()), list(self.net.parameters()), weight)
        p.loss = value if p.loss is None else 0.99 * p.loss + 0.01 * value
        return value

    def idle(self) -> list[str]:
        """Names of the parameters that no gradient reached in the last step."""
        learning = [(n, p) for n, p in self.net.named_parameters() if p.requires_grad]
        return [n for n, p in learning if p.grad is None or not p.grad.any()]

    def report(self) -> dict[str, object]:
        """Prints and logs how far the run is, how fast, and when it will end."""
        p = self.progress
        speed = p.iteration / max(p.seconds, 1e-9)
        left = (self.last - p.iteration) / max(speed, 1e-9)
        record: dict[str, object] = {
            "iteration": p.iteration,
            "seen": p.iteration * self.schedule.batch,
            "seconds": round(p.seconds),
            "loss": round(p.loss or 0.0, 5),
            "rate": round(self.schedule.rate * self.rate_factor(), 7),
            "per_second": round(speed * self.schedule.batch, 2),
            "clock": time.strftime("%F %T"),
            "end": time.strftime("%F %T", time.localtime(time.time() + left)),
        }
        line = json.dumps(record)
        print(line, flush=True)
        with (self.folder / LOG).open("a") as log:
            log.write(line + "\n")
        return record


def run(trainer: Trainer[N], most: int | None = None) -> bool:
    """Trains until the decay is through, SIGTERM, or `most` steps; returns whether it finished.

    A pause of the process (SIGSTOP) does not count as training time.

    Args:
        trainer: What is trained; `FINAL` is written into its folder at the end.
        most: Steps of the whole run after which to stop.

    Raises:
        RuntimeError: If after 50 steps a part of the network does not learn.
    """
    schedule, progress = trainer.schedule, trainer.progress
    stop: list[int] = []

    def on_term(number: int, _: FrameType | None) -> None:
        stop.append(number)

    before = signal.signal(signal.SIGTERM, on_term)
    saved = progress.seconds
    try:
        while not stop and not trainer.finished and (most is None or progress.iteration < most):
            due = progress.iteration >= schedule.iterations - trainer.decay_steps
            if progress.decay_from is None and (due or (trainer.folder / DECAY_NOW).exists()):
                progress.decay_from = progress.iteration
            mark = time.monotonic()
            trainer.step()
            # A stopped process sees one very long step; it says nothing of the rate.
            progress.seconds += min(time.monotonic() - mark, 60.0)
            if progress.iteration in _FIRST or progress.iteration % _EVERY == 0:
                trainer.report()
            if progress.iteration == _EVERY and (idle := trainer.idle()):
                raise RuntimeError(f"no gradient reaches {', '.join(idle)}")
            if progress.seconds - saved > schedule.checkpoint_seconds:
                trainer.save()
                saved = progress.seconds
    finally:
        signal.signal(signal.SIGTERM, before)
    trainer.save()
    if trainer.finished:
        trainer.export(trainer.folder / FINAL)
    return trainer.finished
