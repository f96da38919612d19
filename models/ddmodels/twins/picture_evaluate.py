"""Measures a twin of pictures: `python -m ddmodels.twins.picture_evaluate WEIGHTS MECHANISM ...`.

Pictures by the twin's own graphs, weights as stored, prompts of `config/emoji-prompts.toml`, which
chose nothing. Judges name them; beside every figure stands that of real pictures nobody was trained
on and of the same pictures as tokens and back, which no model of tokens can pass. Copying: cosine
in a judge's features and RMSE of the pixels to the nearest training picture, beside those of real
pictures that are new. Diversity: how unlike pictures of one prompt are, by those features.
"""

import argparse
import math
import time
import tomllib
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, get_args

import torch
from torch import Tensor
from torch.nn import functional as F

from ddmodels.common.packages import write_json
from ddmodels.denoiser import config as denoiser_config
from ddmodels.denoiser.evaluate import nearest, rounded, style_judge_of
from ddmodels.denoiser.graph_layers import widen
from ddmodels.emoji import concept_classifier as judge
from ddmodels.emoji import style_classifier
from ddmodels.emoji.eval_prompts import Prompts, RealPictures
from ddmodels.emoji.judges import SECOND, judge_of
from ddmodels.encoder import minilm
from ddmodels.encoder.minilm import Encoder
from ddmodels.tokens import config as tokens_config
from ddmodels.tokens import network as tokens_network
from ddmodels.tokens.network import Autoencoder
from ddmodels.twins import picture_graph
from ddmodels.twins.config import Mechanism, load_config
from ddmodels.twins.held_out import DRAWS, masked
from ddmodels.twins.losses import Pictures, nats
from ddmodels.twins.network import Prompt, Twin
from ddmodels.twins.picture_export import load_network
from ddmodels.twins.picture_passes import Passes
from ddmodels.twins.picture_words import CHOSEN
from ddmodels.twins.picture_writer import PictureWriter
from ddmodels.twins.sampling import Settings

SEEDS, VARIED = 6, 20
"""Pictures of one prompt whose diversity is measured, and of how many prompts."""
COPY = 0.1
"""RMSE, in 0..1, within which a picture counts as that training picture."""


@dataclass(frozen=True)
class Judges:
    """Who names what is shown.

    Attributes:
        concept: Decides.
        second: From another seed; None where there is none.
        style: Names how it is drawn; None where there is none.
    """

    concept: judge.Classifier
    second: judge.Classifier | None = None
    style: style_classifier.StyleJudge | None = None


@dataclass
class Maker:
    """Captions to pictures, in batches."""

    net: Twin
    tokens: Autoencoder
    encoder: Encoder
    batch: int = 32

    def __post_init__(self) -> None:
        graphs = picture_graph.build(self.net)
        self.passes = Passes(graphs, widen(graphs.weights.half()), self.net.sizes)

    def prompt(self, captions: list[str], styles: Tensor) -> Prompt:
        """As the network reads it."""
        found = self.encoder.encode(captions)
        return Prompt(found.tokens.clone(), found.mask.clone(), styles)

    def __call__(
        self, captions: list[str], styles: list[int], settings: Settings, seed: int = 9
    ) -> Tensor:
        """`[len(captions), 3, 64, 64]` in -1..1."""
        out: list[Tensor] = []
        for at in range(0, len(captions), self.batch):
            some = captions[at : at + self.batch]
            kind = torch.tensor(styles[at : at + self.batch])
            writer = PictureWriter(self.passes, self.net.causal, settings, seed + at)
            codes = writer(self.prompt(some, kind), self.prompt([""] * len(some), kind))
            out.append(self.tokens.decode(codes, kind))
        return torch.cat(out).clamp(-1, 1)


def rmse(pictures: Tensor, known: Tensor, batch: int = 64) -> Tensor:
    """`[A]` distance of each picture `[A, 3, S, S]` in -1..1 to the nearest known one, in 0..1."""
    flat, all_known = (x.flatten(1) / 2 for x in (pictures, known))
    size = math.sqrt(flat.shape[1])
    return (
        torch.cat([torch.cdist(part, all_known).amin(1) for part in torch.split(flat, batch)])
        / size
    )


def spread(features: Tensor, count: int) -> float:
    """Mean cosine distance between features `[P * count, D]` of the same prompt."""
    rows = F.normalize(features, dim=1).view(-1, count, features.shape[1])
    alike = rows @ rows.transpose(1, 2)
    off = ~torch.eye(count, dtype=torch.bool)
    return float(1 - alike[:, off].mean())


def named(judges: Judges, made: Tensor, truth: Tensor) -> dict[str, float]:
    """Shares that the judges of concepts name right."""
    return {
        f"top{n}{who}": judge.hit(judge.judge(net, made)[0], truth, n)
        for who, net in (("", judges.concept), ("Second", judges.second))
        if net is not None
        for n in (1, 5)
    }


@torch.inference_mode()
def likelihood(
    net: Twin, tokens: Autoencoder, real: RealPictures, rows: Tensor, maker: Maker
) -> float:
    """Nats of a cell (two codes) of real pictures, given name and style; a bound where masked."""
    generator, total = torch.Generator().manual_seed(1), 0.0
    for part in torch.split(rows, maker.batch):
        names = [real.names[i] for i in real.concept[part].tolist()]
        codes = tokens.encode(real.signed(part)).clone()
        data = Pictures(maker.prompt(names, real.style[part] + 1), codes)
        if net.causal:
            total += float(nats(net, data, None).sum())
            continue
        for _ in range(DRAWS):
            hidden = masked(torch.ones(codes.shape[:2], dtype=torch.bool), generator)
            share = hidden.float().mean(1)
            total += float(((nats(net, data, hidden) * hidden).sum(1) / share).sum()) / DRAWS
    return total / len(rows) / net.sizes.cells


