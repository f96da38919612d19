"""Sizes, parameters and settings of a model library for WebLLM; needs no compiler.

A library is one program for one model: WebGPU kernels, the host code that calls them, and TVM's
runtime. It holds no weight. This module says what goes into it and what it is told; `webllm.model`
compiles it, `webllm.pack` makes its parameters, and the page makes the same ones from the GGUF.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from ddmodels.lm.gguf_weights import LlamaConfig

BLOCK = 32
"""Weights that share a scale (and, in Q4_1, a minimum)."""
CONTEXT = 2048
"""Tokens that the KV cache of a library has room for."""
CHUNK = 1024
"""Most tokens of one prefill pass."""
QUANTIZATION = "q4_1-q8_0"


@dataclass(frozen=True)
class Parameter:
    """One parameter of a library.

    Attributes:
        name: As the library asks for it.
        shape: Rows first.
        dtype: `uint32` (packed weights) or `float32`.
    """

    name: str
    shape: tuple[int, ...]
    dtype: str


@dataclass(frozen=True)
class Shapes:
    """What a library is compiled for.

    Attributes:
        model: The sizes of the model.
        context: Room of the KV cache, in tokens.
        chunk: Most tokens of one prefill pass.
    """

    model: LlamaConfig
    context: int = CONTEXT
    chunk: int = CHUNK

    def __post_init__(self) -> None:
        """Checks that blocks do not straddle rows.

        Raises:
            ValueError: Naming the size that does not fit.
        """
        sizes = {
            "hidden": self.model.hidden,
            "ffn": self.model.ffn,
            "heads * head_dim": self.model.heads * self.model.head_dim,
        }
        for name, size in sizes.items():
            if size % BLOCK:
                raise ValueError(f"{name} is {size}, not a multiple of {BLOCK}")
        if not 0 < self.chunk <= self.context <= self.model.context:
            raise ValueError(
                f"chunk {self.chunk} <= context {self.context} <= {self.model.context} must hold"
            )

    @property
    def products(self) -> dict[str, tuple[int, int]]:
        """The matrices of one layer by name: rows out, columns in."""
        model = self.model
        query = model.heads * model.head_dim
        return {
            "self_attn.qkv_proj": (query + 2 * model.kv_heads * model.head_dim, model.hidden),
            "self_attn.o_proj": (model.hidden, query),
            "mlp.gate_up_proj": (2 * model.ffn, model.hidden),
            "mlp.down_proj": (model.hidden, model.ffn),
        }


def parameters(shapes: Shapes) -> Iterator[Parameter]:
    """Every parameter of a library, in the order of `webllm.pack` and of the page.

    A Q4_1 matrix [n, k] is three: `q_weight` uint32 [n, k / 8], element j of a row in word j / 8 at
    bit 4 (j mod 8); `q_scale` and `q_min` float32 [n, k / 32]. w = scale * nibble + min. The
    embedding is Q8_0: `q_weight` uint32 [n, k / 4], element j a two's complement byte of word j / 4
    at bit 8 (j mod 4), and `q_scale`. w = scale * byte.
    """
    hidden, vocab = shapes.model.hidden, shapes.model.vocab
    embedding = "model.embed_tokens"
    yield Parameter(f"{embedding}.q_weight", (vocab, hidden // 4), "uint32")
    yield Parameter(f"{embedding}.q_scale", (vocab, hidden // BLOCK), "float32")
    for i in range(shapes.model.layers):
        layer = f"model.layers.{i}"
        for name, (rows, columns) in shapes.products.items():
            yield Parameter(f"{layer}.{name}.q_weight", (rows, columns // 8), "uint32")
            for part in ("q_scale", "q_min"):
                yield Parameter(f"{layer}.{name}.{part}", (rows, columns // BLOCK), "float32")
        for norm in ("input_layernorm", "post_attention_layernorm"):
            yield Parameter(f"{layer}.{norm}.weight", (hidden,), "float32")
    yield Parameter("model.norm.weight", (hidden,), "float32")


def metadata(shapes: Shapes, order: list[Parameter]) -> dict[str, object]:
    """What WebLLM asks a library about itself (`_metadata`).

    Args:
        shapes: What it is compiled for.
        order: The parameters as the compiled functions take them.
    """
    return {
        "model_type": "llama",
        "quantization": QUANTIZATION,
        "context_window_size": shapes.context,
        "sliding_window_size": -1,
        "attention_sink_size": -1,
        "prefill_chunk_size": shapes.chunk,
        "tensor_parallel_shards": 1,
        "kv_state_kind": "kv_cache",
        "max_batch_size": 1,
        "memory_usage": {},
        "params": [
            {"name": p.name, "shape": list(p.shape), "dtype": p.dtype, "preprocs": []}
            for p in order
        ],
    }


def chat_config(shapes: Shapes, system: str, stop: int) -> dict[str, object]:
    """`mlc-chat-config.json`: what WebLLM asks about a model's tokens and chat format.

    The page puts the prompt together itself, by the GGUF's own template; with these settings
    WebLLM's chat interface makes the same tokens of it, which a test compares.

    Args:
        shapes: What the library is compiled for.
        system: The system message that the GGUF's template puts first.
        stop: The id that ends an answer.
    """
    return {
        "model_type": "llama",
        "quantization": QUANTIZATION,
        "vocab_size": shapes.model.vocab,
        "context_window_size": shapes.context,
        "sliding_window_size": -1,
        "attention_sink_size": -1,
        "prefill_chunk_size": shapes.chunk,
        "tokenizer_files": ["tokenizer.json"],
        "tokenizer_info": {
            "token_postproc_method": "byte_level",
            "prepend_space_in_encode": False,
            "strip_space_in_decode": False,
        },
        "temperature": 1.0,
        "top_p": 1.0,
        "presence_penalty": 0.0,
        "frequency_penalty": 0.0,
        "repetition_penalty": 1.0,
        "bos_token_id": 1,
        "eos_token_id": stop,
        "pad_token_id": stop,
        "conv_template": {
            "name": "chatml",
            "system_template": "<|im_start|>system\n{system_message}<|im_end|>\n",
            "system_message": system,
            "add_role_after_system_message": True,
            "roles": {
                "user": "<|im_start|>user",
                "assistant": "<|im_start|>assistant",
                "tool": "<|im_start|>user",
            },
            "role_templates": {
                "user": "{user_message}",
                "assistant": "{assistant_message}",
                "tool": "{tool_message}",
            },
            "messages": [],
            "seps": ["<|im_end|>\n"],
            "role_content_sep": "\n",
            "role_empty_sep": "\n",
            "stop_str": ["<|im_end|>"],
            "stop_token_ids": [stop],
            "function_string": "",
            "use_function_calling": False,
        },
    }
