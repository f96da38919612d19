"""How much one pass of a graph is: what the page needs to say how far a machine is from its limit.

Counted on the ONNX graph itself, with the shapes that ONNX infers: convolutions and matrix products
only. What lies between them (norms, activations, sums) is a few percent of the arithmetic, and a
runtime may fuse it into them.
"""

from dataclasses import dataclass
from math import prod
from pathlib import Path

import onnx
from onnx import ModelProto, NodeProto, ValueInfoProto

VIEWS = {"Reshape", "Squeeze", "Unsqueeze", "Identity", "Flatten", "Shape", "Constant"}
"""Nodes that move no data."""


class WorkError(ValueError):
    """The graph has a shape that cannot be known."""


@dataclass(frozen=True)
class Work:
    """One pass over one picture, or over one text of full length.

    Attributes:
        macs: Multiply-accumulates; two floating point operations each.
        weights: Values of the weights that the products read.
        activations: Values that go into the products and come out of them.
    """

    macs: int
    weights: int
    activations: int


def work_of(path: Path, dims: dict[str, int]) -> Work:
    """Counts the work of a graph.

    Args:
        path: The ONNX file; its weights are not needed.
        dims: Sizes of its symbolic dimensions.

    Raises:
        WorkError: If a product's shape does not follow from them.
    """
    model = onnx.load(path, load_external_data=False)
    _set_dims(model, dims)
    model = onnx.shape_inference.infer_shapes(model, data_prop=True)
    graph = model.graph
    stored = {i.name: tuple(i.dims) for i in graph.initializer}
    values = [*graph.value_info, *graph.input, *graph.output]
    known = {v.name: shape for v in values if (shape := _shape(v))} | stored
    weights = _constants(model)
    macs, read, active = 0, 0, 0
    for node in graph.node:
        if node.op_type not in ("Conv", "MatMul"):
            continue
        try:
            first, second, out = (known[n] for n in (*node.input[:2], node.output[0]))
        except KeyError as missing:
            raise WorkError(f"{node.op_type} {node.name}: no shape of {missing}") from None
        macs += prod(out) * _depth(node, first, second)
        active += prod(out)
        for name, shape in zip(node.input[:2], (first, second), strict=True):
            if name in weights:
                read += prod(shape)
            else:
                active += prod(shape)
    return Work(macs, read, active)


def kernels_of(path: Path) -> int:
    """Nodes of a graph that a GPU is called for: no views, nothing that is known beforehand.

    An upper bound: a runtime may fuse some of them.
    """
    model = onnx.load(path, load_external_data=False)
    known = _constants(model)
    return sum(
        node.op_type not in VIEWS and not set(node.output) <= known for node in model.graph.node
    )


def _constants(model: ModelProto) -> set[str]:
    """Weights, and what is widened or reshaped of weights alone."""
    known = {i.name for i in model.graph.initializer}
    for node in model.graph.node:
        if all(name in known or not name for name in node.input):
            known.update(node.output)
    return known


def _depth(node: NodeProto, first: tuple[int, ...], second: tuple[int, ...]) -> int:
    """Products that are summed for one value of the result."""
    return prod(second[1:]) if node.op_type == "Conv" else first[-1]


def _set_dims(model: ModelProto, dims: dict[str, int]) -> None:
    for value in (*model.graph.input, *model.graph.output):
        for dim in value.type.tensor_type.shape.dim:
            if dim.dim_param in dims:
                dim.dim_value = dims[dim.dim_param]
    # What was inferred with the symbols would stand in the way.
    del model.graph.value_info[:]


def _shape(value: ValueInfoProto) -> tuple[int, ...] | None:
    dims = value.type.tensor_type.shape.dim
    if any(not dim.HasField("dim_value") for dim in dims):
        return None
    return tuple(dim.dim_value for dim in dims)
