"""`denoiser.refiner.Refiner` and what it paints, as part of the denoiser's ONNX graph."""

from ddmodels.denoiser.config import Network
from ddmodels.denoiser.graph_layers import Layers
from ddmodels.emoji.config import SIZE


def refined(
    layers: Layers, sizes: Network, z: str, drawn: str, features: str, scales: tuple[str, str]
) -> str:
    """Writes it; the graph's inputs `sigma` and `style` are read, too.

    Args:
        layers: Where to.
        sizes: The network's.
        z: `[B, 3, SIZE, SIZE]`, what the network is given.
        drawn: `[B, 3, SIZE, SIZE]`, what the U-Net makes of it.
        features: `[B, channels, SIZE/2, SIZE/2]`, what it makes that of.
        scales: Scale and shift from the condition, `[B, REFINED, 1, 1]` each.

    Returns:
        Name of the denoised picture.
    """
    b, (scale, shift) = layers.b, scales
    wide = b.op("DepthToSpace", layers.conv(features, "r.k"), blocksize=2, mode="CRD")
    # Two convolutions of three channels: onnxruntime's WebGPU gets one of six wrong, by far.
    kernel = b.weight("r.c1.weight", layers.state["r.c1.weight"])
    bias = b.weight("r.c1.bias", layers.state["r.c1.bias"])
    noisy, clean = b.split(kernel, [3, 3], axis=1)
    form = {"kernel_shape": [3, 3], "strides": [1, 1], "pads": [1] * 4}
    h = b.op("Add", b.op("Conv", z, noisy, bias, **form), b.op("Conv", drawn, clean, **form))
    h = b.op("Add", h, wide)
    h = b.op("Add", b.op("Mul", h, b.op("Add", scale, b.numbers(1.0))), shift)
    h = b.silu(layers.conv(b.silu(layers.conv(b.silu(h), "r.c2")), "r.c3"))
    change, gate = b.split(layers.conv(h, "r.o"), [3, 1], axis=1)
    picture = b.op("Add", drawn, change)

    def own(name: str) -> str:
        return b.op("Gather", b.weight(name, layers.state[name]), "style", axis=0)

    # Everything times `snap_sharp` already: it is a power of the probabilities.
    sharp = b.numbers(sizes.snap_sharp)
    colours, width = own("r.palette"), b.weight("r.width", layers.state["r.width"])
    far = b.op("Div", sharp, b.op("Mul", width, width))
    lengths = b.op("ReduceSum", b.op("Mul", colours, colours), b.integers([2]), keepdims=0)
    lengths = b.op("Mul", b.op("Mul", lengths, far), b.numbers(0.5))
    offset = b.op("Sub", b.op("Mul", own("r.usual"), sharp), lengths)
    keys = b.op("Mul", own("r.key"), sharp)
    toward = b.op("Concat", b.op("Mul", colours, far), keys, axis=2)
    toward = b.op("Transpose", toward, perm=[0, 2, 1])
    seen = b.reshape(b.op("Concat", picture, h, axis=1), 0, layers.state["r.key"].shape[2] + 3, -1)
    which = b.op("MatMul", b.op("Transpose", seen, perm=[0, 2, 1]), toward)
    which = b.op("Add", which, b.op("Unsqueeze", offset, b.integers([1])))
    # Axis 2, as -1 is attention to `denoiser.attention`.
    named = b.op("MatMul", b.op("Softmax", which, axis=2), colours)
    named = b.reshape(b.op("Transpose", named, perm=[0, 2, 1]), 0, 3, SIZE, SIZE)
    square = b.op("Mul", "sigma", b.numbers(1 / sizes.snap_sigma))
    square = b.op("Mul", square, square)
    below = b.op("Reciprocal", b.op("Add", b.op("Mul", square, square), b.numbers(1.0)))
    share = b.op("Sigmoid", b.op("Mul", gate, sharp))
    share = b.op("Mul", share, b.reshape(below, 0, 1, 1, 1))
    return b.op("Add", picture, b.op("Mul", share, b.op("Sub", named, picture)))
