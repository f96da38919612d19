"""The parts of `config/emoji-denoiser.toml` that decide the data set, typed."""

import tomllib
from dataclasses import dataclass
from pathlib import Path

SIZE = 64
"""Of a picture, in pixels."""


@dataclass(frozen=True)
class Paths:
    """Folders; relative ones are taken from the folder above the configuration's."""

    work: Path
    data: Path
    run: Path


@dataclass(frozen=True)
class Data:
    """How the data set is split and captioned."""

    held_out: float
    seed: int


@dataclass(frozen=True)
class DataConfig:
    """What the data set is made by."""

    paths: Paths
    data: Data


def data_config(path: Path) -> DataConfig:
    """Reads a configuration file; its other parts are not looked at.

    Raises:
        KeyError: If a part is missing.
        TypeError: If a field is missing or unknown.
    """
    raw = tomllib.loads(path.read_text())
    base = path.resolve().parent.parent
    return DataConfig(
        Paths(**{k: base / v for k, v in raw["paths"].items()}),
        Data(**raw["data"]),
    )
