import base64
import itertools
import json
import math
import random
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.torch import save_file

from ddmodels.denoiser import golden as denoiser_golden
from ddmodels.denoiser import graph, graph_layers, sweep, tiny
from ddmodels.denoiser.config import Config
from ddmodels.denoiser.export import ParityError, export, load_network, worst_error
from ddmodels.denoiser.sampling import SamplerName, Settings, integrate, noise_schedule
from ddmodels.emoji import concept_classifier, fit_classifier, style_classifier
from ddmodels.emoji.eval_prompts import Prompts, RealPictures, StyledPrompt, pairs

SAMPLERS: tuple[SamplerName, ...] = ("euler", "heun", "dpmpp2m", "ddim", "euler-ancestral")


@pytest.fixture(scope="module")
def weights(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Config]:
    folder = tmp_path_factory.mktemp("weights")
    config = tiny.tiny_config(folder)
    net = tiny.scattered(config, 1)
    save_file(net.state_dict(), folder / "net.safetensors")
    return folder / "net.safetensors", config


def test_the_graph_is_the_network(weights: tuple[Path, Config]) -> None:
    net = load_network(*weights, half=False)
    state = {k: v.numpy() for k, v in net.state_dict().items()}
    model, stored = graph.build(state, weights[1].network)
    whole = b"".join(v.tobytes() for _, v in stored.tensors)
    assert worst_error(net, model.SerializeToString(), whole) < 5e-4


def test_weights_lie_end_to_end_and_outside(weights: tuple[Path, Config]) -> None:
    state = {k: v.numpy() for k, v in load_network(*weights).state_dict().items()}
    model, stored = graph.build(state, weights[1].network)
    outside = [i for i in model.graph.initializer if i.external_data]
    at = 0
    for tensor in outside:
        entries = {e.key: e.value for e in tensor.external_data}
        assert entries["location"] == graph_layers.WEIGHTS and int(entries["offset"]) == at
        at += int(entries["length"])
    assert len(graph_layers.widen(stored.half())) == at == 2 * len(stored.half())
    assert len(model.SerializeToString()) < 100_000


def test_no_node_needs_more_buffers_than_webgpu_promises(weights: tuple[Path, Config]) -> None:
    state = {k: v.numpy() for k, v in load_network(*weights).state_dict().items()}
    model, _ = graph.build(state, weights[1].network)
    for node in model.graph.node:
        assert len(node.input) + len(node.output) <= 8, node.name


def test_export_writes_the_folder(weights: tuple[Path, Config], tmp_path: Path) -> None:
    encoder = tiny.tiny_encoder()
    folder = tmp_path / "emoji-denoiser"
    error = export(*weights, folder, Settings(steps=2), encoder)
    assert 0 < error < 0.1
    manifest = json.loads((folder / "manifest.json").read_text())
    assert manifest["config"]["styles"][0] == "any" and len(manifest["config"]["styles"]) == 7
    golden = json.loads((folder / "golden.json").read_text())
    assert [c["sigma"] for c in golden["denoise"]] == [40.0, 2.5, 0.4, 0.05]
    for picture in golden["picture"]:
        assert len(base64.b64decode(picture["rgb"])) == 64 * 64 * 3
        assert picture["settings"]["steps"] == 8


