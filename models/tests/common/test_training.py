import os
import signal
import threading
from dataclasses import replace
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file
from torch import Tensor, nn

from ddmodels.common.training import DECAY_NOW, FINAL, Schedule, Trainer, run

SCHEDULE = Schedule(
    iterations=10,
    batch=4,
    rate=1e-2,
    warmup=2,
    decay_share=0.5,
    decay_floor=0.1,
    weight_decay=0.01,
    betas=(0.9, 0.99),
    clip=1.0,
    ema=0.9,
    checkpoint_seconds=60,
    threads=1,
    seed=1,
)


def loss_of(net: nn.Sequential, generator: torch.Generator) -> Tensor:
    x = torch.randn(4, 3, generator=generator)
    loss: Tensor = ((net(x) - x.sum(1, keepdim=True)) ** 2).mean()
    return loss


def trainer(folder: Path, **changes: float) -> Trainer[nn.Sequential]:
    torch.manual_seed(5)
    net = nn.Sequential(nn.Linear(3, 8), nn.Dropout(0.5), nn.Linear(8, 1))
    schedule = replace(SCHEDULE, **changes)  # type: ignore[arg-type]
    return Trainer(folder, net, schedule, loss_of, net[2].parameters())


def test_a_resumed_run_equals_an_unbroken_one(tmp_path: Path) -> None:
    whole = trainer(tmp_path / "a")
    assert run(whole)
    assert not run(trainer(tmp_path / "b"), 7)
    rest = trainer(tmp_path / "b")
    torch.manual_seed(99)  # resuming brings the dropout's own numbers back
    assert rest.resume() and run(rest)
    for key, value in load_file(tmp_path / "a" / FINAL).items():
        assert torch.equal(value, load_file(tmp_path / "b" / FINAL)[key]), key
    assert not trainer(tmp_path / "c").resume()


def test_the_rate_warms_up_holds_and_falls(tmp_path: Path) -> None:
    made = trainer(tmp_path, iterations=40)
    factors = []
    while not made.finished:
        if made.progress.iteration == 20:
            made.progress.decay_from = 20
        factors.append(made.rate_factor())
        made.progress.iteration += 1
    assert factors[:3] == [0.5, 1, 1] and factors[19:21] == [1, 1]
    assert factors[25] == pytest.approx(0.5) and factors[-1] == 0.1 and len(factors) == 40


def test_a_decay_can_begin_at_once(tmp_path: Path) -> None:
    made = trainer(tmp_path, iterations=1000, decay_share=0.004)
    (tmp_path / DECAY_NOW).touch()
    assert run(made) and made.progress.iteration == 4


def test_sigterm_saves(tmp_path: Path) -> None:
    made = trainer(tmp_path, iterations=10**9)
    threading.Timer(0.3, os.kill, (os.getpid(), signal.SIGTERM)).start()
    assert not run(made)
    again = trainer(tmp_path)
    assert again.resume() and again.progress.iteration == made.progress.iteration > 0


def test_what_goes_wrong_is_said(tmp_path: Path) -> None:
    made = trainer(tmp_path / "a", iterations=100)
    made.net[0].requires_grad_(True)
    made.loss_of = lambda net, _: net[2].weight.sum() * 1.0
    with pytest.raises(RuntimeError, match=r"no gradient reaches 0\.weight, 0\.bias"):
        run(made)
    made = trainer(tmp_path / "b")
    made.loss_of = lambda net, _: net[2].weight.sum() * torch.nan
    with pytest.raises(FloatingPointError, match="loss nan at step 0"):
        run(made)


def test_the_rate_and_the_end_are_said_early(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(trainer(tmp_path))
    first = capsys.readouterr().out.splitlines()[0]
    assert '"iteration": 2' in first and '"per_second"' in first and '"end"' in first
