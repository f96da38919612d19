"""Runs the text encoder, exact or as exported, and compares the two."""

import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnxruntime as ort
from numpy.typing import NDArray

from ddmodels.common.npm import EMOJIBASE, Archive, fetch_npm
from ddmodels.encoder.graph import LOCATION
from ddmodels.encoder.minilm import Encoder
from ddmodels.encoder.weights import Floats

CAPTIONS = 300
"""How many captions the figures are measured on."""


@dataclass(frozen=True)
class Answers:
    """Outputs for some captions.

    Attributes:
        tokens: [captions, tokens, hidden], zero at padding.
        pooled: [captions, hidden].
    """

    tokens: Floats
    pooled: Floats


@dataclass(frozen=True)
class Closeness:
    """How close rounded outputs are to exact ones.

    Attributes:
        pooled_worst: Smallest cosine of pooled outputs.
        pooled_mean: Mean cosine of pooled outputs.
        tokens_worst: Smallest cosine of token outputs.
        tokens_mean: Mean cosine of token outputs.
        neighbour: How often the nearest other caption stays the same, 0..1.
        largest: Largest absolute difference of any value of a token.
        range: Largest absolute value itself.
    """

    pooled_worst: float
    pooled_mean: float
    tokens_worst: float
    tokens_mean: float
    neighbour: float
    largest: float
    range: float


class GraphEncoder:
    """The graph in ONNX Runtime on the CPU, fed as the page feeds it."""

    def __init__(self, graph: Path, weights: bytes) -> None:
        """Loads the graph.

        Args:
            graph: The ONNX file.
            weights: The weights' file after inflating.
        """
        options = ort.SessionOptions()
        options.add_external_initializers_from_files_in_memory(
            [LOCATION], [weights], [len(weights)]
        )
        self._session = ort.InferenceSession(graph, options, providers=["CPUExecutionProvider"])

    @classmethod
    def read(cls, graph: Path, stored: Path) -> "GraphEncoder":
        """Loads a graph and its packed weights."""
        return cls(graph, zlib.decompress(stored.read_bytes()))

    def encode(self, rows: Sequence[list[int]], length: int) -> Answers:
        """Runs captions, each padded to `length` tokens."""
        ids = np.zeros((len(rows), length), np.int64)
        mask = np.zeros_like(ids)
        for i, row in enumerate(rows):
            ids[i, : len(row)] = row
            mask[i, : len(row)] = 1
        tokens, pooled = self._session.run(
            ["tokens", "pooled"], {"input_ids": ids, "attention_mask": mask}
        )
        return Answers(tokens, pooled)


def exact_answers(encoder: Encoder, captions: Sequence[str]) -> Answers:
    """The same from the float reference."""
    encoded = encoder.encode(list(captions))
    return Answers(encoded.tokens.numpy(), encoded.pooled.numpy())


def closeness(exact: Answers, found: Answers) -> Closeness:
    """Compares outputs for the same captions; rows of zero (padding) do not count."""
    pooled = _cosines(exact.pooled, found.pooled)
    real = np.abs(exact.tokens).sum(axis=-1) > 0
    tokens = _cosines(exact.tokens[real], found.tokens[real])
    same = _neighbours(exact.pooled, exact.pooled) == _neighbours(found.pooled, exact.pooled)
    return Closeness(
        pooled_worst=float(pooled.min()),
        pooled_mean=float(pooled.mean()),
        tokens_worst=float(tokens.min()),
        tokens_mean=float(tokens.mean()),
        neighbour=float(same.mean()),
        largest=float(np.abs(exact.tokens - found.tokens).max()),
        range=float(np.abs(exact.tokens).max()),
    )


def captions(folder: Path) -> list[str]:
    """Captions as people write them, from the names and keywords of emoji (npm `emojibase-data`).

    Args:
        folder: For the download.
    """
    entries = Archive(fetch_npm(EMOJIBASE, folder)).json("en/data.json")
    texts: list[str] = []
    for k in range(CAPTIONS):
        entry = entries[k * len(entries) // CAPTIONS]
        name = entry["label"]
        texts.append((name, f"a {name}", ", ".join([name, *entry.get("tags", [])[:2]]))[k % 3])
    return list(dict.fromkeys(texts))


def _cosines(a: Floats, b: Floats) -> Floats:
    norms = np.linalg.norm(a, axis=-1) * np.linalg.norm(b, axis=-1)
    result: Floats = (a * b).sum(axis=-1) / norms
    return result


def _neighbours(queries: Floats, pooled: Floats) -> NDArray[np.intp]:
    """For each caption, which other one is nearest by cosine."""
    scores = queries @ pooled.T
    np.fill_diagonal(scores, -np.inf)
    nearest: NDArray[np.intp] = scores.argmax(axis=1)
    return nearest
