"""The card of the WebLLM library, `README.md` in its folder."""

from ddmodels.webllm.runtime import EMSCRIPTEN, WHEELS
from ddmodels.webllm.shapes import Shapes

_CARD = """# SmolLM2 135M Instruct, as a library for WebLLM

A program, no weights: WebGPU kernels for this one model, the host code that calls them and TVM's
runtime, as WebLLM (`@mlc-ai/web-llm` 0.2.86) loads it. The weights are those of
`../smollm2-135m-instruct/model.gguf`; the page rewrites that file in a worker, bit for bit, into
the parameters the library asks for. Nothing is rounded again: Q4_1 layers (scale and minimum for
every 32 weights), Q8_0 embedding and head, float32 activations. No `shader-f16` is needed.

- `library.wasm.z`: {library:,} bytes, unpacked {unpacked:,} (zlib).
- `mlc-chat-config.json`: what WebLLM asks about tokens and chat format.
- KV cache: {context:,} tokens, float32, in pages of 16. Prefill: at most {chunk:,} tokens a pass.

Rebuild: `python -m ddmodels.webllm.build`, see `models/README.md`. With the same packages it gave
the same bytes; with others it must pass the same checks.

## What is linked in

| Part | From | Licence |
|---|---|---|
| TVM runtime and kernels, compiled by TVM | {wheels} | Apache-2.0 |
| dlpack | in `apache-tvm-ffi` | Apache-2.0 |
| libc, libc++, malloc | Debian `emscripten` {emscripten} | MIT; Apache-2.0 with LLVM exception |

Sorting, top-p sampling and the kernels on logits are this repository's own
(`models/ddmodels/webllm/sampling.py`, `webllm/kernels.py`), because TVM's are not sound on WebGPU;
so are sine and cosine for rope (`webllm/rope.py`), because WebGPU promises too few digits of them.

## What was measured

{figures}
"""


def card(shapes: Shapes, library: int, unpacked: int, figures: str) -> str:
    """The card's text.

    Args:
        shapes: What the library is compiled for.
        library: Bytes as stored.
        unpacked: Bytes of the program.
        figures: What was measured with it, by hand: it needs a browser.
    """
    return _CARD.format(
        library=library,
        unpacked=unpacked,
        context=shapes.context,
        chunk=shapes.chunk,
        wheels=", ".join(f"`{wheel.requirement}`" for wheel in WHEELS),
        emscripten=EMSCRIPTEN,
        figures=figures.strip(),
    )
