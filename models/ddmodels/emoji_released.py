"""The released weights back as the network's own: `python -m ddmodels.emoji_released OUT`.

Writes safetensors that `emoji_train --start`, `emoji_eval` and `emoji_scan` take, from the folder
in `public/models/`. It undoes what `emoji_graph` does. What that joined for good, a block's second
normalisation and its condition, comes back as an equal pair: scale 1, shift 0, and all in the
other.
"""

import argparse
from pathlib import Path

import numpy as np
import onnx
import torch
from safetensors.torch import save_file
from torch import Tensor

from ddmodels.emoji_config import Network, load_config
from ddmodels.emoji_export import ID, STORED
from ddmodels.emoji_net import Denoiser
from ddmodels.emoji_onnx import Array
from ddmodels.packages import PUBLIC


def tensors_of(folder: Path) -> dict[str, Array]:
    """The stored tensors by their names in the graph, widened to float32."""
    graph = onnx.load(folder / "graph.onnx", load_external_data=False).graph
    stored = np.fromfile(folder / STORED, "<f2").astype(np.float32)
    found: dict[str, Array] = {}
    for tensor in graph.initializer:
        entries = {entry.key: entry.value for entry in tensor.external_data}
        if entries:
            start, count = int(entries["offset"]) // 4, int(entries["length"]) // 4
            found[tensor.name] = stored[start : start + count].reshape(tuple(tensor.dims))
    return found


def state_of(tensors: dict[str, Array], sizes: Network) -> dict[str, Tensor]:
    """The state of a `Denoiser` that computes the same.

    Args:
        tensors: As `tensors_of` gives them.
        sizes: The network's sizes.
    """
    net = Denoiser(sizes)
    levels = len(sizes.channels)
    state: dict[str, Array] = {"fr": net.fr.numpy()}
    at = 0
    for name in sizes.blocks:
        width = net.get_parameter(f"{name}.n2.weight").numel()
        rows = slice(at, at + 2 * width)
        offsets = tensors["f.bias"][rows].copy()
        offsets[:width] -= 1
        state |= {
            f"{name}.n2.weight": np.ones(width, np.float32),
            f"{name}.n2.bias": np.zeros(width, np.float32),
            f"{name}.f.weight": tensors["f.weight"].T[rows],
            f"{name}.f.bias": offsets,
        }
        at += 2 * width
    attentions = [f"da.{levels - 1}", "mida", "ua.0"]
    for part in ("weight", "bias"):
        joined = tensors[f"tkv.{part}"].T
        for name, own in zip(attentions, np.split(joined, len(attentions)), strict=True):
            state[f"{name}.tkv.{part}"] = own
    kernel = tensors["i.weight"]
    out = kernel.shape[0]
    parts = kernel.reshape(out, 3, 3, 2, 3, 2)  # out, colour, ky, dy, kx, dx
    state["i.weight"] = parts.transpose(0, 1, 3, 5, 2, 4).reshape(out, 12, 3, 3)
    for name, parameter in net.state_dict().items():
        if name in state:
            continue
        value = tensors[name]
        linear = parameter.ndim == 2 and name != "se.weight"
        state[name] = value.T if linear else value.reshape(tuple(parameter.shape))
    return {k: torch.from_numpy(np.ascontiguousarray(v)) for k, v in state.items()}


def main() -> None:
    """Writes them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("--config", type=Path, default=Path("config/emoji-denoiser.toml"))
    parser.add_argument("--folder", type=Path, default=PUBLIC / ID)
    options = parser.parse_args()
    sizes = load_config(options.config).network
    options.out.parent.mkdir(parents=True, exist_ok=True)
    save_file(state_of(tensors_of(options.folder), sizes), options.out)


if __name__ == "__main__":
    main()
