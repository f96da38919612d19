"""What the evaluation asks for, and the real pictures that it compares with."""

import math
import random
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

import torch
from torch import Tensor

from ddmodels.emoji.captions import article
from ddmodels.emoji.color import COLOR_WORDS, COLORS, dominant_hue, recolorable
from ddmodels.emoji.pictures import Picture, read_pictures
from ddmodels.emoji.sources import STYLES


@dataclass
class RealPictures:
    """The real pictures as the judge sees them.

    Attributes:
        names: All concepts; a class is an index into it.
        pictures: Records.
        pixels: `[N, 3, 64, 64]` uint8.
        concept: `[N]` class.
        style: `[N]` style index less one.
        held_out: `[N]` bool.
    """

    names: list[str]
    pictures: list[Picture]
    pixels: Tensor
    concept: Tensor
    style: Tensor
    held_out: Tensor

    @classmethod
    def read(cls, folder: Path) -> "RealPictures":
        """Reads the data set."""
        arrays, pictures = read_pictures(folder)
        names = sorted({p.concept for p in pictures})
        index = {n: i for i, n in enumerate(names)}
        return cls(
            names,
            pictures,
            torch.from_numpy(arrays).permute(0, 3, 1, 2).contiguous(),
            torch.tensor([index[p.concept] for p in pictures]),
            torch.tensor([p.style - 1 for p in pictures]),
            torch.tensor([p.held_out for p in pictures]),
        )

    def signed(self, rows: Tensor) -> Tensor:
        """Pictures in -1..1."""
        return self.pixels[rows].float() / 127.5 - 1


class StyledPrompt(NamedTuple):
    """A concept asked for in a style.

    Attributes:
        caption: What is asked.
        concept: Class of the concept.
        style: Index of the style, 1..6.
    """

    caption: str
    concept: int
    style: int


@dataclass(frozen=True)
class Prompts:
    """What is asked for.

    Attributes:
        concepts: Caption and class, any style.
        recolours: Caption and colour index.
        styled: Concepts in every style.
        composed: Concepts in the style whose picture of them is held out.
        known: The same concepts, in the same order, in a style whose picture is trained on.
    """

    concepts: list[tuple[str, int]]
    recolours: list[tuple[str, int]]
    styled: list[StyledPrompt]
    composed: list[StyledPrompt] = field(default_factory=list)
    known: list[StyledPrompt] = field(default_factory=list)

    @classmethod
    def draw(cls, real: RealPictures, lists: dict[str, Any]) -> "Prompts":
        """Draws prompts by the list's seed."""
        rng = random.Random(lists["seed"])
        shown: dict[str, int] = {}
        for p in real.pictures:
            shown[p.concept] = shown.get(p.concept, 0) + 1
        common = [i for i, n in enumerate(real.names) if shown[n] >= 4] or list(
            range(len(real.names))
        )
        chosen = rng.sample(common, min(lists["concepts"], len(common)))
        forms = [rng.choice([real.names[i], article(real.names[i])]) for i in chosen]
        hue = dominant_hue(real.pixels.float() / 255)
        one = {real.pictures[i].concept for i in recolorable(hue).nonzero()[:, 0].tolist()}
        plain = [n for n in sorted(one) if not COLOR_WORDS & set(n.replace("-", " ").split())]
        recolours: list[tuple[str, int]] = []
        for _ in range(lists["recolours"] if plain else 0):
            color = rng.randrange(len(COLORS))
            recolours.append((f"a {COLORS[color]} {rng.choice(plain)}", color))
        some = rng.sample(common, min(lists["styled"], len(common)))
        styled = [
            StyledPrompt(real.names[i], i, s) for i in some for s in range(1, len(STYLES) + 1)
        ]
        composed, known = pairs(real, rng)
        return cls(list(zip(forms, chosen, strict=True)), recolours, styled, composed, known)

    def first(self, concepts: int) -> "Prompts":
        """The first so many concepts, and the same share of the others, whole rows of styles."""
        share = min(1.0, concepts / max(len(self.concepts), 1))
        rows = math.ceil(share * len(self.styled) / len(STYLES)) * len(STYLES)
        colors = math.ceil(share * len(self.recolours))
        return Prompts(self.concepts[:concepts], self.recolours[:colors], self.styled[:rows])


def pairs(real: RealPictures, rng: random.Random) -> tuple[list[StyledPrompt], list[StyledPrompt]]:
    """Every held-out concept and style, and the same concepts in one of their other styles."""
    trained: dict[int, list[int]] = {}
    for concept, style, out in zip(
        real.concept.tolist(), real.style.tolist(), real.held_out.tolist(), strict=True
    ):
        if not out:
            trained.setdefault(concept, []).append(style + 1)
    held, known = [], []
    for row in real.held_out.nonzero()[:, 0].tolist():
        concept, style = int(real.concept[row]), int(real.style[row]) + 1
        caption = real.names[concept]
        held.append(StyledPrompt(caption, concept, style))
        known.append(StyledPrompt(caption, concept, rng.choice(trained[concept])))
    return held, known
