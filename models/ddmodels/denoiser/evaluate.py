"""How good the denoiser is: `python -m ddmodels.denoiser.evaluate WEIGHTS`.

A judge trained on real pictures names what is shown. Its accuracy on generated pictures is read
next to its accuracy on real pictures that it never saw (the ceiling). Colour obedience: the
dominant hue is nearest to the named one of eight. Style obedience: a second judge names the style
asked for. Copying: distance to the nearest training picture, next to that of unseen real pictures.
Composition: concepts in the one style that they are held out in, next to the same ones in another.
"""

import argparse
import time
import tomllib
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import torch
from torch import Tensor

from ddmodels.common.packages import write_json
from ddmodels.denoiser.config import Config, load_config
from ddmodels.denoiser.export import load_network
from ddmodels.denoiser.network import Denoiser
from ddmodels.denoiser.sampling import Settings, sample
from ddmodels.emoji import concept_classifier as judge
from ddmodels.emoji import style_classifier
from ddmodels.emoji.color import dominant_hue, nearest_color
from ddmodels.emoji.eval_prompts import Prompts, RealPictures, StyledPrompt
from ddmodels.emoji.fit_classifier import load_or_train
from ddmodels.emoji.judges import judge_of
from ddmodels.encoder import minilm


class Generator:
    """Captions to pictures in batches, noise by the place in the list."""

    def __init__(self, net: Denoiser, encoder: minilm.Encoder, batch: int = 32) -> None:
        self.net = net.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
        self.encoder, self.batch = encoder, batch
        self.empty = encoder.encode([""])

    def __call__(self, captions: list[str], styles: list[int], settings: Settings) -> Tensor:
        """`[len(captions), 3, 64, 64]` in -1..1."""
        noise = torch.randn(len(captions), 3, 64, 64, generator=torch.Generator().manual_seed(9))
        out: list[Tensor] = []
        for at in range(0, len(captions), self.batch):
            part = slice(at, at + self.batch)
            text = self.encoder.encode(captions[part])
            chosen = torch.tensor(styles[part])
            out.append(
                sample(self.net, text, self.empty, chosen, settings, noise[part], at, half=True)
            )
        return torch.cat(out)


def nearest(features: Tensor, known: Tensor) -> Tensor:
    """`[A]` largest cosine similarity of each row `[A, D]` to known rows `[B, D]`."""
    a, b = (torch.nn.functional.normalize(x, dim=1) for x in (features, known))
    return (a @ b.T).amax(1)


@dataclass(frozen=True)
class Judges:
    """Who names what is shown, and who names how it is drawn."""

    concept: judge.Classifier
    style: style_classifier.StyleJudge


def ceiling(judges: Judges, real: RealPictures, known: Tensor) -> dict[str, float]:
    """The judges on real pictures that nobody was trained on; `known`: features of the others."""
    rows = real.held_out
    logits, features = judge.judge(judges.concept, real.signed(rows))
    styles = style_classifier.judge(judges.style, real.signed(rows))
    return {
        "ceilingTop1": judge.hit(logits, real.concept[rows], 1),
        "ceilingTop5": judge.hit(logits, real.concept[rows], 5),
        "ceilingStyle": judge.hit(styles, real.style[rows], 1),
        "nearestHeldOut": float(nearest(features, known).mean()),
    }


def evaluate(
    judges: Judges, make: Generator, known: Tensor, prompts: Prompts, settings: Settings
) -> dict[str, float]:
    """All figures at one setting; `known`: features of the real training pictures."""
    captions = [c for c, _ in prompts.concepts]
    made = make(captions, [0] * len(captions), settings)
    logits, features = judge.judge(judges.concept, made)
    classes = torch.tensor([i for _, i in prompts.concepts])
    figures = {
        "top1": judge.hit(logits, classes, 1),
        "top5": judge.hit(logits, classes, 5),
        "nearest": float(nearest(features, known).mean()),
    }
    if prompts.recolours:
        colored = make([c for c, _ in prompts.recolours], [0] * len(prompts.recolours), settings)
        named = nearest_color(dominant_hue((colored + 1) / 2).angle)
        asked = torch.tensor([i for _, i in prompts.recolours])
        figures["colour"] = float((named == asked).float().mean())
    styled = in_styles(judges, make, prompts.styled, settings)
    return {**figures, "style": styled["style"], "styledTop1": styled["top1"]}


def in_styles(
    judges: Judges, make: Generator, asked: list[StyledPrompt], settings: Settings
) -> dict[str, float]:
    """Concept and style of pictures of which both are asked for."""
    made = make([a.caption for a in asked], [a.style for a in asked], settings)
    logits, _ = judge.judge(judges.concept, made)
    styles = style_classifier.judge(judges.style, made)
    classes = torch.tensor([a.concept for a in asked])
    return {
        "top1": judge.hit(logits, classes, 1),
        "top5": judge.hit(logits, classes, 5),
        "style": judge.hit(styles, torch.tensor([a.style - 1 for a in asked]), 1),
    }


