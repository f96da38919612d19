"""A small judge: names what a 64x64 picture shows. Trained on real pictures only.

It never sees a generated picture, nor the held-out real ones; on those it gives the ceiling that
generated pictures are compared with.
"""

import math
from dataclasses import dataclass
from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import Tensor, nn
from torch.nn import functional as F

from ddmodels.common.precision import mixed
from ddmodels.emoji.color import turn_hue
from ddmodels.emoji.fit_classifier import FitSettings, fit

WIDTHS = (32, 64, 128, 256)


class _Stage(nn.Module):
    """Halves the picture, then one residual convolution."""

    def __init__(self, inputs: int, outputs: int) -> None:
        super().__init__()
        self.down = nn.Conv2d(inputs, outputs, 3, 2, 1, bias=False)
        self.norm1 = nn.BatchNorm2d(outputs)
        self.conv = nn.Conv2d(outputs, outputs, 3, padding=1, bias=False)
        self.norm2 = nn.BatchNorm2d(outputs)

    def forward(self, x: Tensor) -> Tensor:
        x = F.relu(self.norm1(self.down(x)))
        return F.relu(x + self.norm2(self.conv(x)))


class Classifier(nn.Module):
    """`[B, 3, 64, 64]` in -1..1 to logits of the concepts `[B, C]` and of the styles `[B, 6]`.

    The style is a second task that makes it look closer; `style_classifier` is the better one.
    """

    def __init__(self, concepts: int, styles: int = 6, widths: tuple[int, ...] = WIDTHS) -> None:
        super().__init__()
        pairs = zip((3, *widths), widths, strict=False)
        self.stages = nn.Sequential(*(_Stage(i, o) for i, o in pairs))
        self.drop = nn.Dropout(0.2)
        self.concept = nn.Linear(widths[-1], concepts)
        self.style = nn.Linear(2 * sum(widths), styles)

    def features(self, x: Tensor) -> tuple[Tensor, Tensor]:
        """What tells the concept, `[B, widths[-1]]`, and what tells the style, `[B, 2 sum]`.

        A concept is in the last stage's mean. A style is in how lines and shades are drawn: mean
        and spread of every stage (as in Gatys et al. 2016, without the correlations).
        """
        pooled: list[Tensor] = []
        for stage in self.stages:
            x = stage(x)
            pooled += [x.mean((2, 3)), x.float().var((2, 3)).add(1e-4).sqrt().to(x.dtype)]
        return pooled[-2], torch.cat(pooled, 1)

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor]:
        """Logits of concept and style."""
        concept, style = self.features(x)
        return self.concept(self.drop(concept)), self.style(self.drop(style))


@dataclass(frozen=True)
class Schedule(FitSettings):
    """How the judge is trained."""

    epochs: int = 60
    batch: int = 128
    rate: float = 2e-3
    seed: int = 3
    widths: tuple[int, ...] = WIDTHS


def augment(pictures: Tensor, generator: torch.Generator) -> Tensor:
    """Moves, scales, mirrors, softens and recolours pictures `[B, 3, S, S]` in 0..1.

    A picture model's output differs from the artwork in just these ways, none of which changes
    what is shown.
    """
    size = len(pictures)

    def uniform(low: float, high: float) -> Tensor:
        return low + (high - low) * torch.rand(size, generator=generator)

    matrix = torch.zeros(size, 2, 3)
    turn, scale = uniform(-0.15, 0.15), uniform(0.85, 1.15)
    mirror = torch.where(uniform(0, 1) < 0.3, -1.0, 1.0)
    matrix[:, 0, 0] = turn.cos() * scale * mirror
    matrix[:, 0, 1] = -turn.sin() * scale
    matrix[:, 1, 0] = turn.sin() * scale * mirror
    matrix[:, 1, 1] = turn.cos() * scale
    matrix[:, 0, 2], matrix[:, 1, 2] = uniform(-0.12, 0.12), uniform(-0.12, 0.12)
    grid = F.affine_grid(matrix, list(pictures.shape), align_corners=False)
    moved = 1 - F.grid_sample(1 - pictures, grid, align_corners=False)  # white outside
    angle = torch.where(uniform(0, 1) < 0.35, uniform(-math.pi, math.pi), uniform(-0.2, 0.2))
    moved = turn_hue(moved, angle)
    soft = F.avg_pool2d(moved, 3, 1, 1, count_include_pad=False)
    share = (uniform(0, 1) * (uniform(0, 1) < 0.5))[:, None, None, None]
    moved = moved + share * (soft - moved)
    return (moved * uniform(0.9, 1.1)[:, None, None, None]).clamp(0, 1)


def train(
    pixels: Tensor,
    concept: Tensor,
    style: Tensor,
    concepts: int,
    schedule: Schedule,
    state: Path | None = None,
) -> Classifier:
    """Trains a judge.

    Args:
        pixels: `[N, 3, S, S]` uint8.
        concept: `[N]` class of each picture.
        style: `[N]` style index less one, 0..5.
        concepts: How many classes there are.
        schedule: How.
        state: File to resume from, see `fit_classifier.fit`.
    """
    torch.manual_seed(schedule.seed)
    generator = torch.Generator().manual_seed(schedule.seed)
    net = Classifier(concepts, widths=schedule.widths)

    def loss_of(rows: Tensor) -> Tensor:
        x = augment(pixels[rows].float() / 255, generator) * 2 - 1
        with mixed("cpu"):
            names, styles = net(x.contiguous(memory_format=torch.channels_last))
        loss = F.cross_entropy(names.float(), concept[rows], label_smoothing=0.1)
        return loss + 0.5 * F.cross_entropy(styles.float(), style[rows])

    fit(net, len(pixels), schedule, generator, loss_of, "judge", state)
    return net


@torch.inference_mode()
def judge(net: Classifier, pictures: Tensor) -> tuple[Tensor, Tensor]:
    """Logits of the concept, and features, of pictures `[B, 3, S, S]` in -1..1."""
    features = torch.cat([net.features(part)[0] for part in torch.split(pictures, 256)])
    return net.concept(features), features


def hit(logits: Tensor, truth: Tensor, best: int) -> float:
    """Share of rows whose true class is among the best so many."""
    found = logits.topk(min(best, logits.shape[1]), 1).indices == truth[:, None]
    return float(found.any(1).float().mean())


def load(path: Path) -> Classifier:
    """Reads a judge."""
    state = load_file(path)
    concepts, styles = (len(state[f"{head}.bias"]) for head in ("concept", "style"))
    widths = tuple(len(state[f"stages.{i}.norm1.weight"]) for i in range(len(WIDTHS)))
    net = Classifier(concepts, styles, widths)
    net.load_state_dict(state)
    return net.eval()
