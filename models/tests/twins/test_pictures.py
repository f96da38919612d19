"""The graphs of a picture twin compute what the network does, kept keys and values included."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from ddmodels.common.packages import read_json, write_json
from ddmodels.denoiser import tiny
from ddmodels.denoiser.graph_layers import widen
from ddmodels.emoji import concept_classifier, style_classifier
from ddmodels.emoji.eval_prompts import Prompts, RealPictures
from ddmodels.emoji.pictures import write_pictures
from ddmodels.fixtures import tiny_picture
from ddmodels.tokens.network import Autoencoder
from ddmodels.twins import (
    picture_card,
    picture_evaluate,
    picture_export,
    picture_golden,
    picture_graph,
)
from ddmodels.twins.config import Mechanism, Network
from ddmodels.twins.network import Prompt, Twin
from ddmodels.twins.picture_passes import Passes
from ddmodels.twins.picture_writer import PictureWriter
from ddmodels.twins.sampling import Settings, Writer

BOTH: tuple[Mechanism, ...] = ("autoregression", "masked-diffusion")
SURE = Settings(temperature=0.0, guidance=2.0, passes=4, noise=0.0)


def passes_of(net: Twin) -> Passes:
    graphs = picture_graph.build(picture_export.halved(net))
    return Passes(graphs, widen(graphs.weights.half()), net.sizes)


@pytest.mark.parametrize("mechanism", BOTH)
def test_the_graphs_are_the_network(mechanism: Mechanism) -> None:
    net = picture_export.halved(tiny_picture.network(mechanism))
    graphs = picture_graph.build(net)
    error = picture_export.worst_error(net, graphs, widen(graphs.weights.half()))
    assert error < 2e-5
    # All but the kind that stands for text, and three rows of zeros for what a position is not.
    count = sum(value.size for _, value in graphs.weights.tensors)
    total = sum(p.numel() for p in net.parameters())
    assert count == total - net.ke.weight[-1:].numel() + 3 * net.sizes.width


@pytest.mark.parametrize("mechanism", BOTH)
def test_pictures_by_the_graphs_are_those_of_the_reference(mechanism: Mechanism) -> None:
    net = tiny_picture.network(mechanism)
    passes = passes_of(net)
    pairs = [picture_golden.prompt_of(net, seed, words, 3) for seed, words in ((1, 4), (2, 9))]
    prompt = Prompt(*(torch.cat(both) for both in zip(*pairs, strict=True)))
    empty = picture_golden.prompt_of(net, 3, 2, 3)
    empty = Prompt(*(torch.cat([part, part]) for part in empty))
    for settings in (SURE, replace(SURE, guidance=1.0)):
        expected = Writer(net, prompt, empty, settings, 0).picture()
        found = PictureWriter(passes, net.causal, settings, 0)(prompt, empty)
        assert torch.equal(found, expected)
    drawn = [PictureWriter(passes, net.causal, Settings(), s)(prompt, empty) for s in (1, 1, 2)]
    assert torch.equal(drawn[0], drawn[1]) and not torch.equal(drawn[0], drawn[2])
    assert int(drawn[0].max()) < net.sizes.codes and int(drawn[0].min()) >= 0


def test_the_folder_is_refused_where_the_graph_is_another(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(picture_export, "worst_error", lambda *_: float("nan"))
    with pytest.raises(picture_export.ParityError):
        tiny_picture.build(tmp_path)


def test_the_folder_says_how_it_is_read_and_its_answers_hold(tmp_path: Path) -> None:
    tiny_picture.build(tmp_path)
    manifest = read_json(tmp_path / "manifest.json")
    assert manifest["kind"] == "picture-by-tokens"
    assert [file["role"] for file in manifest["files"]] == ["weights", "graph", "head", "golden"]
    config = manifest["config"]
    assert config["decoder"] == tiny_picture.DECODER_ID and config["headDim"] == 8
    assert "passes" not in config["defaults"] and manifest["work"]["macs"] > 5000, manifest["work"]
    answers = read_json(tmp_path / "golden.json")
    net = picture_export.halved(tiny_picture.network())
    passes = passes_of(net)
    for case in answers["cells"]:
        prompt = picture_golden.prompt_of(net, case["seed"], case["words"], case["style"])
        state, first = passes.begin(prompt)
        for at, code in enumerate(case["codes"]):
            state, first = passes.cells(np.array([[code]]), np.array([at]), keep=True)
        second = passes.second(state, np.array([[case["first"]]]))
        for logits, at, values in zip((first, second), case["at"], case["values"], strict=True):
            np.testing.assert_allclose(logits[0, 0][at], values, atol=1e-4)


def test_evaluation_and_card_on_toy_pictures(tmp_path: Path) -> None:
    torch.set_num_threads(1)
    write_pictures(tmp_path, *tiny.tiny_pictures(0.5))
    real = RealPictures.read(tmp_path)
    tokens = Autoencoder(tiny_picture.TOKENS).eval().requires_grad_(False)
    encoder = tiny.tiny_encoder()
    sizes: Network = tiny_picture.SIZES
    net = Twin(sizes, "autoregression", "picture").eval().requires_grad_(False)
    tiny_picture.scatter(net, 3)
    maker = picture_evaluate.Maker(picture_export.halved(net), tokens, encoder)
    concept = concept_classifier.Classifier(12, widths=(4, 4, 8, 8)).eval().requires_grad_(False)
    style = style_classifier.StyleJudge().eval().requires_grad_(False)
    judges = picture_evaluate.Judges(concept, concept, style)
    prompts = Prompts.draw(real, {"seed": 1, "concepts": 5, "recolours": 0, "styled": 2})
    found = picture_evaluate.report(maker, judges, real, prompts, Settings(guidance=2.0))
    assert found["prompts"] == 5 and found["stylePrompts"] == 12
    assert found["nats"]["heldOut"] > 0 and 0 <= found["diversity"] <= 2
    # Nothing is nearer to a training picture than that picture itself.
    seen = real.signed((~real.held_out).nonzero()[:, 0])
    assert float(picture_evaluate.rmse(seen[:3], seen).max()) < 1e-3
    assert float(picture_evaluate.rmse(-torch.ones(1, 3, 64, 64), torch.ones(1, 3, 64, 64))) == 1
    write_json(tmp_path / "evaluation.json", {**found, "trainingImages": 1234})
    picture_card.write(tmp_path, "Trained once.", sizes)
    text = (tmp_path / "README.md").read_text()
    assert "1,234 pictures" in text and "Trained once." in text
    top = found["made"]["top1"]
    assert f"{top:.2f}, {'reached' if top >= 0.35 else 'missed'}" in text
    assert "second judge" in text and "style asked for" in text
    # Of judges that there are not, nothing is said.
    for part in ("made", "real", "tokens"):
        found[part] = {
            key: value
            for key, value in found[part].items()
            if key != "style" and not key.endswith("Second")
        }
    write_json(tmp_path / "evaluation.json", {**found, "trainingImages": 1234})
    picture_card.write(tmp_path, "Trained once.", sizes)
    text = (tmp_path / "README.md").read_text()
    assert "second judge" not in text and "style asked for" not in text
