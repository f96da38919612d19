"""Figures from sheets already drawn, where there is no time to draw hundreds of pictures.

`python -m ddmodels.emoji_sheet_eval FOLDER` reads `contact-sheet.png` and `styles.png` there and
writes `evaluation.json` in the form of `emoji_eval`, with the small numbers of prompts stated.
"""

import argparse
import tomllib
from pathlib import Path
from typing import Any

import numpy as np
import torch
from PIL import Image
from torch import Tensor

from ddmodels import emoji_classifier as judge
from ddmodels.emoji_color import COLORS, dominant_hue, nearest_color
from ddmodels.emoji_config import load_config
from ddmodels.emoji_eval import Real, ceiling, judge_of, nearest
from ddmodels.emoji_sample import Settings
from ddmodels.emoji_sheet import PEOPLES_CHOICE
from ddmodels.emoji_sources import STYLES
from ddmodels.packages import write_json


def cut(path: Path, size: int = 64) -> Tensor:
    """The pictures of a sheet, row by row, `[N, 3, size, size]` in -1..1."""
    sheet = torch.from_numpy(np.asarray(Image.open(path).convert("RGB")).copy())
    rows, columns = sheet.shape[0] // size, sheet.shape[1] // size
    parts = sheet.reshape(rows, size, columns, size, 3).permute(0, 2, 4, 1, 3)
    return parts.reshape(rows * columns, 3, size, size).float() / 127.5 - 1


def hits(logits: Tensor, truth: list[list[int]], best: int) -> float:
    """Share of rows one of whose right classes is among the best so many."""
    found = logits.topk(min(best, logits.shape[1]), 1).indices.tolist()
    right = [bool(set(f) & set(t)) for f, t in zip(found, truth, strict=True)]
    return sum(right) / len(right)


def figures(
    net: judge.Classifier, real: Real, lists: dict[str, Any], sheet: Tensor, styled: Tensor | None
) -> dict[str, Any]:
    """What the judge says about the sheets.

    Args:
        net: The judge.
        real: The real pictures.
        lists: The prompts' file.
        sheet: Pictures of the contact sheet.
        styled: Pictures of the sheet with one row per style, if there is one.
    """
    index = {n: i for i, n in enumerate(real.names)}
    classes = {p: [index[n] for n in names if n in index] for p, names in lists["shows"].items()}
    named = [i for i, p in enumerate(lists["sheet"]) if classes.get(p)]
    logits, _, features = judge.judge(net, sheet[named])
    truth = [classes[lists["sheet"][i]] for i in named]
    _, _, known = judge.judge(net, real.signed(~real.held_out))
    colored = [i for i, p in enumerate(lists["sheet"]) if p in lists["colours"]]
    found = nearest_color(dominant_hue((sheet[colored] + 1) / 2).angle)
    asked = torch.tensor([COLORS.index(lists["colours"][lists["sheet"][i]]) for i in colored])
    out: dict[str, Any] = {
        "top1": hits(logits, truth, 1),
        "top5": hits(logits, truth, 5),
        "nearest": float(nearest(features, known).mean()),
        "colour": float((found == asked).float().mean()),
        "prompts": len(named),
        "recolourPrompts": len(colored),
        "stylePrompts": 0,
    }
    if styled is not None:
        logits, styles, _ = judge.judge(net, styled)
        rows = torch.arange(len(STYLES)).repeat_interleave(PEOPLES_CHOICE)
        truth = [classes[p] for p in lists["sheet"][:PEOPLES_CHOICE]] * len(STYLES)
        out |= {"style": judge.hit(styles, rows, 1), "stylePrompts": len(styled)}
        out |= {"styledTop1": hits(logits, truth, 1), "styledTop5": hits(logits, truth, 5)}
    return out


def main() -> None:
    """Judges the sheets of one folder."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--config", type=Path, default=Path("config/emoji-denoiser.toml"))
    parser.add_argument("--prompts", type=Path, default=Path("config/emoji-prompts.toml"))
    parser.add_argument("--seen", type=int, default=0, help="pictures seen in training")
    options = parser.parse_args()
    config = load_config(options.config)
    real = Real.read(config.paths.data)
    net = judge_of(config, real, judge.Schedule())
    lists = tomllib.loads(options.prompts.read_text())
    styles = options.folder / "styles.png"
    styled = cut(styles) if styles.exists() else None
    result = figures(net, real, lists, cut(options.folder / "contact-sheet.png"), styled)
    result |= ceiling(net, real)
    settings = Settings()
    rounded = {k: round(v, 4) if isinstance(v, float) else v for k, v in result.items()}
    rest = {
        "steps": settings.steps,
        "sampler": settings.sampler,
        "schedule": settings.schedule,
        "guidance": settings.guidance,
        "trainingImages": options.seen,
        "heldOutPictures": int(real.held_out.sum()),
        "table": {"prompts": 0, "rows": []},
    }
    print(rounded)
    write_json(options.folder / "evaluation.json", {**rounded, **rest})


if __name__ == "__main__":
    main()
