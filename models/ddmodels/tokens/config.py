"""`config/picture-tokens.toml`, typed."""

import math
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ddmodels.common.training import Schedule
from ddmodels.emoji.config import SIZE, Paths


@dataclass(frozen=True)
class Network:
    """Sizes of the autoencoder.

    Attributes:
        levels: Values of each dimension of a code; their product is how many codes there are.
        codes: Of one cell.
        encoder: Channels from half the picture's size down to the cells.
        decoder: Channels from the cells up to half the picture's size.
        blocks: Residual blocks of the decoder at each of these.
        width: Of the style's vector.
        sharp: Power of the palette's probabilities.
    """

    levels: tuple[int, ...]
    codes: int
    encoder: tuple[int, ...]
    decoder: tuple[int, ...]
    blocks: tuple[int, ...]
    width: int
    sharp: float

    def __post_init__(self) -> None:
        if not len(self.encoder) == len(self.decoder) == len(self.blocks):
            raise ValueError("encoder, decoder and blocks must be of one length")

    @property
    def side(self) -> int:
        """Cells in a row and in a column."""
        return SIZE >> len(self.encoder)

    @property
    def vocabulary(self) -> int:
        """How many values a code can have."""
        return math.prod(self.levels)

    @property
    def values(self) -> int:
        """Dimensions of a cell, all its codes together."""
        return len(self.levels) * self.codes


@dataclass(frozen=True)
class Train:
    """How it is trained; the file explains the fields."""

    edge_share: float
    palette_share: float
    judge_share: float
    any_style_share: float
    recolour_share: float
    flip_share: float
    shift: int
    partial_share: float
    schedule: Schedule


@dataclass(frozen=True)
class Config:
    """The whole file."""

    paths: Paths
    network: Network
    train: Train


def load_config(path: Path) -> Config:
    """Reads a configuration file; relative paths are taken from the folder above its own.

    Raises:
        KeyError: If a part is missing.
        TypeError: If a field is missing or unknown.
        ValueError: If sizes do not fit together.
    """
    raw = tomllib.loads(path.read_text())
    base = path.resolve().parent.parent
    lists = ("levels", "encoder", "decoder", "blocks")
    network: dict[str, Any] = {k: tuple(v) if k in lists else v for k, v in raw["network"].items()}
    return Config(
        Paths(**{k: base / v for k, v in raw["paths"].items()}),
        Network(**network),
        Train(**{**raw["train"], "schedule": Schedule.of(raw["train"]["schedule"])}),
    )
