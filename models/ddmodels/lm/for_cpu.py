"""A graph for WebGPU in operators that ONNX Runtime has on the CPU too, to check it there."""

from onnx import ModelProto, NodeProto, helper

from ddmodels.common.onnx_builder import MICROSOFT, Attribute


def for_cpu(model: ModelProto) -> ModelProto:
    """Writes each `MatMulNBitsMlp` out as what it stands for.

    That is (docs/ContribOperators.md): the norm of the sum of its first two inputs, two products of
    it, and SiLU of the first times the second; its second output is the sum.

    Args:
        model: As `lm.graph.build` makes it; it is changed.
    """
    nodes = [one for node in model.graph.node for one in _written_out(node)]
    del model.graph.node[:]
    model.graph.node.extend(nodes)
    return model


def _written_out(node: NodeProto) -> list[NodeProto]:
    if node.op_type != "MatMulNBitsMlp":
        return [node]
    attributes = {each.name: helper.get_attribute_value(each) for each in node.attribute}
    epsilon = attributes.pop("epsilon")
    if attributes.pop("activation") != b"silu":
        raise ValueError(f"{node.output[0]} has another activation than silu")
    total, branch, weight, gate, gate_scales, _, up, up_scales, _ = node.input
    gated, stream = node.output
    name = f"{gated}.parts"

    def made(operator: str, inputs: list[str], outputs: list[str], **more: Attribute) -> NodeProto:
        return helper.make_node(operator, inputs, outputs, domain=MICROSOFT, **more)

    return [
        made(
            "SkipSimplifiedLayerNormalization",
            [total, branch, weight],
            [f"{name}.normed", "", "", stream],
            epsilon=epsilon,
        ),
        made("MatMulNBits", [f"{name}.normed", gate, gate_scales], [f"{name}.gate"], **attributes),
        made("MatMulNBits", [f"{name}.normed", up, up_scales], [f"{name}.up"], **attributes),
        made("QuickGelu", [f"{name}.gate"], [f"{name}.active"], alpha=1.0),
        helper.make_node("Mul", [f"{name}.active", f"{name}.up"], [gated]),
    ]
