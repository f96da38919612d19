"""The colours that each set is drawn with: where the network's own palette begins."""

import hashlib
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file
from torch import Tensor

NEAR = 8.0
"""Levels of 255 within which a colour stands for another."""
_OFTEN = 20
_CANDIDATES = 300


def palette(pixels: Tensor, count: int) -> Tensor:
    """The colours that cover most of some pictures, white first.

    One after the other, always that of the most frequent ones around which most pixels lie that no
    earlier one stands for. Exact levels are kept, as artwork is drawn in them.

    Args:
        pixels: `[N, 3, S, S]` uint8.
        count: How many; the last is repeated where there are fewer.

    Returns:
        `[count, 3]` in -1..1.
    """
    flat = pixels.permute(0, 2, 3, 1).reshape(-1, 3).int()
    code = (flat[:, 0] << 16) | (flat[:, 1] << 8) | flat[:, 2]
    codes, often = torch.unique(code, return_counts=True)
    codes, left = codes[often >= _OFTEN], often[often >= _OFTEN].float()
    colours = torch.stack([codes >> 16, (codes >> 8) & 255, codes & 255], 1).float()
    chosen = [torch.full((3,), 255.0)]
    while len(chosen) < count:
        left = left * (torch.cdist(chosen[-1][None], colours)[0] > 1.5 * NEAR)
        top = left.topk(min(_CANDIDATES, len(left))).indices
        around = torch.exp(-((torch.cdist(colours[top], colours) / NEAR) ** 2)) @ left
        best = colours[top[around.argmax()]] if len(top) and around.max() > 0 else chosen[-1]
        chosen.append(best)
    return torch.stack(chosen) / 127.5 - 1


def palettes(pixels: Tensor, style: Tensor, styles: int, count: int) -> Tensor:
    """`[styles, count, 3]` in -1..1: of all pictures for style 0, then of each set's.

    Args:
        pixels: `[N, 3, S, S]` uint8.
        style: `[N]` in 1..styles - 1.
        styles: How many, "any" included.
        count: Colours of a palette.
    """
    sets = [pixels[style == s] for s in range(1, styles)]
    return torch.stack(
        [palette(p, count) if len(p) else torch.ones(count, 3) for p in (pixels, *sets)]
    )


def kept_palettes(folder: Path, pixels: Tensor, style: Tensor, styles: int, count: int) -> Tensor:
    """`palettes`, kept in a file: they take a minute of every start of a training.

    Args:
        folder: Where to; the file's name says which pictures it is of.
        pixels: See `palettes`.
        style: See `palettes`.
        styles: See `palettes`.
        count: See `palettes`.
    """
    digest = hashlib.sha256(pixels.numpy().tobytes() + style.numpy().tobytes()).hexdigest()[:16]
    path = folder / f"palettes-{styles}-{count}-{digest}.safetensors"
    if not path.exists():
        save_file({"palettes": palettes(pixels, style, styles, count)}, path)
    return load_file(path)["palettes"]
