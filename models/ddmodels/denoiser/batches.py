"""Training batches: pictures with caption, style and time, all from one seeded generator."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor

from ddmodels.denoiser.config import Favourites, Train
from ddmodels.emoji import captions as emoji_captions
from ddmodels.emoji.color import COLOR_ANGLES, COLOR_WORDS, dominant_hue, recolorable, turn_hue
from ddmodels.emoji.pictures import read_pictures


@dataclass
class Batch:
    """One training batch.

    Attributes:
        clean: `[B, 3, 64, 64]` pictures in -1..1.
        noise: `[B, 3, 64, 64]` standard normal.
        t: `[B]` times in 0..1.
        tokens: `[B, 16, 384]`.
        mask: `[B, 16]`.
        pooled: `[B, 384]`.
        style: `[B]` int64.
    """

    clean: Tensor
    noise: Tensor
    t: Tensor
    tokens: Tensor
    mask: Tensor
    pooled: Tensor
    style: Tensor


class Emoji:
    """The data set in memory, without its held-out pictures.

    Attributes:
        pixels: `[N, 3, 64, 64]` uint8.
        style: `[N]` int64.
        concepts: Concept of each picture.
        angle: `[N]` dominant hue in radians.
        recolor: `[N]` bool, whether it may be recoloured.
    """

    def __init__(self, folder: Path) -> None:
        arrays, pictures = read_pictures(folder)
        keep = [i for i, p in enumerate(pictures) if not p.held_out]
        self.pixels = torch.from_numpy(arrays[keep]).permute(0, 3, 1, 2).contiguous()
        self.style = torch.tensor([pictures[i].style for i in keep])
        self.concepts = [pictures[i].concept for i in keep]
        self._rows: dict[str, list[int]] = {}
        for i, concept in enumerate(self.concepts):
            self._rows.setdefault(concept, []).append(i)
        self.captions = emoji_captions.read(folder)
        self.empty = len(self.captions.texts)
        self._tokens = np.load(folder / "tokens.npy", mmap_mode="r")
        self._mask = np.load(folder / "mask.npy")
        self._pooled = np.load(folder / "pooled.npy")
        hues = [dominant_hue(part.float() / 255) for part in torch.split(self.pixels, 256)]
        self.angle = torch.cat([h.angle for h in hues])
        named = [bool(COLOR_WORDS & set(c.replace("-", " ").split())) for c in self.concepts]
        self.recolor = torch.cat([recolorable(h) for h in hues]) & ~torch.tensor(named)
        self._choices: dict[str, tuple[list[int], Tensor]] = {}
        for concept, options in self.captions.plain.items():
            weights = torch.tensor([w for _, w in options])
            self._choices[concept] = ([i for i, _ in options], weights.cumsum(0) / weights.sum())

    def __len__(self) -> int:
        return len(self.pixels)

    def conditioning(self, captions: list[int]) -> tuple[Tensor, Tensor, Tensor]:
        """Tokens, mask and pooled embedding of captions by index, float32."""
        tokens = torch.from_numpy(np.asarray(self._tokens[captions]).astype(np.float32))
        mask = torch.from_numpy(self._mask[captions].astype(np.float32))
        return tokens, mask, torch.from_numpy(self._pooled[captions])

    def caption(self, concept: str, draw: float) -> int:
        """Index of a caption of a concept.

        Args:
            concept: Which one.
            draw: Uniform in 0..1.
        """
        options, cumulative = self._choices[concept]
        return options[min(int(torch.searchsorted(cumulative, draw)), len(options) - 1)]

    def rows_of(self, favourites: Favourites) -> Tensor:
        """Rows `[R]` int64 of the pictures of some concepts.

        Raises:
            ValueError: If the data has no picture of one of them.
        """
        unknown = set(favourites.concepts) - self._rows.keys()
        if unknown:
            raise ValueError(f"no pictures of {', '.join(sorted(unknown))}")
        rows = torch.tensor(sorted(i for c in set(favourites.concepts) for i in self._rows[c]))
        if not favourites.styles:
            return rows
        rows = rows[torch.isin(self.style[rows], torch.tensor(favourites.styles))]
        if not len(rows):
            raise ValueError(f"no pictures of {', '.join(favourites.concepts)} in these styles")
        return rows

    def batch(self, train: Train, generator: torch.Generator) -> Batch:
        """Draws one batch; the same generator state gives the same batch."""

        def uniform(count: int) -> Tensor:
            return torch.rand(count, generator=generator)

        size = train.batch
        index = torch.randint(0, len(self), (size,), generator=generator)
        which, below = uniform(size), 0.0
        for favourites in train.favourites:
            rows = self.rows_of(favourites)
            often = rows[torch.randint(0, len(rows), (size,), generator=generator)]
            chosen = (which >= below) & (which < below + favourites.share)
            index = torch.where(chosen, often, index)
            below += favourites.share
        clean = self.pixels[index].float() / 255
        kind, draw, form = uniform(size), uniform(size), uniform(size)
        color = torch.randint(0, len(COLOR_ANGLES), (size,), generator=generator)
        empty = kind < train.empty_share
        limit = train.empty_share + (1 - train.empty_share) * train.recolour_share
        turned = ~empty & self.recolor[index] & (kind < limit)
        captions: list[int] = []
        for b, i in enumerate(index.tolist()):
            concept = self.concepts[i]
            if empty[b]:
                captions.append(self.empty)
            elif turned[b]:
                forms = self.captions.colored[concept][int(color[b])]
                captions.append(forms[int(form[b] * len(forms))])
            else:
                captions.append(self.caption(concept, float(draw[b])))
        if turned.any():
            angle = COLOR_ANGLES[color[turned]] - self.angle[index[turned]]
            clean[turned] = turn_hue(clean[turned], angle)
        flip = uniform(size) < train.flip_share
        clean[flip] = clean[flip].flip(3)
        style = self.style[index].clone()
        style[(uniform(size) < train.any_style_share) | empty] = 0
        # One draw for the batch, spread evenly (Kingma et al. 2021, arXiv 2107.00630).
        even = (uniform(1) + torch.arange(size) / size) % 1
        gauss = torch.special.ndtri(even.clamp(1e-6, 1 - 1e-6))
        t = torch.sigmoid(gauss * train.time_std + train.time_mean)
        noise = torch.randn(clean.shape, generator=generator)
        return Batch(clean * 2 - 1, noise, t, *self.conditioning(captions), style)


def to_device(batch: Batch, device: torch.device) -> Batch:
    """The batch on another device."""
    moved: dict[str, Any] = {k: v.to(device, non_blocking=True) for k, v in vars(batch).items()}
    return Batch(**moved)
