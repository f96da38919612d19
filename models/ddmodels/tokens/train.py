"""Trains the autoencoder: `python -m ddmodels.tokens.train`.

Resumable, see `common.training`. It learns from the second judge's features too, never from those
of the judge that evaluates; without that judge (`--judge-share 0`) it learns from pixels alone.
"""

import argparse
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import torch
from torch import Tensor
from torch.nn import functional as F

from ddmodels.common.precision import mixed
from ddmodels.common.training import LossOf, Trainer, run
from ddmodels.denoiser.refiner import PALETTE, STYLE_COUNT, palette_loss
from ddmodels.emoji import concept_classifier
from ddmodels.emoji.eval_prompts import RealPictures
from ddmodels.emoji.judges import SECOND, path_of
from ddmodels.emoji.palette import kept_palettes
from ddmodels.tokens.batches import Artwork, Batch, draw
from ddmodels.tokens.config import Config, Train, load_config
from ddmodels.tokens.network import Autoencoder

Features = Callable[[Tensor], Tensor]
"""Pictures `[B, 3, S, S]` in -1..1 to features `[B, D]`."""


def edges(pictures: Tensor) -> Tensor:
    """Sobel's derivatives across and down of `[B, 3, S, S]`: `[B, 6, S - 2, S - 2]`, an eighth."""
    across = torch.tensor([[-1.0, 0.0, 1.0], [-2.0, 0.0, 2.0], [-1.0, 0.0, 1.0]]) / 8
    kernel = torch.stack([across, across.T])[:, None].repeat(3, 1, 1, 1)
    return F.conv2d(pictures, kernel, groups=3)


def loss_of(net: Autoencoder, batch: Batch, train: Train, features: Features | None) -> Tensor:
    """Error of the pixels and of the edges, cross-entropy of the palette, distance to a judge.

    Args:
        net: The autoencoder.
        batch: Pictures; where cells are not decided, white is right.
        train: How much each counts.
        features: The judge's; None where its share is 0.
    """
    size = batch.clean.shape[-1]
    with mixed("cpu"):
        parts = net(batch.clean, batch.known, batch.style)
    decided = F.interpolate(batch.known, size=(size, size), mode="nearest")
    wanted = torch.where(decided > 0, batch.clean, 1.0)
    loss = (parts.picture - wanted).abs().mean()
    loss = loss + train.edge_share * (edges(parts.picture) - edges(wanted)).abs().mean()
    named = palette_loss(parts, wanted, net.d.r.palette[batch.style])
    loss = loss + train.palette_share * named.mean()
    if features is not None:
        painted = net.d.paint(parts, batch.style)
        near = F.cosine_similarity(features(painted), features(wanted).detach(), dim=1)
        loss = loss + train.judge_share * (1 - near).mean()
    whole: Tensor = loss
    return whole


def trainer_of(config: Config, data: Artwork, features: Features | None) -> Trainer[Autoencoder]:
    """A new run.

    Args:
        config: The whole file.
        data: The pictures.
        features: The judge's, see `loss_of`.
    """
    train = config.train
    torch.manual_seed(train.schedule.seed)
    net = Autoencoder(config.network)
    with torch.no_grad():
        colours = kept_palettes(config.paths.data, data.pixels, data.style, STYLE_COUNT, PALETTE)
        net.d.r.palette.copy_(colours)
    net.to(memory_format=torch.channels_last)  # type: ignore[call-overload]

    def loss(net: Autoencoder, generator: torch.Generator) -> Tensor:
        batch = draw(data, train, config.network.side, generator)
        return loss_of(net, batch, train, features)

    step: LossOf[Autoencoder] = loss
    last = (net.e.i, net.e.o, net.d.i, net.d.o, net.d.se, net.d.r.c1, net.d.r.o)
    outer = [p for part in last for p in part.parameters()]
    outer += [net.d.r.key, net.d.r.usual]
    return Trainer(config.paths.run, net, train.schedule, step, outer)


def judge_features(folder: Path) -> Features:
    """The second judge's features.

    Raises:
        FileNotFoundError: If it was not trained, saying how to.
    """
    path = path_of(folder, SECOND)
    if not path.exists():
        raise FileNotFoundError(
            f"no {path}: run python -m ddmodels.emoji.judges first, or give --judge-share 0"
        )
    net = concept_classifier.load(path).requires_grad_(False)
    return lambda pictures: net.features(pictures)[0]


def main() -> None:
    """Starts or continues the run of the configuration."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--config", type=Path, default=Path("config/picture-tokens.toml"))
    parser.add_argument("--iterations", type=int, help="stop after so many steps of the run")
    parser.add_argument("--judge-share", type=float, help="instead of the configuration's")
    options = parser.parse_args()
    config = load_config(options.config)
    if options.judge_share is not None:
        config = replace(config, train=replace(config.train, judge_share=options.judge_share))
    torch.set_num_threads(config.train.schedule.threads)
    features = judge_features(config.paths.data) if config.train.judge_share else None
    trainer = trainer_of(config, Artwork(RealPictures.read(config.paths.data)), features)
    trainer.resume()
    for name, part in (("encoder", trainer.net.e), ("decoder", trainer.net.d)):
        print(f"{name}: {sum(p.numel() for p in part.parameters()) / 1e6:.2f} M parameters")
    print(trainer.progress, flush=True)
    print("finished" if run(trainer, options.iterations) else "stopped", flush=True)


if __name__ == "__main__":
    main()
