"""Trains the denoiser: `python -m ddmodels.denoiser.train [--start WEIGHTS]`.

Warm-up, constant rate, then a decay (1 - sqrt). The state is saved atomically every few minutes
and on SIGTERM; the same command goes on from it. `--decay` starts the decay at once, so a run can
be stopped at any time and finished well. CUDA is used when there is one, else the CPU, in bf16
where that is fast.
"""

import argparse
import copy
import json
import math
import os
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import Any

import torch
from safetensors.torch import load_file, save_file
from torch import Tensor, nn

from ddmodels.common.muon import Muon
from ddmodels.common.precision import mixed
from ddmodels.denoiser.batches import Batch, Emoji, to_device
from ddmodels.denoiser.config import Config, Train, load_config
from ddmodels.denoiser.network import Denoiser
from ddmodels.denoiser.refiner import PALETTE, STYLE_COUNT, Parts, palette_loss
from ddmodels.denoiser.rollout import rolled_out
from ddmodels.emoji.palette import kept_palettes
from ddmodels.encoder.minilm import Encoded

STATE = "state.pt"
STABLE = "stable.safetensors"
FINAL = "final.safetensors"
DECAY_NOW = "decay-now"
"""A file of this name in the run's folder makes the running training start its decay."""


@dataclass
class Progress:
    """How far the run is; kept in the checkpoint.

    Attributes:
        iteration: Optimiser steps of this run.
        pictures: Pictures seen, those of the starting weights included.
        seconds: Time spent training in this run.
        decay_from: `seconds` at which the decay began, or None.
        loss: Smoothed loss, or None before the first step.
    """

    iteration: int = 0
    pictures: int = 0
    seconds: float = 0.0
    decay_from: float | None = None
    loss: float | None = None


def rate_factor(train: Train, progress: Progress) -> float:
    """Learning rate over the constant one, in `decay_floor`..1."""
    warm = min(1.0, (progress.iteration + 1) / max(train.warmup, 1))
    if progress.decay_from is None:
        return warm
    through = (progress.seconds - progress.decay_from) / max(train.decay_seconds, 1e-9)
    return warm * max(train.decay_floor, 1 - math.sqrt(min(1.0, through)))


PredictParts = Callable[[Tensor, Tensor, Tensor, Tensor, Tensor, Tensor], Parts]
"""`Denoiser.parts`, or what stands for it."""


def loss_of(predict: PredictParts, palette: Tensor, batch: Batch, train: Train) -> Tensor:
    """Error of the clean picture over 1 - t: square at high noise, absolute at low noise.

    The square leaves flat areas mottled once the edges are what is wrong; the absolute value does
    not (Zhao et al. 2017, arXiv 1511.08861). In between is the pseudo-Huber loss, whose bend
    `loss_bend / t^2` lies far above the errors at high noise, where only the mean, and so the
    square, is right. With `loss_bend` 0 it is the square everywhere. Below about `palette_sigma`
    the cross-entropies of the palette's colours count, too.
    """
    t = batch.t[:, None, None, None]
    z = t * batch.clean + (1 - t) * batch.noise
    with mixed(z.device.type):
        parts = predict(z, batch.t, batch.tokens, batch.mask, batch.pooled, batch.style)
    error = (parts.picture - batch.clean) / (1 - t).clamp(min=train.time_floor)
    loss: Tensor = error**2
    if train.loss_bend:
        bend = train.loss_bend / t.clamp(min=0.01) ** 2
        root = ((error / bend) ** 2 + 1).sqrt()
        loss = loss * 2 * (train.loss_usual / bend).clamp(min=1) / (root + 1)
    named = palette_loss(parts, batch.clean, palette[batch.style])
    counts = train.palette_share / (1 + ((1 / batch.t - 1) / train.palette_sigma) ** 4)
    return loss.mean() + (counts * named).mean()


