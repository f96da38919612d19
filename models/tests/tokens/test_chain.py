import json
import zlib
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from ddmodels.common.packages import write_json
from ddmodels.common.training import FINAL, Trainer, run
from ddmodels.denoiser import tiny
from ddmodels.denoiser.graph_layers import widen
from ddmodels.emoji import concept_classifier, palette
from ddmodels.emoji.config import Paths
from ddmodels.emoji.eval_prompts import RealPictures
from ddmodels.emoji.pictures import write_pictures
from ddmodels.tokens import card, evaluate, export
from ddmodels.tokens.batches import Artwork, draw
from ddmodels.tokens.config import Config, Network, load_config
from ddmodels.tokens.network import Autoencoder, load
from ddmodels.tokens.train import judge_features, loss_of, trainer_of

CONFIG = load_config(Path(__file__).parents[2] / "config" / "picture-tokens.toml")
SIZES = Network((8, 5, 5, 5), 2, (8, 8, 8), (8, 8, 8), (1, 1, 1), 8, 2.0)


@pytest.fixture(scope="module")
def config(tmp_path_factory: pytest.TempPathFactory) -> Config:
    torch.set_num_threads(1)
    folder = tmp_path_factory.mktemp("tokens")
    schedule = replace(CONFIG.train.schedule, iterations=50, batch=2, warmup=2, rate=3e-3, ema=0.9)
    train = replace(CONFIG.train, schedule=schedule)
    return Config(Paths(folder, folder / "data", folder / "run"), SIZES, train)


@pytest.fixture(scope="module")
def real(config: Config) -> RealPictures:
    write_pictures(config.paths.data, *tiny.tiny_pictures(0.5))
    return RealPictures.read(config.paths.data)


@pytest.fixture(scope="module")
def data(real: RealPictures) -> Artwork:
    return Artwork(real)


@pytest.fixture(scope="module")
def trained(config: Config, data: Artwork) -> Trainer[Autoencoder]:
    torch.manual_seed(1)
    judge = concept_classifier.Classifier(12, widths=(4, 4, 8, 8)).eval().requires_grad_(False)
    trainer = trainer_of(config, data, lambda x: judge.features(x)[0])
    before = float(loss_of(trainer.net, fixed(data, config), config.train, None).detach())
    assert run(trainer)
    after = float(loss_of(trainer.ema, fixed(data, config), config.train, None))
    assert after < 0.9 * before
    return trainer


def fixed(data: Artwork, config: Config):
    return draw(data, config.train, SIZES.side, torch.Generator().manual_seed(3), 8)


def test_batches_repeat_and_unfinished_pictures_are_among_them(
    config: Config, data: Artwork
) -> None:
    often = replace(config.train, partial_share=0.5)
    one, two = (draw(data, often, 8, torch.Generator().manual_seed(3), 40) for _ in range(2))
    assert all(torch.equal(a, b) for a, b in zip(one, two, strict=True))
    whole = one.known.flatten(1).sum(1) == 64
    assert 8 < int(whole.sum()) < 32
    assert one.clean.min() >= -1 and one.clean.max() <= 1 and (one.style == 0).any()


def test_held_out_pictures_are_not_learned_from(real: RealPictures, data: Artwork) -> None:
    assert len(data) == int((~real.held_out).sum()) < len(real.style)
    out = {p.numpy().tobytes() for p in real.pixels[real.held_out]}
    assert not out & {p.numpy().tobytes() for p in data.pixels}
    assert data.recolor.any() and set(data.style.tolist()) == {1, 2, 3, 4, 5, 6}


def test_palettes_are_those_of_the_pictures_and_kept(
    data: Artwork, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = palette.palettes(data.pixels, data.style, 7, 4)
    given = (tmp_path, data.pixels, data.style, 7, 4)
    assert torch.equal(palette.kept_palettes(*given), expected)
    monkeypatch.setattr(palette, "palettes", lambda *_: expected + 1)
    assert torch.equal(palette.kept_palettes(*given), expected)
    other = data.pixels.clone()
    other[0, 0, 0, 0] += 1
    assert torch.equal(palette.kept_palettes(tmp_path, other, *given[2:]), expected + 1)


def test_a_missing_judge_says_what_to_run(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match=r"ddmodels\.emoji\.judges first"):
        judge_features(tmp_path)


def test_the_whole_chain(
    config: Config, real: RealPictures, trained: Trainer[Autoencoder], tmp_path: Path
) -> None:
    weights = trained.folder / FINAL
    net = load(weights, SIZES, half=True)
    judge = concept_classifier.Classifier(len(real.names), widths=(4, 4, 8, 8)).eval()
    figures = evaluate.report(net, {"judge": judge, "second": judge}, real)
    held = figures["heldOut"]
    assert held["pictures"] == int(real.held_out.sum())  # type: ignore[index]
    assert held["judgeAgree"] == held["secondAgree"]  # type: ignore[index]
    assert held["psnr"] > 5  # type: ignore[index]
    write_json(tmp_path / "evaluation.json", {**figures, "trainingImages": 100})
    error = export.export(weights, config, tmp_path)
    assert 0 < error < export.WORST
    card.write(tmp_path, "On toys.", SIZES)
    text = (tmp_path / "README.md").read_text()
    assert "100 training pictures" in text and "1,000" in text and "second judge" in text


def test_known_answers_are_the_stored_graphs(
    config: Config, trained: Trainer[Autoencoder], tmp_path: Path
) -> None:
    export.export(trained.folder / FINAL, config, tmp_path)
    stored = widen(zlib.decompress((tmp_path / export.STORED).read_bytes()))
    session = export.session_of((tmp_path / "graph.onnx").read_bytes(), stored)
    net = load(trained.folder / FINAL, SIZES)
    cases = json.loads((tmp_path / "golden.json").read_text())["decode"]
    assert [sum(c[0] < 1000 for c in case["codes"]) for case in cases] == [64, 64, 21, 8]
    for case in cases:
        codes, style = torch.tensor([case["codes"]]), torch.tensor([case["style"]])
        found = export.pictures_of(session, codes, style)
        assert np.allclose(found.ravel()[case["at"]], case["values"], atol=1e-5)
        assert np.abs(found - net.decode(codes, style).numpy()).max() < 0.05


def test_no_node_of_the_graph_has_more_buffers_than_webgpu_binds() -> None:
    net = Autoencoder(CONFIG.network)
    state = {k: v.detach().numpy() for k, v in net.d.state_dict().items()}
    model, _ = export.decoder_graph.build(state, CONFIG.network, net.q.table().numpy())
    for node in model.graph.node:
        assert len(node.input) + len(node.output) <= 8, node.name


def test_a_graph_that_is_not_the_network_is_refused(
    config: Config, trained: Trainer[Autoencoder], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = export.decoder_graph.build
    monkeypatch.setattr(
        export.decoder_graph, "build", lambda state, sizes, table: whole(state, sizes, table * 0.9)
    )
    with pytest.raises(export.ParityError):
        export.export(trained.folder / FINAL, config, tmp_path)
    assert not (tmp_path / "graph.onnx").exists()


def test_what_is_not_decided_does_not_matter(trained: Trainer[Autoencoder]) -> None:
    codes = export.codes_of(1, SIZES, 64)
    half, style = codes.clone(), torch.tensor([2])
    half[:, 32:, 1] = 1000
    other = half.clone()
    other[:, 32:, 0] = 7
    pictures = [trained.ema.decode(c, style) for c in (codes, half, other)]
    assert torch.equal(pictures[1], pictures[2]) and not torch.equal(pictures[0], pictures[1])
