"""Writes the decoder's folder: `python -m ddmodels.tokens.export WEIGHTS OUT`.

Graph, float16 weights, known answers and the manifest; refuses a graph that is not the network. The
twins of pictures name this folder: it turns their codes into pixels.
"""

import argparse
from pathlib import Path

import numpy as np
import onnxruntime as ort
import torch
from torch import Tensor

from ddmodels.common.manifest import FileEntry, Manifest
from ddmodels.common.packages import PUBLIC, write_json
from ddmodels.denoiser import graph_layers
from ddmodels.denoiser.graph_layers import Array
from ddmodels.denoiser.refiner import STYLE_COUNT
from ddmodels.emoji.config import SIZE
from ddmodels.emoji.sources import STYLES
from ddmodels.encoder.weights import deflate
from ddmodels.tokens import graph as decoder_graph
from ddmodels.tokens.config import Config, Network, load_config
from ddmodels.tokens.network import Autoencoder, load

DECODER = "picture-tokens"
"""Id of the embedded decoder."""
CONFIG = Path(__file__).parents[2] / "config" / "picture-tokens.toml"
STORED = "weights.f16.bin.z"
WORST = 5e-4
"""Largest allowed difference of the graph from PyTorch, with the same weights."""
TOLERANCE = 0.005
"""Of a known answer: absolute, for every value, its mean and its standard deviation."""
LICENCE = "Apache-2.0 AND MIT AND CC-BY-4.0"
ATTRIBUTION = (
    "Trained on Noto Emoji (Google, Apache-2.0), Fluent Emoji (Microsoft, MIT), "
    "Twemoji (Twitter and contributors, CC-BY-4.0) and EmojiOne 2 (EmojiOne, CC-BY-4.0)."
)
"""Of the artwork that everything here is trained on."""
CHOSEN = 16
"""How many values of each picture are kept."""
CASES = ((101, 0, 64), (201, 6, 64), (301, 2, 21), (401, 4, 8))
"""Seed of the codes, style, and how many cells are decided, the first ones in reading order.

Never none: then maps are constant, and normalising them makes 1e-6 into 1e-2, on any backend.
"""


class ParityError(RuntimeError):
    """The graph does not compute what the network does."""


def codes_of(seed: int, sizes: Network, known: int) -> Tensor:
    """Codes `[1, cells, codes]` drawn evenly by a seed; the last cells are not decided."""
    shape = (1, sizes.side**2, sizes.codes)
    generator = torch.Generator().manual_seed(seed)
    codes = torch.randint(0, sizes.vocabulary, shape, generator=generator)
    codes[:, known:] = sizes.vocabulary
    return codes


def session_of(graph: bytes, weights: bytes) -> ort.InferenceSession:
    """The graph with its float32 weights on the CPU."""
    options = ort.SessionOptions()
    options.add_external_initializers_from_files_in_memory(
        [graph_layers.WEIGHTS], [weights], [len(weights)]
    )
    return ort.InferenceSession(graph, options, providers=["CPUExecutionProvider"])


def pictures_of(session: ort.InferenceSession, codes: Tensor, style: Tensor) -> Array:
    """What a session draws, `[B, 3, S, S]`."""
    found: Array = session.run(None, {"codes": codes.numpy(), "style": style.numpy()})[0]
    return found


