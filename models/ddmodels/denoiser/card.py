"""Writes the denoiser's card from its figures: `python -m ddmodels.denoiser.card FOLDER`.

Reads `evaluation.json` in the folder and the loss log, writes `README.md` and `plots.svg`; the
figures are not typed by hand.
"""

import argparse
import json
from pathlib import Path
from typing import Any

from ddmodels.common.npm import NpmPackage
from ddmodels.common.packages import read_json
from ddmodels.common.record import Hits, Judged, Nearest, Record, Seen
from ddmodels.denoiser.config import load_config
from ddmodels.denoiser.export import STORED
from ddmodels.denoiser.network import Denoiser
from ddmodels.denoiser.plots import draw, read_log
from ddmodels.denoiser.refiner import PALETTE
from ddmodels.emoji.sources import SETS, WORDS

_TEXT = """# Emoji denoiser

Text to a 64x64 picture in the style of emoji: a U-Net of {count} parameters that predicts the
clean picture from a noisy one, conditioned on a caption (all-MiniLM-L6-v2 embeddings, tokens and
pooled), a style and the noise level. It also says of every pixel which of {colours} colours of its
style it has, if any, and gives it that one at low noise. {seen:,} training pictures seen.

| File | What it is |
|---|---|
| `{stored}` | parameters, float16, deflated (zlib); the page widens them to float32 |
| `graph.onnx` | `(sample, sigma, tokens, mask, pooled, style) -> denoised`; weights outside |
| `golden.json` | known answers, and the tolerances they are compared with |
| `evaluation.json` | the figures below |
| `contact-sheet.png`, `styles.png` | fixed prompts and noise; the first ten in each style |
| `plots.svg` | loss against pictures seen, figures against steps |

## How it was made

{history} The log `models/emoji-denoiser.md` has the whole story. To train further or anew:

```
cd models; MODEL=../public/models/emoji-denoiser
python -m ddmodels.emoji.build                           # packages to pictures and captions
python -m ddmodels.denoiser.train                        # resumable; SIGTERM saves
python -m ddmodels.denoiser.contact_sheet WEIGHTS --out $MODEL/contact-sheet.png
python -m ddmodels.denoiser.sweep WEIGHTS [--samplers]   # by hand into Settings
python -m ddmodels.denoiser.evaluate WEIGHTS --table 100 --out $MODEL/evaluation.json
python -m ddmodels.denoiser.card $MODEL --history "..." --limits "..."
python -m ddmodels.denoiser.export WEIGHTS
```

Data: 6,341 pictures of 1,174 concepts in six styles, drawn at 64x64 on white. Flags, clock faces,
letters and variants of gender and skin are left out. Captions are the name, "a NAME", the name with
keywords, and rare keywords alone. 60% of the pictures have one dominant hue; they are also shown
turned to eight named colours, with a caption that says so. (The prototype also let common keywords
stand alone.)

| Set | Package | Licence of the artwork |
|---|---|---|
{sets}

Names and keywords: {words}.

## How good it is

A small judge, trained on real pictures only, names what a picture shows, out of {classes} concepts,
and a second one the style, by its colours and edges. The ceiling is their accuracy on {held} real
pictures (one style of some concepts) that they never saw.
Sampled with `{sampler}`, `{schedule}` noise levels, {steps} steps, guidance {guidance:g}.

| Figure | Value | Ceiling on real pictures |
|---|---|---|
| top-1, {prompts} prompts, any style | {top1:.1%} | {ceilingTop1:.1%} |
| top-5 | {top5:.1%} | {ceilingTop5:.1%} |
| colour obeyed, {recolourPrompts} prompts "a COLOUR NAME" | {colour:.1%} | |
| style obeyed, {stylePrompts} pictures | {style:.1%} | {ceilingStyle:.1%} |
| cosine to the nearest training picture | {nearest:.3f} | {nearestHeldOut:.3f} |

{bars}
{composed}
![Loss against pictures seen; figures against steps](plots.svg)

{table}
![Contact sheet: 32 fixed prompts, any style](contact-sheet.png)

The first ten prompts in each of the six styles, in the order of the table of sets, 20 steps:

![Ten prompts in six styles](styles.png)

## Limits

- {limits}
- The pictures are mock emoji of published sets and are not meant to replace them; the sets'
  licences and attributions are above.
- English only; 16 tokens of a caption are read.
- Held-out pictures are not quite unseen: the first {unsplit:,} of the pictures seen came from all
  6,341, before there was a split; only since then none of them has been shown. The judge never saw
  them.
"""

_UNSPLIT = 474_000
"""Pictures seen before there was a split; 0 for weights trained from scratch."""


def _row(name: str, package: NpmPackage) -> str:
    return f"| {name} | `{package.name}` {package.version} | {package.licence} |"


