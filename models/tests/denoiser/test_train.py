import os
import signal
import threading
from dataclasses import replace
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file, save_file
from torch.nn import functional as F

from ddmodels.denoiser import tiny
from ddmodels.denoiser.batches import Emoji
from ddmodels.denoiser.config import Config, Favourites, Train, load_config
from ddmodels.denoiser.network import Denoiser, denoise
from ddmodels.denoiser.refiner import PALETTE, STYLE_COUNT, Parts
from ddmodels.denoiser.train import (
    DECAY_NOW,
    FINAL,
    STABLE,
    Progress,
    Trainer,
    loss_of,
    rate_factor,
    run,
)
from ddmodels.emoji import captions
from ddmodels.emoji.palette import palettes
from ddmodels.emoji.pictures import read_pictures, write_pictures

ROOT = Path(__file__).parents[2]
CPU = torch.device("cpu")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Config, Emoji]:
    torch.set_num_threads(2)
    config = tiny.tiny_config(tmp_path_factory.mktemp("emoji"))
    arrays, pictures = tiny.tiny_pictures(config.data.held_out)
    write_pictures(config.paths.data, arrays, pictures)
    captions.build(config, arrays, pictures, tiny.tiny_encoder())
    return config, Emoji(config.paths.data)


def at(config: Config, folder: Path) -> Config:
    return replace(config, paths=replace(config.paths, run=folder))


def test_held_out_pictures_are_never_drawn(made: tuple[Config, Emoji]) -> None:
    config, data = made
    _, pictures = read_pictures(config.paths.data)
    assert 0 < sum(p.held_out for p in pictures) == len(pictures) - len(data)


def test_batches_repeat_with_the_generator(made: tuple[Config, Emoji]) -> None:
    config, data = made
    first, again = (data.batch(config.train, torch.Generator().manual_seed(3)) for _ in range(2))
    for key, value in vars(first).items():
        assert torch.equal(value, getattr(again, key)), key
    assert first.clean.shape == (8, 3, 64, 64) and first.tokens.shape == (8, 16, 384)
    assert first.clean.min() >= -1 and first.clean.max() <= 1
    assert ((first.t > 0) & (first.t < 1)).all()


def test_favourites_are_drawn_more_often(made: tuple[Config, Emoji]) -> None:
    config, data = made
    rows = data.rows_of(Favourites(0.5, ("circle",)))
    assert len(rows) > 0 and {data.concepts[i] for i in rows.tolist()} == {"circle"}
    plain = replace(config.train, batch=400, flip_share=0.0, recolour_share=0.0)
    circles = {data.pixels[i].numpy().tobytes() for i in rows.tolist()}

    def share(train: Train) -> float:
        clean = data.batch(train, torch.Generator().manual_seed(3)).clean
        drawn = ((clean + 1) * 127.5).round().to(torch.uint8)
        return sum(x.numpy().tobytes() in circles for x in drawn) / len(drawn)

    usual = len(rows) / len(data)
    assert share(replace(plain, favourites=())) == pytest.approx(usual, abs=0.08)
    lists = (Favourites(0.5, ("circle",)), Favourites(0.3, ("circle",)))
    often = 0.8 + 0.2 * usual
    assert share(replace(plain, favourites=lists)) == pytest.approx(often, abs=0.06)
    with pytest.raises(ValueError, match="no pictures of hexagon"):
        data.rows_of(Favourites(0.5, ("circle", "hexagon")))
    of_two = data.rows_of(Favourites(0.5, ("circle",), (2, 3)))
    assert set(data.style[of_two].tolist()) == set(data.style[rows].tolist()) & {2, 3} != set()
    with pytest.raises(ValueError, match="in these styles"):
        data.rows_of(Favourites(0.5, ("circle",), (9,)))


def test_times_of_a_batch_are_spread_evenly(made: tuple[Config, Emoji]) -> None:
    config, data = made
    train = replace(config.train, batch=64)
    t = data.batch(train, torch.Generator().manual_seed(3)).t
    below = torch.special.ndtr((torch.logit(t) - train.time_mean) / train.time_std)
    assert ((below * 64).floor().sort().values == torch.arange(64)).sum() > 60


def test_a_new_network_begins_with_the_colours_of_its_sets(made: tuple[Config, Emoji]) -> None:
    config, data = made
    found = Trainer(config, data, torch.device("cpu")).net.r.palette
    assert torch.equal(found, palettes(data.pixels, data.style, STYLE_COUNT, PALETTE))
    assert not torch.equal(found[1], found[2])


