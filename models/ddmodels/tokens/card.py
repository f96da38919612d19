"""Writes the card of the picture tokens: `python -m ddmodels.tokens.card FOLDER`.

Reads `evaluation.json` in the folder, writes `README.md`; no figure is typed by hand.
"""

import argparse
from pathlib import Path
from typing import Any

from ddmodels.common.packages import read_json
from ddmodels.tokens.config import Network, load_config
from ddmodels.tokens.evaluate import COLOUR, KEPT, USED
from ddmodels.tokens.export import STORED
from ddmodels.tokens.network import Autoencoder

_TEXT = """# Picture tokens

A 64x64 picture as {cells} cells of {codes} codes each, every code one of {vocabulary:,} ({bits:.0f}
bits a picture, by their frequencies), by finite scalar quantisation (Mentzer et al. 2024) of levels
{levels}. The decoder has {decoder:.2f} million parameters and draws in the colours of a style's
artwork; the encoder ({encoder:.2f} million) is not needed to draw. {seen:,} training pictures seen.

| File | What it is |
|---|---|
| `graph.onnx` | `(codes, style) -> picture`; a code of {vocabulary:,} is a white cell |
| `{stored}` | parameters, float16, deflated (zlib); the page widens them to float32 |
| `golden.json` | known answers, and the tolerances they are compared with |
| `evaluation.json` | the figures below |

## How it was made

{history} The log is `models/picture-tokens.md`. To train further or anew:

```
cd models
python -m ddmodels.emoji.build              # packages to pictures and captions
python -m ddmodels.emoji.judges             # two judges; the second one's features are learned from
python -m ddmodels.tokens.train             # resumable; SIGTERM saves
python -m ddmodels.tokens.evaluate WEIGHTS --out FOLDER/evaluation.json
python -m ddmodels.tokens.export WEIGHTS FOLDER
python -m ddmodels.tokens.card FOLDER --history "..."
```

## What a picture keeps

Real pictures, encoded and decoded in their own style, are named by a judge before and after. A
model that writes tokens can be no better than this.

| {pictures} pictures each | held out | trained on |
|---|---|---|
{rows}

| Aim, on held-out pictures | Is | Reached |
|---|---|---|
{aims}

Codes in use: {used}.

## Limits

- Fine lines and small faces are lost first.
- Artwork and licences: as of the emoji denoiser.
"""


def rows(figures: dict[str, Any]) -> str:
    """The table of what is kept."""
    both = figures["heldOut"], figures["trained"]
    lines: list[str] = []
    for who, words in (("judge", "judge"), ("second", "second judge")):
        for n in (1, 5):
            key = f"{who}Top{n}"
            if key not in both[0]["originals"]:
                continue
            for part in ("originals", "reconstructions"):
                cells = " | ".join(f"{f[part][key]:.1%}" for f in both)
                lines.append(f"| top-{n} of {part}, {words} | {cells} |")
    lines.append("| PSNR, dB | " + " | ".join(f"{f['psnr']:.1f}" for f in both) + " |")
    if all("colour" in f for f in both):
        lines.append("| hue kept | " + " | ".join(f"{f['colour']:.1%}" for f in both) + " |")
    return "\n".join(lines)


def aims(figures: dict[str, Any]) -> str:
    """Says which of the aims hold."""
    held = figures["heldOut"]
    found = [
        (f"top-1 kept at least {KEPT}", held["kept"]["judgeKeptTop1"], KEPT),
        (f"codes in use at least {USED}", min(c["used"] for c in figures["codes"]), USED),
    ]
    if "colour" in held:
        found.append((f"hue kept at least {COLOUR}", held["colour"], COLOUR))
    return "\n".join(f"| {n} | {v:.2f} | {'yes' if v >= aim else 'no'} |" for n, v, aim in found)


def write(folder: Path, history: str, sizes: Network) -> None:
    """Writes the card.

    Args:
        folder: The model's folder, with `evaluation.json`.
        history: How these weights were trained.
        sizes: The network's.
    """
    figures: dict[str, Any] = read_json(folder / "evaluation.json")
    net = Autoencoder(sizes)
    encoder, decoder = (sum(p.numel() for p in n.parameters()) / 1e6 for n in (net.e, net.d))
    cells = sizes.side**2
    used = "; ".join(
        f"{c['used']:.0%} of the values, {c['bits']:.1f} bits" for c in figures["codes"]
    )
    text = _TEXT.format(
        cells=cells,
        codes=sizes.codes,
        vocabulary=sizes.vocabulary,
        bits=cells * sizes.codes * sum(c["bits"] for c in figures["codes"]) / len(figures["codes"]),
        levels=" x ".join(map(str, sizes.levels)),
        encoder=encoder,
        decoder=decoder,
        seen=figures["trainingImages"],
        stored=STORED,
        history=history,
        pictures=figures["heldOut"]["pictures"],
        rows=rows(figures),
        aims=aims(figures),
        used=used,
    )
    (folder / "README.md").write_text(text)


def main() -> None:
    """Writes the card of one folder."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--config", type=Path, default=Path("config/picture-tokens.toml"))
    parser.add_argument("--history", required=True, help="how these weights were trained")
    options = parser.parse_args()
    write(options.folder, options.history, load_config(options.config).network)


if __name__ == "__main__":
    main()
