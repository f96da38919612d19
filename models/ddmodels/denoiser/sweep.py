"""Chooses the recommended settings: `python -m ddmodels.denoiser.sweep WEIGHTS [--samplers]`.

Guidance, the level above which it is off, and the clamp, or sampler and schedule, one at a time
around the defaults, judged on prompts that the evaluation does not use. Prints a table; what wins
goes into `Settings` by hand.
"""

import argparse
import random
import tomllib
from dataclasses import replace
from pathlib import Path

import torch

from ddmodels.denoiser.config import load_config
from ddmodels.denoiser.evaluate import Generator
from ddmodels.denoiser.export import load_network
from ddmodels.denoiser.sampling import SIGMA_MAX, Settings
from ddmodels.emoji.captions import article
from ddmodels.emoji.concept_classifier import Schedule, hit, judge
from ddmodels.emoji.eval_prompts import Prompts, RealPictures
from ddmodels.emoji.judges import judge_of
from ddmodels.encoder import minilm

NO_CLAMP = 100.0


def tuning_prompts(real: RealPictures, evaluation: Prompts, count: int) -> list[tuple[str, int]]:
    """Captions and classes of concepts that the evaluation does not ask for."""
    used = {i for _, i in evaluation.concepts} | {i for _, i, _ in evaluation.styled}
    shown = torch.bincount(real.concept, minlength=len(real.names))
    free = [i for i in range(len(real.names)) if i not in used and shown[i] >= 4]
    rng = random.Random(41)
    chosen = rng.sample(free, min(count, len(free)))
    return [(rng.choice([real.names[i], article(real.names[i])]), i) for i in chosen]


def samplers(settings: Settings) -> list[Settings]:
    """The settings, and other samplers and schedules of as many passes."""
    others = [
        replace(settings, sampler=sampler, schedule=schedule)
        for sampler in ("dpmpp2m", "euler", "euler-ancestral")
        for schedule in ("karras", "flow")
    ]
    return [settings, *(other for other in others if other != settings)]


def strengths(settings: Settings) -> list[Settings]:
    """The settings, and those that differ from them in how guidance is used."""
    return [
        settings,
        *(replace(settings, guidance=g) for g in (2.0, 4.0, 5.0, 7.0)),
        replace(settings, guidance_max_sigma=SIGMA_MAX + 1),
        replace(settings, guidance_max_sigma=5.0),
        replace(settings, clamp=1.0),
        replace(settings, clamp=NO_CLAMP),
    ]


def main() -> None:
    """Prints top-1 and top-5 of each setting."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("weights", type=Path)
    parser.add_argument("--config", type=Path, default=Path("config/emoji-denoiser.toml"))
    parser.add_argument("--prompts", type=Path, default=Path("config/emoji-prompts.toml"))
    parser.add_argument("--count", type=int, default=128, help="prompts")
    parser.add_argument("--samplers", action="store_true", help="samplers instead of guidance")
    options = parser.parse_args()
    config = load_config(options.config)
    torch.set_num_threads(config.train.threads)
    real = RealPictures.read(config.paths.data)
    names = judge_of(config.paths.data, real, Schedule())
    make = Generator(
        load_network(options.weights, config, half=True),
        minilm.fetch_published(config.paths.work),
    )
    evaluation = Prompts.draw(real, tomllib.loads(options.prompts.read_text()))
    asked = tuning_prompts(real, evaluation, options.count)
    classes = torch.tensor([i for _, i in asked])
    for settings in (samplers if options.samplers else strengths)(Settings()):
        made = make([c for c, _ in asked], [0] * len(asked), settings)
        logits, _ = judge(names, made)
        top1, top5 = (hit(logits, classes, k) for k in (1, 5))
        print(
            f"{settings.sampler} {settings.schedule}, guidance {settings.guidance:g}, "
            f"off from {settings.guidance_max_sigma:g}, "
            f"clamp {settings.clamp:g}: top-1 {top1:.3f}, top-5 {top5:.3f}",
            flush=True,
        )


if __name__ == "__main__":
    main()
