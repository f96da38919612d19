"""The packing rules, against slow plain versions of themselves."""

import numpy as np
import pytest

from ddmodels.lm import layout
from ddmodels.lm.gguf_weights import LlamaConfig, permute, unpermute


def matrix(rows: int, columns: int, seed: int = 0):
    return np.random.default_rng(seed).standard_normal((rows, columns)).astype(np.float32)


def test_unpermute_brings_each_pair_back_to_its_halves():
    heads, width, columns = 3, 8, 5
    stored = matrix(heads * width, columns)
    found = unpermute(stored, heads)
    for head in range(heads):
        for pair in range(width // 2):
            even, odd = head * width + 2 * pair, head * width + 2 * pair + 1
            first = head * width + pair
            np.testing.assert_array_equal(found[first], stored[even])
            np.testing.assert_array_equal(found[first + width // 2], stored[odd])


def test_permute_and_unpermute_are_inverse():
    rows = matrix(24, 4)
    np.testing.assert_array_equal(unpermute(permute(rows, 3), 3), rows)
    np.testing.assert_array_equal(permute(unpermute(rows, 3), 3), rows)


def test_channels_are_rounded_one_by_one():
    rows = matrix(6, 10)
    rows[3] = 0
    values, scales = layout.quantise_channels(rows)
    assert values.shape == (10, 6) and values.dtype == np.int8
    assert scales.shape == (6,) and scales.dtype == np.float32
    for n in range(6):
        scale = np.float32(max(abs(float(w)) for w in rows[n])) / np.float32(127)
        assert scales[n] == scale
        for k in range(10):
            expected = round(float(rows[n, k] / scale)) if scale else 0
            assert values[k, n] == expected


def test_blocks_are_rounded_one_by_one_around_128():
    rows = matrix(4, 64)
    rows[1, :32] = 0
    values, scales = layout.quantise_blocks(rows)
    assert values.shape == (4, 2, 32) and values.dtype == np.uint8
    assert scales.shape == (4, 2)
    assert scales[1, 0] == np.float32(1e-10) and (values[1, 0] == 128).all()
    for n, b in ((0, 0), (0, 1), (1, 1), (3, 0)):
        block = rows[n, 32 * b : 32 * b + 32]
        scale = np.float32(np.abs(block).max()) / np.float32(127)
        assert scales[n, b] == scale
        expected = [round(float(w / scale)) + 128 for w in block]
        assert values[n, b].tolist() == expected


@pytest.mark.parametrize("quantise", [layout.quantise_channels, layout.quantise_blocks])
def test_the_largest_weight_is_exact(quantise):
    rows = matrix(3, 32)
    values, scales = quantise(rows)
    largest = np.abs(values.astype(int) - (128 if values.dtype == np.uint8 else 0)).max()
    assert largest == 127
    assert np.allclose(scales.reshape(3) * 127, np.abs(rows).max(axis=1), rtol=1e-6)


def test_the_zero_point_is_128():
    signed = np.array([-128, -1, 0, 127], np.int8)
    assert layout.to_unsigned(signed).tolist() == [0, 127, 128, 255]


def test_rope_turns_the_first_pair_by_one_radian_a_position():
    sizes = {"layers": 1, "hidden": 64, "heads": 2, "kv_heads": 1, "head_dim": 32, "ffn": 64}
    config = LlamaConfig(**sizes, vocab=8, context=7, rope_theta=100.0, norm_epsilon=1e-5)
    tables = layout.rope_tables(config)
    assert tables["rope.cos"].shape == tables["rope.sin"].shape == (7, 16)
    np.testing.assert_allclose(tables["rope.sin"][:, 0], np.sin(np.arange(7)), rtol=1e-6)
    np.testing.assert_allclose(tables["rope.cos"][3, 8], np.cos(3 * 100**-0.5), rtol=1e-6)
