"""Writes a picture twin's folder: `python -m ddmodels.twins.picture_export WEIGHTS MECHANISM`.

Both graphs, float16 weights, known answers and the manifest; refuses graphs that are not the
network. What turns its codes into pixels is a folder of its own (`tokens.export`), which both twins
name. A card and its figures are written first (`picture_evaluate`, `picture_card`).
"""

import argparse
from pathlib import Path
from typing import get_args

import numpy as np
import torch
from safetensors.torch import load_file

from ddmodels.common.manifest import FileEntry, Kind, Manifest
from ddmodels.common.packages import PUBLIC, write_json
from ddmodels.denoiser import graph_layers
from ddmodels.emoji.sources import STYLES
from ddmodels.encoder.weights import deflate
from ddmodels.tokens.export import ATTRIBUTION, LICENCE
from ddmodels.twins import picture_golden, picture_graph
from ddmodels.twins.config import Mechanism, Network, load_config
from ddmodels.twins.export import WORST, ParityError, halved
from ddmodels.twins.network import Prompt, Twin
from ddmodels.twins.picture_graph import Graphs
from ddmodels.twins.picture_passes import Passes
from ddmodels.twins.picture_words import CHOSEN, STORED, WORDS, PictureWords
from ddmodels.twins.sampling import Settings

KINDS: dict[Mechanism, Kind] = {
    "autoregression": "picture-by-tokens",
    "masked-diffusion": "masked-picture",
}


def load_network(path: Path, sizes: Network, mechanism: Mechanism, half: bool = False) -> Twin:
    """Loads a twin's picture part; `half` rounds the weights to float16, as they are stored."""
    net = Twin(sizes, mechanism, "picture").eval().requires_grad_(False)
    found = load_file(path)
    net.load_state_dict({k: found[k].float() for k in net.state_dict()})
    return halved(net) if half else net


@torch.inference_mode()
def worst_error(net: Twin, graphs: Graphs, weights: bytes) -> float:
    """Largest absolute difference of a logit from PyTorch, a batch of two, as the page runs it."""
    sizes = net.sizes
    pairs = [picture_golden.prompt_of(net, 5 + i, words, 3 * i) for i, words in enumerate((3, 16))]
    prompt = Prompt(*(torch.cat(both) for both in zip(*pairs, strict=True)))
    codes = torch.cat([picture_golden.codes_of(net, 9 + i, sizes.cells) for i in range(2)])
    if not net.causal:
        codes[:, ::3] = sizes.codes
    truth = torch.cat([picture_golden.codes_of(net, 19 + i, sizes.cells) for i in range(2)])[..., 0]
    expected = [logits.numpy() for logits in net.picture(prompt, codes, truth)]
    passes = Passes(graphs, weights, sizes)
    rows = [passes.begin(prompt)]
    if net.causal:
        for at in range(sizes.cells - 1):
            some = codes[:, at : at + 1].numpy()
            rows.append(passes.cells(some, np.array([at]), keep=True))
    else:
        rows = [passes.cells(codes.numpy(), np.arange(sizes.cells), keep=False)]
    state, first = (np.concatenate([row[i] for row in rows], axis=1) for i in range(2))
    second = passes.second(state, truth.numpy())
    found = (first, second)
    return max(float(np.abs(a - b).max()) for a, b in zip(found, expected, strict=True))


def config_of(
    sizes: Network, settings: Settings, causal: bool, words: PictureWords
) -> dict[str, object]:
    """The manifest's `config`."""
    order = {} if causal else {"passes": settings.passes, "noise": settings.noise}
    return {
        "encoder": words.encoder,
        "decoder": words.decoder,
        "side": sizes.side,
        "codes": sizes.codes,
        "layers": sizes.layers,
        "heads": sizes.heads,
        "headDim": sizes.width // sizes.heads,
        "styles": ["any", *STYLES],
        "defaults": {
            **order,
            "temperature": settings.temperature,
            "topp": settings.top_p,
            "guidance": settings.guidance,
        },
    }


def write(
    net: Twin, folder: Path, words: PictureWords, settings: Settings, packed: bool = True
) -> float:
    """Writes the folder of a network; returns the worst error.

    Args:
        net: In evaluation mode; its weights are rounded to float16, as they are stored.
        folder: Where to.
        words: What the model is called.
        settings: The recommended ones.
        packed: Whether the weights are deflated.

    Raises:
        ParityError: If the graphs differ from the network by more than `WORST`.
    """
    folder.mkdir(parents=True, exist_ok=True)
    graphs = picture_graph.build(halved(net))
    half = graphs.weights.half()
    error = worst_error(net, graphs, graph_layers.widen(half))
    if not error <= WORST:
        raise ParityError(f"{error:.3g} off, at most {WORST} allowed")
    stored = STORED if packed else STORED.removesuffix(".z")
    (folder / stored).write_bytes(deflate(half) if packed else half)
    for name, graph in (("graph.onnx", graphs.body), ("head.onnx", graphs.head)):
        (folder / name).write_bytes(graph.SerializeToString(deterministic=True))
    write_json(folder / "golden.json", picture_golden.build(net, settings))
    files = [
        FileEntry("weights", stored, encoding="deflate" if packed else None, dtype="float16"),
        FileEntry("graph", "graph.onnx"),
        FileEntry("head", "head.onnx"),
        FileEntry("golden", "golden.json"),
    ]
    if (folder / "README.md").exists():
        files.append(FileEntry("card", "README.md"))
    Manifest(
        kind=KINDS["autoregression" if net.causal else "masked-diffusion"],
        id=words.id,
        name=words.name,
        summary=words.summary,
        parameters=sum(p.numel() for p in net.parameters()),
        licence=LICENCE,
        attribution=ATTRIBUTION,
        source="trained for this project on emoji artwork, see models/README.md",
        config=config_of(net.sizes, settings, net.causal, words),
        files=tuple(files),
    ).write(folder)
    return error


def main() -> None:
    """Exports one file of weights."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("weights", type=Path)
    parser.add_argument("mechanism", choices=get_args(Mechanism))
    parser.add_argument("--config", type=Path, default=Path("config/twins.toml"))
    parser.add_argument("--out", type=Path, help="the folder of the embedded model by default")
    options = parser.parse_args()
    net = load_network(options.weights, load_config(options.config).network, options.mechanism)
    words = WORDS[options.mechanism]
    error = write(net, options.out or PUBLIC / words.id, words, CHOSEN[options.mechanism])
    print(f"worst error {error:.2g}")


if __name__ == "__main__":
    main()