def worst_error(net: Autoencoder, session: ort.InferenceSession) -> float:
    """Largest absolute difference of a session from PyTorch, all styles at once."""
    cells = net.sizes.side**2
    style = torch.arange(STYLE_COUNT)
    counts = [cells, cells // 2, cells // 8, *[cells] * (STYLE_COUNT - 3)]
    codes = torch.cat([codes_of(5 + i, net.sizes, n) for i, n in enumerate(counts)])
    expected = net.decode(codes, style).numpy()
    return float(np.abs(pictures_of(session, codes, style) - expected).max())


def answer(
    session: ort.InferenceSession, codes: Tensor, style: int, seed: int
) -> dict[str, object]:
    """One known answer; the seed chooses which values are kept."""
    y = pictures_of(session, codes, torch.tensor([style])).ravel()
    places = np.sort(np.random.default_rng(seed).choice(y.size, CHOSEN, replace=False))
    return {
        "codes": codes[0].tolist(),
        "style": style,
        "at": places.tolist(),
        "values": [round(float(y[i]), 6) for i in places],
        "mean": round(float(y.mean()), 6),
        "std": round(float(y.std()), 6),
        "tolerance": TOLERANCE,
    }


def golden(session: ort.InferenceSession, sizes: Network) -> dict[str, object]:
    """`golden.json`: what the page and its tests compare with.

    From the graph with its weights as stored, once it is known to be the network. A code of the
    vocabulary's size is not decided.
    """
    cells = sizes.side**2
    return {
        "format": "decode-and-denoise/golden-tokens",
        "version": 1,
        "decode": [
            answer(session, codes_of(seed, sizes, min(known, cells)), style, seed)
            for seed, style, known in CASES
        ],
    }


def export(path: Path, config: Config, folder: Path, packed: bool = True) -> float:
    """Writes graph, weights, known answers and manifest; returns the worst error.

    Args:
        path: Weights as safetensors.
        config: The network's sizes.
        folder: Where to; its name is the model's id.
        packed: Whether the weights are deflated.

    Raises:
        ParityError: If the graph differs from the network by more than `WORST`.
    """
    folder.mkdir(parents=True, exist_ok=True)
    net = load(path, config.network)
    state = {k: v.numpy() for k, v in net.d.state_dict().items()}
    model, weights = decoder_graph.build(state, config.network, net.q.table().numpy())
    graph, half = model.SerializeToString(), weights.half()
    whole = b"".join(v.tobytes() for _, v in weights.tensors)
    stored = session_of(graph, graph_layers.widen(half))
    error, rounded = (worst_error(net, s) for s in (session_of(graph, whole), stored))
    data = deflate(half) if packed else half
    print(f"{len(graph)} bytes of graph, {len(data)} of stored weights")
    print(f"worst error {error:.2g}, and {rounded:.2g} with the stored weights")
    if not error <= WORST:
        raise ParityError(f"{error:.3g} off, at most {WORST} allowed")
    (folder / "graph.onnx").write_bytes(graph)
    name = STORED if packed else STORED.removesuffix(".z")
    (folder / name).write_bytes(data)
    write_json(folder / "golden.json", golden(stored, config.network))
    _manifest(folder, config.network, sum(v.numel() for v in net.d.parameters()), name)
    return error


def _manifest(folder: Path, sizes: Network, parameters: int, stored: str) -> None:
    files = [
        FileEntry(
            "weights", stored, encoding="deflate" if stored == STORED else None, dtype="float16"
        ),
        FileEntry("graph", "graph.onnx"),
        FileEntry("golden", "golden.json"),
    ]
    if (folder / "README.md").exists():
        files.append(FileEntry("card", "README.md"))
    Manifest(
        kind="picture-decoder",
        id=folder.name,
        name="Picture tokens",
        summary="Turns 64 picture tokens into an emoji.",
        parameters=parameters,
        licence=LICENCE,
        attribution=ATTRIBUTION,
        source="trained for this project on emoji artwork, see models/README.md",
        config={
            "size": SIZE,
            "side": sizes.side,
            "codes": sizes.vocabulary,
            "styles": ["any", *STYLES],
        },
        files=tuple(files),
    ).write(folder)


def main() -> None:
    """Exports one file of weights."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("weights", type=Path)
    parser.add_argument("out", type=Path, nargs="?", default=PUBLIC / DECODER)
    parser.add_argument("--config", type=Path, default=CONFIG)
    options = parser.parse_args()
    export(options.weights, load_config(options.config), options.out)


if __name__ == "__main__":
    main()
