"""Writes what the exact weights say of the measuring text, for the page's check of the library.

    python -m ddmodels.webllm.reference

`npm run check:webllm` reads it: token ids, and logits in float32 from double precision.
"""

import argparse

import torch
from tokenizers import Tokenizer

from ddmodels.common.packages import PUBLIC, SMOLLM2, WORK, fetch, write_json
from ddmodels.lm import quality
from ddmodels.lm.gguf_weights import LlamaGguf
from ddmodels.lm.run import ExactModel
from ddmodels.webllm.build import LANGUAGE_MODEL

FOLDER = WORK / "webllm" / "reference"
TOKENS = 64
"""More than a GPU computed in software gets through in five minutes."""


def main() -> None:
    """Runs the exact model over the start of the first chapter."""
    argparse.ArgumentParser(description="Write the exact logits for the check.").parse_args()
    tokenizer = Tokenizer.from_file(str(PUBLIC / LANGUAGE_MODEL / "tokenizer.json"))
    ids = quality.prose(tokenizer, WORK / "npm")[0][:TOKENS]
    rows = ExactModel(LlamaGguf(fetch(SMOLLM2)), torch.float64).logits(ids)
    FOLDER.mkdir(parents=True, exist_ok=True)
    write_json(FOLDER / "ids.json", {"ids": ids, "vocab": rows.shape[1]}, indent=None)
    (FOLDER / "logits.bin").write_bytes(rows.astype("<f4").tobytes())
    print(f"{len(ids)} tokens, {rows.nbytes // 2:,} bytes")


if __name__ == "__main__":
    main()
