"""What a WebLLM library is built from and told; compiling it needs TVM and is not tested here."""

import io
import json
import zipfile
from dataclasses import replace

import gguf
import numpy as np
import pytest
from gguf.quants import dequantize, quantize

from ddmodels.common.packages import FIXTURES, WrongHashError
from ddmodels.lm.gguf_weights import LlamaGguf, unpermute
from ddmodels.webllm import build, runtime
from ddmodels.webllm.card import card
from ddmodels.webllm.pack import (
    dequantise_q4,
    dequantise_q8,
    hashes,
    pack,
    split_q4_1,
    split_q8_0,
)
from ddmodels.webllm.runtime import Sources, unpack
from ddmodels.webllm.shapes import Shapes, chat_config, metadata, parameters

SOURCE = FIXTURES / "tiny-llama" / "model.gguf"
MODEL = LlamaGguf(SOURCE)
SHAPES = Shapes(MODEL.config, context=256, chunk=256)
KINDS = gguf.GGMLQuantizationType


@pytest.fixture(scope="module")
def packed():
    return {parameter.name: value for parameter, value in pack(SOURCE, SHAPES)}


def test_a_q4_1_matrix_is_taken_apart_without_loss():
    values = np.random.default_rng(1).standard_normal((3, 64)).astype(np.float32)
    stored = quantize(values, KINDS.Q4_1)
    words, scales, minima = split_q4_1(stored)
    assert words.shape == (3, 8) and scales.shape == minima.shape == (3, 2)
    np.testing.assert_array_equal(
        dequantise_q4(words, scales, minima), dequantize(stored, KINDS.Q4_1)
    )