def test_a_wrong_graph_is_refused(
    weights: tuple[Path, Config], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(graph, "POOLED_SCALE", 1.0)
    with pytest.raises(ParityError):
        export(*weights, tmp_path, Settings(), tiny.tiny_encoder())
    assert not (tmp_path / "graph.onnx").exists()


def test_golden_inputs_follow_their_definition() -> None:
    x, text = denoiser_golden.seeded(5, 2.0, 3)
    assert x.std() == pytest.approx(math.sqrt(4.25), rel=0.05)
    assert text.mask.sum() == 3 and text.pooled.norm() == pytest.approx(1)


@pytest.mark.parametrize("name", SAMPLERS)
@pytest.mark.parametrize("schedule", ["karras", "flow"])
def test_samplers_reach_a_gaussian(name: SamplerName, schedule: str) -> None:
    """For data N(m, s^2) the exact D is known, and the sampled spread is s."""
    mean, spread = 0.3, 0.5
    generator = torch.Generator().manual_seed(0)

    def predict(x: torch.Tensor, sigma: float) -> torch.Tensor:
        return mean + spread**2 / (spread**2 + sigma**2) * (x - mean)

    sigmas = noise_schedule(schedule, 200, 0.01, 80.0)  # type: ignore[arg-type]
    x = torch.randn(20000, generator=generator) * math.sqrt(80.0**2 + spread**2) + mean
    made = integrate(predict, x, sigmas, name, lambda: torch.randn(20000, generator=generator))
    assert made.mean() == pytest.approx(mean, abs=0.02)
    assert made.std() == pytest.approx(spread, rel=0.05)


def test_higher_order_is_more_exact() -> None:
    def predict(x: torch.Tensor, sigma: float) -> torch.Tensor:
        return 0.25 / (0.25 + sigma**2) * x

    start = torch.full((1,), 80.0)
    exact = 80.0 * 0.5 / math.sqrt(80.0**2 + 0.25)
    sigmas = noise_schedule("karras", 12, 0.05, 80.0)
    error = {
        n: abs(float(integrate(predict, start, sigmas, n, lambda: start)) - exact)
        for n in ("euler", "heun", "dpmpp2m", "ddim")
    }
    assert error["ddim"] == pytest.approx(error["euler"])
    assert error["dpmpp2m"] < error["euler"] / 2 and error["heun"] < error["euler"] / 2


def test_schedules_fall_to_zero() -> None:
    for name in ("karras", "flow"):
        levels = noise_schedule(name, 7, 0.05, 80.0)  # type: ignore[arg-type]
        assert len(levels) == 8 and levels[0] == pytest.approx(80) and levels[-1] == 0
        assert all(a > b for a, b in itertools.pairwise(levels))
    with pytest.raises(ValueError, match="steps 0"):
        noise_schedule("karras", 0, 0.05, 80.0)


def test_the_judge_learns() -> None:
    generator = torch.Generator().manual_seed(0)
    concept = torch.arange(60) % 2
    pixels = torch.full((60, 3, 64, 64), 255, dtype=torch.uint8)
    pixels[concept == 1, :, 24:40, 24:40] = 0
    pixels[concept == 0, :, 8:56, 8:56] = 0
    widths = (8, 8, 16, 16)
    schedule = concept_classifier.Schedule(epochs=8, batch=20, rate=1e-2, widths=widths)
    net = concept_classifier.train(pixels, concept, concept, 2, schedule)
    softened = concept_classifier.augment(pixels.float() / 255, generator) * 2 - 1
    logits, features = concept_classifier.judge(net, softened)
    assert concept_classifier.hit(logits, concept, 1) > 0.9
    assert features.shape == (60, widths[-1])


def test_a_palette_is_the_share_of_each_colour_but_white() -> None:
    half = torch.ones(1, 3, 8, 8)
    half[:, :, :4] = torch.tensor([-1.0, 1.0, -1.0])[None, :, None, None]
    shares = (style_classifier.palette(half) / style_classifier.STRETCH + 1e-2) ** 2 - 1e-4
    green = (style_classifier.BINS - 1) * style_classifier.BINS
    assert shares[0].argmax() == green and shares.sum().item() == pytest.approx(32 / 33, abs=1e-3)
    between = torch.full((1, 3, 8, 8), 0.5 / (style_classifier.BINS - 1) * 2 - 1)
    spread = style_classifier.palette(between)
    assert (spread > 1).sum() == 8, "a colour between eight of the grid counts for all of them"
    assert torch.isfinite(style_classifier.palette(torch.ones(1, 3, 8, 8))).all()


def test_the_judge_of_styles_reads_colours_and_edges_of_pieces(tmp_path: Path) -> None:
    generator = torch.Generator().manual_seed(0)
    style = torch.arange(48) % 3
    pixels = torch.randint(0, 256, (48, 3, 64, 64), generator=generator, dtype=torch.uint8)
    smooth = torch.nn.functional.avg_pool2d(pixels.float(), 9, 1, 4).to(torch.uint8)
    pixels[style > 0] = smooth[style > 0]
    pixels[style == 2, 0] //= 2
    schedule = style_classifier.Schedule(epochs=12, batch=12)
    net = style_classifier.train(pixels, style, schedule)
    turned = pixels.flip(2).float() / 127.5 - 1
    found = style_classifier.judge(net, turned)
    assert concept_classifier.hit(found, style, 1) > 0.9
    fit_classifier.save(net, tmp_path / "judge.safetensors")
    again = style_classifier.load(tmp_path / "judge.safetensors")
    assert torch.allclose(style_classifier.judge(again, turned), found, atol=1e-4)
    cut = style_classifier.pieces(pixels.float() / 255, generator)
    assert cut.shape == (48, 3, 40, 40) and cut.min() >= 0 and cut.max() <= 1


def test_settings_are_chosen_on_other_prompts_than_they_are_judged_on(tmp_path: Path) -> None:
    concept = torch.arange(20).repeat(4)
    nothing = torch.zeros(80, 3, 64, 64, dtype=torch.uint8)
    real = RealPictures(
        [f"c{i}" for i in range(20)], [], nothing, concept, concept % 6, concept < 0
    )
    evaluation = Prompts([(f"c{i}", i) for i in range(8)], [], [StyledPrompt("c9", 9, 1)])
    asked = sweep.tuning_prompts(real, evaluation, 100)
    assert sorted(i for _, i in asked) == [8, *range(10, 20)]
    for around in (sweep.strengths, sweep.samplers):
        settings = around(Settings())
        assert settings[0] == Settings() and len(set(settings)) == len(settings) > 5


def test_held_out_pairs_are_asked_for_beside_trained_ones_of_the_same_concepts() -> None:
    concept, style = torch.arange(4).repeat(3), torch.arange(3).repeat_interleave(4)
    out = torch.zeros(12, dtype=torch.bool)
    out[[1, 6]] = True  # concept 1 in style 1, concept 2 in style 2
    pixels = torch.zeros(12, 3, 64, 64, dtype=torch.uint8)
    real = RealPictures([f"c{i}" for i in range(4)], [], pixels, concept, style, out)
    composed, known = pairs(real, random.Random(1))
    assert composed == [StyledPrompt("c1", 1, 1), StyledPrompt("c2", 2, 2)]
    assert [(k.caption, k.concept) for k in known] == [("c1", 1), ("c2", 2)]
    assert known[0].style in {2, 3} and known[1].style in {1, 3}


def test_the_whole_chain_runs(tmp_path: Path) -> None:
    result = tiny.chain(tmp_path, steps=3, prompts=4)
    assert {"top1", "top5", "ceilingTop1", "ceilingTop5", "colour", "style"} <= result.keys()
    written = json.loads((tmp_path / "out" / "evaluation.json").read_text())
    composed = written["composed"]
    assert composed["pairs"] == written["heldOutPictures"] > 0
    assert composed["heldOut"].keys() == composed["trained"].keys() == {"top1", "top5", "style"}
    assert written["prompts"] == 4 and len(written["table"]["rows"]) == 2
    assert np.isfinite([result["nearest"], result["nearestHeldOut"]]).all()  # type: ignore[list-item]
