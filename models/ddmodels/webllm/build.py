"""Makes `public/models/smollm2-webllm/`, the program with which WebLLM runs the embedded model.

    python -m ddmodels.webllm.build [--fixture | --card]

Needs the extra `webllm` (TVM) and `emcc`; two minutes. `--fixture` makes the tests' library for
the tiny model instead, `--card` only writes the card again. A browser has to check the
result: `npm run check:webllm`.
"""

import argparse
import json
import zlib
from pathlib import Path

from ddmodels.common.manifest import FileEntry, Manifest
from ddmodels.common.packages import FIXTURES, PUBLIC, SMOLLM2, WORK, fetch, write_json
from ddmodels.lm.gguf_weights import LlamaGguf
from ddmodels.webllm import pack
from ddmodels.webllm.card import card
from ddmodels.webllm.runtime import build_runtime, check_compiler, lay_out, link
from ddmodels.webllm.shapes import Shapes, chat_config

ID = "smollm2-webllm"
FIXTURE = "tiny-webllm"
FIXTURE_MODEL = "tiny-llama"
LANGUAGE_MODEL = "smollm2-135m-instruct"
LIBRARY = "library.wasm.z"
CHAT_CONFIG = "mlc-chat-config.json"
LAYOUT = "layout.json"
"""Of the fixture: the hash of every parameter, for the page's converter."""
FIGURES = Path(__file__).parents[2] / "config" / "webllm-figures.md"
WORKSHOP = WORK / "webllm"


def pack_library(program: bytes) -> bytes:
    """The library as it is stored: deflated (zlib), a seventh of its size."""
    return zlib.compress(program, 9)


def manifest(id: str, model: str, shapes: Shapes, parameters: int, card_too: bool) -> Manifest:
    """The description that the page reads.

    Args:
        id: Of the library, its folder's name.
        model: Id of the language model whose weights it runs.
        shapes: What it is compiled for.
        parameters: Of the model.
        card_too: False for the tests' library.
    """
    files = (
        FileEntry("library", LIBRARY, encoding="deflate"),
        FileEntry("chat-config", CHAT_CONFIG),
    )
    return Manifest(
        kind="webllm-library",
        id=id,
        name=f"{'SmolLM2 135M' if card_too else 'Tiny Llama'}, WebLLM",
        summary="The program with which WebLLM runs the language model; it holds no weights.",
        parameters=parameters,
        licence="Apache-2.0",
        attribution="Apache TVM and Decode & Denoise",
        source="python -m ddmodels.webllm.build",
        config={"model": model, "context": shapes.context, "chunk": shapes.chunk},
        files=(*files, FileEntry("card", "README.md")) if card_too else files,
    )


def system_message(template: str) -> str:
    """The system message that a chat template puts first by itself.

    Raises:
        ValueError: If the template has none in the form of SmolLM2's.
    """
    before, found, rest = template.partition("<|im_start|>system\n")
    message, end, _ = rest.partition("<|im_end|>")
    if not (found and end):
        raise ValueError(f"no system message in the template: {before[:40]!r}")
    return message


def build(gguf: Path, shapes: Shapes, folder: Path, work: Path) -> None:
    """Compiles and links a library and writes it with its settings.

    Args:
        gguf: The weights, of which only sizes and tokenizer are read.
        shapes: What to compile for.
        folder: Where to.
        work: For intermediate files.
    """
    # TVM is large and only needed here: everything else works without it.
    from ddmodels.webllm.compile import compile_library

    check_compiler()
    tree = WORKSHOP / "tree"
    if not tree.exists():
        lay_out(tree)
    program = work / "library.wasm"
    link(build_runtime(tree), compile_library(shapes, work), program)
    tokens = LlamaGguf(gguf).tokenizer()
    folder.mkdir(parents=True, exist_ok=True)
    (folder / LIBRARY).write_bytes(pack_library(program.read_bytes()))
    config = chat_config(shapes, system_message(tokens.chat_template), tokens.eos)
    write_json(folder / CHAT_CONFIG, config)


def build_fixture() -> Path:
    """Makes the tests' library, and the hashes of its parameters."""
    source, folder = FIXTURES / FIXTURE_MODEL / "model.gguf", FIXTURES / FIXTURE
    gguf = LlamaGguf(source)
    shapes = Shapes(gguf.config, context=gguf.config.context, chunk=gguf.config.context)
    build(source, shapes, folder, WORKSHOP / "tiny")
    write_json(folder / LAYOUT, pack.hashes(source, shapes))
    manifest(FIXTURE, FIXTURE_MODEL, shapes, gguf.parameters(), card_too=False).write(folder)
    return folder


def build_published(card_only: bool) -> Path:
    """Makes the library of the embedded model, or only writes its card and manifest anew."""
    source, folder = fetch(SMOLLM2), PUBLIC / ID
    gguf = LlamaGguf(source)
    shapes = Shapes(gguf.config)
    if not card_only:
        build(source, shapes, folder, WORKSHOP / "smollm2")
    stored = (folder / LIBRARY).read_bytes()
    figures = FIGURES.read_text(encoding="utf-8")
    text = card(shapes, len(stored), len(zlib.decompress(stored)), figures)
    (folder / "README.md").write_text(text, encoding="utf-8")
    manifest(ID, LANGUAGE_MODEL, shapes, gguf.parameters(), card_too=True).write(folder)
    return folder


def main() -> None:
    """Builds and says what came of it."""
    parser = argparse.ArgumentParser(description="Build a model library for WebLLM.")
    parser.add_argument("--fixture", action="store_true", help="make the tests' library")
    parser.add_argument("--card", action="store_true", help="write card and manifest anew")
    args = parser.parse_args()
    folder = build_fixture() if args.fixture else build_published(args.card)
    sizes = {path.name: path.stat().st_size for path in sorted(folder.iterdir())}
    print(json.dumps(sizes, indent=2))


if __name__ == "__main__":
    main()
