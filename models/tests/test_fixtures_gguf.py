"""The golden values of the page's GGUF reader are what these packages say today."""

import base64
import json

import gguf
import numpy as np

from ddmodels import fixtures_gguf


def test_the_stored_golden_values_are_those_that_are_made_now(tmp_path):
    fixtures_gguf.build(tmp_path)
    for name in ("blocks.json", "tokenizers.json"):
        made = json.loads((tmp_path / name).read_text())
        assert json.loads((fixtures_gguf.FOLDER / name).read_text()) == made
    graph = "tiny-llama-wasm.onnx"
    assert (fixtures_gguf.FOLDER / graph).read_bytes() == (tmp_path / graph).read_bytes()


def test_every_format_has_blocks_of_its_size_and_finite_weights():
    for entry in fixtures_gguf.golden_blocks()["blocks"]:
        kind = gguf.GGMLQuantizationType(entry["type"])
        assert (entry["weights"], entry["bytes"]) == gguf.GGML_QUANT_SIZES[kind]
        raw = base64.b64decode(entry["data"])
        values = np.frombuffer(base64.b64decode(entry["values"]), np.float32)
        assert len(raw) // entry["bytes"] * entry["weights"] == len(values)
        assert np.isfinite(values).all() and len(np.unique(values)) > 16


def test_a_vocabulary_of_each_kind_names_all_its_tokens():
    for entry in fixtures_gguf.golden_tokenizers()["tokenizers"]:
        metadata = entry["metadata"]
        tokens = metadata["tokenizer.ggml.tokens"]
        assert len(set(tokens)) == len(tokens) == len(metadata["tokenizer.ggml.token_type"])
        for held in entry["held"]:
            assert all(0 <= i < len(tokens) for i in held["ids"])
