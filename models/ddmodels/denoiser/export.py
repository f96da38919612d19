"""Writes the denoiser's folder: `python -m ddmodels.denoiser.export WEIGHTS`.

Graph, the same with its attention, float16 weights, known answers and manifest; says how far
onnxruntime is from PyTorch and refuses a graph that is not the network.
"""

import argparse
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import numpy as np
import onnxruntime as ort
import torch
from safetensors.torch import load_file

from ddmodels.common.manifest import FileEntry, Manifest
from ddmodels.common.packages import PUBLIC, write_json
from ddmodels.denoiser import attention as denoiser_attention
from ddmodels.denoiser import golden, graph_layers
from ddmodels.denoiser import graph as denoiser_graph
from ddmodels.denoiser.config import Config, load_config
from ddmodels.denoiser.network import Denoiser, denoise
from ddmodels.denoiser.sampling import Settings
from ddmodels.emoji.config import SIZE
from ddmodels.emoji.sources import STYLES
from ddmodels.encoder import minilm
from ddmodels.encoder.weights import deflate

ID = "emoji-denoiser"
ENCODER = "all-minilm-l6-v2"
"""Folder of the text encoder beside it."""
STORED = "weights.f16.bin.z"
WORST = 5e-4
"""Largest allowed difference of the graph from PyTorch, with the same weights."""
ROUNDED = 0.01
"""The same with the stored weights, which are float16: little more than one level of 255."""


class ParityError(RuntimeError):
    """The graph does not compute what the network does."""


def load_network(path: Path, config: Config, half: bool = False) -> Denoiser:
    """Loads weights; `half` rounds them to float16 first, as they are stored."""
    net = Denoiser(config.network).eval().requires_grad_(False)
    state = {k: v.half().float() if half else v.float() for k, v in load_file(path).items()}
    net.load_state_dict(state)
    return net


@torch.inference_mode()
def worst_error(net: Denoiser, graph: bytes, weights: bytes) -> float:
    """Largest absolute difference of onnxruntime on the CPU from PyTorch, batches of two.

    Args:
        net: The reference.
        graph: The ONNX file.
        weights: The float32 weights.
    """
    options = ort.SessionOptions()
    options.add_external_initializers_from_files_in_memory(
        [graph_layers.WEIGHTS], [weights], [len(weights)]
    )
    session = ort.InferenceSession(graph, options, providers=["CPUExecutionProvider"])
    worst = 0.0
    for sigma in (1000.0, 80.0, 10.0, 1.0, 0.1, 0.002):
        x, text = golden.seeded(5, sigma, 7)
        other, other_text = golden.seeded(15, sigma, 2)
        both = minilm.Encoded(*(torch.cat(pair) for pair in zip(text, other_text, strict=True)))
        sample, level = torch.cat([x, other]), torch.full((2,), sigma)
        style = torch.tensor([0, 3])
        expected = denoise(net, sample, level, *both, style).numpy()
        values = [sample, level, *both, style]
        feed = {n: v.numpy() for n, v in zip(denoiser_graph.INPUTS, values, strict=True)}
        worst = max(worst, float(np.abs(session.run(None, feed)[0] - expected).max()))
    return worst


def config_of(
    settings: Settings, encoder: str, size: int = SIZE, styles: Sequence[str] = ("any", *STYLES)
) -> dict[str, object]:
    """The manifest's `config`.

    Args:
        settings: The recommended ones.
        encoder: Id of the encoder of its captions.
        size: Pixels in a row and in a column.
        styles: Names of the styles, that of none first.
    """
    return {
        "size": size,
        "channels": 3,
        "styles": list(styles),
        "encoder": encoder,
        "sigmaMin": settings.sigma_min,
        "sigmaMax": settings.sigma_max,
        "guidanceMaxSigma": settings.guidance_max_sigma,
        "clamp": settings.clamp,
        "defaults": {
            "sampler": settings.sampler,
            "schedule": settings.schedule,
            "steps": settings.steps,
            "guidance": settings.guidance,
        },
    }


def export(
    path: Path,
    config: Config,
    folder: Path,
    settings: Settings,
    encoder: minilm.Encoder,
    name: tuple[str, str] = (ID, ENCODER),
) -> float:
    """Writes graph, weights, known answers and manifest; returns the worst error.

    Args:
        path: Weights as safetensors.
        config: The network's sizes.
        folder: Where to.
        settings: The recommended ones.
        encoder: The exact text encoder, for the known answers.
        name: Ids of the model and of its encoder.

    Raises:
        ParityError: If the graph differs from the network by more than `WORST`.
    """
    folder.mkdir(parents=True, exist_ok=True)
    net = load_network(path, config)
    state = {k: v.numpy() for k, v in net.state_dict().items()}
    model, weights = denoiser_graph.build(state, config.network)
    half, graph = weights.half(), model.SerializeToString()
    packed = deflate(half)
    whole = b"".join(value.tobytes() for _, value in weights.tensors)
    exact, error = (worst_error(net, graph, w) for w in (whole, graph_layers.widen(half)))
    print(f"{len(graph)} bytes of graph, {len(packed)} of packed weights")
    print(f"worst error {exact:.2g}, and {error:.2g} with the stored weights")
    if not (exact <= WORST and error <= ROUNDED):
        raise ParityError(f"{exact:.3g} and {error:.3g} off, at most {WORST} and {ROUNDED} allowed")
    rounded = {name: value.astype(np.float16).astype(np.float32) for name, value in weights.tensors}
    stored = Denoiser(config.network).eval().requires_grad_(False)
    stored.load_state_dict(denoiser_graph.state_of(rounded, config.network))
    attention = denoiser_attention.make(model, config, net, whole)
    (folder / "graph.onnx").write_bytes(graph)
    (folder / denoiser_attention.GRAPH).write_bytes(attention)
    (folder / STORED).write_bytes(packed)
    answers = golden.build(stored, encoder, settings)
    write_json(folder / "golden.json", answers | {"attention": denoiser_attention.golden(stored)})
    files = [
        FileEntry("weights", STORED, encoding="deflate", dtype="float16"),
        FileEntry("graph", "graph.onnx"),
        FileEntry("attention", denoiser_attention.GRAPH),
        FileEntry("golden", "golden.json"),
    ]
    if (folder / "README.md").exists():
        files.append(FileEntry("card", "README.md"))
    count = sum(p.numel() for p in net.parameters())
    Manifest(
        kind="denoiser",
        id=name[0],
        name="Emoji denoiser",
        summary="Text to a 64x64 picture in the style of emoji, by diffusion.",
        parameters=count,
        licence="Apache-2.0 AND MIT AND CC-BY-4.0",
        attribution=(
            "Trained on Noto Emoji (Google, Apache-2.0), Fluent Emoji (Microsoft, MIT), "
            "Twemoji (Twitter and contributors, CC-BY-4.0) and EmojiOne 2 (EmojiOne, CC-BY-4.0)."
        ),
        source="trained for this project on pinned npm packages, see models/emoji-denoiser.md",
        config=config_of(settings, name[1]),
        files=tuple(files),
    ).write(folder)
    return error


def main() -> None:
    """Exports one file of weights."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("weights", type=Path)
    parser.add_argument("--config", type=Path, default=Path("config/emoji-denoiser.toml"))
    parser.add_argument("--out", type=Path, default=PUBLIC / ID)
    options = parser.parse_args()
    settings = Settings()
    print(asdict(settings))
    config = load_config(options.config)
    encoder = minilm.fetch_published(config.paths.work)
    export(options.weights, config, options.out, settings, encoder)


if __name__ == "__main__":
    main()