def test_element_j_lies_at_bit_4_j_mod_8():
    block = np.zeros((1, 20), dtype=np.uint8)
    block[0, :2] = np.array([1], dtype=np.float16).view(np.uint8)
    for j in range(32):
        one = block.copy()
        one[0, 4 + j % 16] = 15 << (4 * (j // 16))
        words, _, _ = split_q4_1(one)
        assert words[0, j // 8] == 15 << (4 * (j % 8))
        assert np.count_nonzero(words) == 1


def test_a_q8_0_matrix_is_taken_apart_without_loss():
    values = np.random.default_rng(2).standard_normal((3, 64)).astype(np.float32)
    stored = quantize(values, KINDS.Q8_0)
    np.testing.assert_array_equal(
        dequantise_q8(*split_q8_0(stored)), dequantize(stored, KINDS.Q8_0)
    )


def test_products_hold_the_exact_weights_one_below_the_other(packed):
    def product(name):
        parts = (packed[f"model.layers.1.{name}.{p}"] for p in ("q_weight", "q_scale", "q_min"))
        return dequantise_q4(*parts)

    config = MODEL.config
    query = unpermute(MODEL.weight("blk.1.attn_q.weight"), config.heads)
    key = unpermute(MODEL.weight("blk.1.attn_k.weight"), config.kv_heads)
    value = MODEL.weight("blk.1.attn_v.weight")
    np.testing.assert_array_equal(
        product("self_attn.qkv_proj"), np.concatenate([query, key, value])
    )
    both = [MODEL.weight(f"blk.1.ffn_{half}.weight") for half in ("gate", "up")]
    np.testing.assert_array_equal(product("mlp.gate_up_proj"), np.concatenate(both))
    for name, source in {"self_attn.o_proj": "attn_output", "mlp.down_proj": "ffn_down"}.items():
        np.testing.assert_array_equal(product(name), MODEL.weight(f"blk.1.{source}.weight"))
    embedding = (packed[f"model.embed_tokens.{part}"] for part in ("q_weight", "q_scale"))
    np.testing.assert_array_equal(dequantise_q8(*embedding), MODEL.weight("token_embd.weight"))
    norm = packed["model.layers.0.post_attention_layernorm.weight"]
    np.testing.assert_array_equal(norm, MODEL.weight("blk.0.ffn_norm.weight"))


def test_another_storage_is_refused():
    shapes = replace(SHAPES, model=replace(MODEL.config, layers=3))
    with pytest.raises((KeyError, ValueError)):
        list(pack(SOURCE, shapes))


@pytest.mark.parametrize(
    "change",
    [
        {"model": replace(MODEL.config, hidden=65)},
        {"model": replace(MODEL.config, ffn=100)},
        {"chunk": 257},
        {"context": 257},
        {"chunk": 0},
    ],
)
def test_sizes_that_do_not_fit_are_refused(change):
    with pytest.raises(ValueError):
        replace(SHAPES, **change)


def test_the_library_says_what_it_asks_for():
    order = list(parameters(SHAPES))
    told = metadata(SHAPES, order)
    assert told["context_window_size"] == 256 and told["sliding_window_size"] == -1
    assert [entry["name"] for entry in told["params"]] == [p.name for p in order]
    assert len({p.name for p in order}) == len(order) == 2 + 2 * (4 * 3 + 2) + 1
    bytes_held = sum(4 * int(np.prod(p.shape)) for p in order)
    assert bytes_held == sum(v.nbytes for _, v in pack(SOURCE, SHAPES))


def test_the_chat_format_is_that_of_the_models_template():
    tokens = MODEL.tokenizer()
    config = chat_config(SHAPES, build.system_message(tokens.chat_template), tokens.eos)
    template = config["conv_template"]
    text = (
        template["system_template"].format(system_message=template["system_message"])
        + template["roles"]["user"]
        + template["role_content_sep"]
        + "A green dragon?"
        + template["seps"][0]
        + template["roles"]["assistant"]
        + template["role_empty_sep"]
    )
    golden = json.loads((FIXTURES / "tiny-llama" / "golden.json").read_text())
    assert text == golden["prompt"]
    assert template["stop_token_ids"] == [tokens.eos]


def test_a_template_without_a_system_message_is_refused():
    with pytest.raises(ValueError, match="no system message"):
        build.system_message("{{ messages }}")


def test_the_tests_library_is_described_by_its_manifest_and_layout(tmp_path):
    folder = FIXTURES / build.FIXTURE
    assert json.loads((folder / build.LAYOUT).read_text()) == hashes(SOURCE, SHAPES)
    for name in (build.LIBRARY, build.CHAT_CONFIG):
        (tmp_path / name).write_bytes((folder / name).read_bytes())
    described = build.manifest(
        build.FIXTURE,
        build.FIXTURE_MODEL,
        SHAPES,
        MODEL.parameters(),
        card_too=False,
    ).write(tmp_path)
    assert described.read_text() == (folder / "manifest.json").read_text()


def wheel(path, files):
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return path


def test_only_the_pinned_sources_are_laid_out(tmp_path):
    archive = wheel(
        tmp_path / "a.whl", {"a/src/": "", "a/src/x.h": "x", "a/b.h": "b", "a/other": "o"}
    )
    digest = "ce1c32e0e4a5f1b2f3cb0d4b6b2a4a8f"
    members = {"a/src/": "src/", "a/b.h": "include/b.h"}
    with pytest.raises(WrongHashError) as error:
        unpack(archive, Sources("a==1", digest, members), tmp_path / "tree")
    assert not (tmp_path / "tree").exists()
    found = str(error.value).split("sources ")[1].split(",")[0]
    unpack(archive, Sources("a==1", found, members), tmp_path / "tree")
    laid = {p.relative_to(tmp_path / "tree").as_posix() for p in (tmp_path / "tree").rglob("*.h")}
    assert laid == {"src/x.h", "include/b.h"}


def test_a_missing_compiler_is_named(monkeypatch):
    monkeypatch.setattr(runtime.shutil, "which", lambda _: None)
    with pytest.raises(runtime.MissingCompilerError, match="apt-get install emscripten"):
        runtime.check_compiler()


def test_the_stored_library_unpacks_to_the_program():
    import zlib

    program = io.BytesIO(b"\0asm" * 1000).getvalue()
    stored = build.pack_library(program)
    assert zlib.decompress(stored) == program and len(stored) < len(program)


def test_the_card_names_sizes_and_sources():
    text = card(SHAPES, 1234, 56789, "Figures.\n")
    for part in ("1,234", "56,789", "256 tokens", "apache-tvm==0.27.0.post1", "Figures."):
        assert part in text
