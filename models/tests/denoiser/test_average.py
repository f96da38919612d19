from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file, save_file

from ddmodels.denoiser import average


def test_the_mean_of_two_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files = [tmp_path / f"{name}.safetensors" for name in ("before", "after", "out")]
    save_file({"w": torch.tensor([1.0, 3.0]), "r.old": torch.zeros(2)}, files[0])
    save_file({"w": torch.tensor([2.0, -3.0]).half(), "r.new": torch.ones(1)}, files[1])
    for options, expected in (([], [1.5, 0.0]), (["--share", "0.25"], [1.25, 1.5])):
        monkeypatch.setattr("sys.argv", ["average", *map(str, files), *options])
        average.main()
        mean = load_file(files[2])
        assert mean["w"].dtype == torch.float32 and mean["w"].tolist() == expected
        assert mean.keys() == {"w", "r.new"} and mean["r.new"].tolist() == [1.0]


def test_other_networks_are_refused() -> None:
    before = {"w": torch.zeros(2)}
    for after in ({"w": torch.zeros(3)}, {"v": torch.zeros(2)}, {}):
        with pytest.raises(ValueError, match="two different networks"):
            average.average(before, after, 0.5)
