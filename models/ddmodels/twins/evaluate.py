"""Measures a twin of text: `python -m ddmodels.twins.evaluate WEIGHTS MECHANISM --out FILE`.

Writes nats of a token on definitions held out and trained on, and what it writes for words that are
held out, the true definition beside it, with the weights as stored. Whether those sentences are
grammatical is for a person to say: `twins.card` takes the count.
"""

import argparse
from pathlib import Path
from typing import get_args

import torch
from tokenizers import Tokenizer

from ddmodels.common.packages import write_json
from ddmodels.encoder import minilm
from ddmodels.encoder.minilm import Encoder
from ddmodels.text import corpus
from ddmodels.text.corpus import Definition
from ddmodels.twins import export
from ddmodels.twins.config import Mechanism, Network, load_config
from ddmodels.twins.held_out import DRAWS, TEXTS, per_token
from ddmodels.twins.network import TEXT, Prompt, Twin
from ddmodels.twins.sampling import Settings, Writer

LOOKED_AT = 10
"""Words that are held out and looked at with their texts; half of them are concepts."""


def asked(definitions: list[Definition], count: int, seed: int = 1) -> list[Definition]:
    """So many definitions of words, drawn by a seed."""
    order = torch.randperm(len(definitions), generator=torch.Generator().manual_seed(seed))
    return [definitions[i] for i in order[:count].tolist()]


def looked_at(definitions: list[Definition], count: int = LOOKED_AT) -> list[Definition]:
    """Words that are held out: half of them concepts of the pictures, half any nouns."""
    out = [d for d in definitions if d.held_out]
    concepts = asked([d for d in out if d.concept], count // 2)
    return concepts + asked([d for d in out if not d.concept], count - len(concepts))


def written(
    net: Twin,
    words: list[str],
    encoder: Encoder,
    tokenizer: Tokenizer,
    settings: Settings,
    seed: int = 7,
) -> list[str]:
    """One text for each word."""
    kind = torch.full((len(words),), TEXT)

    def prompt(texts: list[str]) -> Prompt:
        found = encoder.encode(texts)
        return Prompt(found.tokens.clone(), found.mask.clone(), kind)

    writer = Writer(net, prompt(words), prompt([""] * len(words)), settings, seed)
    return [tokenizer.decode(ids) for ids in writer.text()]


def evaluate(
    net: Twin,
    definitions: list[Definition],
    tokenizer: Tokenizer,
    encoder: Encoder,
    sizes: Network,
    settings: Settings,
    draws: int = DRAWS,
) -> dict[str, object]:
    """Everything in `evaluation.json`.

    Args:
        net: The network with the weights as stored, in evaluation mode.
        definitions: The corpus.
        tokenizer: Its own.
        encoder: Encodes the words.
        sizes: The network's.
        settings: The recommended ones.
        draws: How often each text is masked to bound its nats.
    """
    figures: dict[str, object] = {
        "mechanism": "autoregression" if net.causal else "masked-diffusion"
    }
    for name, out in (("heldOut", True), ("trained", False)):
        some = asked([d for d in definitions if d.held_out == out], TEXTS)
        nats = per_token(net, some, tokenizer, encoder, sizes, draws)
        figures[name] = {"nats": round(nats, 4), "definitions": len(some)}
    chosen = looked_at(definitions)
    texts = written(net, [d.word for d in chosen], encoder, tokenizer, settings)
    figures["texts"] = [
        {"word": d.word, "true": d.text, "written": text}
        for d, text in zip(chosen, texts, strict=True)
    ]
    return figures


def main() -> None:
    """Evaluates one file of weights."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("weights", type=Path)
    parser.add_argument("mechanism", choices=get_args(Mechanism))
    parser.add_argument("--config", type=Path, default=Path("config/twins-text.toml"))
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    config = load_config(options.config)
    torch.set_num_threads(config.train.schedule.threads)
    net = export.load_network(options.weights, config.network, options.mechanism, half=True)
    folder = config.paths.work / "text"
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    encoder = minilm.fetch_published(config.paths.work)
    chosen = export.CHOSEN[options.mechanism]
    figures = evaluate(net, corpus.read(folder), tokenizer, encoder, config.network, chosen)
    write_json(options.out, figures)
    print(figures, flush=True)


if __name__ == "__main__":
    main()
