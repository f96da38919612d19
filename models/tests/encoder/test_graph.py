"""The text encoder's storage and graph, against the float reference in torch."""

import zlib

import numpy as np
import onnx
import pytest
import torch

from ddmodels.common.packages import PUBLIC
from ddmodels.encoder import build, graph, minilm, run, weights
from ddmodels.encoder.weights import EncoderConfig, Steps
from ddmodels.fixtures.tiny_encoder import random_state

CONFIG = EncoderConfig(
    layers=minilm.LAYERS,
    hidden=minilm.WIDTH,
    heads=minilm.HEADS,
    ffn=4 * minilm.WIDTH,
    vocab=40,
    positions=16,
    max_tokens=16,
)
ROWS = [[2, 7, 9, 3], [2, 3], [2, *range(5, 19), 3]]


@pytest.fixture(scope="module")
def reference():
    """A network of the real size but with few words, its weights exact in int8."""
    state = random_state(CONFIG, 4)
    net = minilm.MiniLM(CONFIG.vocab, CONFIG.positions)
    net.load_state_dict({name: torch.from_numpy(value) for name, value in state.items()})
    return state, net.eval()


def answers(net, rows):
    ids, mask = torch.zeros(len(rows), 16, dtype=torch.int64), torch.zeros(len(rows), 16)
    for i, row in enumerate(rows):
        ids[i, : len(row)] = torch.tensor(row)
        mask[i, : len(row)] = 1
    with torch.inference_mode():
        tokens = net(ids, mask) * mask[..., None]
    pooled = tokens.sum(1) / mask.sum(1, keepdim=True)
    unit = torch.nn.functional.normalize(pooled, dim=-1)
    return run.Answers(tokens.numpy(), unit.numpy())


def test_the_graph_is_the_network(reference, tmp_path):
    state, net = reference
    stored = build.export(state, CONFIG, Steps(0.0, 0.0), [], tmp_path)
    exact, found = answers(net, ROWS), stored.graph.encode(ROWS, 16)
    np.testing.assert_allclose(found.tokens, exact.tokens, atol=2e-3)
    np.testing.assert_allclose(found.pooled, exact.pooled, atol=2e-4)
    assert (found.tokens[1, 2:] == 0).all()
    np.testing.assert_allclose(np.linalg.norm(found.pooled, axis=-1), 1, rtol=1e-5)
    again = run.GraphEncoder.read(tmp_path / "graph.onnx", tmp_path / build.STORED).encode(
        ROWS[:1], 5
    )
    np.testing.assert_allclose(again.pooled, found.pooled[:1], atol=1e-5)


def test_coarser_steps_cost_accuracy(reference, tmp_path):
    state, net = reference
    exact, worst, sizes = answers(net, ROWS), [], []
    for step in (0.05, 0.4):
        stored = build.export(state, CONFIG, Steps(step, step), [], tmp_path)
        found = run.closeness(exact, stored.graph.encode(ROWS, 16))
        worst.append(found.tokens_worst)
        sizes.append(stored.packed)
    assert 1 > worst[0] > 0.99 > worst[1]
    assert sizes[0] > sizes[1]


def test_rounding_is_off_by_half_a_step_at_most():
    rows = np.random.default_rng(1).standard_normal((5, 200)).astype(np.float32)
    rows[2] = 0
    for step in (0.0, 0.1, 0.5):
        values, scales = weights.quantise(rows, step)
        assert np.abs(values).max() <= 127
        error = np.abs(values * scales[:, None] - rows)
        assert (error <= scales[:, None] * 0.5001).all()
    assert scales[0] == pytest.approx(0.5 * rows[0].std(), rel=1e-6)


def test_rows_that_no_text_needs_are_zero(reference):
    state, _ = reference
    tensors = weights.tensors(state, CONFIG, Steps(0.0, 0.0), [6, 8])
    assert (tensors["words.q"][[6, 8]] == 0).all() and (tensors["words.q"][7] != 0).any()


def test_the_file_holds_the_tensors_where_the_graph_looks(reference):
    state, _ = reference
    tensors = weights.tensors(state, CONFIG, Steps(0.1, 0.1), [])
    data = weights.to_bytes(tensors)
    assert zlib.decompress(weights.deflate(data)) == data
    for name, at in weights.offsets(tensors).items():
        size = tensors[name].nbytes
        assert data[at : at + size] == tensors[name].tobytes()


def test_float_tensors_must_be_aligned():
    odd = {"a": np.zeros(3, np.int8), "b": np.zeros(1, np.float32)}
    with pytest.raises(ValueError, match="b would begin at byte 3"):
        weights.offsets(odd)


def test_closeness_of_equal_answers():
    random = np.random.default_rng(0)
    some = run.Answers(random.random((4, 3, 8)), random.random((4, 8)))
    found = run.closeness(some, some)
    assert found.pooled_worst == pytest.approx(1) and found.tokens_worst == pytest.approx(1)
    assert found.neighbour == 1 and found.largest == 0


def test_the_published_graph_is_what_the_code_builds():
    folder = PUBLIC / build.ID
    kept = (folder / "graph.onnx").read_bytes()
    whole = zlib.decompress((folder / build.STORED).read_bytes())
    stored = {}
    for tensor in onnx.load_from_string(kept).graph.initializer:
        place = {entry.key: entry.value for entry in tensor.external_data}
        if place:
            at, length = int(place["offset"]), int(place["length"])
            dtype = onnx.helper.tensor_dtype_to_np_dtype(tensor.data_type)
            stored[tensor.name] = np.frombuffer(whole[at : at + length], dtype).reshape(tensor.dims)
    assert sum(value.nbytes for value in stored.values()) == len(whole)
    assert graph.build(build.CONFIG, stored).SerializeToString(deterministic=True) == kept
