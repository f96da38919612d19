"""Makes the graph that `npm run bench:peers` gives to plain transformers.js.

    python -m ddmodels.lm.peer

Its generation loop passes the whole cache in and out, as exports for it do. So this is the embedded
graph for WASM, its weights and its 8-bit products unchanged, with that form of cache: what is
compared is the loop, not the arithmetic. (With products by `MatMulNBits`, another form of export,
these kernels took 300 ms a token where ours takes 30.)
"""

import argparse
from pathlib import Path

import onnx
from onnx import TensorProto, helper

from ddmodels.common.packages import PUBLIC
from ddmodels.lm.build import ID

TARGET = Path(__file__).parents[3] / "cli" / "peers" / "transformers.onnx"
NEW_ROWS = ("rows.", "new.")
"""What the embedded graph makes of the grown cache, by the beginnings of its tensors' names."""


def with_whole_cache(proto: onnx.ModelProto) -> onnx.ModelProto:
    """The graph with outputs `present.{i}.key|value` [batch, kv heads, total, head dim].

    Args:
        proto: As `lm.graph.build` makes it for `wasm`; it is changed.
    """
    graph = proto.graph
    nodes = [n for n in graph.node if n.output[0] != "present" and not _new(n.output[0])]
    weights = [w for w in graph.initializer if not _new(w.name)]
    grown: list[onnx.ValueInfoProto] = []
    for tensor in graph.input:
        if not tensor.name.startswith("past_key_values."):
            continue
        shape = tensor.type.tensor_type.shape.dim
        shape[0].dim_param = "batch_size"  # the name by which the library knows the batch
        sizes = ["batch_size", shape[1].dim_value, "total", shape[3].dim_value]
        name = tensor.name.replace("past_key_values", "present")
        grown.append(helper.make_tensor_value_info(name, TensorProto.FLOAT, sizes))
    outputs = [o for o in graph.output if o.name != "present"]
    for field, values in (
        (graph.node, nodes),
        (graph.initializer, weights),
        (graph.output, [*outputs, *grown]),
    ):
        del field[:]
        field.extend(values)
    return proto


def _new(name: str) -> bool:
    return name.startswith(NEW_ROWS)


def main() -> None:
    """Writes it beside the benchmark."""
    argparse.ArgumentParser(description="Make the graph of the comparison.").parse_args()
    source = onnx.load(PUBLIC / ID / "graph-wasm.onnx", load_external_data=False)
    TARGET.write_bytes(with_whole_cache(source).SerializeToString(deterministic=True))


if __name__ == "__main__":
    main()
