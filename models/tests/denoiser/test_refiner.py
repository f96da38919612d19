import math

import pytest
import torch

from ddmodels.denoiser.refiner import PALETTE, Parts, Refiner, palette_loss
from ddmodels.emoji.palette import palette, palettes

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


COLOURS = torch.tensor([[0.5, -0.5, 0.0], [-0.5, 0.5, 0.0]])


@pytest.fixture
def refiner() -> Refiner:
    """Knows two colours of style 1, and gray of the others."""
    torch.manual_seed(3)
    made = Refiner(8, 16).eval().requires_grad_(False)
    made.palette.fill_(0.9)
    made.palette[1, :2] = COLOURS
    made.width.fill_(0.05)
    return made


def predict(refiner: Refiner, pixel: list[float], style: int = 1) -> Parts:
    """What it says about a picture of one colour."""
    drawn = torch.tensor(pixel)[None, :, None, None].expand(1, 3, 4, 4)
    return refiner(
        torch.zeros_like(drawn),
        drawn,
        torch.zeros(1, 8, 2, 2),
        torch.zeros(1, 16),
        torch.tensor([style]),
    )


@pytest.mark.parametrize(("pixel", "name"), [([0.46, -0.47, 0.03], 0), ([-0.5, 0.48, 0.0], 1)])
def test_a_pixel_is_named_by_the_nearest_colour_of_its_style(
    refiner: Refiner, pixel: list[float], name: int
) -> None:
    parts = predict(refiner, pixel)
    assert parts.which.shape == (1, 16, PALETTE)
    assert (parts.which.softmax(2)[..., name] > 0.99).all()


def test_between_two_colours_the_features_decide(refiner: Refiner) -> None:
    even = predict(refiner, [0.0, 0.0, 0.0]).which.softmax(2)[0, 0, :2]
    assert torch.allclose(even, torch.full((2,), 0.5))
    refiner.usual[1, 1] = math.log(3)
    likely = predict(refiner, [0.0, 0.0, 0.0]).which.softmax(2)[0, 0, :2]
    assert torch.allclose(likely, torch.tensor([0.25, 0.75]), atol=1e-4)
    refiner.usual.zero_()
    refiner.key[1, 0] = 50.0
    assert not torch.allclose(predict(refiner, [0.0, 0.0, 0.0]).which.softmax(2)[0, 0, :2], even)


@pytest.mark.parametrize(
    ("gate", "share", "sharp", "moved"),
    [
        (-20.0, 1.0, 1.0, 0.0),
        (0.0, 1.0, 1.0, 0.5),
        (20.0, 1.0, 1.0, 1.0),
        (20.0, 0.25, 1.0, 0.25),
        (math.log(3), 1.0, 2.0, 0.9),
    ],
)
def test_the_gate_and_the_share_say_how_far_it_is_moved(
    refiner: Refiner, gate: float, share: float, sharp: float, moved: float
) -> None:
    refiner.o.bias[3] = gate
    parts = predict(refiner, [0.46, -0.47, 0.03])
    found = refiner.painted(parts, torch.tensor([1]), torch.tensor([share]), sharp)
    expected = parts.picture + moved * (COLOURS[0][:, None, None] - parts.picture)
    assert torch.allclose(found, expected, atol=1e-3)


def test_its_loss_is_that_of_the_true_colours() -> None:
    colours = torch.full((1, PALETTE, 3), 0.9)
    colours[0, :2] = COLOURS
    # two pixels of the first colour, one of the second, one of none
    clean = torch.stack([COLOURS[0], COLOURS[0] + 0.01, COLOURS[1], torch.zeros(3)], 1)
    clean = clean.reshape(1, 3, 2, 2)
    which = torch.full((1, 4, PALETTE), -100.0)
    which[0, :, 0] = 0.0

    def loss(gate: list[float]) -> float:
        logits = torch.tensor(gate).reshape(1, 1, 2, 2)
        return float(palette_loss(Parts(clean, logits, which), clean, colours))

    assert loss([30.0, 30.0, 30.0, -30.0]) == pytest.approx(100 / 4, rel=1e-3)
    assert loss([30.0, 30.0, 30.0, 30.0]) == pytest.approx(130 / 4, rel=1e-3)
