import pytest
import torch

from ddmodels.emoji_config import Network
from ddmodels.emoji_net import PALETTE, Denoiser
from ddmodels.emoji_palette import palette, palettes

RED, PINK, BLUE, WHITE = (200, 20, 30), (205, 22, 31), (10, 40, 220), (255, 255, 255)


def painted(*areas: tuple[tuple[int, int, int], int]) -> torch.Tensor:
    """One white picture `[1, 3, 32, 32]` uint8 with so many pixels of each colour."""
    flat = torch.full((32 * 32, 3), 255, dtype=torch.uint8)
    at = 0
    for colour, count in areas:
        flat[at : at + count] = torch.tensor(colour, dtype=torch.uint8)
        at += count
    return flat.T.reshape(1, 3, 32, 32)


def levels(found: torch.Tensor) -> list[tuple[int, ...]]:
    return [tuple(c) for c in ((found + 1) * 127.5).round().int().tolist()]


def test_the_largest_areas_colours_come_first_and_exactly() -> None:
    found = levels(palette(painted((BLUE, 100), (RED, 300)), 3))
    assert found == [WHITE, RED, BLUE]


def test_a_colour_stands_for_those_beside_it() -> None:
    assert levels(palette(painted((PINK, 90), (RED, 100), (BLUE, 50)), 3)) == [WHITE, RED, BLUE]


def test_too_few_colours_repeat_the_last_and_rare_ones_do_not_count() -> None:
    assert levels(palette(painted((RED, 100), (BLUE, 3)), 4)) == [WHITE, RED, RED, RED]


def test_every_set_has_its_own_and_any_has_all() -> None:
    pixels = torch.cat([painted((RED, 200)), painted((BLUE, 100))])
    found = palettes(pixels, torch.tensor([1, 2]), 4, 3)
    assert levels(found[0]) == [WHITE, RED, BLUE]
    assert levels(found[1])[:2] == [WHITE, RED] and levels(found[2])[:2] == [WHITE, BLUE]
    assert levels(found[3]) == [WHITE] * 3, "a set without pictures"


@pytest.fixture(scope="module")
def net() -> Denoiser:
    torch.manual_seed(3)
    made = Denoiser(Network((8, 16, 24), 16, 2)).eval()
    with torch.no_grad():
        made.r.palette.fill_(0.9)
        made.r.palette[1, :2] = torch.tensor([[0.5, -0.5, 0.0], [-0.5, 0.5, 0.0]])
        made.r.width.fill_(0.05)
    return made


def test_a_pixel_near_a_colour_of_its_style_becomes_it(net: Denoiser) -> None:
    near = torch.tensor([[0.46, -0.47, 0.03], [-0.55, 0.48, -0.02]]).T[None]
    found = net.r.snapped(near, torch.tensor([1]))
    assert torch.allclose(found, net.r.palette[1, :2].T[None], atol=1e-3)
    other = net.r.snapped(near, torch.tensor([2]))
    assert torch.allclose(other, torch.full_like(other, 0.9), atol=1e-3)


def test_between_two_colours_it_is_a_mixture(net: Denoiser) -> None:
    middle = torch.zeros(1, 3, 1)
    assert torch.allclose(net.r.snapped(middle, torch.tensor([1])), middle, atol=1e-3)


def test_the_gate_says_how_much(net: Denoiser) -> None:
    drawn = torch.full((1, 3, 8, 8), 0.46)
    drawn[:, 1:] = torch.tensor([-0.47, 0.03])[:, None, None]
    z, condition, style = torch.zeros_like(drawn), torch.zeros(1, 16), torch.tensor([1])
    target = net.r.palette[1, 0][:, None, None]
    with torch.no_grad():
        for bias, share in ((-20.0, 0.0), (0.0, 0.5), (20.0, 1.0)):
            net.r.o.bias[3] = bias
            expected = drawn + share * (target - drawn)
            found = net.r(z, drawn, condition, style, torch.zeros(1))
            assert torch.allclose(found, expected, atol=1e-3)
    assert net.r.palette.shape[1] == PALETTE


def test_more_of_the_palette_at_low_noise_but_not_while_it_learns() -> None:
    net = Denoiser(Network((8, 16, 24), 16, 2, snap=2.0, snap_sigma=0.7))
    t = 1 / (1 + torch.tensor([0.05, 0.7, 7.0, 80.0]))
    assert not net.train().snap(t).any()
    assert torch.allclose(net.eval().snap(t), torch.tensor([2.0, 1.0, 0.0, 0.0]), atol=1e-3)
