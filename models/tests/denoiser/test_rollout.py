from dataclasses import replace

import pytest
import torch

from ddmodels.denoiser.batches import Batch
from ddmodels.denoiser.config import Rollout
from ddmodels.denoiser.rollout import rolled_out
from ddmodels.encoder.minilm import Encoded

ROLLOUT = Rollout(0.5, sigma=(0.7, 4.0), shrink=(0.1, 0.5), steps=3, guidance=3.0)
SIZE = 16
ROWS = torch.arange(0, SIZE, 2)
EMPTY = Encoded(torch.zeros(1, 4, 8), torch.ones(1, 4), torch.zeros(1, 8))


class Knowing(torch.nn.Module):
    """Knows the pictures of the rolled rows, and is wrong by so much."""

    def __init__(self, clean: torch.Tensor, error: float = 0.0) -> None:
        super().__init__()
        self.guess = torch.cat([clean, clean]) + error
        self.levels: list[torch.Tensor] = []

    def forward(self, z: torch.Tensor, t: torch.Tensor, *given: torch.Tensor) -> torch.Tensor:
        assert all(len(part) == len(z) for part in (t, *given))
        self.levels.append(1 / t - 1)
        return self.guess


@pytest.fixture
def batch() -> Batch:
    draw = torch.Generator().manual_seed(1)
    clean, noise = (torch.randn(SIZE, 3, 16, 16, generator=draw) for _ in range(2))
    text = torch.ones(SIZE, 4, 8), torch.ones(SIZE, 4), torch.ones(SIZE, 8)
    return Batch(clean * 0.3, noise, torch.full((SIZE,), 0.9), *text, torch.ones(SIZE).long())


def rolled(batch: Batch, error: float = 0.0, rollout: Rollout = ROLLOUT) -> tuple[Batch, Knowing]:
    net = Knowing(batch.clean[ROWS], error)
    return rolled_out(net, batch, EMPTY, rollout, torch.Generator().manual_seed(2)), net


def test_only_its_share_of_the_rows_changes(batch: Batch) -> None:
    before = batch.noise.clone()
    after, _ = rolled(batch)
    others = ROWS + 1
    assert torch.equal(after.noise[others], before[others])
    assert torch.equal(after.t[others], batch.t[others])
    assert torch.equal(batch.noise, before) and (batch.t == 0.9).all()
    for name in ("clean", "tokens", "mask", "pooled", "style"):
        assert getattr(after, name) is getattr(batch, name)
    assert rolled(batch, rollout=replace(ROLLOUT, share=0.0))[0] is batch


def test_noise_falls_from_and_to_the_levels_asked_for(batch: Batch) -> None:
    after, net = rolled(batch)
    first, last = net.levels[0][: len(ROWS)], 1 / after.t[ROWS] - 1
    assert ((first > 0.7 - 1e-4) & (first < 4 + 1e-4)).all()
    left = last / first
    assert ((left > 0.1 - 1e-4) & (left < 0.5 + 1e-4)).all() and left.std() > 0.05
    assert len(net.levels) == 3
    assert torch.allclose(net.levels[1][: len(ROWS)] / first, left ** (1 / 3), rtol=1e-3)


def test_a_network_that_knows_the_picture_leaves_noise_alone(batch: Batch) -> None:
    noise = rolled(batch)[0].noise[ROWS]
    kept = torch.isclose(noise, batch.noise[ROWS], atol=1e-4).all((1, 2, 3))
    assert 0 < int(kept.sum()) < len(ROWS), "some rows with fresh noise, some without"
    assert torch.allclose(noise.std((1, 2, 3)), torch.ones(len(ROWS)), atol=0.1)


def test_what_the_network_does_wrong_is_in_the_picture(batch: Batch) -> None:
    after, _ = rolled(batch, error=0.1)
    sigma = 1 / after.t[ROWS] - 1
    wrong = (after.noise - rolled(batch)[0].noise)[ROWS].mean((1, 2, 3)) * sigma
    assert ((wrong > 0.04) & (wrong < 0.1)).all()


def test_repeats_with_the_generator(batch: Batch) -> None:
    assert torch.equal(rolled(batch)[0].noise, rolled(batch)[0].noise)
