"""Golden values for the page's GGUF reader, made by the `gguf` and `tokenizers` packages.

    python -m ddmodels.fixtures_gguf

writes `tests/fixtures/gguf/blocks.json`: for every block format some blocks and their weights as
`gguf.quants` reads them, and `tests/fixtures/gguf/tokenizers.json`: small vocabularies as a GGUF
states them, with what `tokenizers` and `sentencepiece` make of held text. Running it again changes
no byte.
"""

import base64
from pathlib import Path

import gguf
import numpy as np
from gguf.quants import dequantize
from numpy.typing import NDArray

from ddmodels.packages import FIXTURES, write_json

FOLDER = FIXTURES.parent / "gguf"
SEED = 19
BLOCKS = 8
"""Of each format; the first is all zeros, the second all ones."""

Type = gguf.GGMLQuantizationType
TYPES = {
    Type.F32: [],
    Type.F16: [0],
    Type.BF16: [],
    Type.Q4_0: [0],
    Type.Q4_1: [0, 2],
    Type.Q5_0: [0],
    Type.Q5_1: [0, 2],
    Type.Q8_0: [0],
    Type.Q4_K: [0, 2],
    Type.Q5_K: [0, 2],
    Type.Q6_K: [208],
}
"""Where each format keeps float16 values in its block."""
SCALES = np.array([1.0, -1.0, 0.00213623046875, 65504.0, 6e-8, -0.3335, 1e-4], np.float16)
"""Largest, smallest (subnormal), negative and usual ones."""


def blocks(kind: Type, random: np.random.Generator) -> NDArray[np.uint8]:
    """Blocks of one format with random bits and finite scales, [BLOCKS, bytes of a block]."""
    weights, size = gguf.GGML_QUANT_SIZES[kind]
    if weights == 1:
        # Single values: as many as a block of 32 would have, and no NaN among them.
        values = random.standard_normal((BLOCKS, 32)).astype(np.float32)
        values[0], values[1] = 0, 1
        return np.asarray(gguf.quants.quantize(values, kind)).view(np.uint8).reshape(BLOCKS, -1)
    raw = random.integers(0, 256, (BLOCKS, size), np.uint8)
    raw[0], raw[1] = 0, 255
    for at in TYPES[kind]:
        scales = random.permutation(np.resize(SCALES, BLOCKS - 1))
        raw[1:, at : at + 2] = scales[:, np.newaxis].view(np.uint8)
    return raw


def golden_blocks() -> dict[str, object]:
    """The content of `blocks.json`."""
    random = np.random.default_rng(SEED)
    formats = []
    for kind in TYPES:
        weights, size = gguf.GGML_QUANT_SIZES[kind]
        raw = blocks(kind, random)
        values = np.ascontiguousarray(dequantize(raw, kind), np.float32)
        formats.append(
            {
                "type": int(kind),
                "name": kind.name,
                "weights": weights,
                "bytes": size,
                "data": _base64(raw),
                "values": _base64(values),
            }
        )
    return {"format": "decode-and-denoise/gguf-blocks", "blocks": formats}


def _base64(array: NDArray[np.generic]) -> str:
    return base64.b64encode(array.tobytes()).decode()


def build(folder: Path) -> None:
    """Writes the files."""
    folder.mkdir(parents=True, exist_ok=True)
    write_json(folder / "blocks.json", golden_blocks(), indent=None)


def main() -> None:
    """Writes the fixtures and says how large they are."""
    build(FOLDER)
    for path in sorted(FOLDER.iterdir()):
        print(f"{path.name}: {path.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
