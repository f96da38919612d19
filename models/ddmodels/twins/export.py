"""Writes a twin's folder: `python -m ddmodels.twins.export WEIGHTS MECHANISM`.

Graph, float16 weights, tokenizer, known answers and, for the mechanism that the page runs, the
manifest; refuses a graph that is not the network. Twins of text only: what they were trained on
beside it is left out.
"""

import argparse
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import get_args

import numpy as np
import onnxruntime as ort
import torch
from safetensors.torch import load_file
from tokenizers import Tokenizer

from ddmodels.common.manifest import FileEntry, Manifest
from ddmodels.common.packages import PUBLIC, write_json
from ddmodels.denoiser import graph_layers
from ddmodels.denoiser.export import ENCODER
from ddmodels.encoder.weights import deflate
from ddmodels.text.tokenizer import EOS, MASK, PAD
from ddmodels.twins import golden
from ddmodels.twins import graph as twin_graph
from ddmodels.twins.config import Mechanism, Network, load_config
from ddmodels.twins.network import Twin
from ddmodels.twins.sampling import Settings

STORED = "weights.f16.bin.z"
WORST = 5e-4
"""Largest allowed difference of a logit of the graph from PyTorch, with the same weights."""
LICENCE = "LicenseRef-WordNet-3.1"


@dataclass(frozen=True)
class Words:
    """What a model is called.

    Attributes:
        id: Of its folder.
        name: For people.
        summary: A sentence.
        encoder: Id of the encoder of its prompts.
    """

    id: str
    name: str
    summary: str
    encoder: str


WORDS: dict[Mechanism, Words] = {
    "masked-diffusion": Words(
        "definitions-masked",
        "Definitions, masked",
        "Writes a definition of a word, all of it at once, again and again.",
        ENCODER,
    ),
    "autoregression": Words(
        "definitions-tokens",
        "Definitions, token by token",
        "Writes a definition of a word, one token after the other.",
        ENCODER,
    ),
}
CHOSEN: dict[Mechanism, Settings] = {
    "masked-diffusion": Settings(temperature=0.5, top_p=0.9, guidance=1.0, passes=16, noise=1.0),
    "autoregression": Settings(temperature=0.5, top_p=0.9, guidance=1.0),
}
"""The recommended settings, chosen by eye and by the other twin's nats on words trained on.

Guidance breaks words: this small, both networks say with the prompt what is already all they know.
"""


class ParityError(RuntimeError):
    """The graph does not compute what the network does."""


def load_network(path: Path, sizes: Network, mechanism: Mechanism, half: bool = False) -> Twin:
    """Loads a twin's text part; `half` rounds the weights to float16 first, as they are stored."""
    net = Twin(sizes, mechanism, "text").eval().requires_grad_(False)
    found = load_file(path)
    state = {k: found[k].half().float() if half else found[k].float() for k in net.state_dict()}
    net.load_state_dict(state)
    return net


def halved(net: Twin) -> Twin:
    """The same network with its weights as stored."""
    for parameter in net.parameters():
        parameter.copy_(parameter.half())
    return net


def session_of(graph: bytes, weights: bytes) -> ort.InferenceSession:
    """The graph with its float32 weights on the CPU."""
    options = ort.SessionOptions()
    options.add_external_initializers_from_files_in_memory(
        [graph_layers.WEIGHTS], [weights], [len(weights)]
    )
    return ort.InferenceSession(graph, options, providers=["CPUExecutionProvider"])


@torch.inference_mode()
def worst_error(net: Twin, session: ort.InferenceSession) -> float:
    """Largest absolute difference of a session's logits from PyTorch, batches of two."""
    worst = 0.0
    for length in range(net.sizes.block, net.sizes.length + 1, net.sizes.block):
        pairs = [golden.prompt_of(net, 5 + i, words) for i, words in enumerate((3, 16))]
        prompt = type(pairs[0])(*(torch.cat(both) for both in zip(*pairs, strict=True)))
        ids = torch.cat([golden.ids_of(net, 9 + i, 0.5, length) for i in range(2)])
        expected = net.text(prompt, ids, torch.ones(ids.shape, dtype=torch.bool)).numpy()
        values = (prompt.tokens.numpy(), prompt.mask.numpy(), ids.numpy(), np.arange(length))
        found = session.run(None, dict(zip(twin_graph.INPUTS, values, strict=True)))[0]
        found = found[:, :-1] if net.causal else found
        worst = max(worst, float(np.abs(found - expected).max()))
    return worst


