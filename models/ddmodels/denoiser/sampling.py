"""Samplers over D(x; sigma), in k-diffusion's notation, the same as the page's.

A sample x at noise level sigma is picture + sigma * noise. Conventions that the page shares:

- Guidance: `D = u + w (c - u)`, where u is the prediction for the empty caption and style 0. At
  `sigma >= guidance_max_sigma` it is c alone: there the two hardly differ and their difference is
  mostly error.
- The prediction, guided or not, is clamped to plus or minus `clamp` before the sampler sees it.
- Schedules have N + 1 levels, the last one 0. `karras` has exponent 7; `flow` is even in
  t = 1 / (1 + sigma).
"""

import itertools
import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np
import torch
from torch import Tensor, nn

from ddmodels.common.precision import mixed
from ddmodels.denoiser.network import Denoiser, denoise
from ddmodels.encoder.minilm import Encoded

SamplerName = Literal["euler", "heun", "dpmpp2m", "ddim", "euler-ancestral"]
ScheduleName = Literal["karras", "flow"]

SIGMA_MIN = 0.05
SIGMA_MAX = 80.0
GUIDANCE_MAX_SIGMA = 19.0
CLAMP = 1.2

Predict = Callable[[Tensor, float], Tensor]
"""Predicted clean pictures of samples `[B, 3, S, S]` at one noise level."""


@dataclass(frozen=True)
class Settings:
    """How a picture is sampled."""

    sampler: SamplerName = "euler-ancestral"
    schedule: ScheduleName = "karras"
    steps: int = 20
    guidance: float = 3.0
    sigma_min: float = SIGMA_MIN
    sigma_max: float = SIGMA_MAX
    guidance_max_sigma: float = GUIDANCE_MAX_SIGMA
    clamp: float = CLAMP


def noise_schedule(name: ScheduleName, steps: int, low: float, high: float) -> list[float]:
    """Noise levels of a run, `steps + 1` values falling from `high` to exactly 0.

    Raises:
        ValueError: Unless `steps >= 1` and `0 < low <= high`.
    """
    if steps < 1 or not 0 < low <= high:
        raise ValueError(f"steps {steps}, sigma range {low}..{high}")
    levels: list[float] = []
    for i in range(steps):
        if name == "karras":
            f = 0.0 if steps == 1 else i / (steps - 1)
            levels.append((high ** (1 / 7) + f * (low ** (1 / 7) - high ** (1 / 7))) ** 7)
        else:
            first = 1 / (1 + high)
            t = first + i / steps * (1 - first)
            levels.append((1 - t) / t)
    return [*levels, 0.0]


def _towards(x: Tensor, target: Tensor, share: float) -> Tensor:
    """The point between x (share 1) and the target (share 0)."""
    return target + share * (x - target)


def _heun(predict: Predict, x: Tensor, now: Tensor, sigma: float, following: float) -> Tensor:
    """One step of Heun's method (Karras et al. 2022, alg. 1)."""
    ahead = _towards(x, now, following / sigma)
    if following == 0:
        return ahead
    slope = (x - now) / sigma
    slope_ahead = (ahead - predict(ahead, following)) / following
    return x + (following - sigma) / 2 * (slope + slope_ahead)


