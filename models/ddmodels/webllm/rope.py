"""Sines and cosines for rope that hold on every WebGPU adapter; only `webllm.model` imports it.

WGSL promises 2^-11 for its own `sin` and `cos`; SwiftShader is off by 2e-4, which moves logits by
4e-3. Here the angle is reduced by parts of pi / 2 whose products with a turn are exact in float32,
and the rest goes through polynomials.
"""

import math
import struct
from typing import Any

from tvm import tirx

HIGH = 201 / 128
"""First part of pi / 2: its product with a count of turns below 2^11 is exact."""
MIDDLE = math.floor((math.pi / 2 - HIGH) * 2**22) / 2**22
LOW = math.pi / 2 - HIGH - MIDDLE


def exact(value: float) -> Any:  # noqa: ANN401 - an expression of TVM
    """A float32 constant.

    The WGSL writer prints seven digits; a constant that needs more is given by its bits.
    """
    bits = struct.pack("<f", value)
    (rounded,) = struct.unpack("<f", bits)
    if float(f"{rounded:.6e}") == rounded:
        return tirx.const(rounded, "float32")
    return tirx.reinterpret("float32", tirx.const(struct.unpack("<I", bits)[0], "uint32"))


def frequency(theta: float) -> Any:  # noqa: ANN401 - see `tvm...position_embedding`
    """The function that TVM's KV cache asks for cosine and sine.

    Args:
        theta: Base of the frequencies: theta^(-2 i / d).
    """

    def rope(s: Any, d: Any, d_range: int, _: float, dtype: str) -> tuple[Any, Any, Any]:  # noqa: ANN401
        rate, one, two = exact(1), exact(1), exact(2)
        for bit in range((d_range // 2 - 1).bit_length()):
            step = tirx.floormod(tirx.floordiv(d % (d_range // 2), 1 << bit), 2)
            on = tirx.Cast("float32", step)
            rate = rate * (on * exact(theta ** (-2.0 * (1 << bit) / d_range)) + (one - on))
        names = ("angle", "turn", "rest", "odd", "sine", "cosine")
        angle, turn, rest, odd, sin, cos = (tirx.Var(name, "float32") for name in names)
        sine, cosine = one, one
        for k in (5, 4, 3, 2, 1):
            sine = one - rest * rest * sine * exact(1 / ((2 * k) * (2 * k + 1)))
            cosine = one - rest * rest * cosine * exact(1 / ((2 * k - 1) * (2 * k)))
        # Arithmetic on 0.0 and 1.0: integer casts of a bound variable do not vectorise.
        half = tirx.floor(turn * exact(0.5))
        sign_sin = one - (half - tirx.floor(half * exact(0.5)) * two) * two
        sign_cos = sign_sin * (one - odd * two)
        lets = {  # the caller nests them inside out
            cos: cosine,
            sin: rest * sine,
            odd: turn - half * two,
            rest: angle - turn * exact(HIGH) - turn * exact(MIDDLE) - turn * exact(LOW),
            turn: tirx.floor(angle * exact(2 / math.pi) + exact(0.5)),
            angle: s * rate,
        }
        first = sign_cos * (odd * sin + (one - odd) * cos)
        second = sign_sin * (odd * cos + (one - odd) * sin)
        return first.astype(dtype), second.astype(dtype), lets

    return rope
