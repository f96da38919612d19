"""The text-to-emoji denoiser: a U-Net over 32x32x12, with attention to the caption at 8x8.

A small network at the full 64x64 puts its result right. Together they predict the clean picture x
from `z = t x + (1 - t) e`. The module's short parameter names are those of the published weights
and must not change.
"""

import math

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from ddmodels.emoji_config import Network
from ddmodels.minilm import TOKENS
from ddmodels.minilm import WIDTH as TEXT_WIDTH

STYLE_COUNT = 7
"""Style 0 is "any"; 1..6 are the picture sets."""

GROUPS = 8
REFINED = 32
"""Channels of the refiner."""
PALETTE = 32
"""Colours of a style's palette."""
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


class Refiner(nn.Module):
    """What the U-Net has drawn at half the size, put right pixel by pixel.

    It sees the noisy picture, too, and normalises nothing: what passes the U-Net loses the last
    of a picture's detail in its normalisations, and with it sharp edges and even areas. A share of
    the result, which it chooses for every pixel, is the nearest colour of the style's palette.
    """

    def __init__(self, condition: int, near: float) -> None:
        super().__init__()
        self.near = near
        self.c1 = nn.Conv2d(6, REFINED, 3, padding=1)
        self.f = nn.Linear(condition, 2 * REFINED)
        self.c2 = nn.Conv2d(REFINED, REFINED, 3, padding=1)
        self.c3 = nn.Conv2d(REFINED, REFINED, 3, padding=1)
        self.o = nn.Conv2d(REFINED, 4, 3, padding=1)
        for parameter in (*self.f.parameters(), *self.o.parameters()):
            nn.init.zeros_(parameter)
        nn.init.constant_(self.o.bias[3:], -2.0)  # type: ignore[index]
        self.palette = nn.Parameter(torch.rand(STYLE_COUNT, PALETTE, 3) * 2 - 1)
        self.width = nn.Parameter(torch.tensor(0.06))

    def snapped(self, picture: Tensor, style: Tensor) -> Tensor:
        """Every pixel as the nearest colours of the palette, by a Gaussian of their distance.

        Args:
            picture: `[B, 3, P]`.
            style: `[B]`.
        """
        colours = self.palette[style]
        near = colours.transpose(1, 2) / self.width**2
        offset = -(colours**2).sum(2)[:, None] / 2 / self.width**2
        closeness = torch.baddbmm(offset, picture.transpose(1, 2), near)
        y: Tensor = (closeness.softmax(2) @ colours).transpose(1, 2)
        return y

    def forward(
        self, z: Tensor, drawn: Tensor, condition: Tensor, style: Tensor, snap: Tensor
    ) -> Tensor:
        """Puts pictures right.

        Args:
            z: `[B, 3, S, S]`, what the network is given.
            drawn: `[B, 3, S, S]`, what the U-Net makes of it.
            condition: `[B, condition]`.
            style: `[B]`.
            snap: `[B]`, added to the logit of the palette's share.
        """
        h = torch.cat([z, drawn], 1).contiguous(memory_format=torch.channels_last)
        scale, shift = self.f(condition)[:, :, None, None].chunk(2, 1)
        h = F.silu(self.c1(h) * (1 + scale) + shift)
        found = self.o(F.silu(self.c3(F.silu(self.c2(h))))).float()
        with torch.autocast(z.device.type, enabled=False):
            picture = drawn + found[:, :3]
            away = self.snapped(picture.flatten(2), style).view_as(picture) - picture
            share = found[:, 3:].sigmoid()
            more = (found[:, 3:] + snap[:, None, None, None]).sigmoid() - share
            # What it did not learn to take moves areas that are nearly right already, and leaves
            # edges and single pixels alone.
            more = more * (-(away**2).sum(1, keepdim=True) / (2 * self.near**2)).exp()
            areas = F.avg_pool2d(more * away, 3, 1, 1, count_include_pad=False)
            right: Tensor = picture + share * away + areas
            return right


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
        self.r = Refiner(d, sizes.snap_near)

    def snap(self, t: Tensor) -> Tensor:
        """How much more of the palette, `[B]`: none while it learns.

        The mean of what a pixel may have been, which the training asks for, lies beside the
        palette's colours as long as two of them are likely. A picture has one of them.
        """
        if self.training:
            return torch.zeros_like(t)
        sigma = 1 / t - 1
        return self.sizes.snap / (1 + (sigma / self.sizes.snap_sigma) ** 4)

    def condition(self, t: Tensor, pooled: Tensor, style: Tensor) -> Tensor:
        """Time `[B]`, caption `[B, 384]` and style `[B]` as one vector `[B, width]`."""
        angle = t[:, None] * 1000 * self.fr
        time = self.tm(torch.cat([angle.sin(), angle.cos()], -1))
        c: Tensor = self.cm(time + self.tp(pooled * POOLED_SCALE) + self.se(style))
        return c

    def forward(
        self, z: Tensor, t: Tensor, tokens: Tensor, mask: Tensor, pooled: Tensor, style: Tensor
    ) -> Tensor:
        """Predicts the clean picture.

        Args:
            z: `[B, 3, S, S]`, picture in -1..1 times t plus noise times 1 - t.
            t: `[B]`, 0 for pure noise, 1 for the picture.
            tokens: `[B, 16, 384]` caption tokens.
            mask: `[B, 16]`, 1 for a token and 0 for padding.
            pooled: `[B, 384]` of unit length.
            style: `[B]` int64 in 0..6.

        Returns:
            `[B, 3, S, S]`, about -1..1.
        """
        c = self.condition(t, pooled, style)
        text = self.tt(tokens) + self.pos
        levels = len(self.d)
        places = (z.shape[-1] // 2**levels) ** 2
        seen = torch.zeros(z.shape[0], places, device=z.device)
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
        x = self.mid2(self.mida(self.mid(x, c), text, bias), c)
        for j in range(levels):
            x = self.u[j](torch.cat([x, skips.pop()], 1), c)
            if j == 0:
                x = self.ua[j](x, text, bias)
            if j < levels - 1:
                x = F.interpolate(x, scale_factor=2, mode="nearest")
        drawn = F.pixel_shuffle(self.o(F.silu(self.on(x))).float(), 2)
        y: Tensor = self.r(z.float(), drawn, c, style, self.snap(t))
        return y


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
        sample: `[B, 3, S, S]`, picture plus sigma times noise.
        sigma: `[B]`, above 0.
        tokens: `[B, 16, 384]`.
        mask: `[B, 16]`.
        pooled: `[B, 384]`.
        style: `[B]`.
    """
    t = 1 / (1 + sigma)
    y: Tensor = net(sample * t[:, None, None, None], t, tokens, mask, pooled, style)
    return y
