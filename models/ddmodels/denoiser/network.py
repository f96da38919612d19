"""The text-to-emoji denoiser: a U-Net over 32x32x12, with attention to the caption at 8x8.

A small network at the full 64x64 puts its result right. Together they predict the clean picture x
from `z = t x + (1 - t) e`. The module's short parameter names are those of the published weights
and must not change.
"""

import math

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from ddmodels.denoiser.config import Network
from ddmodels.denoiser.refiner import STYLE_COUNT, Parts, Refiner
from ddmodels.encoder.minilm import TOKENS
from ddmodels.encoder.minilm import WIDTH as TEXT_WIDTH

GROUPS = 8
_FREQUENCIES = 64
POOLED_SCALE = 19.6
"""Brings the unit-length pooled caption to about one per component (sqrt 384)."""


class Block(nn.Module):
    """Residual block: two 3x3 convolutions, scale and shift from the condition in between."""

    def __init__(self, inputs: int, outputs: int, condition: int) -> None:
        super().__init__()
        self.n1 = nn.GroupNorm(GROUPS, inputs)
        self.c1 = nn.Conv2d(inputs, outputs, 3, padding=1)
        self.n2 = nn.GroupNorm(GROUPS, outputs)
        self.c2 = nn.Conv2d(outputs, outputs, 3, padding=1)
        self.sk = nn.Conv2d(inputs, outputs, 1) if inputs != outputs else nn.Identity()
        self.f = nn.Linear(condition, 2 * outputs)
        nn.init.zeros_(self.f.weight)
        nn.init.zeros_(self.f.bias)
        nn.init.zeros_(self.c2.weight)

    def forward(self, x: Tensor, condition: Tensor) -> Tensor:
        """`[B, inputs, H, W]`, `[B, condition]` -> `[B, outputs, H, W]`."""
        h = self.c1(F.silu(self.n1(x)))
        scale, shift = self.f(condition)[:, :, None, None].chunk(2, 1)
        h = F.silu(self.n2(h) * (1 + scale) + shift)
        y: Tensor = self.sk(x) + self.c2(h)
        return y


class Attention(nn.Module):
    """Residual attention of every place over all places and all caption tokens."""

    def __init__(self, channels: int, text: int, heads: int) -> None:
        super().__init__()
        self.heads = heads
        self.n = nn.GroupNorm(GROUPS, channels)
        self.qkv = nn.Conv2d(channels, 3 * channels, 1)
        self.tkv = nn.Linear(text, 2 * channels)
        self.o = nn.Conv2d(channels, channels, 1)
        nn.init.zeros_(self.o.weight)

    def forward(self, x: Tensor, text: Tensor, bias: Tensor) -> Tensor:
        """Attends.

        Args:
            x: `[B, channels, H, W]`.
            text: `[B, 16, text]`.
            bias: `[B, 1, 1, H*W + 16]`, 0 to see and very negative to skip.
        """
        batch, channels, height, width = x.shape
        heads, size = self.heads, channels // self.heads
        qkv = self.qkv(self.n(x)).reshape(batch, 3, heads, size, height * width)
        q, k, v = qkv.transpose(3, 4).unbind(1)
        words = self.tkv(text).reshape(batch, -1, 2, heads, size).permute(2, 0, 3, 1, 4)
        k = torch.cat([k, words[0].to(k.dtype)], 2)
        v = torch.cat([v, words[1].to(v.dtype)], 2)
        scores = (q * size**-0.5) @ k.transpose(-1, -2) + bias.to(q.dtype)
        seen = scores.softmax(-1).to(v.dtype) @ v
        y: Tensor = x + self.o(seen.transpose(2, 3).reshape(batch, channels, height, width))
        return y


class Layout(nn.Module):
    """Where things go, said by the condition alone.

    The blocks know the condition as one scale and shift for all places, and the caption's tokens
    know nothing of the style; so how one set lays out one thing had to be found in the noise. This
    says it as a coarse map, and lets caption, style and time meet once more in the condition.
    """

    def __init__(self, width: int, maps: int, side: int, channels: int) -> None:
        super().__init__()
        self.side = side
        self.h = nn.Linear(width, width)
        self.c = nn.Linear(width, width)
        self.m = nn.Linear(width, maps * side * side)
        self.o = nn.Conv2d(maps, channels, 1)
        for part in (self.c, self.o):
            for parameter in part.parameters():
                nn.init.zeros_(parameter)

    def forward(self, condition: Tensor) -> tuple[Tensor, Tensor]:
        """`[B, width]` -> condition `[B, width]` and map `[B, channels, side, side]`."""
        h = F.silu(self.h(condition))
        maps = self.m(h).unflatten(1, (-1, self.side, self.side))
        return condition + self.c(h), self.o(maps)


