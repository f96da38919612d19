"""Writes the denoiser's card from its figures: `python -m ddmodels.emoji_card FOLDER`.

Reads `evaluation.json` in the folder and, where there is one, the training log; writes `README.md`
and `loss.svg`. No figure is typed by hand.
"""

import argparse
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from ddmodels.emoji_config import load_config
from ddmodels.emoji_sources import SETS, WORDS, NpmPackage
from ddmodels.packages import read_json

_TEXT = """# Emoji denoiser

Text to a 64x64 picture in the style of emoji: a U-Net of 5.3 million parameters that predicts the
clean picture from a noisy one, conditioned on a caption (all-MiniLM-L6-v2 embeddings, tokens and
pooled), a style and the noise level. {seen:,} training pictures seen.

| File | What it is |
|---|---|
| `weights.f16.bin` | parameters, float16, one after the other; the page widens them to float32 |
| `graph.onnx` | `(sample, sigma, tokens, mask, pooled, style) -> denoised`; weights outside |
| `golden.json` | known answers, and the tolerances they are compared with |
| `evaluation.json` | the figures below |
| `contact-sheet.png`, `styles.png` | fixed prompts and noise; the first ten in each style |

## How it was made

```
cd models
python -m ddmodels.emoji_data                        # packages to pictures and captions
python -m ddmodels.emoji_train                       # resumable; SIGTERM saves
python -m ddmodels.emoji_eval WEIGHTS --out ../public/models/emoji-denoiser/evaluation.json
python -m ddmodels.emoji_sheet WEIGHTS --out ../public/models/emoji-denoiser/contact-sheet.png
python -m ddmodels.emoji_card ../public/models/emoji-denoiser
python -m ddmodels.emoji_export WEIGHTS
```

Data: 6,341 pictures of 1,174 concepts in six styles, drawn at 64x64 on white. Flags, clock faces,
letters and variants of gender and skin are left out. Captions are the name, "a NAME", the name with
keywords, and rare keywords alone. 60% of the pictures have one dominant hue; they are also shown
turned to eight named colours, with a caption that says so.

| Set | Package | Licence of the artwork |
|---|---|---|
{sets}

Names and keywords: {words}.

## How good it is

A small judge, trained on real pictures only, names what a picture shows, out of {classes} concepts.
The ceiling is its accuracy on {held} real pictures (one style of some concepts) that it never saw.
Sampled with `{sampler}`, `{schedule}` noise levels, {steps} steps, guidance {guidance:g}.

| Figure | Value | Ceiling on real pictures |
|---|---|---|
| top-1, {prompts} prompts, any style | {top1:.1%} | {ceilingTop1:.1%} |
| top-5 | {top5:.1%} | {ceilingTop5:.1%} |
| colour obeyed, {recolourPrompts} prompts "a COLOUR NAME" | {colour:.1%} | |
| style obeyed, {stylePrompts} pictures | {style:.1%} | {ceilingStyle:.1%} |
| cosine to the nearest training picture | {nearest:.3f} | {nearestHeldOut:.3f} |

{bars}
{table}
![Contact sheet: 32 fixed prompts, any style](contact-sheet.png)

![The first ten prompts in each of the six styles, in the order of the table of sets](styles.png)
{loss}
## Limits

- {limits}
- The pictures are mock emoji of published sets and are not meant to replace them; the sets'
  licences and attributions are above.
- English only; 16 tokens of a caption are read.
- The held-out pictures were seen by the weights that this training started from (they were made
  before the split); the judge never saw them. The judge's ceiling is honest, the network's own
  generalisation to them is not measured.
"""


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


def table(figures: dict[str, Any]) -> str:
    """The figures at other settings; empty where there are none."""
    rows = figures["table"]["rows"]
    if not rows:
        return ""
    lines = [
        f"At other settings ({figures['table']['prompts']} prompts, so a row is exact to a few "
        "percent):",
        "",
        "| Sampler | Levels | Steps | Guidance | top-1 | top-5 |",
        "|---|---|---|---|---|---|",
    ]
    for r in rows:
        lines.append(
            f"| {r['sampler']} | {r['schedule']} | {r['steps']} | {r['guidance']:g} "
            f"| {r['top1']:.0%} | {r['top5']:.0%} |"
        )
    return "\n".join([*lines, ""])


def curve(points: Sequence[tuple[float, float]]) -> str:
    """A line plot of loss over pictures seen (in thousands) as SVG."""
    xs, ys = [x for x, _ in points], [y for _, y in points]
    low, high = 0.95 * min(ys), 1.05 * max(ys)
    left, top, width, height = 56, 16, 520, 200

    def place(x: float, y: float) -> str:
        across = (x - xs[0]) / max(xs[-1] - xs[0], 1e-9)
        up = (y - low) / (high - low)
        return f"{left + across * width:.1f},{top + (1 - up) * height:.1f}"

    line = " ".join(place(x, y) for x, y in points)
    labels = [
        (left - 6, top + 4, "end", f"{high:.3f}"),
        (left - 6, top + height, "end", f"{low:.3f}"),
    ]
    labels += [(left, top + height + 18, "start", f"{xs[0]:.0f} k pictures")]
    labels += [(left + width, top + height + 18, "end", f"{xs[-1]:.0f} k")]
    texts = "".join(f'<text x="{x}" y="{y}" text-anchor="{a}">{t}</text>' for x, y, a, t in labels)
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 600 244" font-family="sans-serif" '
        f'font-size="12"><rect width="600" height="244" fill="#fff"/>{texts}'
        f'<polyline points="{line}" fill="none" stroke="#3c78dc" stroke-width="2"/></svg>\n'
    )


def write(folder: Path, log: Path, limits: str, classes: int) -> None:
    """Writes the card and the loss curve.

    Args:
        folder: The model's folder, with `evaluation.json`.
        log: The training's `log.jsonl`; may be missing.
        limits: One sentence on what the pictures show and do not.
        classes: How many concepts the judge tells apart.
    """
    figures: dict[str, Any] = read_json(folder / "evaluation.json")
    loss = ""
    records = [json.loads(line) for line in log.read_text().splitlines()] if log.exists() else []
    if len(records) > 1:
        points = [(r["pictures"] / 1000, r["loss"]) for r in records]
        (folder / "loss.svg").write_text(curve(points))
        loss = "\n![Training loss, smoothed, over pictures seen](loss.svg)\n"
    text = _TEXT.format(
        **{**figures, "table": table(figures)},
        seen=figures["trainingImages"],
        held=figures["heldOutPictures"],
        sets="\n".join(_row(n, p) for n, p in SETS.items()),
        words=", ".join(f"`{p.name}` {p.version} ({p.licence})" for p in WORDS),
        bars=bars(figures),
        loss=loss,
        limits=limits,
        classes=f"{classes:,}",
    )
    (folder / "README.md").write_text(text)


def main() -> None:
    """Writes the card of one folder."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--config", type=Path, default=Path("config/emoji-denoiser.toml"))
    parser.add_argument(
        "--limits", required=True, help="what the contact sheet shows, in a sentence"
    )
    options = parser.parse_args()
    config = load_config(options.config)
    records = json.loads((config.paths.data / "pictures.json").read_text())
    classes = len({r["concept"] for r in records})
    write(options.folder, config.paths.run / "log.jsonl", options.limits, classes)


if __name__ == "__main__":
    main()
