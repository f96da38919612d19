"""The language model: from the published GGUF to two ONNX graphs."""