def report(
    maker: Maker,
    judges: Judges,
    real: RealPictures,
    prompts: Prompts,
    settings: Settings,
) -> dict[str, Any]:
    """Everything in `evaluation.json` but the pictures seen.

    Args:
        maker: The twin under test.
        judges: Who decides; figures of those that there are not are left out.
        real: The real pictures.
        prompts: What is asked for.
        settings: The recommended ones.
    """
    began = time.monotonic()
    held, seen = (rows.nonzero()[:, 0] for rows in (real.held_out, ~real.held_out))
    training, new = real.signed(seen), real.signed(held)
    known = judge.judge(judges.concept, training)[1]
    again = maker.tokens.decode(maker.tokens.encode(new), real.style[held] + 1).clamp(-1, 1)
    captions, classes = [c for c, _ in prompts.concepts], [i for _, i in prompts.concepts]
    made = maker(captions, [0] * len(captions), settings)
    styled = maker([p.caption for p in prompts.styled], [p.style for p in prompts.styled], settings)
    styles, shown = (
        torch.tensor(values)
        for values in ([p.style - 1 for p in prompts.styled], [p.concept for p in prompts.styled])
    )
    varied = [caption for caption in captions[:VARIED] for _ in range(SEEDS)]
    many = maker(varied, [0] * len(varied), settings, seed=1000)

    def figures(pictures: Tensor, truth: Tensor) -> dict[str, float]:
        features = judge.judge(judges.concept, pictures)[1]
        near = rmse(pictures, training)
        return rounded(
            {
                **named(judges, pictures, truth),
                "nearest": float(nearest(features, known).mean()),
                "rmse": float(near.mean()),
                "copies": float((near < COPY).float().mean()),
            }
        )

    def style_of(pictures: Tensor, truth: Tensor) -> dict[str, float]:
        if judges.style is None:
            return {}
        return rounded(
            {"style": judge.hit(style_classifier.judge(judges.style, pictures), truth, 1)}
        )

    found = {
        "mechanism": "autoregression" if maker.net.causal else "masked-diffusion",
        "made": {
            **figures(made, torch.tensor(classes)),
            **style_of(styled, styles),
            "styledTop1": round(named(judges, styled, shown)["top1"], 4),
        },
        "real": figures(new, real.concept[held]) | style_of(new, real.style[held]),
        "tokens": figures(again, real.concept[held]) | style_of(again, real.style[held]),
        "diversity": round(spread(judge.judge(judges.concept, many)[1], SEEDS), 4),
        "nats": {
            name: round(likelihood(maker.net, maker.tokens, real, rows, maker), 4)
            for name, rows in (
                ("heldOut", held[:500]),
                ("trained", seen[:: max(1, len(seen) // 500)][:500]),
            )
        },
        "prompts": len(captions),
        "stylePrompts": len(prompts.styled),
        "heldOutPictures": len(held),
        "varied": {"prompts": min(VARIED, len(captions)), "seeds": SEEDS},
        "settings": asdict(settings),
    }
    print(found, f"{time.monotonic() - began:.0f} s", flush=True)
    return found


def main() -> None:
    """Evaluates one file of weights and writes `evaluation.json`."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("weights", type=Path)
    parser.add_argument("mechanism", choices=get_args(Mechanism))
    parser.add_argument("--tokens", type=Path, required=True, help="weights of the autoencoder")
    parser.add_argument("--config", type=Path, default=Path("config/twins.toml"))
    parser.add_argument("--prompts", type=Path, default=Path("config/emoji-prompts.toml"))
    parser.add_argument("--styled", type=int, default=20, help="concepts asked for in each style")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--seen", type=int, default=0, help="pictures seen in training")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--no-second", action="store_true", help="leave the second judge out")
    parser.add_argument("--no-style", action="store_true", help="leave the judge of styles out")
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    config = load_config(options.config)
    base = options.config.parent
    denoiser = denoiser_config.load_config(base / "emoji-denoiser.toml")
    sizes = tokens_config.load_config(base / "picture-tokens.toml").network
    real = RealPictures.read(config.paths.data)
    data, of_styles = config.paths.data, style_classifier.Schedule()
    judges = Judges(
        judge_of(data, real, judge.Schedule()),
        None if options.no_second else judge_of(data, real, judge.Schedule(seed=SECOND)),
        None if options.no_style else style_judge_of(denoiser, real, of_styles),
    )
    mechanism: Mechanism = options.mechanism
    maker = Maker(
        load_network(options.weights, config.network, mechanism, half=True),
        tokens_network.load(options.tokens, sizes, half=True),
        minilm.fetch_published(config.paths.work),
    )
    lists = {**tomllib.loads(options.prompts.read_text()), "styled": options.styled}
    prompts = Prompts.draw(real, lists)
    found = report(maker, judges, real, prompts, CHOSEN[mechanism])
    write_json(options.out, {**found, "trainingImages": options.seen})


if __name__ == "__main__":
    main()
