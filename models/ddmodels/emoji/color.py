"""Dominant hue of a picture and turning it to a named colour.

Hue is an angle in the IQ plane of YIQ, where turning it keeps the brightness. A picture with one
dominant hue can be recoloured to any of eight named colours, which teaches colour as a concept
of its own and makes captions possible that no published picture shows.
"""

from typing import NamedTuple

import torch
from torch import Tensor

COLORS: tuple[str, ...] = ("red", "orange", "yellow", "green", "teal", "blue", "purple", "pink")
COLOR_WORDS = frozenset(
    {*COLORS, "white", "black", "brown", "light", "dark", "rainbow", "grey", "gray"}
)
"""A concept whose name has one of these words is never recoloured."""

_YIQ = torch.tensor(
    [[0.299, 0.587, 0.114], [0.596, -0.274, -0.322], [0.211, -0.523, 0.312]], dtype=torch.float32
)
_RGB = torch.linalg.inv(_YIQ)
_REFERENCE = (
    torch.tensor(
        [
            [220, 40, 45],
            [245, 135, 35],
            [250, 205, 50],
            [90, 175, 70],
            [30, 165, 160],
            [60, 120, 220],
            [145, 80, 190],
            [245, 120, 180],
        ],
        dtype=torch.float32,
    )
    / 255.0
)
_reference_yiq = _REFERENCE @ _YIQ.T
COLOR_ANGLES: Tensor = torch.atan2(_reference_yiq[:, 2], _reference_yiq[:, 1])
"""`[8]` hue of each named colour in radians."""

_CHROMATIC = 0.08


class Hue(NamedTuple):
    """Hue statistics of pictures.

    Attributes:
        angle: `[B]` dominant hue in radians.
        coherence: `[B]` length of the mean chroma vector over the mean chroma, 0..1.
        share: `[B]` share of the pixels that are not white and have a colour, 0..1.
    """

    angle: Tensor
    coherence: Tensor
    share: Tensor


def dominant_hue(pictures: Tensor) -> Hue:
    """Measures hue.

    Args:
        pictures: `[B, 3, H, W]` in 0..1.
    """
    yiq = torch.einsum("ij,bjhw->bihw", _YIQ.to(pictures.device), pictures)
    i, q = yiq[:, 1], yiq[:, 2]
    chroma = (i * i + q * q).sqrt()
    colored = (chroma > _CHROMATIC).float()
    weight = colored * chroma
    x, y = (i * weight).sum((1, 2)), (q * weight).sum((1, 2))
    total = (chroma * weight).sum((1, 2)).clamp(min=1e-6)
    drawn = (pictures.amin(1) < 0.9).float().sum((1, 2)).clamp(min=1)
    share = colored.sum((1, 2)) / drawn
    return Hue(torch.atan2(y, x), (x * x + y * y).sqrt() / total, share)


def recolorable(hue: Hue) -> Tensor:
    """`[B]` bool: whether one hue dominates."""
    return (hue.coherence > 0.8) & (hue.share > 0.45)


def turn_hue(pictures: Tensor, angle: Tensor) -> Tensor:
    """Turns the hue.

    Args:
        pictures: `[B, 3, H, W]` in 0..1.
        angle: `[B]` radians.

    Returns:
        `[B, 3, H, W]`, clipped to 0..1.
    """
    c, s = angle.cos(), angle.sin()
    turn = torch.zeros(len(angle), 3, 3, device=pictures.device)
    turn[:, 0, 0] = 1
    turn[:, 1, 1] = c
    turn[:, 1, 2] = -s
    turn[:, 2, 1] = s
    turn[:, 2, 2] = c
    matrix = _RGB.to(pictures.device) @ turn @ _YIQ.to(pictures.device)
    return torch.einsum("bij,bjhw->bihw", matrix, pictures).clamp(0, 1)


def nearest_color(angle: Tensor) -> Tensor:
    """`[B]` index of the named colour nearest to a hue in radians."""
    difference = angle[:, None] - COLOR_ANGLES.to(angle.device)
    return torch.cos(difference).argmax(1)
