"""The last part of the denoiser, at the full 64x64: puts pixels right and names their colours.

A set is drawn in few colours. The error that a denoiser learns from asks for the mean of what a
pixel may have been, which lies between two of them as long as two are likely, and a picture sampled
from such means is mottled and in nobody's colours. So this part says two more things about every
pixel: whether it has one of the palette's colours at all, and which one. Both are probabilities,
learned by cross-entropy; at low noise sampling puts the colour there (as colourisation by classes
does, Zhang et al. 2016, arXiv 1603.08511).
"""

from typing import NamedTuple

import torch
from torch import Tensor, nn
from torch.nn import functional as F

STYLE_COUNT = 7
"""Style 0 is "any"; 1..6 are the picture sets."""
REFINED = 32
"""Channels of the refiner."""
PALETTE = 64
"""Colours of a style's palette."""
EXACT = 5 / 127.5
"""Distance, -1..1 a channel, within which a pixel has a colour of the palette."""


class Parts(NamedTuple):
    """What the network says about pictures.

    Attributes:
        picture: `[B, 3, S, S]`, the mean of what they may have been.
        gate: `[B, 1, S, S]`, logit of a pixel having a colour of the palette.
        which: `[B, S*S, PALETTE]`, logits of which one.
    """

    picture: Tensor
    gate: Tensor
    which: Tensor


class Refiner(nn.Module):
    """What the U-Net has drawn at half the size, put right pixel by pixel.

    It sees the noisy picture and the U-Net's features, and normalises nothing: what passes the
    U-Net loses the last of a picture's detail in its normalisations.
    """

    def __init__(self, channels: int, condition: int) -> None:
        super().__init__()
        self.c1 = nn.Conv2d(6, REFINED, 3, padding=1)
        self.k = nn.Conv2d(channels, 4 * REFINED, 1)
        self.f = nn.Linear(condition, 2 * REFINED)
        self.c2 = nn.Conv2d(REFINED, REFINED, 3, padding=1)
        self.c3 = nn.Conv2d(REFINED, REFINED, 3, padding=1)
        self.o = nn.Conv2d(REFINED, 4, 3, padding=1)
        for part in (self.k, self.f, self.o):
            for parameter in part.parameters():
                nn.init.zeros_(parameter)
        self.palette: Tensor
        self.register_buffer("palette", torch.rand(STYLE_COUNT, PALETTE, 3) * 2 - 1)
        self.key = nn.Parameter(torch.zeros(STYLE_COUNT, PALETTE, REFINED))
        self.usual = nn.Parameter(torch.zeros(STYLE_COUNT, PALETTE))
        self.width = nn.Parameter(torch.tensor(0.06))

    def forward(
        self, z: Tensor, drawn: Tensor, features: Tensor, condition: Tensor, style: Tensor
    ) -> Parts:
        """Puts pictures right.

        Args:
            z: `[B, 3, S, S]`, what the network is given.
            drawn: `[B, 3, S, S]`, what the U-Net makes of it.
            features: `[B, channels, S/2, S/2]`, what it makes that of.
            condition: `[B, condition]`.
            style: `[B]`.
        """
        h = torch.cat([z, drawn], 1).contiguous(memory_format=torch.channels_last)
        h = self.c1(h) + F.pixel_shuffle(self.k(features), 2)
        scale, shift = self.f(condition)[:, :, None, None].chunk(2, 1)
        h = F.silu(self.c3(F.silu(self.c2(F.silu(h * (1 + scale) + shift)))))
        found = self.o(h).float()
        with torch.autocast(z.device.type, enabled=False):
            picture = drawn + found[:, :3]
            # A Gaussian of the distance to each colour, and what the features say for it.
            colours = self.palette[style]
            toward = torch.cat([colours / self.width**2, self.key[style]], 2)
            offset = self.usual[style] - (colours**2).sum(2) / 2 / self.width**2
            seen = torch.cat([picture, h.float()], 1).flatten(2)
            which = torch.baddbmm(offset[:, None], seen.transpose(1, 2), toward.transpose(1, 2))
        return Parts(picture, found[:, 3:], which)

    def painted(self, parts: Parts, style: Tensor, share: Tensor, sharp: float) -> Tensor:
        """Pictures in which pixels that are likely to have a colour of the palette have it.

        Args:
            parts: The predictions for them.
            style: `[B]`.
            share: `[B]` in 0..1, how much of that is done.
            sharp: Power of the probabilities.
        """
        colours = (sharp * parts.which).softmax(2) @ self.palette[style]
        away = colours.transpose(1, 2).reshape(parts.picture.shape) - parts.picture
        painted: Tensor = share[:, None, None, None] * (sharp * parts.gate).sigmoid() * away
        return parts.picture + painted


def palette_loss(parts: Parts, clean: Tensor, palette: Tensor) -> Tensor:
    """Cross-entropies of having a palette's colour, and of which one where there is one, `[B]`.

    Args:
        parts: What the network says.
        clean: `[B, 3, S, S]`, the artwork.
        palette: `[B, PALETTE, 3]`.
    """
    pixels = clean.flatten(2).transpose(1, 2)
    # Of the same order as squared distances, which is all that the nearest one needs.
    label = torch.baddbmm((palette**2).sum(2)[:, None], pixels, palette.mT, alpha=-2).argmin(2)
    nearest = palette.gather(1, label[:, :, None].expand(-1, -1, 3))
    there = ((pixels - nearest) ** 2).sum(2) < EXACT**2
    gate = F.binary_cross_entropy_with_logits(
        parts.gate.flatten(1), there.float(), reduction="none"
    )
    which = F.cross_entropy(parts.which.transpose(1, 2), label, reduction="none")
    return (gate + which * there).mean(1)
