from dataclasses import replace

import pytest
import torch
from torch import Tensor

from ddmodels.text.tokenizer import EOS, MASK
from ddmodels.twins.config import Mechanism, Network
from ddmodels.twins.network import TEXT, Prompt, Twin
from ddmodels.twins.sampling import Settings, Writer, choose, revealed

SIZES = Network(
    width=16, layers=1, heads=2, hidden=8, dropout=0.0, side=3, codes=5, words=12, length=8, block=4
)
BOTH: tuple[Mechanism, ...] = ("autoregression", "masked-diffusion")


def prompt(rows: int, kind: int) -> Prompt:
    torch.manual_seed(2)
    return Prompt(torch.randn(rows, 16, 384), torch.ones(rows, 16), torch.full((rows,), kind))


def network(mechanism: Mechanism) -> Twin:
    torch.manual_seed(1)
    net = Twin(SIZES, mechanism, "both").eval().requires_grad_(False)
    for parameter in net.parameters():
        torch.nn.init.normal_(parameter, std=0.4)
    return net


def writer(net: Twin, kind: int, settings: Settings, seed: int = 3) -> Writer:
    return Writer(net, prompt(2, kind), prompt(2, kind), settings, seed)


def test_unlikely_choices_are_left_out() -> None:
    logits = torch.tensor([0.5, 0.3, 0.15, 0.05]).log().repeat(500, 1)
    generator = torch.Generator().manual_seed(0)
    drawn = choose(logits, Settings(top_p=0.7), generator)
    assert set(drawn.tolist()) == {0, 1}
    assert float((drawn == 0).float().mean()) == pytest.approx(0.5 / 0.8, abs=0.07)
    assert set(choose(logits, Settings(top_p=0.1), generator).tolist()) == {0}
    assert set(choose(logits, Settings(temperature=0), generator).tolist()) == {0}
    assert set(choose(logits, Settings(top_p=1.0), generator).tolist()) == {0, 1, 2, 3}


@pytest.mark.parametrize("passes", [1, 2, 5, 12, 64, 100])
def test_all_is_revealed_in_the_end_and_more_each_time(passes: int) -> None:
    counts = revealed(64, passes)
    assert len(counts) == passes and sum(counts) == 64 and min(counts) >= 0
    assert counts[0] <= counts[-1]


@pytest.mark.parametrize("mechanism", BOTH)
def test_runs_repeat_with_the_seed_and_leave_nothing_masked(mechanism: Mechanism) -> None:
    net, settings = network(mechanism), Settings(passes=4)
    one, two, other = (writer(net, 3, settings, seed).picture() for seed in (3, 3, 4))
    assert one.shape == (2, 9, 2) and one.min() >= 0 and one.max() < 5
    assert torch.equal(one, two) and not torch.equal(one, other)
    rows = writer(net, TEXT, settings).text()
    assert rows == writer(net, TEXT, settings).text()
    assert all(len(row) <= 8 and EOS not in row and MASK not in row for row in rows)


def test_the_causal_twin_takes_the_likeliest_of_what_came_before() -> None:
    net, settings = network("autoregression"), Settings(temperature=0, guidance=1)
    made, asked = writer(net, 3, settings).picture(), prompt(2, 3)
    first, second = net.picture(asked, made, made[..., 0])
    assert torch.equal(torch.stack([first.argmax(2), second.argmax(2)], 2), made)


@pytest.mark.parametrize("mechanism", BOTH)
def test_text_ends_at_its_end(mechanism: Mechanism, monkeypatch: pytest.MonkeyPatch) -> None:
    net = network(mechanism)

    def text(prompt: Prompt, ids: Tensor, real: Tensor) -> Tensor:
        logits = torch.zeros(*ids.shape, SIZES.words)
        place = torch.arange(ids.shape[1])
        logits[:, place, torch.where(place < 2, 7, EOS)] = 50.0
        return logits

    monkeypatch.setattr(net, "text", text)
    assert writer(net, TEXT, Settings(passes=3)).text() == [[7, 7], [7, 7]]


def test_guidance_adds_up_with_and_without_the_prompt() -> None:
    net = network("autoregression")
    settings = Settings(guidance=3.0)
    made = Writer(net, prompt(2, 3), prompt(2, 0), settings, 1)
    codes = torch.randint(0, 5, (2, 9, 2))
    both = net.first(net.cells(made.prompt, torch.cat([codes, codes]))).log_softmax(2)
    expected = (both[2:] + 3 * (both[:2] - both[2:])).log_softmax(2)
    assert torch.allclose(made._logits(both), expected)
    plain = Writer(net, prompt(2, 3), prompt(2, 0), replace(settings, guidance=1.0), 1)
    assert len(plain.prompt.kind) == 2
    with pytest.raises(ValueError, match="0 passes"):
        Writer(net, prompt(2, 3), prompt(2, 0), Settings(passes=0), 1)


def test_few_passes_reveal_many_at_once() -> None:
    net, seen = network("masked-diffusion"), []
    made = writer(net, 3, Settings(passes=4, guidance=1))
    whole = made._cells

    def watched(codes: Tensor) -> tuple[Tensor, Tensor]:
        seen.append(int((codes[0, :, 0] == 5).sum()))
        return whole(codes)

    made._cells = watched  # type: ignore[method-assign]
    made.picture()
    assert seen == [9, 8, 6, 3]
