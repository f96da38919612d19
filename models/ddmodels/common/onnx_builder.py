"""Writes an ONNX graph node by node; its weights stay outside, in a file that is handed over.

A value is known by its name. `node`, `named`, `constant` and `external` take the name that they are
given; `op` and all below it make one up, for values that nobody else asks for.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from onnx import ModelProto, NodeProto, TensorProto, ValueInfoProto, helper, numpy_helper

MICROSOFT = "com.microsoft"
"""Domain of ONNX Runtime's own operators (docs/ContribOperators.md)."""
IR_VERSION = 9
MOST_PARTS = 6
"""Outputs of one `Split`: with its two inputs, the eight storage buffers that WebGPU promises."""
Attribute = Any
"""What ONNX can store with a node: numbers, words, lists of them."""
Value = tuple[int, Sequence[int | str]]
"""Type, and shape; a dimension that is a word is symbolic."""
Values = Mapping[str, Value]


class OnnxBuilder:
    """Collects nodes and initialisers."""

    def __init__(self) -> None:
        self.nodes: list[NodeProto] = []
        self.initialisers: list[TensorProto] = []
        self._constants: dict[str, TensorProto] = {}
        self._shared: dict[tuple[str, bytes], str] = {}

    def node(
        self,
        operator: str,
        inputs: Sequence[str],
        outputs: Sequence[str],
        *,
        name: str = "",
        domain: str = "",
        **attributes: Attribute,
    ) -> None:
        """Adds a node.

        Args:
            operator: Its type.
            inputs: Names; an empty one is an input left out.
            outputs: Names; an empty one is an output left out.
            name: Of the node itself.
            domain: ONNX's own where empty.
            attributes: In the order in which they are stored.
        """
        node = helper.make_node(operator, inputs, outputs, name or None, domain=domain or None)
        node.attribute.extend(helper.make_attribute(k, v) for k, v in attributes.items())
        self.nodes.append(node)

    def named(
        self,
        operator: str,
        inputs: Sequence[str],
        output: str,
        domain: str = "",
        **attributes: Attribute,
    ) -> str:
        """Adds a node with one output, and returns its name."""
        self.node(operator, inputs, [output], domain=domain, **attributes)
        return output

    def constant(self, name: str, value: NDArray[Any]) -> str:
        """A small constant inside the graph; the same one may be asked for again.

        Raises:
            ValueError: If the name stands for another constant already.
        """
        tensor = numpy_helper.from_array(value, name)
        if name not in self._constants:
            self._constants[name] = tensor
            self.initialisers.append(tensor)
        if self._constants[name] != tensor:
            raise ValueError(f"{name} stands for another constant already")
        return name

    def external(
        self,
        name: str,
        dtype: int,
        shape: Sequence[int],
        location: str | None = None,
        offset: int = 0,
    ) -> str:
        """Declares a weight whose bytes the runtime is handed.

        Args:
            name: Of the weight.
            dtype: One of `TensorProto`'s.
            shape: Its own.
            location: Name of the data that it lies in; its own where None.
            offset: Where it begins there, in bytes.
        """
        tensor = TensorProto(name=name, data_type=dtype, dims=shape)
        tensor.data_location = TensorProto.EXTERNAL
        size = int(np.prod(shape)) * helper.tensor_dtype_to_np_dtype(dtype).itemsize
        for key, entry in {"location": location or name, "offset": offset, "length": size}.items():
            tensor.external_data.add(key=key, value=str(entry))
        self.initialisers.append(tensor)
        return name

    def op(self, operator: str, *inputs: str, **attributes: Attribute) -> str:
        """Adds a node with one output, and returns the name that it is given."""
        return self.ops(operator, 1, *inputs, **attributes)[0]

    def ops(self, operator: str, outputs: int, *inputs: str, **attributes: Attribute) -> list[str]:
        """Adds a node with several outputs, and returns the names that they are given."""
        name = f"{operator}_{len(self.nodes)}"
        names = [name if outputs == 1 else f"{name}_{i}" for i in range(outputs)]
        self.node(operator, inputs, names, name=name, **attributes)
        return names

    def shared(self, value: NDArray[Any]) -> str:
        """A small constant inside the graph; equal ones are one."""
        key = (f"{value.dtype}{value.shape}", value.tobytes())
        if key not in self._shared:
            self._shared[key] = self.constant(f"constant_{len(self._shared)}", value)
        return self._shared[key]

    def numbers(self, *values: float) -> str:
        """A float32 constant: a scalar for one value, else a vector."""
        return self.shared(np.array(values if len(values) > 1 else values[0], np.float32))

    def integers(self, values: Sequence[int]) -> str:
        """An int64 vector, for shapes and sizes."""
        return self.shared(np.array(values, np.int64))

    def reshape(self, x: str, *shape: int) -> str:
        """Reshapes; 0 keeps a dimension."""
        return self.op("Reshape", x, self.integers(shape))

    def silu(self, x: str) -> str:
        """`x sigmoid(x)`."""
        return self.op("Mul", x, self.op("Sigmoid", x))

    def split(self, x: str, sizes: Sequence[int], axis: int) -> list[str]:
        """Cuts a tensor along an axis; in two steps where the parts are more than `MOST_PARTS`."""
        if len(sizes) <= MOST_PARTS:
            return self.ops("Split", len(sizes), x, self.integers(sizes), axis=axis)
        groups = [sizes[i : i + MOST_PARTS] for i in range(0, len(sizes), MOST_PARTS)]
        rough = self.split(x, [sum(group) for group in groups], axis)
        return [
            y
            for part, group in zip(rough, groups, strict=True)
            for y in self.split(part, group, axis)
        ]

    def model(
        self, name: str, inputs: Values, outputs: Values, opset: int, producer: str | None = None
    ) -> ModelProto:
        """Everything so far as a model.

        Args:
            name: Of the graph.
            inputs: What it is fed.
            outputs: What it yields; each is a node's output.
            opset: Version of ONNX's operators.
            producer: Who made it; not said where None.
        """

        def infos(values: Values) -> list[ValueInfoProto]:
            return [helper.make_tensor_value_info(key, *value) for key, value in values.items()]

        opsets = [helper.make_opsetid("", opset)]
        if any(node.domain == MICROSOFT for node in self.nodes):
            opsets.append(helper.make_opsetid(MICROSOFT, 1))
        graph = helper.make_graph(
            self.nodes, name, infos(inputs), infos(outputs), self.initialisers
        )
        model = helper.make_model(graph, opset_imports=opsets, ir_version=IR_VERSION)
        if producer is not None:
            model.producer_name = producer
        return model
