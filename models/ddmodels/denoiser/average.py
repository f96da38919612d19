"""The mean of two files of weights: `python -m ddmodels.denoiser.average BEFORE AFTER OUT`.

Weights that were trained on from others, and those others, are near enough for their mean to be a
network too; it keeps most of what was gained and loses less of what was lost (Wortsman et al. 2022,
arXiv 2109.01903). The U-Net alone is averaged: a refiner from after can be of another kind.
"""

import argparse
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file
from torch import Tensor

REFINER = "r."
"""What the names of the refiner's parameters begin with."""


def average(before: dict[str, Tensor], after: dict[str, Tensor], share: float) -> dict[str, Tensor]:
    """Float32 means of a U-Net's tensors, and the refiner from after.

    Args:
        before: Weights that were trained on.
        after: What they became.
        share: Of the latter in the means, 0..1.

    Raises:
        ValueError: If the U-Nets differ in names or shapes.
    """
    shapes = [
        {k: v.shape for k, v in weights.items() if not k.startswith(REFINER)}
        for weights in (before, after)
    ]
    if shapes[0] != shapes[1]:
        raise ValueError("weights of two different networks")
    return {
        k: torch.lerp(before[k].float(), v.float(), share) if k in shapes[0] else v.float()
        for k, v in after.items()
    }


def main() -> None:
    """Averages two files into a third."""
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("before", "after", "out"):
        parser.add_argument(name, type=Path)
    parser.add_argument("--share", type=float, default=0.5, help="of AFTER, 0..1")
    options = parser.parse_args()
    both = load_file(options.before), load_file(options.after)
    save_file(average(*both, options.share), options.out)


if __name__ == "__main__":
    main()
