"""Writes `tests/fixtures/samplers.json`: paths of every sampler, for the page's tests to repeat.

`python -m ddmodels.sampler_fixture`. The denoiser is a formula, `tanh(x / (1 + sigma^2))`, so that
the samplers alone are compared; noise is drawn from one `random.Random(seed)`, first the sample,
then what the ancestral sampler adds.
"""

import argparse
import random
from pathlib import Path
from typing import get_args

import torch
from torch import Tensor

from ddmodels.emoji_sample import SamplerName, ScheduleName, integrate, noise_schedule
from ddmodels.packages import write_json

SEED = 7
LENGTH = 6
STEPS = 8
LOW, HIGH = 0.05, 80.0
OUT = Path(__file__).resolve().parents[2] / "tests" / "fixtures" / "samplers.json"


def path(sampler: SamplerName, schedule: ScheduleName) -> dict[str, object]:
    """One run: the sample at every evaluation of the denoiser, and the picture."""
    generator = random.Random(SEED)
    seen: list[list[float]] = []

    def normal() -> Tensor:
        return torch.tensor([generator.gauss(0.0, 1.0) for _ in range(LENGTH)])

    def predict(x: Tensor, sigma: float) -> Tensor:
        seen.append(_numbers(x))
        return torch.tanh(x / (1 + sigma**2))

    sigmas = noise_schedule(schedule, STEPS, LOW, HIGH)
    picture = integrate(predict, normal() * sigmas[0], sigmas, sampler, normal)
    return {
        "sampler": sampler,
        "schedule": schedule,
        "sigmas": sigmas,
        "evaluated": seen,
        "picture": _numbers(picture),
    }


def _numbers(x: Tensor) -> list[float]:
    return [float(f"{value:.8g}") for value in x.tolist()]


def build() -> dict[str, object]:
    """Everything in the file."""
    return {
        "seed": SEED,
        "sigmaMin": LOW,
        "sigmaMax": HIGH,
        "runs": [path(a, b) for a in get_args(SamplerName) for b in get_args(ScheduleName)],
    }


def main() -> None:
    """Writes the file."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=OUT)
    write_json(parser.parse_args().out, build(), indent=None)


if __name__ == "__main__":
    main()
