"""Trains one twin: `python -m ddmodels.twins.train MECHANISM MODALITY`.

Resumable, see `common.training`. Pictures need `emoji.build` and an autoencoder trained by
`tokens.train`, text needs `text.build`.
"""

import argparse
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import get_args

import torch
from safetensors.torch import load_file
from tokenizers import Tokenizer
from torch import Tensor

from ddmodels.common.precision import mixed
from ddmodels.common.training import FINAL, LossOf, Trainer, run
from ddmodels.denoiser.batches import Emoji
from ddmodels.denoiser.config import load_config as denoiser_config
from ddmodels.encoder import minilm
from ddmodels.text import corpus
from ddmodels.tokens import config as tokens_config
from ddmodels.tokens import network as tokens_network
from ddmodels.twins.config import Config, Mechanism, Modality, load_config
from ddmodels.twins.data import PictureRows, TextRows
from ddmodels.twins.losses import Nats, Rows, loss_of, nats
from ddmodels.twins.network import Twin

Draw = Callable[[torch.Generator], Rows]


def trainer_of(
    config: Config,
    mechanism: Mechanism,
    modality: Modality,
    draws: list[Draw],
    folder: Path,
    compiled: bool = False,
) -> Trainer[Twin]:
    """A new run.

    Args:
        config: The whole file.
        mechanism: Of this twin.
        modality: What it makes.
        draws: How rows are drawn, of each modality that it makes; together they are a batch.
        folder: Where the run is kept.
        compiled: Whether the loss is compiled.
    """
    train = config.train
    nats_of: Nats = torch.compile(nats) if compiled else nats
    torch.manual_seed(train.schedule.seed)
    net = Twin(config.network, mechanism, modality)

    def loss(net: Twin, generator: torch.Generator) -> Tensor:
        parts = [draw(generator) for draw in draws]
        total = torch.zeros(())
        for rows in parts:
            with mixed("cpu"):
                found = loss_of(net, rows, train.masked_least, generator, nats_of)
            total = total + found * len(rows.prompt.kind) / train.schedule.batch
        return total

    step: LossOf[Twin] = loss
    return Trainer(folder, net, train.schedule, step, net.outer())


def picture_rows(config: Config, size: int, tokens: Path, denoiser: Path) -> PictureRows:
    """Pictures as the denoiser is trained on them, but for the share of its favourites.

    Args:
        config: The whole file.
        size: Rows of a batch.
        tokens: The autoencoder's configuration.
        denoiser: The denoiser's.

    Raises:
        FileNotFoundError: If the autoencoder was not trained, saying how to.
        ValueError: If its cells or codes are not the network's.
    """
    own = tokens_config.load_config(tokens)
    weights = own.paths.run / FINAL
    if not weights.exists():
        raise FileNotFoundError(f"no {weights}: run python -m ddmodels.tokens.train first")
    sizes, wanted = own.network, config.network
    if (sizes.side, sizes.vocabulary, sizes.codes) != (wanted.side, wanted.codes, 2):
        raise ValueError("the autoencoder has other cells or codes than the network")
    theirs = denoiser_config(denoiser).train
    share = config.train.favourites
    kept = tuple(replace(f, share=f.share * share) for f in theirs.favourites)
    settings = replace(theirs, batch=size, favourites=kept)
    return PictureRows(
        Emoji(config.paths.data), settings, tokens_network.load(weights, sizes, half=True)
    )


def text_rows(config: Config, size: int, mechanism: Mechanism) -> TextRows:
    """Definitions, so many in a batch.

    Raises:
        FileNotFoundError: If there is no corpus, saying how to make it.
    """
    folder = config.paths.work / "text"
    if not (folder / corpus.FILE).exists():
        raise FileNotFoundError(f"no {folder / corpus.FILE}: run python -m ddmodels.text.build")
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    encoder = minilm.fetch_published(config.paths.work)
    definitions = corpus.read(folder)
    return TextRows(definitions, tokenizer, encoder, config.network, config.train, mechanism, size)


def main() -> None:
    """Starts or continues the run of one twin."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("mechanism", choices=get_args(Mechanism))
    parser.add_argument("modality", choices=get_args(Modality))
    parser.add_argument("--config", type=Path, default=Path("config/twins.toml"))
    parser.add_argument("--tokens", type=Path, default=Path("config/picture-tokens.toml"))
    parser.add_argument("--denoiser", type=Path, default=Path("config/emoji-denoiser.toml"))
    parser.add_argument("--start", type=Path, help="weights of a twin to begin a new run from")
    parser.add_argument("--iterations", type=int, help="stop after so many steps of the run")
    parser.add_argument("--compile", action="store_true", help="needs a C++ compiler")
    options = parser.parse_args()
    config = load_config(options.config)
    torch.set_num_threads(config.train.schedule.threads)
    whole, draws = config.train.schedule.batch, list[Draw]()
    texts = {"text": whole, "picture": 0}.get(
        options.modality, round(config.train.text_share * whole)
    )
    if texts < whole:
        rows = picture_rows(config, whole - texts, options.tokens, options.denoiser)
        draws.append(rows.draw)
    if texts:
        draws.append(text_rows(config, texts, options.mechanism).draw)
    folder = config.paths.run / f"{options.mechanism}-{options.modality}"
    trainer = trainer_of(
        config, options.mechanism, options.modality, draws, folder, options.compile
    )
    if not trainer.resume() and options.start:
        trainer.start(load_file(options.start))
    count = sum(p.numel() for p in trainer.net.parameters())
    print(f"{count / 1e6:.2f} M parameters, {trainer.progress}", flush=True)
    print("finished" if run(trainer, options.iterations) else "stopped", flush=True)


if __name__ == "__main__":
    main()
