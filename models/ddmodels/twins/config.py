"""`config/twins.toml`, typed."""

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from ddmodels.common.training import Schedule
from ddmodels.emoji.config import Paths

Mechanism = Literal["autoregression", "masked-diffusion"]
Modality = Literal["picture", "text", "both"]


@dataclass(frozen=True)
class Network:
    """Sizes of the transformer; the file explains the fields."""

    width: int
    layers: int
    heads: int
    hidden: int
    dropout: float
    side: int
    codes: int
    words: int
    length: int
    block: int

    def __post_init__(self) -> None:
        if self.width % self.heads:
            raise ValueError(f"width {self.width} is no multiple of {self.heads} heads")
        if self.length % self.block:
            raise ValueError(f"length {self.length} is no multiple of the block {self.block}")

    @property
    def cells(self) -> int:
        """Of a picture."""
        return self.side**2


@dataclass(frozen=True)
class Train:
    """How it is trained; the file explains the fields."""

    masked_least: float
    text_share: float
    concept_share: float
    empty_share: float
    schedule: Schedule
    favourites: float = 1.0


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
    return Config(
        Paths(**{k: base / v for k, v in raw["paths"].items()}),
        Network(**raw["network"]),
        Train(**{**raw["train"], "schedule": Schedule.of(raw["train"]["schedule"])}),
    )
