from pathlib import Path

import pytest
import torch

from ddmodels.tokens.batches import first_cells, moved
from ddmodels.tokens.config import load_config
from ddmodels.tokens.evaluate import use_of_codes
from ddmodels.tokens.fsq import FSQ
from ddmodels.tokens.network import Autoencoder
from ddmodels.tokens.train import edges

CONFIG = Path(__file__).parents[2] / "config" / "picture-tokens.toml"


def test_every_combination_of_levels_is_a_code() -> None:
    fsq = FSQ((8, 5, 5, 5), 1)
    table = fsq.table()
    assert table.shape == (1000, 4) and len(table.unique(dim=0)) == 1000
    assert table.min() == -1 and table[:, 1:].max() == 1 and table[:, 0].max() == 0.75
    as_map = table.T[None, :, :, None]
    assert torch.equal(fsq.indices(as_map)[0, :, 0], torch.arange(1000))


def test_rounding_reaches_all_levels_and_lets_the_gradient_through() -> None:
    fsq = FSQ((8, 5), 2)
    z = torch.linspace(-6, 6, 400).repeat(4, 1)[None, :, :, None].requires_grad_()
    values = fsq(z)
    assert [len(v.unique()) for v in values[0, :, :, 0]] == [8, 5, 8, 5]
    assert torch.equal(fsq(torch.zeros(1, 4, 1, 1)), torch.zeros(1, 4, 1, 1))
    values.sum().backward()
    assert z.grad is not None and (z.grad > 0).all()


def test_codes_of_a_cell_are_two_numbers_and_come_back() -> None:
    fsq = FSQ((8, 5, 5, 5), 2)
    values = fsq(torch.randn(3, 8, 2, 2, generator=torch.Generator().manual_seed(1)) * 2)
    codes = fsq.indices(values)
    assert codes.shape == (3, 4, 2)
    again = fsq.table()[codes].flatten(2).transpose(1, 2).unflatten(2, (2, 2))
    assert torch.allclose(again, values)


def test_the_real_network_has_the_planned_size() -> None:
    net = Autoencoder(load_config(CONFIG).network)
    count = [sum(p.numel() for p in n.parameters()) for n in (net.e, net.d)]
    assert 0.6e6 < count[0] < 0.9e6 and 0.9e6 < count[1] < 1.2e6


def test_sizes_must_fit(tmp_path: Path) -> None:
    wrong = CONFIG.read_text().replace("blocks = [1, 2, 2]", "blocks = [1, 2]")
    (tmp_path / "config").mkdir()
    path = tmp_path / "config" / "wrong.toml"
    path.write_text(wrong)
    with pytest.raises(ValueError, match="of one length"):
        load_config(path)


def test_pictures_move_by_whole_pixels_and_white_comes_in() -> None:
    pictures = torch.rand(20, 3, 8, 8) * 0.5
    out = moved(pictures, 2, torch.Generator().manual_seed(0))
    assert out.shape == pictures.shape
    found = set()
    for before, after in zip(pictures, out, strict=True):
        for y in range(-2, 3):
            for x in range(-2, 3):
                there = torch.full_like(before, 1.0)
                rows, columns = slice(max(y, 0), 8 + min(y, 0)), slice(max(x, 0), 8 + min(x, 0))
                back = slice(max(-y, 0), 8 + min(-y, 0)), slice(max(-x, 0), 8 + min(-x, 0))
                there[:, rows, columns] = before[:, back[0], back[1]]
                if torch.equal(there, after):
                    found.add((y, x))
                    break
            else:
                continue
            break
        else:
            pytest.fail("a picture is not a moved one")
    assert len(found) > 8


def test_cells_are_decided_in_reading_order() -> None:
    known = first_cells(torch.tensor([0, 3, 4]), 2)
    assert known.flatten(1).tolist() == [[0, 0, 0, 0], [1, 1, 1, 0], [1, 1, 1, 1]]


def test_edges_are_slopes() -> None:
    slope = torch.arange(6.0).repeat(6, 1)[None, None].repeat(1, 3, 1, 1)
    found = edges(slope)
    assert torch.allclose(found[:, ::2], torch.ones(1, 3, 4, 4))
    assert torch.allclose(found[:, 1::2], torch.zeros(1, 3, 4, 4))


def test_use_of_codes_is_counted_for_each() -> None:
    codes = torch.tensor([[[0, 3], [1, 3], [2, 3], [3, 3]]])
    assert use_of_codes(codes, 4) == [{"used": 1.0, "bits": 2.0}, {"used": 0.25, "bits": 0.0}]
