import pytest
import torch
from torch import nn

from ddmodels.common.muon import Muon, orthogonal


@pytest.mark.parametrize("shape", [(6, 30), (30, 6), (8, 8)])
def test_directions_stay_and_their_strengths_become_alike(shape: tuple[int, int]) -> None:
    torch.manual_seed(0)
    u, _, v = torch.linalg.svd(torch.randn(shape), full_matrices=False)
    strengths = torch.logspace(0, -1.5, min(shape))
    made = u.T @ orthogonal(u @ torch.diag(strengths) @ v * 7) @ v.T
    assert ((made.diagonal() > 0.65) & (made.diagonal() < 1.25)).all()
    assert (made - torch.diag(made.diagonal())).abs().max() < 1e-3


def test_it_is_the_published_iteration() -> None:
    torch.manual_seed(1)
    x = torch.randn(5, 12)
    y = x / x.norm()
    for _ in range(5):
        gram = y @ y.T
        y = 3.4445 * y + (-4.7750 * gram + 2.0315 * gram @ gram) @ y
    assert torch.allclose(orthogonal(x), y, atol=1e-4)


def test_nothing_stays_nothing() -> None:
    assert torch.equal(orthogonal(torch.zeros(3, 4)), torch.zeros(3, 4))


def test_a_step_has_the_size_of_the_rate_and_a_convolution_is_one_matrix() -> None:
    torch.manual_seed(2)
    weight = nn.Parameter(torch.randn(4, 3, 3, 3))
    before = weight.detach().clone()
    weight.grad = torch.randn_like(weight)
    Muon([weight], lr=0.01).step()
    moved = before - weight.detach()
    expected = 0.01 * 0.2 * 27**0.5 * orthogonal(weight.grad.flatten(1)).view(4, 3, 3, 3)
    assert torch.allclose(moved, expected, atol=1e-5)


def test_it_learns_and_weights_decay() -> None:
    torch.manual_seed(3)
    target, inputs = torch.randn(6, 9), torch.randn(64, 9)
    weight = nn.Parameter(torch.zeros(6, 9))
    optimiser = Muon([weight], lr=0.1)

    def loss() -> torch.Tensor:
        return ((inputs @ (weight - target).T) ** 2).mean()

    first = loss().item()
    for _ in range(100):
        optimiser.zero_grad()
        loss().backward()
        optimiser.step()
    assert loss().item() < 0.02 * first
    still = nn.Parameter(torch.ones(2, 2))
    still.grad = torch.zeros_like(still)
    Muon([still], lr=0.5, weight_decay=0.1).step()
    assert torch.allclose(still, torch.full((2, 2), 0.95))
