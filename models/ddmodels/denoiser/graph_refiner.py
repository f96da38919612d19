"""`denoiser.refiner.Refiner` and what it paints, as part of an ONNX graph."""

from collections.abc import Callable

from ddmodels.denoiser.graph_layers import Layers
from ddmodels.emoji.config import SIZE


def seen(layers: Layers, z: str, drawn: str) -> str:
    """The refiner's first convolution, of what the network is given and what the U-Net makes of it.

    Args:
        layers: Where to.
        z: `[B, 3, SIZE, SIZE]`.
        drawn: `[B, 3, SIZE, SIZE]`.
    """
    b = layers.b
    # Two convolutions of three channels: onnxruntime's WebGPU gets one of six wrong, by far.
    kernel = b.weight("r.c1.weight", layers.state["r.c1.weight"])
    bias = b.weight("r.c1.bias", layers.state["r.c1.bias"])
    noisy, clean = b.split(kernel, [3, 3], axis=1)
    form = {"kernel_shape": [3, 3], "strides": [1, 1], "pads": [1] * 4}
    return b.op("Add", b.op("Conv", z, noisy, bias, **form), b.op("Conv", drawn, clean, **form))


def snapped(layers: Layers, snap_sigma: float) -> str:
    """How much of what the palette moves is moved at the input `sigma`, `[B]`."""
    b = layers.b
    square = b.op("Mul", "sigma", b.numbers(1 / snap_sigma))
    square = b.op("Mul", square, square)
    return b.op("Reciprocal", b.op("Add", b.op("Mul", square, square), b.numbers(1.0)))


def refined(
    layers: Layers,
    sharp: float,
    first: Callable[[], str],
    drawn: str,
    features: str,
    scales: tuple[str, str],
    share: Callable[[], str] | None = None,
) -> str:
    """Writes the rest of it; the graph's input `style` is read, too.

    Args:
        layers: Where to.
        sharp: Power of the palette's probabilities.
        first: Writes the first convolution, `[B, REFINED, SIZE, SIZE]`.
        drawn: `[B, 3, SIZE, SIZE]`, what is put right.
        features: `[B, channels, SIZE/2, SIZE/2]`, what it was made of.
        scales: Scale and shift from the condition, `[B, REFINED, 1, 1]` each.
        share: Writes how much of the palette's colours is taken, `[B]`; all where None.

    Returns:
        Name of the painted picture.
    """
    b, (scale, shift) = layers.b, scales
    wide = b.op("DepthToSpace", layers.conv(features, "r.k"), blocksize=2, mode="CRD")
    h = b.op("Add", first(), wide)
    h = b.op("Add", b.op("Mul", h, b.op("Add", scale, b.numbers(1.0))), shift)
    h = b.silu(layers.conv(b.silu(layers.conv(b.silu(h), "r.c2")), "r.c3"))
    change, gate = b.split(layers.conv(h, "r.o"), [3, 1], axis=1)
    picture = b.op("Add", drawn, change)

    def own(name: str) -> str:
        return b.op("Gather", b.weight(name, layers.state[name]), "style", axis=0)

    # Everything times `sharp` already: it is a power of the probabilities.
    power = b.numbers(sharp)
    colours, width = own("r.palette"), b.weight("r.width", layers.state["r.width"])
    far = b.op("Div", power, b.op("Mul", width, width))
    lengths = b.op("ReduceSum", b.op("Mul", colours, colours), b.integers([2]), keepdims=0)
    lengths = b.op("Mul", b.op("Mul", lengths, far), b.numbers(0.5))
    offset = b.op("Sub", b.op("Mul", own("r.usual"), power), lengths)
    keys = b.op("Mul", own("r.key"), power)
    toward = b.op("Concat", b.op("Mul", colours, far), keys, axis=2)
    toward = b.op("Transpose", toward, perm=[0, 2, 1])
    known = b.reshape(b.op("Concat", picture, h, axis=1), 0, layers.state["r.key"].shape[2] + 3, -1)
    which = b.op("MatMul", b.op("Transpose", known, perm=[0, 2, 1]), toward)
    which = b.op("Add", which, b.op("Unsqueeze", offset, b.integers([1])))
    # Axis 2, as -1 is attention to `denoiser.attention`.
    named = b.op("MatMul", b.op("Softmax", which, axis=2), colours)
    named = b.reshape(b.op("Transpose", named, perm=[0, 2, 1]), 0, 3, SIZE, SIZE)
    below = None if share is None else share()
    painted = b.op("Sigmoid", b.op("Mul", gate, power))
    if below is not None:
        painted = b.op("Mul", painted, b.reshape(below, 0, 1, 1, 1))
    return b.op("Add", picture, b.op("Mul", painted, b.op("Sub", named, picture)))
