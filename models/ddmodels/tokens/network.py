"""The autoencoder: 64x64 pixels to 8x8 cells of two codes each, and back.

The decoder ends in the denoiser's palette head, so what it draws has the colours of a style's
artwork. The encoder is not told the style. The short parameter names are those of the weights.
"""

import itertools
from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import Tensor, nn
from torch.nn import functional as F

from ddmodels.denoiser.network import GROUPS, Block
from ddmodels.denoiser.refiner import STYLE_COUNT, Parts, Refiner
from ddmodels.tokens.config import Network
from ddmodels.tokens.fsq import FSQ


class _Residual(nn.Module):
    """Two 3x3 convolutions, added to what they are given."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.n1 = nn.GroupNorm(GROUPS, channels)
        self.c1 = nn.Conv2d(channels, channels, 3, padding=1)
        self.n2 = nn.GroupNorm(GROUPS, channels)
        self.c2 = nn.Conv2d(channels, channels, 3, padding=1)
        nn.init.zeros_(self.c2.weight)

    def forward(self, x: Tensor) -> Tensor:
        h = self.c1(F.silu(self.n1(x)))
        y: Tensor = x + self.c2(F.silu(self.n2(h)))
        return y


class Encoder(nn.Module):
    """`[B, 3, 64, 64]` in -1..1 to what is rounded to codes, `[B, values, side, side]`."""

    def __init__(self, sizes: Network) -> None:
        super().__init__()
        c = sizes.encoder
        self.i = nn.Conv2d(12, c[0], 3, padding=1)
        self.b = nn.ModuleList(_Residual(n) for n in c)
        self.d = nn.ModuleList(nn.Conv2d(a, b, 3, 2, 1) for a, b in itertools.pairwise(c))
        self.n = nn.GroupNorm(GROUPS, c[-1])
        self.o = nn.Conv2d(c[-1], sizes.values, 1)

    def forward(self, picture: Tensor) -> Tensor:
        """Encodes."""
        x = self.i(F.pixel_unshuffle(picture, 2).contiguous(memory_format=torch.channels_last))
        for k, block in enumerate(self.b):
            x = block(self.d[k - 1](x) if k else x)
        z: Tensor = self.o(F.silu(self.n(x)))
        return z


class Decoder(nn.Module):
    """Values of the cells, which of them are decided, and a style, to a picture."""

    def __init__(self, sizes: Network) -> None:
        super().__init__()
        c, d = sizes.decoder, sizes.width
        self.sizes = sizes
        self.se = nn.Embedding(STYLE_COUNT, d)
        self.i = nn.Conv2d(sizes.values + 1, c[0], 3, padding=1)
        pairs = [
            (c[max(k - 1, 0)] if j == 0 else c[k], c[k])
            for k, count in enumerate(sizes.blocks)
            for j in range(count)
        ]
        self.b = nn.ModuleList(Block(a, b, d) for a, b in pairs)
        self.on = nn.GroupNorm(GROUPS, c[-1])
        self.o = nn.Conv2d(c[-1], 12, 3, padding=1)
        self.r = Refiner(c[-1], d)

    def forward(self, values: Tensor, known: Tensor, style: Tensor) -> Parts:
        """Decodes.

        Args:
            values: `[B, values, side, side]` in -1..1.
            known: `[B, 1, side, side]`, 1 where a cell is decided and 0 where it is drawn white.
            style: `[B]` int64 in 0..6.
        """
        condition = F.silu(self.se(style))
        x = self.i(torch.cat([values * known, known], 1))
        blocks = iter(self.b)
        for k, count in enumerate(self.sizes.blocks):
            x = F.interpolate(x, scale_factor=2, mode="nearest") if k else x
            for _ in range(count):
                x = next(blocks)(x, condition)
        x = F.silu(self.on(x))
        drawn = F.pixel_shuffle(self.o(x).float(), 2)
        # There is no noisy picture here: the refiner is given what is drawn twice.
        parts: Parts = self.r(drawn, drawn, x, condition, style)
        return parts

    def paint(self, parts: Parts, style: Tensor) -> Tensor:
        """The picture in the palette's colours, `[B, 3, 64, 64]`, about -1..1."""
        return self.r.painted(parts, style, torch.ones(len(style)), self.sizes.sharp)


class Autoencoder(nn.Module):
    """Encoder, rounding, decoder."""

    def __init__(self, sizes: Network) -> None:
        super().__init__()
        self.sizes = sizes
        self.e = Encoder(sizes)
        self.q = FSQ(sizes.levels, sizes.codes)
        self.d = Decoder(sizes)

    def forward(self, picture: Tensor, known: Tensor, style: Tensor) -> Parts:
        """What the decoder says of a picture after rounding; arguments as of `Decoder.forward`."""
        parts: Parts = self.d(self.q(self.e(picture)), known, style)
        return parts

    @torch.inference_mode()
    def encode(self, pictures: Tensor, batch: int = 128) -> Tensor:
        """Codes `[B, cells, codes]` int64 of pictures `[B, 3, 64, 64]` in -1..1."""
        parts = torch.split(pictures, batch)
        return torch.cat([self.q.indices(self.q(self.e(p))) for p in parts])

    @torch.inference_mode()
    def decode(self, codes: Tensor, style: Tensor, batch: int = 64) -> Tensor:
        """Pictures `[B, 3, 64, 64]` of codes `[B, cells, codes]` and styles `[B]`.

        A cell of which any code is the vocabulary's size or more is not decided, and drawn white.
        """
        side, size = self.sizes.side, self.sizes.vocabulary
        out: list[Tensor] = []
        for some, drawn in zip(torch.split(codes, batch), torch.split(style, batch), strict=True):
            known = (some < size).all(2).float().view(-1, 1, side, side)
            values = self.q.table()[some.clamp(max=size - 1)].flatten(2).transpose(1, 2)
            parts = self.d(values.reshape(len(some), -1, side, side), known, drawn)
            out.append(self.d.paint(parts, drawn))
        return torch.cat(out)


def load(path: Path, sizes: Network, half: bool = False) -> Autoencoder:
    """Reads weights; `half` rounds them to float16 first, as they are stored."""
    net = Autoencoder(sizes).eval().requires_grad_(False)
    state = {k: v.half().float() if half else v.float() for k, v in load_file(path).items()}
    net.load_state_dict(state)
    return net
