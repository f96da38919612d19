"""Several judges of concepts, and how far they agree: `python -m ddmodels.emoji.judges`.

One judge's word is not enough once a model learns from a judge: it then pleases that one. So there
is a second one, from another seed, for models to learn from, and judges that never saw a style:
what these name in it they know from other drawings of the thing and not by having seen the very
artwork. A training that is cut goes on when the command is given again.
"""

import argparse
from dataclasses import replace
from pathlib import Path

import torch
from torch import Tensor

from ddmodels.common.packages import write_json
from ddmodels.emoji import concept_classifier
from ddmodels.emoji.concept_classifier import Classifier, Schedule, hit, judge
from ddmodels.emoji.config import data_config
from ddmodels.emoji.eval_prompts import RealPictures
from ddmodels.emoji.fit_classifier import load_or_train
from ddmodels.emoji.sources import STYLES

SECOND = 103
"""Seed of the second judge."""


def path_of(folder: Path, seed: int, without: str | None = None) -> Path:
    """Where a judge is kept; the first one's name is what it was before there were others."""
    name = "judge" if seed == Schedule().seed else f"judge-{seed}"
    return folder / f"{name}{f'-without-{without}' if without else ''}.safetensors"


def judge_of(
    folder: Path, real: RealPictures, schedule: Schedule, without: str | None = None
) -> Classifier:
    """A judge of concepts, trained unless it is there already.

    Args:
        folder: The data set's.
        real: Its pictures; those held out are never trained on.
        schedule: How, and from which seed.
        without: A style that it must never see.

    Raises:
        ValueError: If there is no such style.
    """
    if without is not None and without not in STYLES:
        raise ValueError(f"no style {without}; there are {', '.join(STYLES)}")
    path = path_of(folder, schedule.seed, without)

    def train() -> Classifier:
        rows = ~real.held_out
        if without is not None:
            rows &= real.style != STYLES.index(without)
        parts = (real.pixels[rows], real.concept[rows], real.style[rows])
        state = path.with_suffix(".state")
        return concept_classifier.train(*parts, len(real.names), schedule, state)

    return load_or_train(path, concept_classifier.load, train)


def agreement(first: Tensor, second: Tensor, truth: Tensor) -> dict[str, float]:
    """How far two judges say the same of the same pictures.

    Args:
        first: One's logits `[N, C]`.
        second: The other's.
        truth: `[N]` classes.

    Returns:
        Accuracies; the share that both name alike; and `bothRight`, the share right by both. Judges
        as good that err independently have a `bothRight` of about the product of their `top1`.
    """
    named = first.argmax(1), second.argmax(1)
    return {
        "pictures": float(len(truth)),
        "top1": hit(first, truth, 1),
        "top1Second": hit(second, truth, 1),
        "top5": hit(first, truth, 5),
        "top5Second": hit(second, truth, 5),
        "agree": float((named[0] == named[1]).float().mean()),
        "bothRight": float(((named[0] == truth) & (named[1] == truth)).float().mean()),
    }


def compare(
    first: Classifier, second: Classifier, real: RealPictures, rows: Tensor
) -> dict[str, float]:
    """`agreement` on some of the real pictures; `rows` is `[N]` bool."""
    one, other = (judge(net, real.signed(rows))[0] for net in (first, second))
    found = agreement(one, other, real.concept[rows])
    return {k: round(v, 4) for k, v in found.items()}


def accuracy(net: Classifier, real: RealPictures, rows: Tensor) -> dict[str, float]:
    """How many of some of the real pictures a judge names right; `rows` is `[N]` bool."""
    logits, _ = judge(net, real.signed(rows))
    return {f"top{n}": round(hit(logits, real.concept[rows], n), 4) for n in (1, 5)}


def main() -> None:
    """Trains what is not there and writes `judges.json` beside the pictures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--config", type=Path, default=Path("config/emoji-denoiser.toml"))
    parser.add_argument("--epochs", type=int, default=Schedule().epochs)
    parser.add_argument("--without", action="append", default=[], help="also one without a style")
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    folder = data_config(options.config).paths.data
    real = RealPictures.read(folder)
    schedule = Schedule(epochs=options.epochs)
    second = judge_of(folder, real, replace(schedule, seed=SECOND))
    first = judge_of(folder, real, schedule)
    figures: dict[str, object] = {"secondSeed": compare(first, second, real, real.held_out)}
    for style in options.without:
        blind = judge_of(folder, real, schedule, style)
        # All of the style is new to this judge, but to the first one only what is held out.
        rows = real.style == STYLES.index(style)
        figures[f"without-{style}"] = {
            "heldOut": compare(first, blind, real, rows & real.held_out),
            "all": accuracy(blind, real, rows),
        }
    write_json(folder / "judges.json", {"epochs": options.epochs, **figures})
    print(figures, flush=True)


if __name__ == "__main__":
    main()