def config_of(sizes: Network, settings: Settings, encoder: str) -> dict[str, object]:
    """The manifest's `config`."""
    return {
        "encoder": encoder,
        "vocab": sizes.words,
        "length": sizes.length,
        "block": sizes.block,
        "padId": PAD,
        "endId": EOS,
        "maskId": MASK,
        "defaults": {
            "passes": settings.passes,
            "temperature": settings.temperature,
            "topp": settings.top_p,
            "guidance": settings.guidance,
            "noise": settings.noise,
        },
    }


def write(
    net: Twin, tokenizer: Path, folder: Path, words: Words, settings: Settings, packed: bool = True
) -> float:
    """Writes the folder of a network; returns the worst error.

    Args:
        net: In evaluation mode; its weights are rounded to float16, as they are stored.
        tokenizer: `tokenizer.json` of its text.
        folder: Where to.
        words: What the model is called.
        settings: The recommended ones.
        packed: Whether the weights are deflated.

    Raises:
        ParityError: If the graph differs from the network by more than `WORST`.
        ValueError: If the tokenizer has more tokens than the network.
    """
    folder.mkdir(parents=True, exist_ok=True)
    spelled = Tokenizer.from_file(str(tokenizer))
    if spelled.get_vocab_size() > net.sizes.words:
        raise ValueError(f"{spelled.get_vocab_size()} tokens, the network has {net.sizes.words}")
    model, weights = twin_graph.build(halved(net))
    graph, half = model.SerializeToString(deterministic=True), weights.half()
    error = worst_error(net, session_of(graph, graph_layers.widen(half)))
    if not error <= WORST:
        raise ParityError(f"{error:.3g} off, at most {WORST} allowed")
    stored = STORED if packed else STORED.removesuffix(".z")
    (folder / "graph.onnx").write_bytes(graph)
    (folder / stored).write_bytes(deflate(half) if packed else half)
    if tokenizer != folder / "tokenizer.json":
        shutil.copyfile(tokenizer, folder / "tokenizer.json")
    write_json(folder / "golden.json", golden.build(net, spelled, settings))
    if not net.causal:
        _manifest(net, folder, words, settings, stored)
    return error


def _manifest(net: Twin, folder: Path, words: Words, settings: Settings, stored: str) -> None:
    files = [
        FileEntry(
            "weights", stored, encoding="deflate" if stored == STORED else None, dtype="float16"
        ),
        FileEntry("graph", "graph.onnx"),
        FileEntry("tokenizer", "tokenizer.json"),
        FileEntry("golden", "golden.json"),
    ]
    if (folder / "README.md").exists():
        files.append(FileEntry("card", "README.md"))
    Manifest(
        kind="masked-text",
        id=words.id,
        name=words.name,
        summary=words.summary,
        parameters=sum(p.numel() for p in net.parameters()),
        licence=LICENCE,
        attribution="Trained on definitions of WordNet 3.1 (Princeton University).",
        source="trained for this project on WordNet's nouns, see models/README.md",
        config=config_of(net.sizes, settings, words.encoder),
        files=tuple(files),
    ).write(folder)


def main() -> None:
    """Exports one file of weights."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("weights", type=Path)
    parser.add_argument("mechanism", choices=get_args(Mechanism))
    parser.add_argument("--config", type=Path, default=Path("config/twins-text.toml"))
    parser.add_argument("--tokenizer", type=Path, help="the corpus's, unless told otherwise")
    parser.add_argument("--out", type=Path, help="the folder of the embedded model by default")
    options = parser.parse_args()
    config = load_config(options.config)
    words = WORDS[options.mechanism]
    tokenizer = options.tokenizer or config.paths.work / "text" / "tokenizer.json"
    net = load_network(options.weights, config.network, options.mechanism)
    chosen = CHOSEN[options.mechanism]
    error = write(net, tokenizer, options.out or PUBLIC / words.id, words, chosen)
    print(f"worst error {error:.2g}")


if __name__ == "__main__":
    main()