def off(clean: torch.Tensor, error: float) -> Parts:
    """Wrong by the same amount everywhere, and sure of nothing."""
    picture = clean + error
    gate = torch.zeros_like(clean[:, :1])
    return Parts(picture, gate, torch.zeros(len(clean), gate[0].numel(), PALETTE))


def test_the_loss_bends_at_low_noise_only(made: tuple[Config, Emoji]) -> None:
    config, data = made
    batch = data.batch(config.train, torch.Generator().manual_seed(3))

    def loss(t: float, error: float, bend: float = 0.03) -> float:
        train = replace(config.train, loss_bend=bend, palette_share=0.0)
        at = replace(batch, t=torch.full((8,), t))
        palette = torch.zeros(STYLE_COUNT, PALETTE, 3)
        return float(loss_of(lambda *_: off(batch.clean, error), palette, at, train))

    assert loss(0.75, 0.1, bend=0.0) == pytest.approx((0.1 / 0.25) ** 2, rel=1e-4)
    # high noise: the square, so twice the error costs four times as much
    assert loss(0.1, 0.2) == pytest.approx((0.2 / 0.9) ** 2, rel=0.01)
    # low noise: the absolute value, twice as much; errors below the bend are square again
    assert loss(0.9, 0.4) / loss(0.9, 0.2) == pytest.approx(2, rel=0.05)
    assert loss(0.9, 0.002) / loss(0.9, 0.001) == pytest.approx(4, rel=0.1)
    assert 0 < loss(1e-5, 0.1) < 1


def test_colours_count_at_low_noise(made: tuple[Config, Emoji]) -> None:
    config, data = made
    batch = data.batch(config.train, torch.Generator().manual_seed(3))
    palette = palettes(data.pixels, data.style, STYLE_COUNT, PALETTE)

    def loss(sigma: float) -> float:
        at = replace(batch, t=torch.full((8,), 1 / (1 + sigma)))
        train = replace(config.train, palette_share=1.0, palette_sigma=2.0)
        return float(loss_of(lambda *_: off(batch.clean, 0.0), palette, at, train))

    assert loss(0.1) > 0.5
    assert loss(2.0) == pytest.approx(loss(0.1) / 2, rel=1e-3)
    assert loss(40.0) < 1e-4


def test_weights_without_a_part_begin_with_a_new_one(
    made: tuple[Config, Emoji], tmp_path: Path
) -> None:
    config, data = made
    trainer = Trainer(at(config, tmp_path), data, CPU)
    before = {k: v.clone() for k, v in trainer.net.state_dict().items()}
    given = {k: (v + 1).contiguous() for k, v in before.items() if k != "r.key"}
    given["r.palette"] = torch.zeros(STYLE_COUNT, 3, 3)
    save_file(given, tmp_path / "old.safetensors")
    trainer.start_from(tmp_path / "old.safetensors", 70)
    for net in (trainer.net, trainer.ema):
        found = net.state_dict()
        assert torch.equal(found["i.weight"], given["i.weight"])
        assert all(torch.equal(found[k], before[k]) for k in ("r.key", "r.palette"))
    assert trainer.progress.pictures == 70


def test_every_part_of_the_network_learns(made: tuple[Config, Emoji], tmp_path: Path) -> None:
    config, data = made
    trainer = Trainer(at(config, tmp_path), data, CPU)
    run(trainer, 6)  # what begins at zero holds back what is before it
    assert trainer.idle() == []


