from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file, save_file

from ddmodels import emoji_average


def test_the_mean_of_two_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files = [tmp_path / f"{name}.safetensors" for name in ("one", "other", "out")]
    save_file({"w": torch.tensor([1.0, 3.0])}, files[0])
    save_file({"w": torch.tensor([2.0, -3.0]).half()}, files[1])
    monkeypatch.setattr("sys.argv", ["emoji_average", *map(str, files)])
    emoji_average.main()
    mean = load_file(files[2])
    assert mean["w"].dtype == torch.float32 and mean["w"].tolist() == [1.5, 0.0]


def test_other_networks_are_refused() -> None:
    one = {"w": torch.zeros(2)}
    for other in ({"w": torch.zeros(3)}, {"v": torch.zeros(2)}, {}):
        with pytest.raises(ValueError, match="two different networks"):
            emoji_average.average(one, other)
