"""What the autoencoder learns from: artwork, moved, mirrored, recoloured, some of it unfinished."""

from typing import NamedTuple

import torch
from torch import Tensor

from ddmodels.emoji.color import COLOR_WORDS, dominant_hue, recolorable, turn_hue
from ddmodels.emoji.eval_prompts import RealPictures
from ddmodels.tokens.config import Train


class Artwork:
    """The pictures that are not held out; their captions are not needed here.

    Attributes:
        pixels: `[N, 3, S, S]` uint8.
        style: `[N]` int64 in 1..6.
        recolor: `[N]` bool, whether it may be recoloured.
    """

    def __init__(self, real: RealPictures) -> None:
        keep = ~real.held_out
        self.pixels, self.style = real.pixels[keep], real.style[keep] + 1
        hues = [recolorable(dominant_hue(p.float() / 255)) for p in torch.split(self.pixels, 256)]
        named = [bool(COLOR_WORDS & set(n.replace("-", " ").split())) for n in real.names]
        self.recolor = torch.cat(hues) & ~torch.tensor(named)[real.concept[keep]]

    def __len__(self) -> int:
        return len(self.pixels)


class Batch(NamedTuple):
    """One training batch.

    Attributes:
        clean: `[B, 3, S, S]` pictures in -1..1.
        known: `[B, 1, side, side]`, 1 where a cell is decided.
        style: `[B]` int64.
    """

    clean: Tensor
    known: Tensor
    style: Tensor


def moved(pictures: Tensor, shift: int, generator: torch.Generator) -> Tensor:
    """Pictures `[B, 3, S, S]` moved by up to so many whole pixels; white comes in.

    Whole ones, so that flat areas keep exactly their colours.
    """
    size = pictures.shape[-1]
    wide = torch.nn.functional.pad(pictures, [shift] * 4, value=1.0)
    by = torch.randint(0, 2 * shift + 1, (len(pictures), 2), generator=generator)
    rows, columns = (by[:, i, None] + torch.arange(size) for i in range(2))
    each = torch.arange(len(pictures))[:, None, None]
    return wide.permute(0, 2, 3, 1)[each, rows[:, :, None], columns[:, None]].permute(0, 3, 1, 2)


def first_cells(count: Tensor, side: int) -> Tensor:
    """1 for the first so many cells `[B]` in reading order, else 0: `[B, 1, side, side]`."""
    place = torch.arange(side * side)
    return (place < count[:, None]).float().view(-1, 1, side, side)


def draw(
    data: Artwork, train: Train, side: int, generator: torch.Generator, size: int | None = None
) -> Batch:
    """Draws one batch; the same generator state gives the same batch.

    Args:
        data: The pictures; those held out are not among them.
        train: How.
        side: Cells in a row.
        generator: Gives everything drawn.
        size: Pictures; those of the schedule's batch where None.
    """
    size = size or train.schedule.batch

    def chosen(share: float) -> Tensor:
        return torch.rand(size, generator=generator) < share

    index = torch.randint(0, len(data), (size,), generator=generator)
    clean = data.pixels[index].float() / 255
    turned = chosen(train.recolour_share) & data.recolor[index]
    angle = (torch.rand(size, generator=generator) * 2 - 1) * torch.pi
    if turned.any():
        clean[turned] = turn_hue(clean[turned], angle[turned])
    flip = chosen(train.flip_share)
    clean[flip] = clean[flip].flip(3)
    clean = moved(clean, train.shift, generator)
    count = torch.randint(0, side * side, (size,), generator=generator)
    known = first_cells(torch.where(chosen(train.partial_share), count, side * side), side)
    style = torch.where(chosen(train.any_style_share), 0, data.style[index])
    return Batch(clean * 2 - 1, known, style)