def integrate(
    predict: Predict,
    x: Tensor,
    sigmas: list[float],
    sampler: SamplerName,
    normal: Callable[[], Tensor],
) -> Tensor:
    """Runs a sampler.

    Args:
        predict: D(x; sigma).
        x: `[B, 3, S, S]` at `sigmas[0]`.
        sigmas: Falling noise levels, the last one 0.
        sampler: Which one.
        normal: Fresh standard normal noise of x's shape; only the ancestral sampler draws.

    Returns:
        The picture, `[B, 3, S, S]`.
    """
    before: tuple[float, Tensor] | None = None
    for sigma, following in itertools.pairwise(sigmas):
        now = predict(x, sigma)
        if sampler == "heun":
            x = _heun(predict, x, now, sigma, following)
        elif sampler == "dpmpp2m":
            # Lu et al. 2022, alg. 2, as in k-diffusion: the first and last step are of first order.
            target, depth = now, -math.log(sigma)
            if before is not None and following > 0:
                ratio = (-math.log(following) - depth) / (depth - before[0])
                target = now + ratio / 2 * (now - before[1])
            before = depth, now
            x = _towards(x, target, following / sigma)
        elif sampler == "euler-ancestral":
            up = following * math.sqrt(1 - (following / sigma) ** 2)
            x = _towards(x, now, following**2 / sigma / sigma)
            x = x + up * normal() if up > 0 else x
        else:  # euler, and ddim with eta 0, which is the same in this notation
            x = _towards(x, now, following / sigma)
    return x


class Guided:
    """A network, captions and guidance as one D(x; sigma)."""

    def __init__(
        self,
        net: nn.Module,
        captions: Encoded,
        empty: Encoded,
        style: Tensor,
        settings: Settings,
        half: bool = False,
    ) -> None:
        """Joins them.

        Args:
            net: A `Denoiser`, compiled or not.
            captions: Conditioning of B captions.
            empty: Conditioning of the empty caption, batch 1.
            style: `[B]` style indices.
            settings: Guidance and clamp.
            half: Whether to compute in bfloat16, where that is fast.
        """
        size = len(style)
        self.net, self.settings, self.half = net, settings, half
        self.captions, self.style = captions, style
        self.both = Encoded(
            *(
                torch.cat([e.expand(size, *e.shape[1:]), c])
                for c, e in zip(captions, empty, strict=True)
            )
        )
        self.both_style = torch.cat([torch.zeros_like(style), style])

    @torch.inference_mode()
    def __call__(self, x: Tensor, sigma: float | Tensor) -> Tensor:
        """D(x; sigma), sigma one level or `[B]`; guided where all of them are low enough."""
        s = self.settings
        level = torch.as_tensor(sigma, dtype=x.dtype, device=x.device).expand(len(x))
        guided = s.guidance != 1 and bool((level < s.guidance_max_sigma).all())
        text, style = (self.both, self.both_style) if guided else (self.captions, self.style)
        if guided:
            x, level = torch.cat([x, x]), torch.cat([level, level])
        with mixed(x.device.type, self.half):
            y = denoise(self.net, x, level, *text, style).float()
        if guided:
            without, given = y.chunk(2)
            y = without + s.guidance * (given - without)
        return y.clamp(-s.clamp, s.clamp)


def sample(
    net: Denoiser,
    captions: Encoded,
    empty: Encoded,
    style: Tensor,
    settings: Settings,
    noise: Tensor,
    seed: int = 0,
    half: bool = False,
) -> Tensor:
    """Makes pictures.

    Args:
        net: The network.
        captions: Conditioning of B captions.
        empty: Conditioning of the empty caption, batch 1.
        style: `[B]` style indices.
        settings: How.
        noise: `[B, 3, S, S]` standard normal.
        seed: Of the ancestral sampler's noise.
        half: Whether to compute in bfloat16, where that is fast.

    Returns:
        `[B, 3, S, S]` in -1..1.
    """
    s = settings
    sigmas = noise_schedule(s.schedule, s.steps, s.sigma_min, s.sigma_max)
    generator = torch.Generator().manual_seed(seed)

    def normal() -> Tensor:
        return torch.randn(noise.shape, generator=generator)

    predict = Guided(net, captions, empty, style, settings, half)
    return integrate(predict, noise * sigmas[0], sigmas, s.sampler, normal).clamp(-1, 1)


def to_pixels(pictures: Tensor) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    """`[B, 3, S, S]` in -1..1 to uint8 `[B, S, S, 3]`."""
    scaled = ((pictures.clamp(-1, 1) + 1) * 127.5).round().to(torch.uint8)
    return scaled.permute(0, 2, 3, 1).contiguous().numpy()
