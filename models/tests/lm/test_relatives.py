"""The roundings of the K types, against how the `gguf` package reads them."""

from pathlib import Path

import gguf
import numpy as np
import pytest
from gguf.quants import dequantize

from ddmodels.fixtures.tiny_llama import CONFIG, SEED, write_gguf
from ddmodels.lm import relatives
from ddmodels.lm.gguf_weights import LlamaGguf

Type = gguf.GGMLQuantizationType


@pytest.mark.parametrize(("kind", "bits"), [(Type.Q4_K, 4), (Type.Q6_K, 6)])
def test_a_k_type_comes_back_within_its_steps(kind: Type, bits: int) -> None:
    """Half a step of its run, and what the rounding of the scales adds."""
    rows = np.random.default_rng(1).standard_normal((6, 512)).astype(np.float32)
    rows[0, :256] = 0
    rows[1] *= 1000
    data, stored = relatives.stored(rows, kind)
    assert stored == kind
    back = dequantize(np.asarray(data), kind)
    runs = np.abs(rows).reshape(6, -1, 32).max(axis=2, keepdims=True).repeat(32, axis=2)
    step = 2 * runs.reshape(rows.shape) / (2**bits - 2)
    assert np.all(np.abs(back - rows) <= step)
    assert not back[0, :256].any()


def test_rows_that_are_no_whole_blocks_get_the_type_that_llama_cpp_takes() -> None:
    """576 is no multiple of 256."""
    rows = np.ones((2, 576), np.float32)
    assert relatives.stored(rows, Type.Q4_K)[1] == Type.Q5_0
    assert relatives.stored(rows, Type.Q6_K)[1] == Type.Q8_0


def test_the_mix_of_q4_k_m() -> None:
    """Of 30 layers: which have the finer type."""
    kinds = [relatives.q4_k_m(f"blk.{i}.ffn_down.weight", 30) for i in range(30)]
    assert kinds[:4] == [Type.Q6_K] * 3 + [Type.Q4_K]
    assert kinds[-4:] == [Type.Q6_K] * 4
    assert relatives.q4_k_m("blk.9.attn_q.weight", 30) == Type.Q4_K
    assert relatives.q4_k_m("token_embd.weight", 30) == Type.Q6_K


def test_a_relative_is_the_same_model(tmp_path: Path) -> None:
    """Metadata, shapes and, nearly, the weights."""
    source, target = tmp_path / "a.gguf", tmp_path / "b.gguf"
    write_gguf(source, CONFIG, SEED)
    relatives.write(source, target, relatives.q8_0)
    one, other = LlamaGguf(source), LlamaGguf(target)
    assert other.config == one.config
    assert other.tokenizer() == one.tokenizer()
    name = "blk.1.ffn_down.weight"
    assert np.allclose(other.weight(name), one.weight(name), atol=0.01)
    assert np.array_equal(other.weight("output_norm.weight"), one.weight("output_norm.weight"))
