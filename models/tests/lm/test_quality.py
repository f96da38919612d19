"""The figures, on numbers small enough to work out by hand."""

import math

import numpy as np

from ddmodels.lm import golden, quality


class Table:
    """A model that always gives the same logits."""

    def __init__(self, row: list[float]) -> None:
        self.row = row

    def logits(self, ids):
        return np.tile(np.array(self.row), (len(ids), 1))

    def greedy(self, ids, count):
        raise NotImplementedError


def test_divergence_of_two_coins():
    fair, loaded = np.log([[0.5, 0.5]]), np.log([[0.9, 0.1]])
    expected = 0.5 * math.log(0.5 / 0.9) + 0.5 * math.log(0.5 / 0.1)
    assert math.isclose(quality.divergence(fair, loaded)[0], expected)
    assert quality.divergence(fair, fair)[0] == 0


def test_log_softmax_survives_large_logits():
    found = quality.log_softmax(np.array([[1e4, 1e4 - math.log(3)]], np.float64))
    np.testing.assert_allclose(np.exp(found), [[0.75, 0.25]])


def test_measure_compares_with_the_exact_model():
    models = {"exact": Table([0.0, 0.0]), "other": Table([math.log(9), 0.0])}
    found = quality.measure(models, [[0, 1, 1], [0, 0]])
    assert math.isclose(found["exact"].perplexity, 2)
    assert found["exact"].divergence == 0 and found["exact"].agreement == 1
    loss = (-2 * math.log(0.1) - math.log(0.9)) / 3
    assert math.isclose(found["other"].perplexity, math.exp(loss))
    assert found["other"].agreement == 1
    assert math.isclose(found["other"].divergence, math.log(0.5) - math.log(0.9 * 0.1) / 2)


def test_margin_is_the_least_lead():
    assert golden.smallest_margin(np.array([[1.0, 5.0, 2.0], [0.0, 0.5, 0.25]])) == 0.25


def test_chosen_ids_are_distinct_and_begin_with_the_most_likely():
    logits = np.zeros(100)
    logits[[7, 31, 64]] = [3, 9, 5]
    chosen = golden.chosen_ids(logits)
    assert chosen[:3] == [31, 64, 7]
    assert len(chosen) == len(set(chosen)) <= golden.CHOSEN


def test_logsumexp():
    assert math.isclose(golden.logsumexp(np.log(np.array([1.0, 2.0, 5.0]))), math.log(8))
