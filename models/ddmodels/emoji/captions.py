"""Captions of every concept and their embeddings.

Written next to the pictures: `captions.json` (texts, and per concept which of them to draw with
which weight), `tokens.npy` (float16 `[C + 1, 16, 384]`, the last row is the empty caption),
`mask.npy` (bool `[C + 1, 16]`) and `pooled.npy` (float32 `[C + 1, 384]`).
"""

import json
import random
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ddmodels.emoji.color import COLORS
from ddmodels.emoji.config import DataConfig
from ddmodels.emoji.pictures import Picture
from ddmodels.encoder import minilm

RARE = 2
"""A keyword that at most this many concepts share names its concept well enough to stand alone."""


@dataclass
class Captions:
    """All captions.

    Attributes:
        texts: The captions; index `len(texts)` stands for the empty one.
        plain: Per concept, `(caption index, weight)`.
        colored: Per concept and colour (in the order of `COLORS`), caption indices.
    """

    texts: list[str]
    plain: dict[str, list[tuple[int, float]]]
    colored: dict[str, list[list[int]]]


def article(name: str) -> str:
    """`a cat`, `an apple`."""
    return ("an " if name[0] in "aeiou" else "a ") + name


def compose(keywords: dict[str, list[str]], seed: int) -> Captions:
    """Makes the captions.

    Args:
        keywords: Keywords per concept.
        seed: Decides which keywords go together.
    """
    rng = random.Random(seed)
    texts: dict[str, int] = {}
    count = Counter(w for words in keywords.values() for w in set(words))

    def index(text: str) -> int:
        return texts.setdefault(text, len(texts))

    plain: dict[str, list[tuple[int, float]]] = {}
    colored: dict[str, list[list[int]]] = {}
    for name in sorted(keywords):
        words = [w for w in sorted(set(keywords[name])) if w != name and len(w) < 24]
        rare = [w for w in words if count[w] <= RARE and w not in keywords]
        weights: dict[int, float] = {}

        def add(text: str, weight: float, into: dict[int, float] = weights) -> None:
            into[index(text)] = into.get(index(text), 0.0) + weight

        add(name, 3.0)
        add(article(name), 3.0)
        add(f"{name} emoji", 0.7)
        add(f"{rng.choice(['a picture of', 'an icon of', 'a drawing of'])} {article(name)}", 0.7)
        for _ in range(min(3, len(words))):
            some = rng.sample(words, min(len(words), rng.randint(1, 3)))
            add(f"{name}, {', '.join(some)}", 0.7)
        for word in rng.sample(rare, min(3, len(rare))):
            add(rng.choice([word, article(word)]), 0.6)
        if len(words) > 1:
            add(", ".join(rng.sample(words, 2)), 0.5)
        plain[name] = list(weights.items())
        colored[name] = [[index(f"{c} {name}"), index(f"a {c} {name}")] for c in COLORS]
    return Captions(list(texts), plain, colored)


def embed(
    texts: list[str], encoder: minilm.Encoder, batch: int = 128
) -> tuple[NDArray[np.float16], NDArray[np.bool_], NDArray[np.float32]]:
    """Encodes captions, those of about one length together.

    Returns:
        Tokens `[C, 16, 384]`, mask `[C, 16]` and pooled `[C, 384]`.
    """
    tokens = np.zeros((len(texts), minilm.TOKENS, minilm.WIDTH), np.float16)
    mask = np.zeros((len(texts), minilm.TOKENS), np.bool_)
    pooled = np.zeros((len(texts), minilm.WIDTH), np.float32)
    order = sorted(range(len(texts)), key=lambda i: len(encoder.ids(texts[i])))
    start = time.monotonic()
    for at in range(0, len(order), batch):
        rows = order[at : at + batch]
        out = encoder.encode([texts[i] for i in rows])
        tokens[rows] = out.tokens.numpy().astype(np.float16)
        mask[rows] = out.mask.numpy() > 0
        pooled[rows] = out.pooled.numpy()
        if at % (batch * 40) == 0:
            print(f"captions {at}/{len(order)}, {time.monotonic() - start:.0f} s", flush=True)
    return tokens, mask, pooled


def build(
    config: DataConfig,
    arrays: NDArray[np.uint8],
    pictures: list[Picture],
    encoder: minilm.Encoder,
) -> None:
    """Composes, encodes and writes the captions of a data set."""
    assert len(arrays) == len(pictures)
    keywords: dict[str, list[str]] = {}
    for p in pictures:
        keywords.setdefault(p.concept, []).extend(p.keywords)
    captions = compose(keywords, config.data.seed)
    tokens, mask, pooled = embed([*captions.texts, ""], encoder)
    folder = config.paths.data
    np.save(folder / "tokens.npy", tokens)
    np.save(folder / "mask.npy", mask)
    np.save(folder / "pooled.npy", pooled)
    document = {"texts": captions.texts, "plain": captions.plain, "colored": captions.colored}
    (folder / "captions.json").write_text(json.dumps(document))
    print(f"{len(captions.texts)} captions", flush=True)


def read(folder: Path) -> Captions:
    """Reads the captions that `build` wrote."""
    raw = json.loads((folder / "captions.json").read_text())
    plain = {k: [(int(i), float(w)) for i, w in v] for k, v in raw["plain"].items()}
    return Captions(raw["texts"], plain, raw["colored"])
