"""The whole chain on toy settings, without any download: `python -m ddmodels.denoiser.tiny`.

Twelve drawn shapes in six "styles" stand for the artwork and an untrained encoder for MiniLM. Data,
200 training steps, evaluation and export then run as for the real model, in under two minutes.
"""

import argparse
import tempfile
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from tokenizers import Tokenizer, models, pre_tokenizers, processors

from ddmodels.common.packages import write_json
from ddmodels.denoiser import evaluate, export
from ddmodels.denoiser.batches import Emoji
from ddmodels.denoiser.config import Config, Favourites, Network, Rollout, Train
from ddmodels.denoiser.network import Denoiser
from ddmodels.denoiser.sampling import Settings
from ddmodels.denoiser.train import FINAL, Trainer, run
from ddmodels.emoji import build, captions, concept_classifier, judges, style_classifier
from ddmodels.emoji.color import COLORS
from ddmodels.emoji.config import Data, Paths
from ddmodels.emoji.eval_prompts import Prompts, RealPictures
from ddmodels.emoji.pictures import Picture, write_pictures
from ddmodels.encoder.minilm import Encoder, MiniLM

_SHAPES = {
    "circle": '<circle cx="16" cy="16" r="12"/>',
    "square": '<path d="M5 5h22v22h-22z"/>',
    "triangle": '<path d="M16 3l14 26h-28z"/>',
    "diamond": '<path d="M16 2l13 14l-13 14l-13 -14z"/>',
    "bar": '<path d="M2 12h28v8h-28z"/>',
    "pillar": '<path d="M12 2h8v28h-8z"/>',
    "cross": '<path d="M12 3h8v9h9v8h-9v9h-8v-9h-9v-8h9z"/>',
    "ring": '<path fill-rule="evenodd" d="M4 4h24v24h-24zM10 10h12v12h-12z"/>',
    "corner": '<path d="M4 4h8v16h16v8h-24z"/>',
    "bow": '<path d="M3 4l26 24v-24l-26 24z"/>',
    "pair": '<circle cx="9" cy="16" r="7"/><circle cx="23" cy="16" r="7"/>',
    "stack": '<path d="M4 4h24v6h-24zM4 13h24v6h-24zM4 22h24v6h-24z"/>',
}
_FILLS = ("#d2282d", "#f58723", "#5aaf46", "#3c78dc", "#9150be", "#1ea5a0")


def tiny_config(folder: Path) -> Config:
    """Settings of the toy chain, everything below one folder."""
    return Config(
        Paths(folder, folder / "data", folder / "run"),
        Data(held_out=0.5, seed=1),
        Network(channels=(8, 16, 24), width=32, heads=4, layout=4),
        Train(
            name="toy",
            seed=7,
            batch=8,
            rate=2e-3,
            weight_decay=0.01,
            betas=(0.9, 0.99),
            clip=1.0,
            warmup=10,
            ema=0.98,
            stable_seconds=1e9,
            decay_seconds=0.0,
            decay_floor=0.01,
            checkpoint_seconds=60,
            threads=2,
            time_mean=-0.6,
            time_std=0.9,
            time_floor=0.05,
            loss_bend=0.03,
            loss_usual=0.25,
            palette_share=0.05,
            palette_sigma=2.0,
            empty_share=0.1,
            any_style_share=0.2,
            recolour_share=0.35,
            flip_share=0.2,
            rollout=Rollout(0.5, (0.7, 4.0), (0.06, 0.5), steps=2, guidance=3.0),
            favourites=(Favourites(0.5, ("circle",)),),
        ),
    )


def scattered(config: Config, seed: int) -> Denoiser:
    """A network whose every path counts, also those that start at zero: as far off as trained."""
    torch.manual_seed(seed)
    net = Denoiser(config.network).eval().requires_grad_(False)
    for name, parameter in net.named_parameters():
        torch.nn.init.normal_(parameter, std=0.05 if name.startswith("r.") else 0.15)
    torch.nn.init.normal_(net.r.palette, std=0.5)
    torch.nn.init.normal_(net.r.key, std=0.5)
    torch.nn.init.constant_(net.r.width, 0.2)
    return net


def tiny_encoder() -> Encoder:
    """An untrained encoder that knows the words of the toy captions."""
    words = ["a", "an", "emoji", "of", "picture", "icon", "drawing", ",", "shape", "toy"]
    vocabulary = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", *words, *_SHAPES, *COLORS]
    index = {w: i for i, w in enumerate(vocabulary)}
    tokenizer = Tokenizer(models.WordLevel(index, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.post_processor = processors.BertProcessing(("[SEP]", 3), ("[CLS]", 2))
    torch.manual_seed(0)
    return Encoder(MiniLM(len(vocabulary), 16), tokenizer)


def tiny_pictures(share: float) -> tuple[NDArray[np.uint8], list[Picture]]:
    """The toy artwork: every shape in every style, a style being a colour."""
    arrays: list[NDArray[np.uint8]] = []
    pictures: list[Picture] = []
    styles = list(range(1, len(_FILLS) + 1))
    for style, fill in zip(styles, _FILLS, strict=True):
        for name, body in _SHAPES.items():
            svg = build.frame({"body": f'<g fill="{fill}">{body}</g>'}, 32, 32)
            arrays.append(build.rasterise(svg))
            out = build.held_out(name, style, styles, share)
            pictures.append(Picture(style, name, ("shape", "toy"), f"{ord(name[0]):x}", out))
    return np.stack(arrays), pictures


def chain(folder: Path, steps: int, prompts: int) -> dict[str, object]:
    """Runs data, training, evaluation and export; returns what the evaluation wrote."""
    config, encoder = tiny_config(folder), tiny_encoder()
    arrays, pictures = tiny_pictures(config.data.held_out)
    write_pictures(config.paths.data, arrays, pictures)
    captions.build(config, arrays, pictures, encoder)
    trainer = Trainer(config, Emoji(config.paths.data), torch.device("cpu"))
    run(trainer, steps)
    trainer.export(FINAL, trainer.ema, "toy")
    weights = config.paths.run / FINAL
    real = RealPictures.read(config.paths.data)
    schedule = concept_classifier.Schedule(epochs=6, batch=16, widths=(8, 16, 24, 32))
    named_by = evaluate.Judges(
        judges.judge_of(config.paths.data, real, schedule),
        evaluate.style_judge_of(config, real, style_classifier.Schedule(epochs=2, batch=16)),
    )
    lists = {"seed": 1, "concepts": prompts, "recolours": 4, "styled": 1}
    asked = Prompts.draw(real, lists)
    make = evaluate.Generator(export.load_network(weights, config, half=True), encoder)
    settings = Settings(steps=6)
    rows = [Settings(steps=2), Settings(steps=2, sampler="heun")]
    result = evaluate.report(make, named_by, real, asked, settings, rows, 4)
    out = folder / "out"
    out.mkdir(exist_ok=True)
    write_json(out / "evaluation.json", result)
    export.export(weights, config, out, settings, encoder)
    return result


def main() -> None:
    """Runs the chain in a temporary folder or the given one."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--steps", type=int, default=200)
    options = parser.parse_args()
    torch.set_num_threads(2)
    if options.folder is not None:
        options.folder.mkdir(parents=True, exist_ok=True)
        chain(options.folder, options.steps, 20)
        return
    with tempfile.TemporaryDirectory() as folder:
        chain(Path(folder), options.steps, 20)


if __name__ == "__main__":
    main()