class Denoiser(nn.Module):
    """The network in the training's own terms: time t in 0..1, z on the straight path."""

    def __init__(self, sizes: Network) -> None:
        super().__init__()
        c, d, heads = sizes.channels, sizes.width, sizes.heads
        self.sizes = sizes
        last = len(c) - 1
        self.tt = nn.Sequential(nn.LayerNorm(TEXT_WIDTH), nn.Linear(TEXT_WIDTH, d))
        self.tp = nn.Linear(TEXT_WIDTH, d)
        self.se = nn.Embedding(STYLE_COUNT, d)
        self.tm = nn.Sequential(nn.Linear(2 * _FREQUENCIES, d), nn.SiLU(), nn.Linear(d, d))
        self.cm = nn.Sequential(nn.SiLU(), nn.Linear(d, d), nn.SiLU())
        self.pos = nn.Parameter(torch.randn(1, TOKENS, d) * 0.02)
        self.fr: Tensor
        steps = torch.arange(_FREQUENCIES) / _FREQUENCIES
        self.register_buffer("fr", torch.exp(-math.log(1e4) * steps))
        self.i = nn.Conv2d(12, c[0], 3, padding=1)

        def attention(level: int) -> nn.Module:
            return Attention(c[level], d, heads) if level == last else nn.Identity()

        self.d = nn.ModuleList(Block(c[max(k - 1, 0)], c[k], d) for k in range(len(c)))
        self.da = nn.ModuleList(attention(k) for k in range(len(c)))
        self.dn = nn.ModuleList(nn.Conv2d(c[k], c[k], 3, 2, 1) for k in range(last))
        self.lay = Layout(d, sizes.layout, sizes.side, c[last])
        self.mid = Block(c[last], c[last], d)
        self.mida = Attention(c[last], d, heads)
        self.mid2 = Block(c[last], c[last], d)
        up = range(last, -1, -1)
        self.u = nn.ModuleList(Block(c[min(k + 1, last)] + c[k], c[k], d) for k in up)
        self.ua = nn.ModuleList(attention(k) for k in up)
        self.on = nn.GroupNorm(GROUPS, c[0])
        self.o = nn.Conv2d(c[0], 12, 3, padding=1)
        for parameter in self.o.parameters():
            nn.init.zeros_(parameter)
        self.r = Refiner(c[0], d)

    def condition(self, t: Tensor, pooled: Tensor, style: Tensor) -> Tensor:
        """Time `[B]`, caption `[B, 384]` and style `[B]` as one vector `[B, width]`."""
        angle = t[:, None] * 1000 * self.fr
        time = self.tm(torch.cat([angle.sin(), angle.cos()], -1))
        c: Tensor = self.cm(time + self.tp(pooled * POOLED_SCALE) + self.se(style))
        return c

    def forward(
        self, z: Tensor, t: Tensor, tokens: Tensor, mask: Tensor, pooled: Tensor, style: Tensor
    ) -> Tensor:
        """Predicts the clean picture, at low noise in the palette's colours.

        Args:
            z: `[B, 3, 64, 64]`, picture in -1..1 times t plus noise times 1 - t.
            t: `[B]`, 0 for pure noise, 1 for the picture.
            tokens: `[B, 16, 384]` caption tokens.
            mask: `[B, 16]`, 1 for a token and 0 for padding.
            pooled: `[B, 384]` of unit length.
            style: `[B]` int64 in 0..6.

        Returns:
            `[B, 3, 64, 64]`, about -1..1.
        """
        sigma = 1 / t - 1
        share = 1 / (1 + (sigma / self.sizes.snap_sigma) ** 4)
        parts = self.parts(z, t, tokens, mask, pooled, style)
        return self.r.painted(parts, style, share, self.sizes.snap_sharp)

    def parts(
        self, z: Tensor, t: Tensor, tokens: Tensor, mask: Tensor, pooled: Tensor, style: Tensor
    ) -> Parts:
        """What the network says about the clean picture; arguments as of `forward`."""
        c, layout = self.lay(self.condition(t, pooled, style))
        text = self.tt(tokens) + self.pos
        levels = len(self.d)
        seen = torch.zeros(z.shape[0], self.sizes.side**2, device=z.device)
        bias = torch.cat([seen, (mask.float() - 1) * 1e4], 1)[:, None, None, :]
        x = self.i(F.pixel_unshuffle(z, 2).contiguous(memory_format=torch.channels_last))
        skips: list[Tensor] = []
        for k in range(levels):
            x = self.d[k](x, c)
            if k == levels - 1:
                x = self.da[k](x, text, bias)
            skips.append(x)
            if k < levels - 1:
                x = self.dn[k](x)
        x = self.mid2(self.mida(self.mid(x + layout, c), text, bias), c)
        for j in range(levels):
            x = self.u[j](torch.cat([x, skips.pop()], 1), c)
            if j == 0:
                x = self.ua[j](x, text, bias)
            if j < levels - 1:
                x = F.interpolate(x, scale_factor=2, mode="nearest")
        x = F.silu(self.on(x))
        parts: Parts = self.r(z.float(), F.pixel_shuffle(self.o(x).float(), 2), x, c, style)
        return parts


def denoise(
    net: nn.Module,
    sample: Tensor,
    sigma: Tensor,
    tokens: Tensor,
    mask: Tensor,
    pooled: Tensor,
    style: Tensor,
) -> Tensor:
    """D(x; sigma) in the variance-exploding terms that every sampler speaks.

    With `t = 1 / (1 + sigma)` and `z = sample * t` the straight path and the exploding one are the
    same, so one network serves both.

    Args:
        net: A `Denoiser`, compiled or not.
        sample: `[B, 3, 64, 64]`, picture plus sigma times noise.
        sigma: `[B]`, above 0.
        tokens: `[B, 16, 384]`.
        mask: `[B, 16]`.
        pooled: `[B, 384]`.
        style: `[B]`.
    """
    t = 1 / (1 + sigma)
    y: Tensor = net(sample * t[:, None, None, None], t, tokens, mask, pooled, style)
    return y