def rounded(figures: dict[str, float]) -> dict[str, float]:
    """Figures as they are written."""
    return {k: round(v, 4) for k, v in figures.items()}


def grid(settings: Settings) -> list[Settings]:
    """The settings of the table, around the recommended one."""
    steps = [replace(settings, steps=n) for n in (4, 8, 12, 20, 50)]
    samplers = [
        replace(settings, sampler=sampler, schedule=schedule)
        for sampler in ("euler", "dpmpp2m", "euler-ancestral")
        for schedule in ("karras", "flow")
    ]
    few = replace(settings, sampler="dpmpp2m", steps=8)
    guidance = [replace(settings, guidance=g) for g in (1.0, 2.0, 5.0)]
    return [*steps, few, *(s for s in samplers if s != settings), *guidance]


def style_judge_of(
    config: Config, real: RealPictures, schedule: style_classifier.Schedule
) -> style_classifier.StyleJudge:
    """The judge of styles, trained unless it is there already."""

    def train() -> style_classifier.StyleJudge:
        rows = ~real.held_out
        return style_classifier.train(real.pixels[rows], real.style[rows], schedule)

    return load_or_train(
        config.paths.data / "style-judge.safetensors", style_classifier.load, train
    )


def report(
    make: Generator,
    judges: Judges,
    real: RealPictures,
    prompts: Prompts,
    settings: Settings,
    rows: list[Settings],
    few: int,
) -> dict[str, object]:
    """Everything in `evaluation.json` but how long the training was.

    Args:
        make: The generator under test.
        judges: The judges.
        real: The real pictures.
        prompts: What is asked for.
        settings: The recommended ones.
        rows: The table's settings.
        few: Concept prompts per row of the table.
    """
    start = time.monotonic()
    _, known = judge.judge(judges.concept, real.signed(~real.held_out))
    figures = evaluate(judges, make, known, prompts, settings) | ceiling(judges, real, known)
    print(figures, f"{time.monotonic() - start:.0f} s", flush=True)
    table: list[dict[str, object]] = []
    composed = {
        "pairs": len(prompts.composed),
        "heldOut": rounded(in_styles(judges, make, prompts.composed, settings)),
        "trained": rounded(in_styles(judges, make, prompts.known, settings)),
    }
    print(composed, f"{time.monotonic() - start:.0f} s", flush=True)
    asked = prompts.first(few)
    for row in rows if few else []:
        named = {k: asdict(row)[k] for k in ("sampler", "schedule", "steps", "guidance")}
        table.append({**named, **rounded(evaluate(judges, make, known, asked, row))})
        print(table[-1], f"{time.monotonic() - start:.0f} s", flush=True)
    return {
        **rounded(figures),
        "steps": settings.steps,
        "sampler": settings.sampler,
        "schedule": settings.schedule,
        "guidance": settings.guidance,
        "prompts": len(prompts.concepts),
        "recolourPrompts": len(prompts.recolours),
        "stylePrompts": len(prompts.styled),
        "heldOutPictures": int(real.held_out.sum()),
        "composed": composed,
        "table": {
            "prompts": len(asked.concepts),
            "recolourPrompts": len(asked.recolours),
            "stylePrompts": len(asked.styled),
            "rows": table,
        },
    }


def main() -> None:
    """Evaluates one file of weights and writes `evaluation.json`."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("weights", type=Path)
    parser.add_argument("--config", type=Path, default=Path("config/emoji-denoiser.toml"))
    parser.add_argument("--prompts", type=Path, default=Path("config/emoji-prompts.toml"))
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--seen", type=int, default=0, help="pictures seen in training")
    parser.add_argument("--table", type=int, default=0, help="concept prompts per table row")
    options = parser.parse_args()
    config = load_config(options.config)
    torch.set_num_threads(config.train.threads)
    real = RealPictures.read(config.paths.data)
    judges = Judges(
        judge_of(config.paths.data, real, judge.Schedule()),
        style_judge_of(config, real, style_classifier.Schedule()),
    )
    encoder = minilm.fetch_published(config.paths.work)
    make = Generator(load_network(options.weights, config, half=True), encoder)
    prompts = Prompts.draw(real, tomllib.loads(options.prompts.read_text()))
    settings = Settings()
    result = report(make, judges, real, prompts, settings, grid(settings), options.table)
    write_json(options.out, {**result, "trainingImages": options.seen})


if __name__ == "__main__":
    main()
