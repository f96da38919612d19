"""Names the style of a 64x64 picture: which of the six sets it is drawn like.

A set is told by its colours and by how edges and shades are drawn, not by what is shown. So this
judge sees no whole picture while it learns: pieces of 40x40 pixels, in their own colours. It takes
two views of them: mean and spread of its features at three scales (as in Gatys et al. 2016, without
the correlations), and which colours there are how much of. Of pictures that it has not seen it
names 0.87 by the one, 0.90 by the other and 0.90 by both. One that learned from whole pictures,
recoloured ones too, remembered which set draws which thing how, and named two thirds. Trained on
real pictures only.
"""

import itertools
from dataclasses import dataclass
from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import Tensor, nn
from torch.nn import functional as F

from ddmodels.common.precision import mixed
from ddmodels.emoji.fit_classifier import FitSettings, fit

WIDTHS = (32, 64, 96)
PIECE = 40
BINS = 12
"""Of each colour channel."""
STRETCH = 6.0
"""Brings the roots of shares to the size of what else a linear layer takes in."""


@dataclass(frozen=True)
class Schedule(FitSettings):
    """How it is trained."""

    epochs: int = 24
    batch: int = 128
    rate: float = 3e-3
    seed: int = 5


class _Scale(nn.Module):
    """One or two convolutions, the first of them halving the picture but for the first scale."""

    def __init__(self, inputs: int, outputs: int, first: bool) -> None:
        super().__init__()
        layers = [nn.Conv2d(inputs, outputs, 3, 1 if first else 2, 1, bias=False)]
        if not first:
            layers.append(nn.Conv2d(outputs, outputs, 3, padding=1, bias=False))
        self.layers = nn.ModuleList(layers)
        self.norms = nn.ModuleList(nn.BatchNorm2d(outputs) for _ in layers)

    def forward(self, x: Tensor) -> Tensor:
        for layer, norm in zip(self.layers, self.norms, strict=True):
            x = F.relu(norm(layer(x)))
        return x


def palette(x: Tensor) -> Tensor:
    """Which colours pictures `[B, 3, H, W]` in -1..1 are made of: `[B, BINS**3]`.

    The root of each colour's share of what is not white, times `STRETCH`. A pixel counts for the
    eight nearest colours of the grid (trilinear), so that a small change of colour is a small
    change here.
    """
    place = ((x.float().flatten(2) + 1) / 2).clamp(0, 1) * (BINS - 1)
    low = place.detach().floor().clamp(max=BINS - 2)
    high = place - low
    counts = torch.zeros(len(x), BINS**3, device=x.device)
    for corner in itertools.product((0, 1), repeat=3):
        code = torch.zeros_like(high[:, 0], dtype=torch.int64)
        weight = torch.ones_like(high[:, 0])
        for channel, up in enumerate(corner):
            code = code * BINS + low[:, channel].long() + up
            weight = weight * (high[:, channel] if up else 1 - high[:, channel])
        counts = counts.scatter_add(1, code, weight)
    coloured = counts[:, :-1]  # the last one is white
    share = coloured / (coloured.sum(1, keepdim=True) + 1)
    return STRETCH * ((share + 1e-4).sqrt() - 1e-2)


class StyleJudge(nn.Module):
    """`[B, 3, H, W]` in -1..1 to logits of the styles `[B, styles]`, H and W from 16 on.

    Two judges that learn beside each other, one from strokes, one from colours; their
    log-probabilities are added.
    """

    def __init__(self, styles: int = 6) -> None:
        super().__init__()
        pairs = zip((3, *WIDTHS), WIDTHS, strict=False)
        self.scales = nn.ModuleList(_Scale(i, o, k == 0) for k, (i, o) in enumerate(pairs))
        self.drop = nn.Dropout(0.3)
        self.style = nn.Linear(2 * sum(WIDTHS), styles)
        self.colours = nn.Linear(BINS**3 - 1, styles)

    def both(self, x: Tensor) -> tuple[Tensor, Tensor]:
        """Log-probabilities by strokes and by colours, `[B, styles]` each."""
        by_colours = self.colours(self.drop(palette(x)))
        pooled: list[Tensor] = []
        for scale in self.scales:
            x = scale(x)
            wide = x.float()
            pooled += [wide.mean((2, 3)), wide.var((2, 3)).add(1e-4).sqrt()]
        by_strokes = self.style(self.drop(torch.cat(pooled, 1)))
        return by_strokes.float().log_softmax(1), by_colours.float().log_softmax(1)

    def forward(self, x: Tensor) -> Tensor:
        """Logits."""
        strokes, colours = self.both(x)
        return strokes + colours


def pieces(pictures: Tensor, generator: torch.Generator) -> Tensor:
    """Pieces `[B, 3, PIECE, PIECE]` of pictures `[B, 3, S, S]` in 0..1, mirrored, softened, noised.

    A picture model's output differs from the artwork in such ways; its colours are kept.
    """

    def uniform(low: float, high: float) -> Tensor:
        share = torch.rand(len(pictures), generator=generator)
        return (low + (high - low) * share)[:, None, None, None]

    size = min(PIECE, pictures.shape[-1])
    room = pictures.shape[-1] - size + 1
    y, x = torch.randint(0, room, (2,), generator=generator).tolist()
    cut = pictures[:, :, y : y + size, x : x + size]
    cut = torch.where(uniform(0, 1) < 0.5, cut.flip(3), cut)
    soft = F.avg_pool2d(cut, 3, 1, 1, count_include_pad=False)
    cut = cut + uniform(0, 0.6) * (uniform(0, 1) < 0.5) * (soft - cut)
    grain = torch.randn(cut.shape, generator=generator)
    cut = cut + 0.02 * (uniform(0, 1) < 0.5) * grain
    return (cut * uniform(0.96, 1.04)).clamp(0, 1)


def train(pixels: Tensor, style: Tensor, schedule: Schedule) -> StyleJudge:
    """Trains a judge.

    Args:
        pixels: `[N, 3, S, S]` uint8.
        style: `[N]` style index less one.
        schedule: How.
    """
    torch.manual_seed(schedule.seed)
    generator = torch.Generator().manual_seed(schedule.seed)
    net = StyleJudge(int(style.max()) + 1)

    def loss_of(rows: Tensor) -> Tensor:
        x = pieces(pixels[rows].float() / 255, generator) * 2 - 1
        with mixed("cpu"):
            views = net.both(x.contiguous(memory_format=torch.channels_last))
        losses = [F.cross_entropy(v, style[rows], label_smoothing=0.05) for v in views]
        return losses[0] + losses[1]

    fit(net, len(pixels), schedule, generator, loss_of, "style judge")
    return net


@torch.inference_mode()
def judge(net: StyleJudge, pictures: Tensor) -> Tensor:
    """Logits of the style, `[B, styles]`, of pictures `[B, 3, S, S]` in -1..1."""
    return torch.cat([net(part) for part in torch.split(pictures, 128)])


def load(path: Path) -> StyleJudge:
    """Reads a judge."""
    state = load_file(path)
    net = StyleJudge(len(state["style.bias"]))
    net.load_state_dict(state)
    return net.eval()
