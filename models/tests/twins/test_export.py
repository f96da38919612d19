"""The graph of a twin computes what the network does, and its folder says how it is read."""

import numpy as np
import pytest
import torch

from ddmodels.common.packages import read_json, write_json
from ddmodels.denoiser import graph_layers
from ddmodels.fixtures import tiny_encoder, tiny_twin
from ddmodels.text.corpus import Definition
from ddmodels.text.tokenizer import EOS, MASK
from ddmodels.twins import card, evaluate, export, golden, graph
from ddmodels.twins.network import Twin


def causal() -> Twin:
    torch.manual_seed(4)
    net = Twin(tiny_twin.SIZES, "autoregression", "text", tiny_encoder.CONFIG.hidden)
    net.eval().requires_grad_(False)
    for parameter in net.parameters():
        torch.nn.init.normal_(parameter, std=0.3)
    return net


@pytest.mark.parametrize("net", [tiny_twin.network(), causal()], ids=["masked", "causal"])
def test_the_graph_is_the_network(net):
    model, weights = graph.build(net)
    whole = b"".join(value.tobytes() for _, value in weights.tensors)
    assert export.worst_error(net, export.session_of(model.SerializeToString(), whole)) < 1e-4
    count = sum(value.size for _, value in weights.tensors)
    # Of the kinds only that of text is stored.
    assert count == sum(p.numel() for p in net.parameters()) - net.ke.weight[:-1].numel()


def test_a_causal_graph_also_says_what_comes_first():
    net = causal()
    model, weights = graph.build(net)
    session = export.session_of(
        model.SerializeToString(), b"".join(v.tobytes() for _, v in weights.tensors)
    )
    prompt = golden.prompt_of(net, 1, 3)
    feed = {
        "tokens": prompt.tokens.numpy(),
        "mask": prompt.mask.numpy(),
        "ids": np.array([[7, 9]]),
        "places": np.arange(2),
    }
    found = session.run(None, feed)[0]
    ids = torch.tensor([[7, 9, MASK]])
    expected = net.text(prompt, ids, torch.ones(1, 3, dtype=torch.bool)).numpy()
    np.testing.assert_allclose(found, expected, atol=1e-5)


def test_the_folder_is_refused_where_the_graph_is_another(tmp_path, monkeypatch):
    monkeypatch.setattr(export, "worst_error", lambda *_: 0.1)
    with pytest.raises(export.ParityError):
        tiny_twin.build(tmp_path)


def test_the_folder_says_how_it_is_read(tmp_path):
    tiny_twin.build(tmp_path)
    manifest = read_json(tmp_path / "manifest.json")
    assert manifest["kind"] == "masked-text"
    assert manifest["config"] == {
        "encoder": "tiny-encoder",
        "vocab": 301,
        "length": 16,
        "block": 8,
        "padId": 0,
        "endId": EOS,
        "maskId": MASK,
        "defaults": {
            "passes": 4,
            "temperature": 1.0,
            "topp": 0.95,
            "guidance": 2.0,
            "noise": 4.5,
        },
    }
    assert manifest["work"]["macs"] > 10_000
    answers = read_json(tmp_path / "golden.json")
    greedy = answers["greedy"]["ids"]
    assert MASK not in greedy and EOS not in greedy and len(greedy) <= 16
    net = export.halved(tiny_twin.network())
    weights = graph_layers.widen((tmp_path / "weights.f16.bin").read_bytes())
    session = export.session_of((tmp_path / "graph.onnx").read_bytes(), weights)
    for case in answers["logits"]:
        prompt = golden.prompt_of(net, case["seed"], case["words"])
        feed = {
            "tokens": prompt.tokens.numpy(),
            "mask": prompt.mask.numpy(),
            "ids": np.array([case["ids"]]),
            "places": np.arange(len(case["ids"])),
        }
        found = session.run(None, feed)[0][0]
        values = [found[place, word] for place, word in case["at"]]
        np.testing.assert_allclose(values, case["values"], atol=answers["tolerance"] / 10)


def test_the_card_says_what_was_measured_and_looked_at(tmp_path):
    figures = {
        "mechanism": "masked-diffusion",
        "heldOut": {"nats": 3.2104, "definitions": 500},
        "trained": {"nats": 2.5, "definitions": 500},
        "texts": [{"word": "cat", "true": "a small animal.", "written": "a big animal."}] * 3,
    }
    write_json(tmp_path / "evaluation.json", figures)
    other = tmp_path / "other.json"
    write_json(other, figures | {"mechanism": "autoregression"})
    card.write(tmp_path, "Definitions", "Trained once.", 2, tiny_twin.SIZES, 640, (other, 3))
    text = (tmp_path / "README.md").read_text()
    assert "| by unmasking (at most) | 3.21 | 2.50 |" in text
    assert "| token by token (exact) | 3.21 | 2.50 |" in text
    assert "Of 3 texts for held-out words 2 are grammatical at a glance (the aim is 2)" in text
    assert (
        "Of the other twin's it is 3." in text
        and "| cat | a big animal. | a small animal. |" in text
    )
    with pytest.raises(ValueError, match="4 of 3"):
        card.write(tmp_path, "Definitions", "", 4, tiny_twin.SIZES, 640)


def test_words_to_look_at_are_held_out_and_half_of_them_concepts():
    words = [
        Definition(f"w{i}", f"w{i}", "a thing.", concept=i % 4 == 0, held_out=i % 2 == 0)
        for i in range(80)
    ]
    chosen = evaluate.looked_at(words)
    assert len(chosen) == 10 and all(d.held_out for d in chosen)
    assert sum(d.concept for d in chosen) == 5
    assert chosen == evaluate.looked_at(words)
