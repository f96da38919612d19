"""Nats of definitions never seen: `python -m ddmodels.twins.held_out WEIGHTS MECHANISM MODALITY`.

Exact for the causal twin. For the masked one a bound: with n of L positions masked, n even in 1..L,
the mean cross-entropy of the masked ones is in expectation a bound on the nats of a position (the
discrete form, as in Ou et al. 2025, arXiv 2406.03736). Both count a text and its end; what fills up
the masked twin's last block counts in the nats and not among the tokens.
"""

import argparse
from pathlib import Path
from typing import get_args

import torch
from safetensors.torch import load_file
from tokenizers import Tokenizer
from torch import Tensor

from ddmodels.encoder import minilm
from ddmodels.encoder.minilm import Encoder
from ddmodels.text import corpus
from ddmodels.text.corpus import Definition
from ddmodels.twins.config import Mechanism, Modality, Network, load_config
from ddmodels.twins.data import Words, texts_of
from ddmodels.twins.losses import Texts, nats
from ddmodels.twins.network import Twin

TEXTS, DRAWS, BATCH = 500, 8, 50
"""Texts asked about, how often each is masked, and how many at a time."""


def masked(real: Tensor, generator: torch.Generator) -> Tensor:
    """`[B, L]` bool: n of the positions there are, n even in 1..all of them, in each row."""
    count = real.sum(1, keepdim=True)
    n = (torch.rand(len(real), 1, generator=generator) * count).floor() + 1
    order = torch.rand(real.shape, generator=generator).masked_fill(~real, 2.0)
    return order.argsort(1).argsort(1) < n


@torch.inference_mode()
def nats_of(net: Twin, rows: Texts, draws: int, generator: torch.Generator) -> Tensor:
    """Nats of each text, `[B]`: exact where causal, else a bound, estimated.

    Args:
        net: The network, in evaluation mode.
        rows: The texts.
        draws: How often each is masked.
        generator: Draws what is.
    """
    if net.causal:
        return (nats(net, rows, None) * rows.real).sum(1)
    total = torch.zeros(len(rows.ids))
    for _ in range(draws):
        hidden = masked(rows.real, generator)
        found = (nats(net, rows, hidden) * hidden).sum(1) / hidden.sum(1)
        total += found * rows.real.sum(1) / draws
    return total


def per_token(
    net: Twin,
    definitions: list[Definition],
    tokenizer: Tokenizer,
    encoder: Encoder,
    sizes: Network,
    draws: int = DRAWS,
) -> float:
    """Nats of a token of some definitions, their ends included.

    Args:
        net: The network, in evaluation mode.
        definitions: What is true of their words; those too long for the network are left out.
        tokenizer: The corpus's.
        encoder: Encodes the words.
        sizes: The network's.
        draws: See `nats_of`.

    Raises:
        ValueError: If no definition is short enough.
    """
    generator = torch.Generator().manual_seed(1)
    pairs = [(d.word, tokenizer.encode(d.text).ids) for d in definitions]
    pairs = [(word, ids) for word, ids in pairs if len(ids) < sizes.length]
    if not pairs:
        raise ValueError("no definition to measure")
    total, count, known = 0.0, 0, Words(encoder)
    for at in range(0, len(pairs), BATCH):
        words, ids = (list(x) for x in zip(*pairs[at : at + BATCH], strict=True))
        blocks = [len(row) // sizes.block + 1 for row in ids]
        rows = texts_of(words, ids, blocks, known, sizes, net.causal)
        total += float(nats_of(net, rows, draws, generator).sum())
        count += sum(len(row) + 1 for row in ids)
    return total / count


def main() -> None:
    """Prints the figures of one file of weights."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("weights", type=Path)
    parser.add_argument("mechanism", choices=get_args(Mechanism))
    parser.add_argument("modality", choices=[m for m in get_args(Modality) if m != "picture"])
    parser.add_argument("--config", type=Path, default=Path("config/twins.toml"))
    options = parser.parse_args()
    config = load_config(options.config)
    torch.set_num_threads(config.train.schedule.threads)
    net = Twin(config.network, options.mechanism, options.modality).eval()
    net.load_state_dict(load_file(options.weights))
    folder = config.paths.work / "text"
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    encoder = minilm.fetch_published(config.paths.work)
    everything = corpus.read(folder)
    for name, out in (("held out", True), ("trained on", False)):
        some = [d for d in everything if d.held_out == out]
        order = torch.randperm(len(some), generator=torch.Generator().manual_seed(1))
        asked = [some[i] for i in order[:TEXTS].tolist()]
        found = per_token(net, asked, tokenizer, encoder, config.network)
        print(f"{name}: {found:.3f} nats a token, {len(asked)} definitions", flush=True)


if __name__ == "__main__":
    main()
