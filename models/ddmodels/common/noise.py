"""Seeded noise, the same numbers as `src/core/random.ts`.

CPython's Mersenne Twister and its `gauss`.
"""

import random

import numpy as np
from numpy.typing import NDArray


def normal(seed: int, shape: tuple[int, ...]) -> NDArray[np.float32]:
    """Standard normal noise, row-major, from `random.Random(seed).gauss(0, 1)`.

    Args:
        seed: An integer in 0..2**32-1.
        shape: The shape of the result.

    Raises:
        ValueError: If the seed is out of range.
    """
    if not 0 <= seed < 2**32:
        raise ValueError(f"seed must be in 0..2**32-1, got {seed}")
    generator = random.Random(seed)
    count = int(np.prod(shape))
    values = [generator.gauss(0.0, 1.0) for _ in range(count)]
    return np.array(values, dtype=np.float32).reshape(shape)
