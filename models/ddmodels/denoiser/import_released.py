"""The released weights back as the network's own.

    python -m ddmodels.denoiser.import_released OUT

Writes safetensors that `train --start`, `evaluate` and `sweep` take, from the folder in
`public/models/`.
"""

import argparse
import zlib
from pathlib import Path

import numpy as np
import onnx
from safetensors.torch import save_file

from ddmodels.common.packages import PUBLIC
from ddmodels.denoiser.config import load_config
from ddmodels.denoiser.export import ID, STORED
from ddmodels.denoiser.graph import state_of
from ddmodels.denoiser.graph_layers import Array, widen


def tensors_of(folder: Path) -> dict[str, Array]:
    """The stored tensors by their names in the graph, widened to float32."""
    graph = onnx.load(folder / "graph.onnx", load_external_data=False).graph
    half = zlib.decompress((folder / STORED).read_bytes())
    stored = np.frombuffer(widen(half), "<f4")
    found: dict[str, Array] = {}
    for tensor in graph.initializer:
        entries = {entry.key: entry.value for entry in tensor.external_data}
        if entries:
            start, count = int(entries["offset"]) // 4, int(entries["length"]) // 4
            found[tensor.name] = stored[start : start + count].reshape(tuple(tensor.dims))
    return found


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
