"""Names the style of a 64x64 picture: which of the six sets it is drawn like.

A set is told by its colours and by how edges and shades are drawn, not by what is shown. So this
judge sees no whole picture while it learns: pieces of 40x40 pixels, in their own colours, of which
it takes mean and spread at three scales (as in Gatys et al. 2016, without the correlations). One
that learned from whole pictures, recoloured ones too, remembered which set draws which thing how,
and named two thirds of the pictures that it had not seen. Trained on real pictures only.
"""

from dataclasses import dataclass
from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import Tensor, nn
from torch.nn import functional as F

from ddmodels.emoji_judging import Pace, fit
from ddmodels.precision import mixed

WIDTHS = (32, 64, 96)
PIECE = 40


@dataclass(frozen=True)
class Schedule(Pace):
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


class StyleJudge(nn.Module):
    """`[B, 3, H, W]` in -1..1 to logits of the styles `[B, styles]`, H and W from 16 on."""

    def __init__(self, styles: int = 6) -> None:
        super().__init__()
        pairs = zip((3, *WIDTHS), WIDTHS, strict=False)
        self.scales = nn.ModuleList(_Scale(i, o, k == 0) for k, (i, o) in enumerate(pairs))
        self.drop = nn.Dropout(0.3)
        self.style = nn.Linear(2 * sum(WIDTHS), styles)

    def forward(self, x: Tensor) -> Tensor:
        """Logits."""
        pooled: list[Tensor] = []
        for scale in self.scales:
            x = scale(x)
            wide = x.float()
            pooled += [wide.mean((2, 3)), wide.var((2, 3)).add(1e-4).sqrt()]
        logits: Tensor = self.style(self.drop(torch.cat(pooled, 1)))
        return logits


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
            logits = net(x.contiguous(memory_format=torch.channels_last))
        return F.cross_entropy(logits.float(), style[rows], label_smoothing=0.05)

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
