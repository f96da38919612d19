"""Draws the contact sheet, 32 prompts: `python -m ddmodels.denoiser.contact_sheet WEIGHTS`."""

import argparse
import tomllib
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image

from ddmodels.denoiser.config import load_config
from ddmodels.denoiser.evaluate import Generator
from ddmodels.denoiser.export import load_network
from ddmodels.denoiser.sampling import Settings, to_pixels
from ddmodels.emoji.sources import STYLES
from ddmodels.encoder import minilm

PEOPLES_CHOICE = 10
"""The first so many prompts are also shown in every style."""


def tile(pictures: NDArray[np.uint8], columns: int, scale: int = 1) -> Image.Image:
    """Pictures `[N, S, S, 3]` side by side, row by row."""
    rows = -(-len(pictures) // columns)
    size = pictures.shape[1]
    sheet = np.full((rows * size, columns * size, 3), 255, np.uint8)
    for i, picture in enumerate(pictures):
        y, x = divmod(i, columns)
        sheet[y * size : (y + 1) * size, x * size : (x + 1) * size] = picture
    image = Image.fromarray(sheet)
    return image.resize((image.width * scale, image.height * scale), Image.Resampling.NEAREST)


def main() -> None:
    """Draws the sheet of any style, or with `--styles` the first prompts in every style."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("weights", type=Path)
    parser.add_argument("--config", type=Path, default=Path("config/emoji-denoiser.toml"))
    parser.add_argument("--prompts", type=Path, default=Path("config/emoji-prompts.toml"))
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--styles", action="store_true", help="one row per style")
    default = Settings()
    parser.add_argument("--steps", type=int, default=default.steps)
    parser.add_argument("--guidance", type=float, default=default.guidance)
    parser.add_argument("--sampler", default=default.sampler)
    parser.add_argument("--schedule", default=default.schedule)
    parser.add_argument("--sigma-min", type=float, default=default.sigma_min)
    parser.add_argument("--sigma-max", type=float, default=default.sigma_max)
    options = parser.parse_args()
    config = load_config(options.config)
    torch.set_num_threads(config.train.threads)
    captions: list[str] = tomllib.loads(options.prompts.read_text())["sheet"]
    encoder = minilm.fetch_published(config.paths.work)
    make = Generator(load_network(options.weights, config, half=True), encoder)
    names = ("steps", "guidance", "sampler", "schedule", "sigma_min", "sigma_max")
    settings = Settings(**{n: getattr(options, n) for n in names})
    columns, styles = 8, [0] * len(captions)
    if options.styles:
        columns = PEOPLES_CHOICE
        captions = captions[:columns] * len(STYLES)
        styles = [s for s in range(1, len(STYLES) + 1) for _ in range(columns)]
    tile(to_pixels(make(captions, styles, settings)), columns).save(options.out, optimize=True)


if __name__ == "__main__":
    main()
