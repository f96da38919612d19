"""The mean of two files of weights: `python -m ddmodels.emoji_average A B OUT`.

Weights that were trained on from others, and those others, are near enough for their mean to be a
network too; it keeps most of what was gained and loses less of what was lost (Wortsman et al. 2022,
arXiv 2109.01903).
"""

import argparse
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file
from torch import Tensor


def average(one: dict[str, Tensor], other: dict[str, Tensor]) -> dict[str, Tensor]:
    """Float32 means of tensors of the same names and shapes.

    Raises:
        ValueError: If names or shapes differ.
    """
    shapes = [{k: v.shape for k, v in weights.items()} for weights in (one, other)]
    if shapes[0] != shapes[1]:
        raise ValueError("weights of two different networks")
    return {k: torch.lerp(v.float(), other[k].float(), 0.5) for k, v in one.items()}


def main() -> None:
    """Averages two files into a third."""
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("one", "other", "out"):
        parser.add_argument(name, type=Path)
    options = parser.parse_args()
    save_file(average(load_file(options.one), load_file(options.other)), options.out)


if __name__ == "__main__":
    main()
