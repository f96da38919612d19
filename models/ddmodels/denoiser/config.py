"""The parts of `config/emoji-denoiser.toml` that decide network and training, typed."""

import tomllib
from dataclasses import dataclass
from pathlib import Path

from ddmodels.emoji.config import SIZE, DataConfig, data_config


@dataclass(frozen=True)
class Network:
    """Sizes of the denoiser, and how its palettes are used.

    Attributes:
        channels: Of each level.
        width: Of the conditioning vector and the text tokens.
        heads: Of each attention.
        layout: Maps of the coarse layout that caption and style give.
        snap_sigma: Noise level at which half of what the palette moves is moved; all well below.
        snap_sharp: Power of the probabilities by which it is.
    """

    channels: tuple[int, ...]
    width: int
    heads: int
    layout: int
    snap_sigma: float = 0.7
    snap_sharp: float = 2.0

    @property
    def side(self) -> int:
        """Of the smallest map, in pixels."""
        return SIZE >> len(self.channels)

    @property
    def blocks(self) -> list[str]:
        """Names of the residual blocks, in the order in which they are run."""
        levels = range(len(self.channels))
        down, up = [f"d.{k}" for k in levels], [f"u.{k}" for k in levels]
        return [*down, "mid", "mid2", *up]


@dataclass(frozen=True)
class Favourites:
    """Concepts that more is trained on: this share of the pictures is drawn from them alone.

    Attributes:
        share: Of the pictures.
        concepts: Which.
        styles: Of these styles alone; all where there is none.
    """

    share: float
    concepts: tuple[str, ...]
    styles: tuple[int, ...] = ()


@dataclass(frozen=True)
class Rollout:
    """Pictures that are sampled for some steps before they are trained on.

    Attributes:
        share: Of a batch.
        sigma: Lowest and highest noise level that they start from.
        shrink: Smallest and largest share of it that is left.
        steps: Of the sampler in between.
        guidance: Guidance scale of these steps.
    """

    share: float
    sigma: tuple[float, float]
    shrink: tuple[float, float]
    steps: int
    guidance: float


@dataclass(frozen=True)
class Train:
    """How the denoiser is trained; the file explains the fields."""

    name: str
    seed: int
    batch: int
    rate: float
    weight_decay: float
    betas: tuple[float, float]
    clip: float
    warmup: int
    ema: float
    stable_seconds: float
    decay_seconds: float
    decay_floor: float
    checkpoint_seconds: float
    threads: int
    time_mean: float
    time_std: float
    time_floor: float
    loss_bend: float
    loss_usual: float
    palette_share: float
    palette_sigma: float
    empty_share: float
    any_style_share: float
    recolour_share: float
    flip_share: float
    rollout: Rollout
    favourites: tuple[Favourites, ...]


@dataclass(frozen=True)
class Config(DataConfig):
    """The whole file."""

    network: Network
    train: Train


def load_config(path: Path) -> Config:
    """Reads a configuration file.

    Raises:
        TypeError: If a field is missing or unknown.
    """
    raw = tomllib.loads(path.read_text())
    base = data_config(path)
    rollout = raw["train"]["rollout"]
    train = {
        **raw["train"],
        "betas": tuple(raw["train"]["betas"]),
        "rollout": Rollout(
            **{**rollout, "sigma": tuple(rollout["sigma"]), "shrink": tuple(rollout["shrink"])}
        ),
        "favourites": tuple(
            Favourites(f["share"], tuple(f["concepts"]), tuple(f.get("styles", ())))
            for f in raw["train"]["favourites"]
        ),
    }
    network = {**raw["network"], "channels": tuple(raw["network"]["channels"])}
    return Config(
        base.paths,
        base.data,
        Network(**network),
        Train(**train),
    )
