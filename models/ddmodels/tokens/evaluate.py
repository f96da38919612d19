"""What the tokens keep of a picture: `python -m ddmodels.tokens.evaluate WEIGHTS --out FILE`.

Real pictures go through the autoencoder and are named by the judge before and after, held-out ones
and as many that were trained on. The second judge, whose features the training may have used, is
there to compare with.
"""

import argparse
from collections.abc import Mapping
from pathlib import Path

import torch
from torch import Tensor

from ddmodels.common.packages import write_json
from ddmodels.emoji.color import dominant_hue, nearest_color, recolorable
from ddmodels.emoji.concept_classifier import Classifier, Schedule, hit, judge
from ddmodels.emoji.eval_prompts import RealPictures
from ddmodels.emoji.judges import SECOND, judge_of
from ddmodels.tokens.config import load_config
from ddmodels.tokens.network import Autoencoder, load

KEPT, COLOUR, USED = 0.9, 0.95, 0.8
"""The aims: share of top-1 kept, of hues kept, of codes in use."""


def fidelity(judges: Mapping[str, Classifier], before: Tensor, after: Tensor) -> dict[str, float]:
    """How alike pictures are before and after, as pixels, colours and for judges.

    Args:
        judges: By name, for `NAMEAgree`: the share that they name alike.
        before: `[B, 3, S, S]` in -1..1.
        after: The same.
    """
    error = ((before - after.clamp(-1, 1)) / 2).square().mean((1, 2, 3))
    hue = dominant_hue((before + 1) / 2)
    one = recolorable(hue)
    out = {"psnr": float((-10 * error.clamp(min=1e-10).log10()).mean())}
    if one.any():
        found = nearest_color(dominant_hue((after[one].clamp(-1, 1) + 1) / 2).angle)
        out["colour"] = float((found == nearest_color(hue.angle[one])).float().mean())
    for name, net in judges.items():
        named = (judge(net, p)[0].argmax(1) for p in (before, after))
        out[f"{name}Agree"] = float(torch.eq(*named).float().mean())
    return out


def named(judges: Mapping[str, Classifier], pictures: Tensor, truth: Tensor) -> dict[str, float]:
    """Top-1 and top-5 of each judge on pictures of these classes `[B]`."""
    out: dict[str, float] = {}
    for name, net in judges.items():
        logits, _ = judge(net, pictures)
        out |= {f"{name}Top{n}": hit(logits, truth, n) for n in (1, 5)}
    return out


def of_rows(
    net: Autoencoder, judges: Mapping[str, Classifier], real: RealPictures, rows: Tensor
) -> dict[str, object]:
    """All figures on some of the real pictures; `rows` are indices."""
    before = real.signed(rows)
    after = net.decode(net.encode(before), real.style[rows] + 1)
    both = [named(judges, p, real.concept[rows]) for p in (before, after)]
    kept = {k.replace("Top", "KeptTop"): both[1][k] / max(v, 1e-9) for k, v in both[0].items()}
    return {
        "pictures": len(rows),
        "originals": rounded(both[0]),
        "reconstructions": rounded(both[1]),
        "kept": rounded(kept),
        **rounded(fidelity(judges, before, after)),
    }


def use_of_codes(codes: Tensor, vocabulary: int) -> list[dict[str, float]]:
    """Of each code of a cell: share of its values that occur, and bits of their entropy.

    Args:
        codes: `[N, cells, codes]`.
        vocabulary: How many values there are.
    """
    out: list[dict[str, float]] = []
    for group in codes.flatten(0, 1).T:
        count = torch.bincount(group, minlength=vocabulary).float()
        share = count[count > 0] / count.sum()
        bits = float(-(share * share.log2()).sum())
        out.append(rounded({"used": len(share) / vocabulary, "bits": bits}))
    return out


def rounded(figures: Mapping[str, float]) -> dict[str, float]:
    """Figures as they are written."""
    return {k: round(v, 4) for k, v in figures.items()}


def report(
    net: Autoencoder, judges: Mapping[str, Classifier], real: RealPictures
) -> dict[str, object]:
    """Everything in `evaluation.json` but the pictures seen.

    Args:
        net: The autoencoder.
        judges: `judge`, who decides, and others.
        real: The real pictures.
    """
    held = real.held_out.nonzero()[:, 0]
    seen = (~real.held_out).nonzero()[:, 0]
    order = torch.randperm(len(seen), generator=torch.Generator().manual_seed(1))
    all_codes = torch.cat(
        [net.encode(real.signed(rows)) for rows in torch.split(torch.arange(len(real.style)), 512)]
    )
    return {
        "heldOut": of_rows(net, judges, real, held),
        "trained": of_rows(net, judges, real, seen[order[: len(held)]]),
        "codes": use_of_codes(all_codes, net.sizes.vocabulary),
    }


def main() -> None:
    """Evaluates one file of weights."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("weights", type=Path)
    parser.add_argument("--config", type=Path, default=Path("config/picture-tokens.toml"))
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--seen", type=int, default=0, help="pictures seen in training")
    options = parser.parse_args()
    config = load_config(options.config)
    torch.set_num_threads(config.train.schedule.threads)
    real = RealPictures.read(config.paths.data)
    judges = {
        name: judge_of(config.paths.data, real, Schedule(seed=seed))
        for name, seed in (("judge", Schedule().seed), ("second", SECOND))
    }
    figures = report(load(options.weights, config.network, half=True), judges, real)
    print(figures, flush=True)
    write_json(options.out, {**figures, "trainingImages": options.seen})


if __name__ == "__main__":
    main()