def optimisers(net: Denoiser, train: Train) -> list[torch.optim.Optimizer]:
    """Muon for the inner products, AdamW for the first and last one, tables, shifts and scales."""
    parts = (net.i, net.o, net.se, net.r.c1, net.r.o)
    outer = {id(p) for part in parts for p in part.parameters()}
    outer |= {id(net.pos), id(net.r.key), id(net.r.usual)}
    learning = [p for p in net.parameters() if p.requires_grad]
    inner = [p for p in learning if p.ndim > 1 and id(p) not in outer]
    chosen = {id(p) for p in inner}
    rest = [p for p in learning if id(p) not in chosen]
    decay = train.weight_decay
    return [
        Muon(inner, train.rate, weight_decay=decay),
        torch.optim.AdamW(rest, train.rate, betas=train.betas, weight_decay=decay, fused=True),
    ]


class Trainer:
    """Network, average, optimisers and generator, saved and restored as one."""

    def __init__(
        self, config: Config, data: Emoji, device: torch.device, refiner_only: bool = False
    ) -> None:
        self.config, self.data, self.device = config, data, device
        self.folder.mkdir(parents=True, exist_ok=True)
        train = config.train
        torch.manual_seed(train.seed)
        net = Denoiser(config.network)
        with torch.no_grad():
            folder, sets = config.paths.data, (data.pixels, data.style)
            net.r.palette.copy_(kept_palettes(folder, *sets, STYLE_COUNT, PALETTE))
        net = net.to(device)
        self.net = net.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
        if refiner_only:
            self.net.requires_grad_(False).r.requires_grad_(True)
        self.ema = copy.deepcopy(self.net).requires_grad_(False)
        self.empty = Encoded(*(e.to(device) for e in data.conditioning([data.empty])))
        self.optimisers = optimisers(self.net, train)
        self.generator = torch.Generator().manual_seed(train.seed)
        self.progress = Progress()

    @property
    def folder(self) -> Path:
        """Where the run is kept."""
        return self.config.paths.run

    def start_from(self, weights: Path, pictures: int) -> None:
        """Begins at published weights, which saw so many pictures.

        What they do not have, or in another size, begins as in a new network.
        """
        given, new = load_file(weights), self.net.state_dict()
        fits = {
            k: given[k].float() for k, v in new.items() if k in given and given[k].shape == v.shape
        }
        if len(fits) < len(new):
            print("new:", ", ".join(k for k in new if k not in fits), flush=True)
        for net in (self.net, self.ema):
            net.load_state_dict({**new, **fits})
        self.progress.pictures = pictures

    def save(self) -> None:
        """Writes the whole state; a crash in between leaves the last one."""
        state = {
            "net": self.net.state_dict(),
            "ema": self.ema.state_dict(),
            "optimisers": [o.state_dict() for o in self.optimisers],
            "generator": self.generator.get_state(),
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
        state: dict[str, Any] = torch.load(path, map_location=self.device, weights_only=True)
        self.net.load_state_dict(state["net"])
        self.ema.load_state_dict(state["ema"])
        for optimiser, kept in zip(self.optimisers, state["optimisers"], strict=True):
            optimiser.load_state_dict(kept)
        self.generator.set_state(state["generator"].cpu())
        self.progress = Progress(**state["progress"])
        return True

    def export(self, name: str, net: nn.Module, kind: str) -> None:
        """Writes one network's weights as float32 safetensors."""
        meta = {"kind": kind, "pictures": str(self.progress.pictures)}
        state = {k: v.detach().cpu().contiguous() for k, v in net.state_dict().items()}
        save_file(state, self.folder / name, metadata=meta)

    def step(self) -> float:
        """One optimiser step; returns its loss."""
        train = self.config.train
        rate = train.rate * rate_factor(train, self.progress)
        drawn = to_device(self.data.batch(train, self.generator), self.device)
        batch = rolled_out(self.net, drawn, self.empty, train.rollout, self.generator)
        loss = loss_of(self.net.parts, self.net.r.palette, batch, train)
        self.net.zero_grad(set_to_none=True)
        loss.backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(self.net.parameters(), train.clip)
        for optimiser in self.optimisers:
            for group in optimiser.param_groups:
                group["lr"] = rate
            optimiser.step()
        self.progress.iteration += 1
        self.progress.pictures += train.batch
        weight = 1 - min(train.ema, (self.progress.iteration + 1) / (self.progress.iteration + 10))
        with torch.no_grad():
            torch._foreach_lerp_(list(self.ema.parameters()), list(self.net.parameters()), weight)
        value = float(loss.detach())
        old = self.progress.loss
        self.progress.loss = value if old is None else 0.99 * old + 0.01 * value
        return value

    def idle(self) -> list[str]:
        """Names of the parameters that no gradient reached in the last step."""
        learning = [(n, p) for n, p in self.net.named_parameters() if p.requires_grad]
        return [n for n, p in learning if p.grad is None or not p.grad.any()]

    def begin_decay(self) -> None:
        """Keeps the weights to continue from and lets the rate fall from now on."""
        self.export(STABLE, self.net, "raw weights before the decay, to continue from")
        self.progress.decay_from = self.progress.seconds
        print(f"decay from iteration {self.progress.iteration}", flush=True)

    @property
    def finished(self) -> bool:
        """Whether the decay is through."""
        start = self.progress.decay_from
        return (
            start is not None and self.progress.seconds >= start + self.config.train.decay_seconds
        )


def run(trainer: Trainer, most: int | None = None) -> bool:
    """Trains until the decay is through, SIGTERM, or `most` steps; returns whether it finished.

    A pause of the process (SIGSTOP) does not count as training time.

    Raises:
        RuntimeError: If after 50 steps a part of the network does not learn.
    """
    train, progress = trainer.config.train, trainer.progress
    stop: list[int] = []

    def on_term(number: int, _: FrameType | None) -> None:
        stop.append(number)

    before = signal.signal(signal.SIGTERM, on_term)
    saved = progress.seconds
    try:
        while not stop and not trainer.finished and (most is None or progress.iteration < most):
            mark = time.monotonic()
            trainer.step()
            # A stopped process sees one very long step; do not let it eat the schedule.
            progress.seconds += min(time.monotonic() - mark, 60.0)
            due = progress.seconds >= train.stable_seconds
            if progress.decay_from is None and (due or (trainer.folder / DECAY_NOW).exists()):
                trainer.begin_decay()
            if progress.iteration % 50 == 0:
                _report(trainer)
            if progress.seconds - saved > train.checkpoint_seconds:
                trainer.save()
                saved = progress.seconds
    finally:
        signal.signal(signal.SIGTERM, before)
    trainer.save()
    if trainer.finished:
        trainer.export(FINAL, trainer.ema, "EMA after the decay, to export")
    return trainer.finished


def _report(trainer: Trainer) -> None:
    if idle := trainer.idle():
        raise RuntimeError(f"no gradient reaches {', '.join(idle)}")
    p = trainer.progress
    speed = p.iteration * trainer.config.train.batch / max(p.seconds, 1e-9)
    record = {
        "run": trainer.config.train.name,
        "iteration": p.iteration,
        "pictures": p.pictures,
        "seconds": round(p.seconds),
        "loss": round(p.loss or 0.0, 5),
        "rate": round(trainer.config.train.rate * rate_factor(trainer.config.train, p), 7),
        "pictures_per_second": round(speed, 1),
        "clock": time.strftime("%H:%M:%S"),
    }
    line = json.dumps(record)
    print(line, flush=True)
    with (trainer.folder / "log.jsonl").open("a") as log:
        log.write(line + "\n")


def main() -> None:
    """Starts or continues the run of the configuration."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--config", type=Path, default=Path("config/emoji-denoiser.toml"))
    parser.add_argument("--start", type=Path, help="weights to begin a new run from")
    parser.add_argument("--seen", type=int, default=0, help="pictures those weights saw")
    parser.add_argument("--decay", action="store_true", help="begin the decay at once")
    parser.add_argument("--refiner", action="store_true", help="train nothing but the refiner")
    parser.add_argument("--iterations", type=int, help="stop after so many steps of the run")
    options = parser.parse_args()
    config = load_config(options.config)
    torch.set_num_threads(config.train.threads)
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    trainer = Trainer(config, Emoji(config.paths.data), device, options.refiner)
    if not trainer.resume() and options.start is not None:
        trainer.start_from(options.start, options.seen)
    if options.decay and trainer.progress.decay_from is None:
        trainer.begin_decay()
    count = sum(p.numel() for p in trainer.net.parameters())
    held = len(trainer.data)
    print(f"{count / 1e6:.2f} M parameters, {held} pictures, {trainer.progress}", flush=True)
    print("finished" if run(trainer, options.iterations) else "stopped", flush=True)


if __name__ == "__main__":
    main()
