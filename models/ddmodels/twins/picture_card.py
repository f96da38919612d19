"""Writes the card of a picture twin: `python -m ddmodels.twins.picture_card FOLDER ...`.

Reads `evaluation.json` in the folder, writes `README.md`; no figure is typed by hand.
"""

import argparse
import math
from pathlib import Path
from typing import Any

from ddmodels.common.packages import read_json
from ddmodels.common.record import Diversity, Hits, Judged, Nats, Nearest, Record, Seen
from ddmodels.twins.config import Mechanism, Network, load_config
from ddmodels.twins.network import Twin
from ddmodels.twins.picture_evaluate import COPY
from ddmodels.twins.picture_words import STORED, WORDS

_TEXT = """# {name}

{summary} {parameters:.2f} million parameters: {layers} layers of width {width}. It reads the prompt
through all-MiniLM-L6-v2 and says {cells} cells of two codes each, every code one of {codes:,}; the
second code of a cell is said from the first. `{decoder}` turns the codes into 64x64 pixels. Trained
on {seen:,} pictures drawn from emoji artwork (Noto, Fluent, Twemoji, EmojiOne 2) as the denoiser
was: same pictures, same captions, same encoder.

{how}

| File | What it is |
|---|---|
| `graph.onnx` | `(tokens, kinds, codes, places, own, past, seen) -> (state, logits, new)` |
| `head.onnx` | `(state, first) -> logits` of the second code |
| `{stored}` | parameters of both, float16, deflated (zlib); the page widens them to float32 |
| `golden.json` | known answers, and the tolerance they are compared with |
| `evaluation.json` | the figures below |

## How it was made

{history} To train it further or anew:

```
cd models
python -m ddmodels.emoji.build                        # packages to pictures and captions
python -m ddmodels.emoji.judges                       # two judges
python -m ddmodels.tokens.train                       # the picture tokens
python -m ddmodels.twins.train {mechanism} picture    # resumable; SIGTERM saves
python -m ddmodels.twins.picture_evaluate WEIGHTS {mechanism} --tokens TOKENS \\
  --out FOLDER/evaluation.json
python -m ddmodels.twins.picture_card FOLDER --history "..."
python -m ddmodels.twins.picture_export WEIGHTS {mechanism}
```

## What was measured

{prompts} prompts that chose nothing, one seed each (temperature {temperature}, top-p {top_p},
guidance {guidance}{passes}). Real pictures are {held} that neither this model nor a judge was
trained on; the same ones as tokens and back are the most that any model of these tokens can reach.
A share of {prompts} has a standard error of up to {error:.1%}.

| | made here | real, as tokens and back | real |
|---|---|---|---|
{rows}

The aim is top-1 of at least {aim}: {reached}. A judge that was trained on all styles knows the very
artwork; it favours whatever looks like it.

Nats of a cell, given name and style ({bound}): {nats_held:.2f} on pictures held out,
{nats_seen:.2f} on pictures trained on. Pictures of one prompt are {diversity:.3f} apart (mean
cosine distance of a judge's features, {varied} prompts, {seeds} seeds).

## Limits

- **It remembers.** {copies:.0%} of its pictures lie within RMSE {copy} of a training picture; of
  real pictures that are new {copies_real:.0%} do.
- What a cell of tokens cannot hold (fine lines, small faces) is lost before this model begins.
- It knows concepts that emoji have names for. Of anything else it draws what MiniLM finds nearest.
- {final}
"""
_MASKED = (
    "All cells are masked at first. Each pass says what every masked one could be, and the surest\n"
    "are kept (MaskGIT: Chang et al. 2022; masked diffusion: Sahoo et al. 2024)."
)
_HOW: dict[Mechanism, str] = {
    "autoregression": "One cell after the other in reading order, each given all before it.",
    "masked-diffusion": _MASKED,
}
_FINAL: dict[Mechanism, str] = {
    "autoregression": "A cell is final once it is said: nothing here can go back.",
    "masked-diffusion": "A cell that is revealed stays, though it was chosen knowing the least.",
}
AIM: dict[Mechanism, float] = {"autoregression": 0.35, "masked-diffusion": 0.30}
"""Top-1 to reach."""
_ROWS = (
    ("top-1", "top1", "{:.1%}"),
    ("top-5", "top5", "{:.1%}"),
    ("top-1 of a second judge", "top1Second", "{:.1%}"),
    ("top-5 of a second judge", "top5Second", "{:.1%}"),
    ("style asked for", "style", "{:.1%}"),
    ("nearest training picture, cosine of features", "nearest", "{:.3f}"),
    ("nearest training picture, RMSE of pixels", "rmse", "{:.3f}"),
)


