"""Writes the card of a twin of text: `python -m ddmodels.twins.card FOLDER ...`.

Reads `evaluation.json` in the folder, and that of the other twin where it is given; writes
`README.md`. No figure is typed by hand but how many texts a person found grammatical.
"""

import argparse
from pathlib import Path
from typing import Any

from ddmodels.common.packages import read_json
from ddmodels.common.record import Nats, Record, Seen
from ddmodels.twins.config import Network, load_config
from ddmodels.twins.export import CHOSEN, STORED
from ddmodels.twins.network import Twin

_TEXT = """# {name}

Writes a definition of a word. {parameters:.2f} million parameters: {layers} layers of width
{width}, {words:,} tokens, texts of at most {length} tokens. It reads the word through
all-MiniLM-L6-v2 and was trained on definitions of nouns from WordNet 3.1, one sentence each; 5% of
the sentences were kept from training, with every word that they define.

{how}

| File | What it is |
|---|---|
| `graph.onnx` | `(tokens, mask, ids, places) -> logits` |
| `{stored}` | parameters, float16, deflated (zlib); the page widens them to float32 |
| `tokenizer.json` | byte pair encoding with bytes to fall on |
| `golden.json` | known answers, and the tolerance they are compared with |
| `evaluation.json` | the figures below |

## How it was made

{history} To train it further or anew:

```
cd models
python -m ddmodels.text.build                                    # corpus and tokenizer
python -m ddmodels.twins.train {mechanism} text --config config/twins-text.toml
python -m ddmodels.twins.evaluate WEIGHTS {mechanism} --out FOLDER/evaluation.json
python -m ddmodels.twins.card FOLDER --grammatical N --history "..."
python -m ddmodels.twins.export WEIGHTS {mechanism}
```

## What was measured

| Nats a token, ends included | held out | trained on |
|---|---|---|
{nats}

{bound}

Of {count} texts for held-out words {grammatical} are grammatical at a glance (the aim is {aim}), by
one reader, with the settings that the page suggests and one seed (temperature {temperature}, top-p
{top_p}, guidance {guidance}{passes}).{beside} They are seldom true.

| Word | It writes | True |
|---|---|---|
{texts}

## Limits

- It invents: what it writes of a word that it never saw is at best of the right kind.
- It knows nouns and single words. Of a sentence it takes what MiniLM makes of it.
- The two twins have one size, one corpus and one encoder. They have not had the same training, and
  small models say little about large ones.
"""
AIM = 0.8
"""Share of texts that are to be grammatical."""
_HOW = {
    "masked-diffusion": (
        "All positions of a block of {block} are masked at first. Each pass says what every\n"
        "masked one could be, and the surest are kept (masked diffusion: Sahoo et al. 2024, Nie\n"
        "et al. 2025). What is decided stays, unless remasking is switched on (Wang et al. 2025),\n"
        "which needs no other training."
    ),
    "autoregression": (
        "One token after the other, each given all before it: the same network, a causal mask."
    ),
}
_BOUND = {
    "masked-diffusion": "The bound is estimated with {draws} random masks a text.",
    "autoregression": "The bound of the other twin is estimated with {draws} random masks a text.",
}
_NAMES = {"masked-diffusion": "by unmasking (at most)", "autoregression": "token by token (exact)"}


def nats(*figures: dict[str, Any]) -> str:
    """Rows of the table of likelihoods."""
    return "\n".join(
        f"| {_NAMES[f['mechanism']]} | {f['heldOut']['nats']:.2f} | {f['trained']['nats']:.2f} |"
        for f in figures
    )


def record_of(figures: dict[str, Any], seen: int) -> Record:
    """What the page's table shows of `evaluation.json`.

    Args:
        figures: Its content.
        seen: Texts that training drew.
    """
    held, trained = (figures[name]["nats"] for name in ("heldOut", "trained"))
    exact = figures["mechanism"] == "autoregression"
    return Record(Seen(seen, "texts"), nats=Nats(held, trained, exact))


def write(
    folder: Path,
    name: str,
    history: str,
    grammatical: int,
    sizes: Network,
    seen: int,
    other: tuple[Path, int] | None = None,
    draws: int = 8,
) -> None:
    """Writes the card.

    Args:
        folder: The model's folder, with `evaluation.json`.
        name: What the model is called.
        history: How these weights were trained.
        grammatical: Texts that a person found grammatical.
        sizes: The network's.
        seen: Texts that training drew.
        other: `evaluation.json` of the other twin, and how many of its texts are grammatical.
        draws: How often each text was masked.

    Raises:
        ValueError: If more texts are said to be grammatical than were written.
    """
    figures: dict[str, Any] = read_json(folder / "evaluation.json")
    texts = figures["texts"]
    if not 0 <= grammatical <= len(texts):
        raise ValueError(f"{grammatical} of {len(texts)} texts")
    mechanism = figures["mechanism"]
    net, chosen = Twin(sizes, mechanism, "text"), CHOSEN[mechanism]
    both = [figures, *([read_json(other[0])] if other else [])]
    beside = f" Of the other twin's it is {other[1]}." if other else ""
    text = _TEXT.format(
        name=name,
        parameters=sum(p.numel() for p in net.parameters()) / 1e6,
        layers=sizes.layers,
        width=sizes.width,
        words=sizes.words,
        length=sizes.length,
        how=_HOW[mechanism].format(block=sizes.block),
        stored=STORED,
        history=history,
        mechanism=mechanism,
        nats=nats(*both),
        bound=_BOUND[mechanism].format(draws=draws),
        grammatical=grammatical,
        count=len(texts),
        aim=round(AIM * len(texts)),
        beside=beside,
        temperature=chosen.temperature,
        top_p=chosen.top_p,
        guidance=chosen.guidance,
        passes="" if net.causal else f", {chosen.passes} passes a block",
        texts="\n".join(f"| {t['word']} | {t['written']} | {t['true']} |" for t in texts),
    )
    (folder / "README.md").write_text(text)
    record_of(figures, seen).write(folder)


def main() -> None:
    """Writes the card of one folder."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--config", type=Path, default=Path("config/twins-text.toml"))
    parser.add_argument("--name", default="Definitions, masked")
    parser.add_argument("--grammatical", type=int, required=True)
    parser.add_argument("--history", required=True, help="how these weights were trained")
    parser.add_argument("--seen", type=int, required=True, help="texts that training drew")
    parser.add_argument("--other", type=Path, help="evaluation.json of the other twin")
    parser.add_argument("--other-grammatical", type=int, default=0)
    options = parser.parse_args()
    sizes = load_config(options.config).network
    write(
        options.folder,
        options.name,
        options.history,
        options.grammatical,
        sizes,
        options.seen,
        (options.other, options.other_grammatical) if options.other else None,
    )


if __name__ == "__main__":
    main()