def test_a_part_that_does_not_learn_ends_the_run(
    made: tuple[Config, Emoji], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config, data = made
    trainer = Trainer(at(config, tmp_path), data, CPU)
    whole = F.interpolate
    monkeypatch.setattr(F, "interpolate", lambda x, **how: whole(x.detach(), **how))
    trainer.progress.iteration = 49
    with pytest.raises(RuntimeError, match=r"no gradient reaches .*mid\.c1\.weight"):
        run(trainer, 50)


def test_the_refiner_can_be_trained_alone(made: tuple[Config, Emoji], tmp_path: Path) -> None:
    config, data = made
    trainer = Trainer(at(config, tmp_path), data, CPU, refiner_only=True)
    before = {k: v.clone() for k, v in trainer.net.state_dict().items()}
    run(trainer, 2)
    moved = {k for k, v in trainer.net.state_dict().items() if not torch.equal(v, before[k])}
    assert moved and all(k.startswith("r.") for k in moved)
    assert "r.palette" not in moved


def test_empty_captions_have_no_style(made: tuple[Config, Emoji]) -> None:
    config, data = made
    every = replace(config.train, batch=64, empty_share=0.5)
    batch = data.batch(every, torch.Generator().manual_seed(3))
    empty = batch.mask.sum(1) == 2
    assert 16 < int(empty.sum()) < 48
    assert (batch.style[empty] == 0).all() and (batch.style[~empty] > 0).any()


def test_the_real_network_has_the_published_shape() -> None:
    net = Denoiser(load_config(ROOT / "config" / "emoji-denoiser.toml").network)
    assert sum(p.numel() for p in net.parameters()) == 5_897_121
    assert net.state_dict()["u.1.c1.weight"].shape == (96, 288, 3, 3)


def test_padding_does_not_matter(made: tuple[Config, Emoji]) -> None:
    net = Denoiser(made[0].network).eval()
    for p in net.parameters():
        torch.nn.init.normal_(p, std=0.1)
    x, tokens, pooled = torch.randn(2, 3, 64, 64), torch.randn(2, 16, 384), torch.randn(2, 384)
    mask = (torch.arange(16) < 5).float().expand(2, -1)
    sigma, style = torch.tensor([80.0, 0.05]), torch.tensor([0, 3])
    with torch.no_grad():
        one = denoise(net, x, sigma, tokens, mask, pooled, style)
        tokens[:, 5:] = 7
        other = denoise(net, x, sigma, tokens, mask, pooled, style)
    assert one.shape == x.shape and torch.isfinite(one).all()
    assert torch.allclose(one, other, atol=1e-6)


def test_a_resumed_run_equals_an_unbroken_one(made: tuple[Config, Emoji], tmp_path: Path) -> None:
    config, data = made
    whole = Trainer(at(config, tmp_path / "a"), data, CPU)
    run(whole, 4)
    run(Trainer(at(config, tmp_path / "b"), data, CPU), 2)
    rest = Trainer(at(config, tmp_path / "b"), data, CPU)
    assert rest.resume()
    run(rest, 4)
    assert rest.progress.iteration == 4
    for left, right in ((whole.net, rest.net), (whole.ema, rest.ema)):
        for key, value in left.state_dict().items():
            assert torch.equal(value, right.state_dict()[key]), key


def test_sigterm_saves(made: tuple[Config, Emoji], tmp_path: Path) -> None:
    config, data = made
    trainer = Trainer(at(config, tmp_path), data, CPU)
    threading.Timer(0.5, os.kill, (os.getpid(), signal.SIGTERM)).start()
    assert run(trainer) is False
    again = Trainer(at(config, tmp_path), data, CPU)
    assert again.resume() and again.progress.iteration == trainer.progress.iteration > 0


def test_decay_can_begin_at_once_and_ends_the_run(
    made: tuple[Config, Emoji], tmp_path: Path
) -> None:
    config, data = made
    short = replace(config, train=replace(config.train, decay_seconds=0.3))
    trainer = Trainer(at(short, tmp_path), data, CPU)
    tmp_path.joinpath(DECAY_NOW).touch()
    assert run(trainer) is True
    stable, final = load_file(tmp_path / STABLE), load_file(tmp_path / FINAL)
    assert stable.keys() == final.keys()
    assert any(not torch.equal(stable[k], final[k]) for k in stable)


def test_a_decay_may_begin_before_anything_was_saved(
    made: tuple[Config, Emoji], tmp_path: Path
) -> None:
    config, data = made
    train = replace(config.train, stable_seconds=0.0, decay_seconds=0.1)
    trainer = Trainer(at(replace(config, train=train), tmp_path / "new"), data, CPU)
    assert run(trainer) is True
    assert (tmp_path / "new" / STABLE).exists() and (tmp_path / "new" / FINAL).exists()


def test_rate_warms_up_holds_and_falls(made: tuple[Config, Emoji]) -> None:
    train = replace(made[0].train, warmup=10, decay_seconds=100, decay_floor=0.01)
    assert rate_factor(train, Progress(iteration=0)) == pytest.approx(0.1)
    assert rate_factor(train, Progress(iteration=500)) == 1
    falling = [
        rate_factor(train, Progress(iteration=500, seconds=1000 + s, decay_from=1000))
        for s in (0, 25, 99.99, 200)
    ]
    assert falling == pytest.approx([1, 0.5, 0.01, 0.01], abs=1e-3)