def record_of(figures: dict[str, Any]) -> Record:
    """What the page's table shows of `evaluation.json`."""
    made, again, real = (
        Hits(figures[name]["top1"], figures[name]["top5"]) for name in ("made", "tokens", "real")
    )
    varied, nats = figures["varied"], figures["nats"]
    return Record(
        Seen(figures["trainingImages"], "pictures"),
        Judged(figures["prompts"], made, real, again),
        Diversity(figures["diversity"], varied["prompts"], varied["seeds"]),
        Nearest(figures["made"]["nearest"], figures["real"]["nearest"]),
        Nats(nats["heldOut"], nats["trained"], figures["mechanism"] == "autoregression"),
    )


def write(folder: Path, history: str, sizes: Network) -> None:
    """Writes the card.

    Args:
        folder: The model's folder, with `evaluation.json`.
        history: How these weights were trained.
        sizes: The network's.
    """
    figures: dict[str, Any] = read_json(folder / "evaluation.json")
    mechanism: Mechanism = figures["mechanism"]
    net, words = Twin(sizes, mechanism, "picture"), WORDS[mechanism]
    parts = [figures[name] for name in ("made", "tokens", "real")]
    settings = figures["settings"]
    top = parts[0]["top1"]
    text = _TEXT.format(
        name=words.name,
        summary=words.summary,
        decoder=words.decoder,
        parameters=sum(p.numel() for p in net.parameters()) / 1e6,
        layers=sizes.layers,
        width=sizes.width,
        cells=sizes.cells,
        codes=sizes.codes,
        seen=figures["trainingImages"],
        how=_HOW[mechanism],
        final=_FINAL[mechanism],
        stored=STORED,
        history=history,
        mechanism=mechanism,
        prompts=figures["prompts"],
        temperature=settings["temperature"],
        top_p=settings["top_p"],
        guidance=settings["guidance"],
        passes="" if net.causal else f", {settings['passes']} passes",
        held=figures["heldOutPictures"],
        error=math.sqrt(0.25 / figures["prompts"]),
        rows="\n".join(
            f"| {name} | " + " | ".join(form.format(part[key]) for part in parts) + " |"
            for name, key, form in _ROWS
            if key in parts[0]
        ),
        aim=AIM[mechanism],
        reached=f"{top:.2f}, {'reached' if top >= AIM[mechanism] else 'missed'}",
        bound="exact" if net.causal else "a bound, estimated",
        nats_held=figures["nats"]["heldOut"],
        nats_seen=figures["nats"]["trained"],
        diversity=figures["diversity"],
        varied=figures["varied"]["prompts"],
        seeds=figures["varied"]["seeds"],
        copies=parts[0]["copies"],
        copies_real=parts[2]["copies"],
        copy=COPY,
    )
    (folder / "README.md").write_text(text)
    record_of(figures).write(folder)


def main() -> None:
    """Writes the card of one folder."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--config", type=Path, default=Path("config/twins.toml"))
    parser.add_argument("--history", required=True, help="how these weights were trained")
    options = parser.parse_args()
    write(options.folder, options.history, load_config(options.config).network)


if __name__ == "__main__":
    main()