def bars(figures: dict[str, Any]) -> str:
    """Says which of the aims hold."""
    aims = [
        ("top-5 at least 0.8 of the ceiling", figures["top5"] / figures["ceilingTop5"], 0.8),
        ("top-1 at least 0.6 of the ceiling", figures["top1"] / figures["ceilingTop1"], 0.6),
        ("colour obeyed at least 0.8", figures["colour"], 0.8),
        ("style obeyed at least 0.9", figures["style"], 0.9),
    ]
    rows = [f"| {n} | {v:.2f} | {'yes' if v >= aim else 'no'} |" for n, v, aim in aims]
    return "\n".join(["| Aim | Is | Reached |", "|---|---|---|", *rows, ""])


def composed(figures: dict[str, Any]) -> str:
    """Concepts in the style that they are held out in, beside the same ones in another."""
    both = figures["composed"]
    rows = (("held out", both["heldOut"]), ("trained on", both["trained"]))
    return "\n".join(
        [
            f"{both['pairs']} concepts in the one style whose picture of them is held out, and in "
            "another style (the judge saw the real pictures of the latter):",
            "",
            "| Concept and style | top-1 | top-5 | style |",
            "|---|---|---|---|",
            *(f"| {n} | {r['top1']:.1%} | {r['top5']:.1%} | {r['style']:.1%} |" for n, r in rows),
            "",
        ]
    )


def table(figures: dict[str, Any]) -> str:
    """The figures at other settings; empty where there are none."""
    asked = figures["table"]
    if not asked["rows"]:
        return ""
    counts = [asked[k] for k in ("prompts", "recolourPrompts", "stylePrompts")]
    prompts, recoloured, styled = (f"{n} (± {50 / n**0.5:.0f} points)" for n in counts)
    lines = [
        f"At other settings: {prompts} prompts, {recoloured} for colour, {styled} for style; in "
        "brackets the largest standard error. Nearest: cosine to the nearest training picture.",
        "",
        "| Sampler | Levels | Steps | Guidance | top-1 | top-5 | colour | style | nearest |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    for r in asked["rows"]:
        lines.append(
            f"| {r['sampler']} | {r['schedule']} | {r['steps']} | {r['guidance']:g} "
            f"| {r['top1']:.0%} | {r['top5']:.0%} | {r['colour']:.0%} | {r['style']:.0%} "
            f"| {r['nearest']:.2f} |"
        )
    return "\n".join([*lines, ""])


def record_of(figures: dict[str, Any]) -> Record:
    """What the page's table shows of `evaluation.json`."""
    return Record(
        Seen(figures["trainingImages"], "pictures"),
        judged=Judged(
            figures["prompts"],
            Hits(figures["top1"], figures["top5"]),
            Hits(figures["ceilingTop1"], figures["ceilingTop5"]),
        ),
        nearest=Nearest(figures["nearest"], figures["nearestHeldOut"]),
    )


def write(
    folder: Path, log: Path, history: str, limits: str, classes: int, parameters: int
) -> None:
    """Writes the card and its plots.

    Args:
        folder: The model's folder, with `evaluation.json`.
        log: The loss log, see `denoiser.plots.read_log`.
        history: How these weights were trained.
        limits: One sentence on what the pictures show and do not.
        classes: How many concepts the judge tells apart.
        parameters: How many the network has.
    """
    figures: dict[str, Any] = read_json(folder / "evaluation.json")
    text = _TEXT.format(
        **{**figures, "table": table(figures), "composed": composed(figures)},
        seen=figures["trainingImages"],
        held=figures["heldOutPictures"],
        sets="\n".join(_row(n, p) for n, p in SETS.items()),
        words=", ".join(f"`{p.name}` {p.version} ({p.licence})" for p in WORDS),
        bars=bars(figures),
        colours=PALETTE,
        count=f"{parameters / 1e6:.1f} million",
        stored=STORED,
        unsplit=_UNSPLIT,
        history=history,
        limits=limits,
        classes=f"{classes:,}",
    )
    (folder / "README.md").write_text(text)
    record_of(figures).write(folder)
    draw(figures, read_log(log), folder / "plots.svg")


def main() -> None:
    """Writes the card of one folder."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--config", type=Path, default=Path("config/emoji-denoiser.toml"))
    parser.add_argument("--log", type=Path, default=Path("emoji-denoiser-loss.jsonl"))
    parser.add_argument("--history", required=True, help="how these weights were trained")
    parser.add_argument(
        "--limits", required=True, help="what the contact sheet shows, in a sentence"
    )
    options = parser.parse_args()
    config = load_config(options.config)
    records = json.loads((config.paths.data / "pictures.json").read_text())
    classes = len({r["concept"] for r in records})
    parameters = sum(p.numel() for p in Denoiser(config.network).parameters())
    write(options.folder, options.log, options.history, options.limits, classes, parameters)


if __name__ == "__main__":
    main()
